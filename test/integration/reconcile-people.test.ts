/** Bringing single people in: what happens when somebody redeems an invite, beside everything else. */
import { expect } from 'chai';
import type { Sketch } from '../../appservice/src/reconcile/fixtures.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestHomeserver, startHomeserver } from '../support/homeserver.ts';
import { type MatrixApi, matrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';
import {
  type Setup,
  SMALL_SCHOOL,
  accountOf,
  enterSchool,
  expectInLine,
  setUp,
  uuid,
  writes,
} from './reconcile-school.ts';

const enc = encodeURIComponent;

describe('Reconciling single people', function () {
  this.timeout(180_000);
  let homeserver: TestHomeserver;
  let database: Database;
  let proxy: FaultProxy;
  let setup: Setup;
  let bot: MatrixApi;
  let sketch: Sketch = SMALL_SCHOOL;

  async function enter(people: Sketch['people']): Promise<void> {
    sketch = { ...sketch, people: { ...sketch.people, ...people } };
    await enterSchool(database, sketch);
  }
  async function roomOf(kind: string, owner: string): Promise<string> {
    const key = `${kind}/${uuid(owner)}`;
    const { rows } = await database.query<{ room_id: string }>(
      'select room_id from managed_room where key = $1',
      [key],
    );
    return rows[0]!.room_id;
  }
  async function memberOf(room: string, userId: string): Promise<string | undefined> {
    const { body } = await bot.get(`/v3/rooms/${enc(room)}/state/m.room.member/${enc(userId)}`);
    return (body as { membership?: string }).membership;
  }
  async function levelsIn(room: string): Promise<Record<string, number>> {
    const { body } = await bot.get(`/v3/rooms/${enc(room)}/state/m.room.power_levels`);
    return (body as { users: Record<string, number> }).users;
  }

  before(async () => {
    [homeserver, { database }] = await Promise.all([startHomeserver(), freshDatabase()]);
    proxy = await faultProxy({ target: homeserver.url });
    bot = matrixApi(homeserver.url, homeserver.registration.asToken);
    const { registration, serverName } = homeserver;
    setup = await setUp({ url: proxy.url, serverName, registrationFile: registration.path, database });
    await enterSchool(database, sketch);
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
  });

  beforeEach(() => proxy.reset());

  it('a newcomer is in all rooms at once, and no whole room is read for it', async () => {
    await enter({ gosha: ['pupil of 7b'] });
    const begin = performance.now();
    const report = await setup.reconciler.reconcile({ personIds: [uuid('gosha')] });
    // Well under a second where nothing else runs; the machine of the tests is shared.
    expect(performance.now() - begin).to.be.lessThan(5_000);
    expect(report).to.deep.include({ ok: true, done: { create_account: 1, invite: 2, join: 6 } });
    expect(proxy.count({ method: 'GET', path: /\/state$/ })).to.equal(0);
    expect(proxy.requests.length).to.be.lessThan(30);
    await expectInLine(database, homeserver);
  });

  it('doing it again sends nothing', async () => {
    const report = await setup.reconciler.reconcile({ personIds: [uuid('gosha')] });
    expect(report).to.deep.include({ ok: true, done: {} });
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('a teacher gets their power too, and keeps everybody else’s as it is', async () => {
    await enter({ lev: ['teacher of 7b'] });
    expect((await setup.reconciler.reconcile({ personIds: [uuid('lev')] })).ok).to.equal(true);
    const [olga, lev] = [await accountOf(database, 'olga'), await accountOf(database, 'lev')];
    expect(await levelsIn(await roomOf('class_chat', '7b'))).to.deep.equal({ [olga]: 60, [lev]: 50 });
    await expectInLine(database, homeserver);
    proxy.reset();
    await setup.reconciler.reconcile();
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('teachers who come at the same moment do not take each other’s power', async () => {
    const names = ['t1', 't2', 't3', 't4', 't5'];
    await enter(Object.fromEntries(names.map((name) => [name, ['teacher of 7a']])));
    const reports = await Promise.all(
      names.map((name) => setup.reconciler.reconcile({ personIds: [uuid(name)] })),
    );
    expect(reports.flatMap(({ failed }) => failed)).to.deep.equal([]);
    const levels = await levelsIn(await roomOf('class_chat', '7a'));
    for (const name of names) expect(levels[await accountOf(database, name)], name).to.equal(50);
    proxy.reset();
    await setup.reconciler.reconcile();
    expect(writes(proxy)).to.deep.equal([]);
  });

  it('who changed classes leaves one and enters the other; who has no role left is out of everything', async () => {
    await enter({ gosha: ['pupil of 7a'] });
    const gosha = await accountOf(database, 'gosha');
    expect((await setup.reconciler.reconcile({ personIds: [uuid('gosha')] })).done).to.deep.equal({
      kick: 3,
      invite: 1,
      join: 3,
    });
    await expectInLine(database, homeserver);
    await enter({ gosha: [] });
    expect((await setup.reconciler.reconcile({ personIds: [uuid('gosha')] })).done).to.deep.equal({
      kick: 6,
    });
    expect(await memberOf(await roomOf('school_space', 's12'), gosha)).to.equal('leave');
    await expectInLine(database, homeserver);
  });

  it('an administrator of the district is in every school, and in no class', async () => {
    await enter({ diana: ['district_admin'] });
    const report = await setup.reconciler.reconcile({ personIds: [uuid('diana')] });
    expect(report.done).to.deep.equal({ create_account: 1, set_power_levels: 4, invite: 2, join: 4 });
    await expectInLine(database, homeserver);
  });

  it('a linked account is invited, and not again once it declined unless it asks', async () => {
    const rita = await homeserver.user('rita');
    await enter({ rita: ['pupil of 7b', 'without account', `linked ${rita.userId}`] });
    const personIds = [uuid('rita')];
    expect((await setup.reconciler.reconcile({ personIds })).done).to.deep.equal({ invite: 3 });
    proxy.reset();
    expect((await setup.reconciler.reconcile({ personIds })).done).to.deep.equal({});

    const chat = await roomOf('class_chat', '7b');
    expect((await rita.api.post(`/v3/rooms/${enc(chat)}/leave`)).status).to.equal(200);
    expect((await setup.reconciler.reconcile({ personIds })).done).to.deep.equal({});
    expect((await setup.reconciler.reconcile()).done).to.deep.equal({});
    expect((await setup.reconciler.reconcile({ personIds, inviteAgain: true })).done).to.deep.equal({
      invite: 1,
    });
    expect((await rita.api.post(`/v3/join/${enc(chat)}`)).status).to.equal(200);

    await enter({ rita: ['without account', `linked ${rita.userId}`] });
    expect((await setup.reconciler.reconcile({ personIds })).failed).to.deep.equal([]);
    // What the fast path cannot know (rooms of classes that it was never enrolled in) a whole run puts right.
    expect((await setup.reconciler.reconcile()).ok).to.equal(true);
    expect(await memberOf(chat, rita.userId)).to.equal('leave');
    await expectInLine(database, homeserver);
  });

  it('who is banned stays out, and the rest of their rooms is not held up', async () => {
    await enter({ zahar: ['pupil of 7b'] });
    const personIds = [uuid('zahar')];
    await setup.reconciler.reconcile({ personIds });
    const [chat, zahar] = [await roomOf('class_chat', '7b'), await accountOf(database, 'zahar')];
    await bot.post(`/v3/rooms/${enc(chat)}/ban`, { user_id: zahar });
    expect(await setup.reconciler.reconcile({ personIds })).to.deep.include({ ok: true, done: {} });
    expect(await setup.reconciler.reconcile()).to.deep.include({ ok: true, done: {} });
    await bot.post(`/v3/rooms/${enc(chat)}/unban`, { user_id: zahar });
    expect((await setup.reconciler.reconcile({ personIds })).done).to.deep.equal({ join: 1 });
  });

  it('people who come while a whole run is at work are not thrown out by it', async () => {
    sketch = { ...sketch, classes: { ...sketch.classes, '1a': '1А', '1b': '1Б' } };
    await enter({ kira: ['class_teacher of 1a'] });
    let came: Promise<unknown> | undefined;
    const come = async (): Promise<void> => {
      // Into a class whose rooms exist already: a pupil, and a teacher whose power must last.
      await enter({ late: ['pupil of 7b'], later: ['teacher of 7b', 'teacher of 1a'] });
      const reports = await Promise.all(
        ['late', 'later'].map((name) => setup.reconciler.reconcile({ personIds: [uuid(name)] })),
      );
      expect(reports.flatMap(({ failed }) => failed)).to.deep.equal([]);
    };
    const report = await setup.reconciler.reconcile({
      onProgress: ({ done }) => void (done === 2 && (came ??= come())),
    });
    await came;
    expect(came).not.to.equal(undefined);
    expect(report.failed).to.deep.equal([]);
    await expectInLine(database, homeserver);
    const later = await accountOf(database, 'later');
    expect((await levelsIn(await roomOf('class_chat', '7b')))[later]).to.equal(50);
    expect((await levelsIn(await roomOf('class_chat', '1a')))[later]).to.equal(50);
    proxy.reset();
    await setup.reconciler.reconcile();
    expect(writes(proxy)).to.deep.equal([]);
  });
});
