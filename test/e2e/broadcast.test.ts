/** A broadcast in the school's hall: a teacher speaks, parents watch and ask. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import { eventually } from '../support/eventually.ts';
import { api, lessonTexts, lessonUrl, mediaPage, received, sfu } from './lesson-room.ts';
import { closePages, DESKTOP, keepOpen, PHONE } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

const t = lessonTexts(false);
const TITLE = 'Линейка';

describe('A broadcast in browsers', function () {
  this.timeout(120_000);
  let school: SmallSchool;
  let teacher: Page;
  let parents: Page[];
  let hallId: string;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

  before(async () => {
    school = await smallSchool();
    teacher = keepOpen(await mediaPage(school, 'teacher-1', { ...DESKTOP, locale: 'ru-RU' }));
    parents = [];
    for (const id of ['parent-7b-1', 'parent-7b-2'])
      parents.push(keepOpen(await mediaPage(school, id, PHONE)));
    const { schools } = (await api(teacher, 'GET', '/me')).body as {
      schools: { rooms: { room_id: string; kind: string }[] }[];
    };
    hallId = schools[0]!.rooms.find(({ kind }) => kind === 'broadcast_hall')!.room_id;
  });
  afterEach(closePages);
  after(() => Promise.all((parents ?? []).concat(teacher ?? []).map((page) => page.context().close())));

  it('is in everybody’s list while it is on, and brings the speaker’s sound and picture', async () => {
    await teacher.goto(lessonUrl(school, hallId));
    await teacher.getByLabel(t['start.name'], { exact: true }).fill(TITLE);
    await button(teacher, t['start.go.broadcast']).click();
    await button(teacher, t['enter.meeting']).click();
    await button(teacher, t['control.microphone.on']).click();
    await button(teacher, t['control.camera.on']).click();
    for (const parent of parents) {
      await parent.goto(school.url);
      await parent.getByRole('link', { name: new RegExp(`${TITLE}.*${ru['broadcast.on']}`) }).click();
      await button(parent, t['enter.meeting']).click();
    }
    for (const parent of parents) {
      await eventually(
        async () => {
          const { voices, pictures } = await received(parent);
          return voices >= 1 && pictures >= 1;
        },
        { timeout: 45_000, interval: 500, what: 'the speaker on the phone of a parent' },
      );
      // Viewers are not shown to each other, and have nothing to switch on.
      expect(await parent.getByRole('article').count()).to.equal(1);
      expect(await button(parent, t['control.microphone.on']).count()).to.equal(0);
    }
    const [room] = await sfu(school).listRooms();
    const seats = await sfu(school).listParticipants(room!.name);
    expect(seats.filter(({ permission }) => permission?.hidden)).to.have.length(2);
  });

  it('brings a viewer’s question to the speaker, who has it asked aloud', async () => {
    const [asker, other] = parents as [Page, Page];
    await button(asker, t['questions.title']).click();
    await asker.getByLabel(t['questions.text']).fill('Когда каникулы?');
    await asker.getByRole('switch', { name: t['questions.named'] }).check();
    await button(asker, t['questions.ask']).click();
    await asker.getByText(t['questions.mine'], { exact: true }).waitFor();
    await teacher.getByRole('button', { name: /^Вопросы: 1/ }).click();
    await teacher.getByText('Когда каникулы?').waitFor();
    await button(other, t['questions.title']).click();
    expect(await other.getByText('Когда каникулы?').count()).to.equal(0);
    await button(teacher, t['questions.approve.named']).click();
    await asker.getByText(t['questions.status.approved']).waitFor();
    await other.getByText('Когда каникулы?').waitFor();
  });

  it('says plainly that recording is not set up', async () => {
    await button(teacher, t['teach.title']).click();
    await button(teacher, t['teach.record']).click();
    const dialog = teacher.getByRole('dialog');
    await dialog.getByRole('button', { name: t['teach.record'], exact: true }).click();
    await dialog.getByText(/Запись не настроена/).waitFor();
    await dialog.getByRole('button', { name: ru['do.cancel'], exact: true }).click();
  });

  it('ends for everybody', async () => {
    await button(teacher, t['control.leave']).click();
    await teacher
      .getByRole('dialog', { name: t['leave.title'] })
      .getByRole('button', { name: t['control.end'] })
      .click();
    await teacher
      .getByRole('dialog', { name: t['end.title'] })
      .getByRole('button', { name: t['control.end'] })
      .click();
    for (const parent of parents)
      await parent.getByRole('heading', { name: t['ended.title'] }).waitFor({ timeout: 5_000 });
  });
});
