/** A parent and the school, a child and the school: accepting, writing, being refused, reporting. */
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { components } from '@parta/protocol';
import peopleEn from '../../web-client/src/features/people/texts/en.ts';
import peopleRu from '../../web-client/src/features/people/texts/ru.ts';
import en from '../../web-client/src/i18n/catalogs/en.ts';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import { eventually } from '../support/eventually.ts';
import { closePages, DESKTOP, logIn, message, newPage, PHONE, write } from './people.ts';
import { smallSchool, type PartaSession, type SmallSchool } from './school.ts';

type Schemas = components['schemas'];

interface Place {
  readonly where: string;
  readonly options: BrowserContextOptions;
  readonly english: boolean;
  /** Somebody else's child in each place, so that one leaves nothing behind for the other. */
  readonly child: string;
}

const PLACES: readonly Place[] = [
  { where: 'a phone, in Russian', options: PHONE, english: false, child: 'Алиса Тестова' },
  { where: 'a desktop, in English', options: DESKTOP, english: true, child: 'Боря Выдумкин' },
];
const ANOTHERS_CHILD = 'Даша Черновикова';
const TEACHER = 'Вера Образцова';

for (const { where, options, english, child } of PLACES) {
  describe(`Families and reports, on ${where}`, function () {
    this.timeout(180_000);
    const t = { ...(english ? en : ru), ...(english ? peopleEn : peopleRu) };
    const of = (text: string, values: Record<string, string>): string =>
      text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
    let school: SmallSchool;
    let admin: PartaSession;
    let people: Schemas['ClassPerson'][];
    let classChat: string;

    before(async () => {
      school = await smallSchool();
      [admin] = (await school.sessions('admin-1')) as [PartaSession];
      const { body: me } = await admin.api.get('/me');
      const [mine] = (me as Schemas['Me']).schools;
      const one = mine!.classes.find(({ title }) => title === '7Б')!;
      people = (await admin.api.get(`/classes/${one.class_id}/people`)).body.people as typeof people;
      const [teacher] = await school.sessions('teacher-1');
      const { body: theirs } = await teacher!.api.get('/me');
      classChat = (theirs as Schemas['Me']).schools
        .flatMap(({ classes }) => classes)
        .flatMap(({ rooms }) => rooms)
        .find(({ kind }) => kind === 'class_chat')!.room_id;
    });
    afterEach(closePages);

    const personOf = (name: string): Schemas['ClassPerson'] =>
      people.find((one) => one.display_name === name)!;
    async function arrive(sourcedId: string): Promise<Page> {
      const [link] = await school.loginLinks(sourcedId);
      const page = await newPage(options);
      await logIn(page, link!, { english });
      return page;
    }
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

    it('a parent accepts a child, writes to the teacher, is refused another’s child, and ends it', async () => {
      const { status, body } = await admin.api.post('/guardianships', {
        guardian_id: personOf('Анна Пеналова').person_id,
        child_id: personOf(child).person_id,
        relation: 'guardian',
      });
      expect(status, JSON.stringify(body)).to.equal(201);
      const parent = await arrive('parent-7b-3');
      await parent
        .getByRole('link', { name: new RegExp(`${t['direct.family']}.*${t['direct.family.waits']}`) })
        .click();
      const card = parent.getByRole('article', { name: child });
      await card.getByRole('button', { name: t['family.accept'] }).click();
      await card.getByText(t['family.inForce'], { exact: true }).waitFor();
      await card.getByRole('link', { name: t['family.timetable'] }).waitFor();

      await card
        .getByRole('button', { name: of(t['family.writeTo'], { name: TEACHER }) })
        .first()
        .click();
      await parent.getByText(t['write.allow'], { exact: true }).waitFor();
      await press(parent, t['write.open']);
      await parent.getByRole('heading', { name: TEACHER }).waitFor();
      const words = english ? 'Good morning, a question' : 'Здравствуйте, вопрос';
      await write(parent, words);
      await message(parent, words).waitFor();

      const teacher = await arrive('teacher-1');
      await teacher.getByRole('link', { name: /^Анна Пеналова/ }).click();
      await message(teacher, words).waitFor();

      await parent.goto(`${school.url}/contacts`);
      const search = parent.getByLabel(t['contacts.search']);
      await search.fill(ANOTHERS_CHILD);
      await parent.getByRole('heading', { name: t['contacts.notFound.title'] }).waitFor();
      const [childId] = personOf(ANOTHERS_CHILD).user_ids;
      await search.fill(childId!);
      await press(parent, of(t['contacts.byId'], { id: childId! }));
      const dialog = parent.getByRole('dialog');
      await dialog.getByText(t['write.deny'], { exact: true }).waitFor();
      await dialog.getByText(english ? /the parent of another child/ : /родитель другого ребёнка/).waitFor();
      expect(await dialog.getByRole('button', { name: t['write.open'] }).count()).to.equal(0);

      await parent.goto(`${school.url}/family`);
      await card.getByRole('button', { name: t['family.leave'], exact: true }).click();
      await parent.getByRole('dialog').getByRole('button', { name: t['family.leave'], exact: true }).click();
      await card.waitFor({ state: 'detached' });
    });

    it('a pupil writes to a teacher and sees before and after that a second adult is there', async () => {
      const pupil = await arrive('pupil-7b-2');
      await pupil.getByRole('link', { name: t['direct.new'] }).click();
      await pupil.getByLabel(t['contacts.search']).fill(TEACHER);
      await pupil.getByRole('button', { name: new RegExp(`^${TEACHER}`) }).click();
      const dialog = pupil.getByRole('dialog');
      const chatIsThere = pupil.getByRole('note');
      await dialog.getByText(t['write.second'], { exact: true }).or(chatIsThere).first().waitFor();
      if (await dialog.isVisible()) await press(pupil, t['write.open']);
      await chatIsThere.getByText(/:/).waitFor();
      const [supervision] = t['direct.supervised'].split('{name}');
      expect(await chatIsThere.textContent()).to.include(supervision);
      await pupil.getByLabel(t['compose.label'], { exact: true }).waitFor();
    });

    it('a pupil reports a message, gets a number, and finds it again', async () => {
      const words = english ? 'that is mean' : 'это гадость';
      await school.say(personOf('Боря Выдумкин').user_ids[0]!, classChat, words);
      const pupil = await arrive('pupil-7b-1');
      await pupil.goto(`${school.url}/rooms/${encodeURIComponent(classChat)}`);
      const said = message(pupil, words);
      await said.hover();
      await said
        .getByRole('button', { name: english ? /^Actions for the message/ : /^Действия с сообщением/ })
        .click();
      await press(pupil, t['message.report']);
      await pupil.getByRole('radio', { name: t['report.why.threat'] }).check();
      await pupil.getByLabel(t['report.more']).fill(english ? 'in every break' : 'каждую перемену');
      await press(pupil, t['report.send']);
      const dialog = pupil.getByRole('dialog', { name: t['report.done'] });
      const number = /[0-9a-f]{8}/.exec((await dialog.getByRole('status').textContent())!)![0];
      await dialog.getByRole('link', { name: t['report.mine'] }).click();
      await pupil.getByText(of(t['reports.number'], { number })).first().waitFor();
      await pupil.getByText(t['reports.waiting'], { exact: true }).first().waitFor();
      await eventually(
        async () => {
          const { body } = await admin.api.get('/cases');
          return (body as { cases: Schemas['Case'][] }).cases.some((one) => one.case_id.startsWith(number));
        },
        { what: 'the report to be a case' },
      );
    });
  });
}
