/** The reconciler on a real homeserver: what it makes, what it leaves alone, and what the homeserver then refuses. */
import { expect } from 'chai';
import type { StateEvent } from '../../appservice/src/matrix/homeserver.ts';
import type { Sketch } from '../../appservice/src/reconcile/fixtures.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { loadSchoolState } from '../../appservice/src/store/school-store.ts';
import { type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestHomeserver, startHomeserver } from '../support/homeserver.ts';
import { type MatrixApi, matrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';
import {
  type Setup,
  SMALL_SCHOOL,
  accountOf,
  clientOf,
  enterSchool,
  expectInLine,
  setUp,
  uuid,
  writes,
} from './reconcile-school.ts';

const enc = encodeURIComponent;

describe('Reconciling a school', function () {
  this.timeout(180_000);
  let homeserver: TestHomeserver;
  let database: Database;
  let proxy: FaultProxy;
  let setup: Setup;
  /** The homeserver as the bot sees it, past the proxy. */
  let bot: MatrixApi;
  let sketch: Sketch = SMALL_SCHOOL;

  /** The sketch with more or other people. */
  const withPeople = (people: Sketch['people']): Sketch => ({
    ...sketch,
    people: { ...sketch.people, ...people },
  });

  async function enter(next: Sketch): Promise<void> {
    sketch = next;
    await enterSchool(database, sketch);
  }

  async function roomOf(kind: string, owner: string): Promise<string> {
    const { rows } = await database.query<{ room_id: string }>(
      'select room_id from managed_room where key = $1',
      [`${kind}/${uuid(owner)}`],
    );
    return rows[0]!.room_id;
  }

  async function stateOf(roomId: string): Promise<(StateEvent & { event_id: string })[]> {
    return (await bot.get(`/v3/rooms/${enc(roomId)}/state`)).body as (StateEvent & { event_id: string })[];
  }

  /** Which events make up a room now. */
  async function eventsOf(roomId: string): Promise<string[]> {
    return (await stateOf(roomId)).map(({ event_id: id }) => id).sort();
  }

  async function contentOf(roomId: string, type: string, stateKey = ''): Promise<Record<string, unknown>> {
    return (await bot.get(`/v3/rooms/${enc(roomId)}/state/${enc(type)}/${enc(stateKey)}`)).body as Record<
      string,
      unknown
    >;
  }

  async function levelsIn(roomId: string): Promise<Record<string, number>> {
    return (await contentOf(roomId, 'm.room.power_levels')).users as Record<string, number>;
  }

  before(async () => {
    [homeserver, { database }] = await Promise.all([startHomeserver(), freshDatabase()]);
    proxy = await faultProxy({ target: homeserver.url });
    bot = matrixApi(homeserver.url, homeserver.registration.asToken);
    setup = await setUp({
      url: proxy.url,
      serverName: homeserver.serverName,
      registrationFile: homeserver.registration.path,
      database,
    });
    await enter(SMALL_SCHOOL);
  });

  beforeEach(() => proxy.reset());

  it('is shown beforehand without writing anything', async () => {
    const plan = await setup.reconciler.preview();
    expect(plan.problems).to.deep.equal([]);
    expect(plan.actions.filter(({ type }) => type === 'create_room')).to.have.length(14);
    expect(plan.actions.filter(({ type }) => type === 'create_account')).to.have.length(9);
    expect(writes(proxy)).to.deep.equal([]);
    expect((await database.query('select 1 from managed_room')).rowCount).to.equal(0);
  });

  it('makes every room once and brings everybody in, telling how far it is', async () => {
    const seen: { done: number; total: number; label: string }[] = [];
    const report = await setup.reconciler.reconcile({ onProgress: (progress) => seen.push(progress) });
    expect(report.failed).to.deep.equal([]);
    expect(report.ok).to.equal(true);
    expect(seen.map(({ done }) => done)).to.deep.equal(seen.map((_, i) => i + 1));
    expect(seen.at(-1)!.done).to.equal(seen.at(-1)!.total);
    expect(new Set(seen.map(({ label }) => label))).to.include('7Б: чат класса');
    await expectInLine(database, homeserver);
  });

  it('sends nothing when run again', async () => {
    const report = await setup.reconciler.reconcile();
    expect(report).to.deep.include({ ok: true, done: {} });
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('keeps the rules of room version 12', async () => {
    for (const [kind, owner] of [
      ['school_space', 's12'],
      ['class_space', '7b'],
      ['class_chat', '7b'],
    ] as const) {
      const roomId = await roomOf(kind, owner);
      expect(roomId, 'an opaque id without a server').to.match(/^![A-Za-z0-9_-]{43}$/);
      const create = (await stateOf(roomId)).find(({ type }) => type === 'm.room.create')!;
      expect(create.content).to.deep.include({ room_version: '12' });
      expect(create.content).not.to.have.property('additional_creators');
      expect(create.sender).to.equal('@parta:localhost');
      expect(create.content.type).to.equal(kind.endsWith('space') ? 'm.space' : undefined);
      expect(await levelsIn(roomId)).not.to.have.property('@parta:localhost');
    }
  });

  it('gives power by role', async () => {
    const [vera, olga, ivan] = await Promise.all(
      ['vera', 'olga', 'ivan'].map((name) => accountOf(database, name)),
    );
    expect(await levelsIn(await roomOf('class_chat', '7b'))).to.deep.equal({ [olga!]: 60 });
    expect(await levelsIn(await roomOf('class_chat', '7a'))).to.deep.equal({ [olga!]: 50, [ivan!]: 60 });
    expect(await levelsIn(await roomOf('school_space', 's12'))).to.deep.equal({
      [vera!]: 90,
      [olga!]: 50,
      [ivan!]: 50,
    });
  });

  it('links Spaces and rooms both ways, closes them, and does not encrypt', async () => {
    const [space, chat] = [await roomOf('class_space', '7b'), await roomOf('class_chat', '7b')];
    expect(await contentOf(space, 'm.space.child', chat)).to.deep.equal({ via: ['localhost'], order: '10' });
    expect(await contentOf(chat, 'm.space.parent', space)).to.deep.equal({
      via: ['localhost'],
      canonical: true,
    });
    expect(await contentOf(chat, 'm.room.join_rules')).to.deep.equal({
      join_rule: 'restricted',
      allow: [{ type: 'm.room_membership', room_id: space }],
    });
    expect(await contentOf(space, 'm.room.join_rules')).to.deep.equal({ join_rule: 'invite' });
    expect(await contentOf(chat, 'm.room.guest_access')).to.deep.equal({ guest_access: 'forbidden' });
    expect(
      await contentOf(await roomOf('lesson_room', '7b'), 'org.matrix.msc4143.rtc.slot', 'm.call#ROOM'),
    ).to.deep.include({
      status: 'open',
    });
    expect((await stateOf(chat)).some(({ type }) => type === 'm.room.encryption')).to.equal(false);
  });

  it('the homeserver itself keeps parents out of the pupils’ rooms', async () => {
    const anna = await clientOf(setup, database, 'anna', homeserver.url);
    const chat = await roomOf('class_chat', '7b');
    for (const room of [
      chat,
      await roomOf('class_space', '7b'),
      await roomOf('lesson_room', '7b'),
      await roomOf('staff_room', 's12'),
    ]) {
      expect((await anna.post(`/v3/join/${enc(room)}`)).status).to.equal(403);
      expect((await anna.get(`/v3/rooms/${enc(room)}/state`)).status).to.equal(403);
      expect((await anna.get(`/v3/rooms/${enc(room)}/messages?dir=b`)).status).to.equal(403);
      expect(
        (await anna.put(`/v3/rooms/${enc(room)}/send/m.room.message/1`, { msgtype: 'm.text', body: '?' }))
          .status,
      ).to.equal(403);
    }
    expect(
      (await anna.get(`/v3/rooms/${enc(await roomOf('parents_chat', '7b'))}/messages?dir=b`)).status,
    ).to.equal(200);
    // … nor may she come in by another class.
    expect((await anna.post(`/v3/join/${enc(await roomOf('parents_chat', '7a'))}`)).status).to.equal(403);
  });

  it('pupils write in their class and not in announcements, and change nothing', async () => {
    const kolya = await clientOf(setup, database, 'kolya', homeserver.url);
    const olga = await clientOf(setup, database, 'olga', homeserver.url);
    const [chat, news] = [await roomOf('class_chat', '7b'), await roomOf('announcements', 's12')];
    const say = (who: MatrixApi, room: string) =>
      who.put(`/v3/rooms/${enc(room)}/send/m.room.message/${Math.random()}`, {
        msgtype: 'm.text',
        body: 'Привет',
      });
    expect((await say(kolya, chat)).status).to.equal(200);
    expect((await say(kolya, news)).status).to.equal(403);
    expect((await say(olga, news)).status).to.equal(200);
    const stranger = await homeserver.user('stranger');
    for (const who of [kolya, olga]) {
      expect((await who.post(`/v3/rooms/${enc(chat)}/invite`, { user_id: stranger.userId })).status).to.equal(
        403,
      );
      expect(
        (await who.put(`/v3/rooms/${enc(chat)}/state/m.room.join_rules`, { join_rule: 'public' })).status,
      ).to.equal(403);
      expect((await who.put(`/v3/rooms/${enc(chat)}/state/m.room.name`, { name: 'Хаос' })).status).to.equal(
        403,
      );
    }
    expect((await kolya.put(`/v3/rooms/${enc(chat)}/state/m.room.topic`, { topic: 'Хаос' })).status).to.equal(
      403,
    );
    expect(
      (await olga.put(`/v3/rooms/${enc(chat)}/state/m.room.topic`, { topic: 'До пятницы: §12' })).status,
    ).to.equal(200);
  });

  it('puts right what was changed by hand, and only that', async () => {
    const [chat, kolya] = [await roomOf('class_chat', '7b'), await accountOf(database, 'kolya')];
    await bot.put(`/v3/rooms/${enc(chat)}/state/m.room.name`, { name: 'Хаос' });
    await bot.put(`/v3/rooms/${enc(chat)}/state/org.example.note/1`, { kept: true });
    await bot.post(`/v3/rooms/${enc(chat)}/kick`, { user_id: kolya });
    const report = await setup.reconciler.reconcile();
    expect(report).to.deep.include({ ok: true, done: { set_state: 1, join: 1 } });
    expect(writes(proxy)).to.have.length(2);
    expect(await contentOf(chat, 'm.room.name')).to.deep.equal({ name: '7Б: чат класса' });
    expect(await contentOf(chat, 'm.room.topic')).to.include({ topic: 'До пятницы: §12' });
    expect(await contentOf(chat, 'org.example.note', '1')).to.deep.equal({ kept: true });
    await expectInLine(database, homeserver);
  });

  it('removes a stranger whom the homeserver’s administrator let in', async () => {
    const [chat, stranger] = [await roomOf('class_chat', '7a'), '@stranger:localhost'];
    await bot.post(`/v3/rooms/${enc(chat)}/invite`, { user_id: stranger });
    expect(await setup.reconciler.reconcile()).to.deep.include({ ok: true, done: { kick: 1 } });
    const event = (await stateOf(chat)).find(({ state_key: key }) => key === stranger)!;
    expect(event.content).to.deep.include({
      membership: 'leave',
      reason: 'По данным школы вы больше не относитесь к этому классу',
    });
  });

  it('never touches a room that it does not manage', async () => {
    const teacher = await homeserver.user('chess-teacher');
    const { body: theirs } = await teacher.api.post('/v3/createRoom', {
      name: '7Б: чат класса',
      invite: ['@parta:localhost', await accountOf(database, 'kolya')],
    });
    const foreign = (theirs as { room_id: string }).room_id;
    await bot.post(`/v3/join/${enc(foreign)}`);
    // One that bears the mark of another deployment, made by the bot, and linked into our Space.
    const { body: marked } = await bot.post('/v3/createRoom', {
      initial_state: [
        {
          type: 'org.parta.room',
          content: {
            deployment: uuid('other'),
            key: `class_chat/${uuid('7b')}`,
            kind: 'class_chat',
            version: 1,
          },
        },
      ],
    });
    const other = (marked as { room_id: string }).room_id;
    const space = await roomOf('class_space', '7b');
    await bot.put(`/v3/rooms/${enc(space)}/state/m.space.child/${enc(other)}`, { via: ['localhost'] });
    const before = [await eventsOf(foreign), await eventsOf(other)];

    await enter(withPeople({ kolya: ['pupil of 7a'] }));
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    await enter(withPeople({ kolya: ['pupil of 7b'] }));
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    expect([await eventsOf(foreign), await eventsOf(other)]).to.deep.equal(before);
    expect(await contentOf(space, 'm.space.child', other)).to.deep.equal({ via: ['localhost'] });
    await bot.post(`/v3/rooms/${enc(other)}/leave`);
  });

  it('leaves a room alone that lost its mark, and says so', async () => {
    const chat = await roomOf('class_chat', '7a');
    const mark = await contentOf(chat, 'org.parta.room');
    await bot.put(`/v3/rooms/${enc(chat)}/state/org.parta.room`, { ...mark, deployment: uuid('other') });
    await bot.put(`/v3/rooms/${enc(chat)}/state/m.room.name`, { name: 'Чужая' });
    const report = await setup.reconciler.reconcile();
    expect(report).to.deep.include({ ok: false, done: {} });
    expect(report.problems).to.deep.equal([
      {
        room: `class_chat/${uuid('7a')}`,
        message: `the room ${chat} does not bear org.parta.room of this deployment`,
      },
    ]);
    expect(await contentOf(chat, 'm.room.name')).to.deep.equal({ name: 'Чужая' });
    await bot.put(`/v3/rooms/${enc(chat)}/state/org.parta.room`, mark);
    expect(await setup.reconciler.reconcile()).to.deep.include({ ok: true, done: { set_state: 1 } });
  });

  it('makes a room anew that the homeserver’s administrator deleted', async () => {
    const lesson = await roomOf('lesson_room', '7b');
    const { accessToken } = await homeserver.admin();
    const deleted = await fetch(`${homeserver.url}/_synapse/admin/v1/rooms/${enc(lesson)}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${accessToken}` },
      body: '{}',
    });
    expect(await deleted.json()).to.have.property('kicked_users');
    const report = await setup.reconciler.reconcile();
    expect(report).to.deep.include({ ok: true, done: { create_room: 1, add_child: 1, join: 3 } });
    expect(await roomOf('lesson_room', '7b')).not.to.equal(lesson);
    await expectInLine(database, homeserver);
  });

  it('follows the register: a new name, a change of class, a leaver, a teacher who is one no more', async () => {
    await enter({
      ...sketch,
      classes: { '7a': '8А', '7b': '7Б' },
      people: {
        ...sketch.people,
        kolya: ['pupil of 7a'],
        masha: ['pupil of 7b', 'inactive'],
        olga: ['class_teacher of 7b'],
      },
    });
    const report = await setup.reconciler.reconcile();
    expect(report.failed).to.deep.equal([]);
    await expectInLine(database, homeserver);
    expect(await contentOf(await roomOf('class_chat', '7a'), 'm.room.name')).to.deep.equal({
      name: '8А: чат класса',
    });
    expect(Object.keys(await levelsIn(await roomOf('class_chat', '7a')))).to.deep.equal([
      await accountOf(database, 'ivan'),
    ]);
    proxy.reset();
    await setup.reconciler.reconcile();
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('keeps to one class when asked to', async () => {
    await enter(withPeople({ gosha: ['pupil of 7a'], lena: ['pupil of 7b'] }));
    expect((await setup.reconciler.reconcile({ classIds: [uuid('7a')] })).ok).to.equal(true);
    const chat = await stateOf(await roomOf('class_chat', '7a'));
    const gosha = await accountOf(database, 'gosha');
    expect(chat.find(({ state_key: key }) => key === gosha)!.content.membership).to.equal('join');
    // Lena has entered the school, whose Space holds the class's, and waits for her own class.
    const lena = await accountOf(database, 'lena');
    const hers = await stateOf(await roomOf('class_chat', '7b'));
    expect(hers.some(({ state_key: key }) => key === lena)).to.equal(false);
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    await expectInLine(database, homeserver);
  });

  it('leaves the rooms of an archived class as they are', async () => {
    const chat = await roomOf('class_chat', '7a');
    const before = await eventsOf(chat);
    await enter({ ...sketch, classes: { '7a': { title: '8А', archived: true }, '7b': '7Б' } });
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    expect(await eventsOf(chat)).to.deep.equal(before);
    await enter({ ...sketch, classes: { '7a': '8А', '7b': '7Б' } });
    await setup.reconciler.reconcile();
    await expectInLine(database, homeserver);
  });

  it('tells what another state of the register would change, and changes nothing', async () => {
    const state = await loadSchoolState(database);
    const plan = await setup.reconciler.preview({
      ...state,
      enrollments: state.enrollments.filter(({ personId }) => personId !== uuid('lena')),
    });
    expect(new Set(plan.actions.map(({ type }) => type))).to.deep.equal(new Set(['kick']));
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('of two runs at once makes nothing twice', async () => {
    await enter({
      ...sketch,
      classes: { ...sketch.classes, '5v': '5В' },
      people: { ...sketch.people, nina: ['class_teacher of 5v'] },
    });
    const second = await setUp({
      url: proxy.url,
      serverName: homeserver.serverName,
      registrationFile: homeserver.registration.path,
      database,
    });
    const reports = await Promise.all([setup.reconciler.reconcile(), second.reconciler.reconcile()]);
    expect(reports.map(({ ok }) => ok)).to.deep.equal([true, true]);
    expect(reports.map(({ done }) => done.create_room ?? 0).sort()).to.deep.equal([0, 5]);
    expect(proxy.count({ path: '/createRoom' })).to.equal(5);
    await expectInLine(database, homeserver);
  });

  it('ends when told to, and a later run goes on', async () => {
    await enter({
      ...sketch,
      classes: { ...sketch.classes, '6g': '6Г' },
      people: { ...sketch.people, gleb: ['pupil of 6g'] },
    });
    const controller = new AbortController();
    const report = await setup.reconciler.reconcile({
      signal: controller.signal,
      onProgress: ({ done }) => done === 3 && controller.abort(),
    });
    expect(report).to.deep.include({ ok: false, aborted: true });
    expect(report.skipped.length).to.be.greaterThan(3);
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    await expectInLine(database, homeserver);
  });
});
