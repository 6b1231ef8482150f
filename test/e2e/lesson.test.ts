/** A teacher and three pupils in one lesson: real browsers, real homeserver, real LiveKit. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect } from 'chai';
import { TrackSource } from 'livekit-server-sdk';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import {
  api,
  delayUntilShown,
  enterLesson,
  lessonRoomOf,
  lessonTexts,
  lessonUrl,
  mediaPage,
  received,
  sfu,
} from './lesson-room.ts';
import { closePages, DESKTOP, keepOpen, logIn, message, newPage, PHONE, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

const FOLDER = process.env['PARTA_SCREENSHOTS'];
const t = lessonTexts(false);
const RUSSIAN_DESKTOP = { ...DESKTOP, viewport: { width: 1100, height: 700 }, locale: 'ru-RU' };
/** How soon what a teacher does must be true for everybody. Milliseconds. */
const AT_ONCE = 2_000;

describe('A lesson in browsers', function () {
  this.timeout(180_000);
  let school: SmallSchool;
  let teacher: Page;
  let pupils: Page[];
  let roomId: string;
  let classId: string;

  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const everybody = (): Page[] => [teacher, ...pupils];
  const openPanel = async (panel: 'people' | 'teach'): Promise<void> => {
    const name = panel === 'people' ? t['people.title'] : t['teach.title'];
    const opener =
      panel === 'people' ? teacher.getByRole('button', { name: /^Участники:/ }) : button(teacher, name);
    if (!(await teacher.getByRole('region', { name, exact: true }).isVisible())) await opener.click();
    await teacher.getByRole('region', { name, exact: true }).waitFor();
  };
  /** The SFU's room of the lesson. */
  const roomName = async (): Promise<string> => (await sfu(school).listRooms())[0]!.name;
  before(async () => {
    school = await smallSchool();
    teacher = keepOpen(await mediaPage(school, 'teacher-1', RUSSIAN_DESKTOP));
    ({ classId, roomId } = await lessonRoomOf(teacher));
    pupils = [];
    for (const id of ['pupil-7b-1', 'pupil-7b-2', 'pupil-7b-3'])
      pupils.push(keepOpen(await mediaPage(school, id, PHONE)));
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && FOLDER !== undefined) {
      mkdirSync(FOLDER, { recursive: true });
      for (const [index, page] of everybody().entries())
        await page.screenshot({ path: join(FOLDER, `failed-lesson-${index}.png`) });
    }
    await closePages();
  });
  after(() => Promise.all((pupils ?? []).concat(teacher ?? []).map((page) => page.context().close())));

  it('opens when the teacher starts it, and the class sees at once that it is on', async () => {
    await pupils[0]!.goto(school.url);
    await teacher.goto(lessonUrl(school, roomId));
    await teacher.getByLabel(t['start.name'], { exact: true }).fill('Физика');
    await button(teacher, t['start.go']).click();
    await teacher.getByRole('heading', { name: 'Физика' }).waitFor();
    await pupils[0]!.getByRole('link', { name: /Физика.*Идёт урок/ }).click();
    await button(pupils[0]!, t.enter).waitFor();
  });

  it('lets everybody hear and see everybody', async () => {
    await enterLesson(teacher, school, roomId);
    for (const pupil of pupils) await enterLesson(pupil, school, roomId);
    for (const page of everybody()) {
      await eventually(
        async () => {
          const { voices, pictures } = await received(page);
          return voices >= 3 && pictures >= 3;
        },
        { timeout: 45_000, interval: 500, what: 'three voices and three pictures on each page' },
      );
      expect(await page.getByRole('article').count()).to.equal(4);
    }
  });

  it('shows raised hands in their order, and the teacher lowers them', async () => {
    await button(pupils[1]!, t['control.hand.up']).click();
    await button(pupils[1]!, t['control.hand.down']).waitFor();
    await button(pupils[2]!, t['control.hand.up']).click();
    await teacher.getByRole('article', { name: /Боря.*рука поднята/ }).waitFor();
    await teacher.getByRole('article', { name: /Варя.*рука поднята/ }).waitFor();
    // By their own hand …
    await button(pupils[1]!, t['control.hand.down']).click();
    await teacher.getByRole('article', { name: /Боря.*рука поднята/ }).waitFor({ state: 'detached' });
    // … and by the teacher's.
    await openPanel('people');
    await button(teacher, t['people.lower.all']).click();
    await button(pupils[2]!, t['control.hand.up']).waitFor();
    await teacher.getByRole('article', { name: /рука поднята/ }).waitFor({ state: 'detached' });
  });

  it('has the class’s chat and polls beside it', async () => {
    await pupils[0]!.getByRole('button', { name: /^Чат/ }).click();
    await write(pupils[0]!, 'Можно выйти?');
    await teacher.getByRole('button', { name: /^Чат/ }).click();
    await message(teacher, 'Можно выйти?').waitFor();
    await button(teacher, t['teach.title']).click();
    await button(teacher, t['teach.poll']).click();
    await button(teacher, 'Новый опрос').click();
    await teacher.getByLabel('Вопрос', { exact: true }).fill('Всё понятно?');
    await teacher.getByLabel('Ответ 1').fill('Да');
    await teacher.getByLabel('Ответ 2').fill('Не очень');
    await button(teacher, 'Спросить').click();
    await pupils[0]!.getByLabel('Не очень').check();
    await teacher.getByText('Ответил 1 человек').waitFor();
    await button(pupils[0]!, 'Закрыть').click();
  });

  it('mutes all pupils within two seconds, and tells them who did it', async () => {
    await openPanel('people');
    const name = await roomName();
    const took = await delayUntilShown(
      teacher,
      () => button(teacher, t['people.mute.all']).click(),
      pupils,
      t['control.microphone.on'],
    );
    expect(took, 'milliseconds until all are muted').to.be.at.most(AT_ONCE);
    for (const pupil of pupils) await pupil.getByText(t['say.muted']).last().waitFor();
    const people = await sfu(school).listParticipants(name);
    const loud = people.flatMap(({ identity, tracks }) =>
      tracks.filter(({ source, muted }) => source === TrackSource.MICROPHONE && !muted).map(() => identity),
    );
    expect(loud, 'only the teacher').to.have.length(1);
    await button(pupils[0]!, t['control.microphone.on']).click();
    await button(pupils[0]!, t['control.microphone.off']).waitFor();
  });

  it('keeps pupils silent under “listen”, also with a patched client, and gives the floor to one', async () => {
    await openPanel('teach');
    await teacher.getByText(t['profile.listen'], { exact: true }).click();
    for (const pupil of pupils) await button(pupil, t['control.microphone.no']).waitFor();
    const seat = await api(pupils[1]!, 'POST', `/rooms/${encodeURIComponent(roomId)}/lesson/seat`, {
      device_id: 'PATCHED',
    });
    expect(seat.status).to.equal(200);
    const ticket = seat.body as { url: string; jwt: string; identity: string; room_name: string };
    const bare = await newPage({ ...PHONE, bypassCSP: true }, { media: true });
    await bare.goto(`${school.url}/live`);
    await bare.addScriptTag({ path: createRequire(import.meta.url).resolve('livekit-client') });
    const outcome = await bare.evaluate(publishAnyway, ticket);
    expect(outcome).to.not.equal('published');
    const patched = (await sfu(school).listParticipants(ticket.room_name)).find(
      ({ identity }) => identity === ticket.identity,
    );
    expect(patched?.tracks ?? [], 'tracks that the SFU took').to.deep.equal([]);
    await bare.context().close();

    await openPanel('people');
    await teacher.getByRole('button', { name: /^Действия: Алиса/ }).click();
    await button(teacher, t['people.speak']).click();
    await button(pupils[0]!, t['control.microphone.on']).click();
    await button(pupils[0]!, t['control.microphone.off']).waitFor();
    await openPanel('teach');
    await teacher.getByText(t['profile.discussion'], { exact: true }).click();
    await button(pupils[1]!, t['control.microphone.on']).waitFor();
  });

  it('divides the class into groups and brings all back', async () => {
    await openPanel('teach');
    await button(teacher, t['groups.deal']).click();
    await button(teacher, t['groups.send']).click();
    for (const pupil of pupils)
      await pupil
        .getByRole('banner')
        .getByText(/^Группа «Группа \d»$/)
        .waitFor();
    await teacher.getByRole('article', { name: /^(Алиса|Боря|Варя)/ }).waitFor({ state: 'detached' });
    await button(teacher, t['groups.end']).click();
    await teacher.getByRole('article', { name: /^Варя/ }).waitFor();
    for (const page of everybody())
      await eventually(async () => (await page.getByRole('article').count()) === 4, {
        timeout: 20_000,
        what: 'everybody together again',
      });
  });

  it('refuses a parent in words, and by the server', async () => {
    const [link] = await school.loginLinks('parent-7b-1');
    const parent = await newPage();
    await logIn(parent, link!);
    await parent.goto(lessonUrl(school, roomId));
    await parent
      .getByRole('heading', { name: new RegExp(`${t['door.parents.title']}|${t['door.not_yours.title']}`) })
      .waitFor();
    const { status, body } = await api(parent, 'POST', `/rooms/${encodeURIComponent(roomId)}/lesson/seat`, {
      device_id: 'X',
    });
    expect(status).to.equal(403);
    expect((body as { errcode: string }).errcode).to.match(/^lesson\.(parents|not_yours)$/);
  });

  it('goes on while the appservice is dead, and obeys the teacher after it is back', async () => {
    await school.parta.kill();
    try {
      const before = await received(pupils[0]!);
      await eventually(
        async () => {
          const now = await received(pupils[0]!);
          return now.frames > before.frames + 10 && now.energy > before.energy;
        },
        { timeout: 15_000, what: 'sound and pictures to go on' },
      );
    } finally {
      await school.parta.start();
    }
    for (const page of everybody()) expect(await page.getByRole('article').count()).to.equal(4);
    await openPanel('people');
    await button(teacher, t['people.mute.all']).click();
    await button(pupils[0]!, t['control.microphone.on']).waitFor();
  });

  it('lets newcomers wait in the lobby until the teacher lets them in', async () => {
    await openPanel('teach');
    await teacher.getByLabel(t['teach.lobby']).click();
    await eventually(async () => {
      const { body } = await api(teacher, 'GET', `/rooms/${encodeURIComponent(roomId)}/lesson`);
      return (body as { session: { lobby: boolean } }).session.lobby;
    });
    await button(pupils[2]!, t['control.leave']).click();
    await button(pupils[2]!, t['ended.back']).click();
    await button(pupils[2]!, t.enter).click();
    const admit = teacher.getByRole('button', { name: /^Впустить: Варя/ });
    await Promise.race([
      pupils[2]!.getByRole('heading', { name: t['wait.title'] }).waitFor(),
      // Whoever was let in once may come back.
      pupils[2]!.getByRole('region', { name: t['control.bar'] }).waitFor(),
    ]);
    if (await pupils[2]!.getByRole('heading', { name: t['wait.title'] }).isVisible()) {
      await openPanel('people');
      await admit.click();
    }
    await pupils[2]!.getByRole('region', { name: t['control.bar'] }).waitFor();
    await teacher.getByRole('article', { name: /^Варя/ }).waitFor();
  });

  it('removes a pupil within two seconds after asking, and does not let them back', async () => {
    await openPanel('people');
    await teacher.getByRole('button', { name: /^Действия: Варя/ }).click();
    await button(teacher, t['people.remove']).click();
    await teacher.getByRole('dialog', { name: /Варя/ }).waitFor();
    const took = await delayUntilShown(
      teacher,
      () => teacher.getByRole('dialog').getByRole('button', { name: t['people.remove'] }).click(),
      [pupils[2]!],
      t['ended.removed.title'],
    );
    expect(took, 'milliseconds until out').to.be.at.most(AT_ONCE);
    await pupils[2]!.goto(lessonUrl(school, roomId));
    await pupils[2]!.getByRole('heading', { name: t['door.removed.title'] }).waitFor();
  });

  it('ends for all within two seconds after asking', async () => {
    await button(teacher, t['control.leave']).click();
    await button(teacher, t['control.end']).click();
    await teacher.getByRole('dialog', { name: t['end.title'] }).waitFor();
    const took = await delayUntilShown(
      teacher,
      () => teacher.getByRole('dialog').getByRole('button', { name: t['control.end'] }).click(),
      [pupils[0]!, pupils[1]!],
      t['ended.title'],
    );
    expect(took, 'milliseconds until all are out').to.be.at.most(AT_ONCE);
    await eventually(async () => (await sfu(school).listRooms()).length === 0, {
      what: 'the SFU to end the room',
    });
  });

  it('leaves the attendance to the teacher, to correct and to take away', async () => {
    await teacher.goto(`${school.url}/classes/${classId}/attendance`);
    const alisa = teacher.getByLabel(/^Отметка: Алиса/);
    await eventually(async () => (await alisa.inputValue()) === 'present', { what: 'Алиса to be present' });
    await alisa.selectOption('excused');
    await teacher.getByText(/исправлено/).waitFor();
    const download = teacher.waitForEvent('download');
    await button(teacher, t['attendance.csv']).click();
    expect((await download).suggestedFilename()).to.equal('Физика.csv');
  });
});

/** In a page with nothing of ours: LiveKit's client with its own check of permissions taken out. */
async function publishAnyway(ticket: { url: string; jwt: string }): Promise<string> {
  const { LivekitClient } = window as unknown as {
    LivekitClient: {
      Room: new () => {
        connect(url: string, jwt: string): Promise<void>;
        localParticipant: {
          hasPermissionsToPublish: () => boolean;
          publishTrack(track: MediaStreamTrack, options: object): Promise<unknown>;
        };
      };
    };
  };
  const room = new LivekitClient.Room();
  await room.connect(ticket.url, ticket.jwt);
  const [track] = (await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks();
  room.localParticipant.hasPermissionsToPublish = () => true;
  return Promise.race([
    room.localParticipant.publishTrack(track!, { source: 'microphone' }).then(
      () => 'published',
      (error: unknown) => String(error),
    ),
    new Promise<string>((resolve) => setTimeout(() => resolve('no answer'), 8_000)),
  ]);
}
