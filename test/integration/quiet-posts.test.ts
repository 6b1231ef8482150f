/** Posts in quiet hours on a real homeserver: what waits for the morning, what is urgent, and what happens to it in between. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { createPosts } from '../../appservice/src/quiet/posts.ts';
import { createQuietRooms } from '../../appservice/src/quiet/rooms.ts';
import { startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { refusal } from '../support/matrix-api.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Name = 'pupil' | 'teacher' | 'second' | 'parent' | 'administrator';
interface Event {
  event_id: string;
  sender: string;
  type: string;
  content: { body?: string; 'org.parta.post'?: Record<string, unknown> };
}
const NIGHT = {
  role: null,
  class_id: null,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  begins_at: '21:00',
  ends_at: '07:00',
  days_off: false,
};
const DAY = 24 * 3_600_000;

describe('Posts in quiet hours', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  let now = new Date('2026-11-25T22:00:00+03:00');
  const ids = {} as Record<Name, string>;
  const people = {} as Record<Name, LoggedInPerson>;
  let room: string;
  let bot: BotChat;

  before(async () => {
    town = await runningSchool({
      now: () => now,
      async populate(school) {
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.second = await school.person('Инна Тестова', { inClass: 'teacher' });
        await school.person('Олег Тестов', { inClass: 'pupil' });
        ids.parent = await school.person('Пётр Тестов', { guardianOf: ids.pupil });
        ids.administrator = await school.person('Алла Тестова', { role: 'school_admin' });
      },
    });
    for (const name of Object.keys(ids) as Name[]) people[name] = await town.logIn(ids[name]);
    room = await town.room('class_chat');
    bot = await startBotChat(people.teacher.matrix, town.core.homeserver.botUserId);
    const path = `/schools/${town.school.schoolId}/quiet-hours`;
    await people.administrator.parta.put(path, { quiet_hours: [NIGHT] });
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const turn = (days: number, time: string): void => {
    now = new Date(new Date(`2026-11-25T${time}:00+03:00`).getTime() + days * DAY);
  };
  const post = (name: Name, more: object = {}, key = newKey()) =>
    people[name].parta.post('/posts', {
      ...{ room_id: room, kind: 'morning', body: 'Завтра контрольная', idempotency_key: key },
      ...more,
    });
  const waiting = async (name: Name = 'teacher') =>
    (
      (await people[name].parta.get('/posts')).body as {
        posts: { post_id: string; body: string | null; status: string; refusal: string | null }[];
      }
    ).posts;
  async function seen(where = room): Promise<Event[]> {
    const { body } = await people.second.matrix.get(
      `/v3/rooms/${encodeURIComponent(where)}/messages?dir=b&limit=50`,
    );
    return (body as { chunk: Event[] }).chunk.filter(({ type }) => type === 'm.room.message').reverse();
  }
  const bodies = async (): Promise<string[]> => (await seen()).map(({ content }) => content.body ?? '');
  const choices = async (name: Name) =>
    (await people[name].parta.get(`/rooms/${encodeURIComponent(room)}/quiet`)).body as object;

  it('are offered to those who teach, and to nobody else', async () => {
    const hours = { quiet_until: '2026-11-26T04:00:00.000Z', quiet_from: '2026-11-26T18:00:00.000Z' };
    expect(await choices('teacher')).to.deep.equal({ ...hours, choices: ['morning', 'urgent', 'now'] });
    expect(await choices('pupil')).to.deep.equal({ ...hours, choices: [] });
    expect(refusal(await post('pupil'))).to.equal('403 M_FORBIDDEN');
  });

  it('are offered without “now” where the school says so', async () => {
    const path = `/schools/${town.school.schoolId}/quiet-posting`;
    expect(refusal(await people.teacher.parta.put(path, { now_allowed: false }))).to.equal('403 M_FORBIDDEN');
    expect((await people.administrator.parta.put(path, { now_allowed: false })).body).to.deep.equal({
      now_allowed: false,
    });
    expect(await choices('teacher')).to.deep.include({ choices: ['morning', 'urgent'] });
    await people.administrator.parta.put(path, { now_allowed: true });
    expect((await people.teacher.parta.get(path)).body).to.deep.equal({ now_allowed: true });
  });

  it('wait, are changed and cancelled by their author only, and come in the morning as the author’s own', async () => {
    const key = newKey();
    const first = await post('teacher', {}, key);
    expect(first.status).to.equal(201);
    expect(first.body).to.include({ status: 'waiting', send_at: '2026-11-26T04:00:00.000Z' });
    const id = (first.body as { post_id: string }).post_id;
    expect(((await post('teacher', {}, key)).body as { post_id: string }).post_id).to.equal(id);
    const other = ((await post('teacher', { body: 'Это отменят' })).body as { post_id: string }).post_id;

    expect(refusal(await people.second.parta.put(`/posts/${id}`, { body: 'чужое' }))).to.equal(
      '404 M_NOT_FOUND',
    );
    expect(refusal(await people.second.parta.delete(`/posts/${id}`))).to.equal('404 M_NOT_FOUND');
    const changed = await people.teacher.parta.put(`/posts/${id}`, { body: 'Контрольная в четверг' });
    expect(changed.body).to.include({ body: 'Контрольная в четверг' });
    expect((await people.teacher.parta.delete(`/posts/${other}`)).status).to.equal(204);
    expect((await waiting()).map(({ body }) => body)).to.deep.equal(['Контрольная в четверг']);
    expect(await waiting('second')).to.deep.equal([]);
    expect(await bodies()).to.not.include('Контрольная в четверг');

    turn(1, '07:00');
    await eventually(async () => (await bodies()).includes('Контрольная в четверг'), { what: 'the post' });
    const found = (await seen()).filter(({ content }) => content.body === 'Контрольная в четверг');
    expect(found.map(({ sender }) => sender)).to.deep.equal([people.teacher.userId]);
    expect(found[0]!.content['org.parta.post']).to.deep.equal({ kind: 'morning', version: 1 });
    expect(await bodies()).to.not.include('Это отменят');
    await eventually(async () => (await waiting()).length === 0);
    const { rows } = await town.core.database.query('select from waiting_post where body is not null');
    expect(rows).to.deep.equal([]);
  });

  it('are refused when it is not quiet: there is nothing to wait for', async () => {
    expect(refusal(await post('teacher'))).to.equal('409 quiet.not_now');
  });

  it('that are urgent come at once, ring by the bot, and their reason is in the log', async () => {
    turn(1, '22:00');
    expect(refusal(await post('teacher', { kind: 'urgent' }))).to.equal('400 quiet.reason_missing');
    await post('teacher', { kind: 'urgent', reason: 'Автобус в 6:30', body: 'Выезжаем раньше' });
    const events = await eventually(async () => {
      const found = await seen();
      return found.at(-1)!.content['org.parta.post']?.['rings'] === true && found.slice(-2);
    });
    const [message, ring] = events as [Event, Event];
    expect([message.sender, message.content.body]).to.deep.equal([people.teacher.userId, 'Выезжаем раньше']);
    expect(message.content['org.parta.post']).to.deep.equal({
      kind: 'urgent',
      reason: 'Автобус в 6:30',
      version: 1,
    });
    expect(ring.sender).to.equal(town.core.homeserver.botUserId);
    expect(ring.content.body).to.contain('Анна Тестова: Автобус в 6:30');
    expect(ring.content['org.parta.post']).to.include({ about: message.event_id, rings: true });
    await eventually(async () => {
      const { rows } = await town.core.database.query<{ details: object }>(
        `select details from audit_entry where action = 'quiet.urgent'`,
      );
      expect(rows.map(({ details }) => details)).to.deep.equal([
        { room, event: message.event_id, reason: 'Автобус в 6:30' },
      ]);
      return true;
    });
  });

  it('of another client are told of once a night, and can be made to ring', async () => {
    const send = async (body: string, more: object = {}): Promise<string> => {
      const answer = await people.teacher.matrix.put(
        `/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${randomUUID()}`,
        { msgtype: 'm.text', body, ...more },
      );
      return (answer.body as { event_id: string }).event_id;
    };
    await eventually(async () => {
      const { rows } = await town.core.database.query('select from quiet_account where held');
      return rows.length > 0;
    });
    const told = async (): Promise<number> =>
      (await bot.said()).filter(({ body }) => body.includes('тихие часы')).length;
    const message = await send('Забыла сказать');
    await eventually(async () => (await told()) === 1, { what: 'the bot to tell the teacher' });
    await send('И ещё');
    await send('!parta urgent Отменили первый урок', {
      'm.relates_to': { 'm.in_reply_to': { event_id: message } },
    });
    const ring = await eventually(async () =>
      (await seen()).find(({ content }) => content['org.parta.post']?.['about'] === message),
    );
    expect(ring.content.body).to.contain('Отменили первый урок');
    expect(await told()).to.equal(1);
  });

  it('are listed and cancelled with the bot', async () => {
    await post('teacher', { body: 'Принесите `циркуль`' });
    expect(await bot.ask('!parta later')).to.match(/1\. 27 нояб\. 2026 г\., 07:00: Принесите/);
    expect(await bot.ask('!parta later cancel 7')).to.contain('Какое?');
    expect(await bot.ask('!parta later cancel 1')).to.contain('не будет отправлено');
    expect(await bot.ask('!parta later')).to.contain('Ни одно');
  });

  it('are bounded: so many wait, and so many are urgent in a day', async () => {
    for (let count = 0; count < 20; count += 1) expect((await post('second')).status).to.equal(201);
    expect(refusal(await post('second'))).to.equal('429 M_LIMIT_EXCEEDED');
    for (const { post_id: id } of await waiting('second')) await people.second.parta.delete(`/posts/${id}`);
    const urgent = () => post('second', { kind: 'urgent', reason: 'Проба', body: 'Срочно' });
    for (let count = 0; count < 5; count += 1) expect((await urgent()).status).to.equal(201);
    expect(refusal(await urgent())).to.equal('429 M_LIMIT_EXCEEDED');
    await eventually(async () => (await waiting('second')).length === 0, {
      what: 'the urgent ones to be sent',
    });
  });

  it('are sent once, when a process dies between sending and noting', async () => {
    const made = await post('teacher', { body: 'Ровно один раз' });
    const { database, homeserver } = town.core;
    const { post_id: id } = made.body as { post_id: string };
    let sent = 0;
    const rooms = createQuietRooms({
      database,
      rooms: town.core.rooms,
      directory: town.core.accounts.directory,
      parties: town.core.policy.parties,
      directRoom: () => Promise.resolve(null),
      now: () => new Date(now.getTime() + DAY / 2),
    });
    const dying = createPosts({
      database,
      rooms,
      homeserver: {
        ...homeserver,
        async sendMessageAs(...what) {
          await homeserver.sendMessageAs(...what);
          sent += 1;
          throw new Error('the process is gone');
        },
      },
      messages: { send: () => Promise.resolve(true) },
      localeOf: () => Promise.resolve('ru'),
      now: () => new Date(now.getTime() + DAY / 2),
      log: town.core.log,
    });
    await dying.sendDue(new AbortController().signal);
    expect(sent).to.equal(1);
    expect((await waiting()).map((one) => one.post_id)).to.deep.equal([id]);
    turn(2, '08:00');
    await eventually(async () => (await waiting()).length === 0);
    expect((await bodies()).filter((body) => body === 'Ровно один раз')).to.have.length(1);
  });

  it('are not sent when their author lost the right meanwhile, who is told why', async () => {
    turn(2, '23:00');
    expect((await post('teacher', { body: 'Уже не придёт' })).status).to.equal(201);
    await people.administrator.parta.post(`/people/${ids.teacher}/roles/end`, {
      role: 'class_teacher',
      class_id: town.school.classId,
    });
    turn(3, '07:30');
    const [refused] = await eventually(async () => {
      const found = await waiting();
      return found.some(({ status }) => status === 'refused') && found;
    });
    expect(refused).to.include({ body: null, refusal: 'Вы больше не работаете с этим классом.' });
    await eventually(async () => (await bot.said()).some(({ body }) => body.includes('не отправлено')));
    expect(await bodies()).to.not.include('Уже не придёт');
  });
});
