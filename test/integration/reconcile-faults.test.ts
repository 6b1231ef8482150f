/** The reconciler when the homeserver, the network or the appservice itself fails. */
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { aliasLocalpart } from '../../appservice/src/reconcile/room-key.ts';
import type { ReconcilerOptions } from '../../appservice/src/reconcile/reconciler.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { type Fault, type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestHomeserver, startHomeserver } from '../support/homeserver.ts';
import { type MatrixApi, matrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';
import { createRandom } from '../support/random.ts';
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

const CREATE = { method: 'POST', path: '/createRoom' };
const ROOMS = 14;

describe('Reconciling when things fail', function () {
  this.timeout(300_000);
  let homeserver: TestHomeserver;
  let proxy: FaultProxy;
  let bot: MatrixApi;
  let database: Database;
  let databaseUrl: string;

  const reconciler = (more: Partial<ReconcilerOptions> = {}, requestTimeoutMs?: number): Promise<Setup> =>
    setUp({
      url: proxy.url,
      serverName: homeserver.serverName,
      registrationFile: homeserver.registration.path,
      database,
      more,
      ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    });

  async function expectNothingLeftToDo(): Promise<void> {
    await expectInLine(database, homeserver);
    proxy.reset();
    expect((await (await reconciler()).reconciler.reconcile()).ok).to.equal(true);
    expect(writes(proxy)).to.deep.equal([]);
  }

  before(async () => {
    homeserver = await startHomeserver();
    proxy = await faultProxy({ target: homeserver.url });
    bot = matrixApi(homeserver.url, homeserver.registration.asToken);
  });

  // Every test has a deployment of its own on the one homeserver.
  beforeEach(async () => {
    ({ database, url: databaseUrl } = await freshDatabase());
    await database.query('update deployment set id = gen_random_uuid()');
    await enterSchool(database, SMALL_SCHOOL);
    proxy.reset();
  });

  describe('at createRoom', () => {
    it('the answer of every single call is lost: no room is made twice, and none is missing', async () => {
      proxy.rule({ ...CREATE, fault: { kind: 'lose-response' } });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      expect(report.ok).to.equal(true);
      expect(proxy.requests.filter(({ fault }) => fault === 'lose-response').length).to.be.at.least(ROOMS);
      await expectNothingLeftToDo();
    });

    it('the connection breaks before every call and after the next one', async () => {
      proxy.rule({ ...CREATE, nth: (n) => n % 3 === 1, fault: { kind: 'refuse' } });
      proxy.rule({ ...CREATE, nth: (n) => n % 2 === 1, fault: { kind: 'cut-body' } });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('the homeserver answers 500 to a third of the calls', async () => {
      proxy.rule({ ...CREATE, nth: (n) => n % 3 === 0, fault: { kind: 'error' } });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('the answer never comes', async () => {
      proxy.rule({
        ...CREATE,
        nth: (n) => n % 4 === 1,
        times: 4,
        fault: { kind: 'slow-body', pieces: 10, pauseMs: 2_000 },
      });
      const report = await (await reconciler({}, 5_000)).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('one room cannot be made: what depends on it is skipped with the reason, all else is done, the next run mends it', async () => {
      const key = `class_space/${uuid('7b')}`;
      const mend = proxy.rule({
        ...CREATE,
        when: ({ body }) => body.includes(key),
        fault: { kind: 'error', status: 400, body: { errcode: 'M_INVALID_ROOM_STATE', error: 'no' } },
      });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.ok).to.equal(false);
      expect(report.failed.map(({ action, error }) => [action.id, error.slice(0, 24)])).to.deep.equal([
        [`create_room ${key}`, 'M_INVALID_ROOM_STATE: no'],
      ]);
      const because = new Map(report.skipped.map(({ action, because: why }) => [action.id, why]));
      expect(because.get(`create_room class_chat/${uuid('7b')}`)).to.equal(`create_room ${key}`);
      // The class's Space and its two rooms are missing, the parents' and the other class are there.
      expect(report.done.create_room).to.equal(ROOMS - 3);
      mend();
      const mended = await (await reconciler()).reconciler.reconcile();
      expect(mended.ok).to.equal(true);
      expect(mended.done.create_room).to.equal(3);
      await expectNothingLeftToDo();
    });

    it('a room was left half-made: it is waited for, then abandoned and made anew', async () => {
      const { rows } = await database.query<{ id: string }>('select id from deployment');
      const key = `staff_room/${uuid('s12')}`;
      const alias = aliasLocalpart(rows[0]!.id, key);
      // As Synapse leaves it when it dies after taking the alias: no mark, nobody but the bot.
      const { body } = await bot.post('/v3/createRoom', { room_alias_name: alias, room_version: '12' });
      const half = (body as { room_id: string }).room_id;
      await database.query(
        `insert into managed_room (key, kind, school_id, alias_localpart) values ($1, 'staff_room', $2, $3)`,
        [key, uuid('s12'), alias],
      );
      const begin = performance.now();
      const report = await (await reconciler({ abandonAfterMs: 3_000 })).reconciler.reconcile();
      expect(performance.now() - begin).to.be.greaterThan(2_500);
      expect(report.failed).to.deep.equal([]);
      const held = await expectInLine(database, homeserver);
      expect(held.rooms.get(key)).not.to.deep.equal([half]);
      await expectNothingLeftToDo();
    });

    it('somebody’s record of the rooms is lost: they are found by their aliases and adopted', async () => {
      expect((await (await reconciler()).reconciler.reconcile()).ok).to.equal(true);
      await database.query('delete from managed_room');
      proxy.reset();
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.ok).to.equal(true);
      await expectNothingLeftToDo();
    });
  });

  describe('at any request', () => {
    it('a rate limit is waited for as long as the homeserver says, and the run loses nothing', async () => {
      const refused = new Map<string, number>();
      const waits: number[] = [];
      let seen = 0;
      // The proxy keeps no times, so the rule does: it sees every request.
      proxy.rule({
        when: ({ method, path, body }) => {
          if (method === 'GET') return false;
          const what = `${method} ${path} ${body.toString()}`;
          const since = refused.get(what);
          if (since !== undefined) {
            waits.push(performance.now() - since);
            refused.delete(what);
            return false;
          }
          seen += 1;
          if (seen % 9 !== 0) return false;
          refused.set(what, performance.now());
          return true;
        },
        fault: { kind: 'limit', retryAfterMs: 600 },
      });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      expect(waits.length).to.be.greaterThan(5);
      expect(refused.size).to.equal(0);
      // The header says whole seconds, 1; the later of both counts.
      expect(Math.min(...waits)).to.be.greaterThan(990);
      expect(Math.max(...waits)).to.be.lessThan(5_000);
      await expectNothingLeftToDo();
    });

    it('every kind of fault at once', async () => {
      const faults: Fault[] = [
        { kind: 'error' },
        { kind: 'error', status: 502, body: {} },
        { kind: 'refuse' },
        { kind: 'lose-response' },
        { kind: 'cut-body' },
        { kind: 'limit', retryAfterMs: 50 },
        { kind: 'slow-body', pieces: 3, pauseMs: 20 },
      ];
      faults.forEach((fault, i) => proxy.rule({ nth: (n) => n % 23 === i, fault }));
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('requests that get no answer are given up after the time-out and sent again', async () => {
      proxy.rule({ method: 'PUT', nth: (n) => n <= 2, fault: { kind: 'hang' } });
      proxy.rule({ path: '/join', nth: (n) => n <= 2, fault: { kind: 'hang' } });
      const begin = performance.now();
      const report = await (await reconciler({}, 3_000)).reconciler.reconcile();
      expect(performance.now() - begin).to.be.greaterThan(2_900);
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('a single person cannot come in: it is reported, everybody else is in, the next run mends it', async () => {
      await (await reconciler()).reconciler.reconcile({ classIds: [uuid('7a')] });
      const masha = await accountOf(database, 'masha');
      const mend = proxy.rule({
        path: new RegExp(`m\\.room\\.member/[^?]+\\?user_id=${encodeURIComponent(masha)}`),
        fault: { kind: 'error', status: 403, body: { errcode: 'M_FORBIDDEN', error: 'no' } },
      });
      const report = await (await reconciler()).reconciler.reconcile();
      const failed = report.failed.map(({ action }) => action.id);
      expect(failed).to.include(`join class_space/${uuid('7b')} ${masha}`);
      expect(failed.filter((id) => !id.endsWith(masha))).to.deep.equal([]);
      expect(
        report.skipped.map(({ action, because }) => [action.type, failed.includes(because)]),
      ).to.deep.equal([
        ['join', true],
        ['join', true],
      ]);
      mend();
      expect((await (await reconciler()).reconciler.reconcile()).ok).to.equal(true);
      await expectNothingLeftToDo();
    });

    it('an account cannot be made: only its person waits', async () => {
      const mend = proxy.rule({
        path: '/register',
        times: 1,
        fault: { kind: 'error', status: 400, body: { errcode: 'M_UNKNOWN', error: 'no' } },
      });
      const report = await (await reconciler()).reconciler.reconcile();
      expect(report.failed.map(({ action }) => action.type)).to.deep.equal(['create_account']);
      expect(report.done.create_room).to.equal(ROOMS);
      expect(report.done.create_account).to.equal(8);
      mend();
      expect((await (await reconciler()).reconciler.reconcile()).ok).to.equal(true);
      await expectNothingLeftToDo();
    });

    it('the homeserver goes away in the middle and comes back', async () => {
      let outage: Promise<void> | undefined;
      const report = await (
        await reconciler()
      ).reconciler.reconcile({
        onProgress: ({ done }) => {
          if (done !== 15) return;
          outage ??= proxy
            .down()
            .then(() => new Promise((end) => setTimeout(end, 12_000)))
            .then(() => proxy.up());
        },
      });
      expect(outage).not.to.equal(undefined);
      await outage;
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });

    it('the homeserver goes away for good: the run ends and says so', async () => {
      const setup = await reconciler({ patienceMs: 500 });
      const report = await setup.reconciler.reconcile({
        onProgress: ({ done }) => void (done === 15 && proxy.down()),
      });
      expect(report.ok).to.equal(false);
      expect(report.failed.length).to.be.lessThan(10);
      expect(report.skipped.length).to.be.greaterThan(20);
      await proxy.up();
      expect((await setup.reconciler.reconcile()).ok).to.equal(true);
      await expectNothingLeftToDo();
    });

    it('Synapse itself is killed in the middle', async () => {
      let restarted: Promise<void> | undefined;
      const setup = await reconciler({ abandonAfterMs: 10_000 });
      const report = await setup.reconciler.reconcile({
        onProgress: ({ done }) => void (done === 12 && (restarted ??= homeserver.restart({ kill: true }))),
      });
      await restarted;
      expect(report.failed).to.deep.equal([]);
      await expectNothingLeftToDo();
    });
  });

  it('killed at ten random points, it goes on where it was: no room is made twice, and none is missing', async () => {
    const random = createRandom(20261124);
    const child = new URL('reconcile-child.ts', import.meta.url).pathname;
    const run = () =>
      spawn(
        process.execPath,
        [
          '--disable-warning=DEP0060',
          child,
          proxy.url,
          homeserver.serverName,
          homeserver.registration.path,
          databaseUrl,
        ],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
    let kills = 0;
    for (let i = 0; i < 10; i += 1) {
      const seen = proxy.requests.length;
      const running = run();
      const ended = once(running, 'exit') as Promise<[number | null]>;
      // After so many of its requests, at whatever it is doing then.
      const after = 1 + random.integer(12);
      await Promise.race([
        ended,
        eventually(() => proxy.requests.length >= seen + after, {
          interval: 1,
          timeout: 60_000,
          what: 'requests',
        }),
      ]);
      if (running.kill('SIGKILL')) kills += 1;
      await ended;
    }
    expect(kills).to.equal(10);

    const last = run();
    let printed = '';
    last.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    await once(last, 'close');
    expect(JSON.parse(printed.trim().split('\n').at(-1)!)).to.deep.include({
      ok: true,
      failed: [],
      problems: [],
    });
    await expectNothingLeftToDo();
  });
});
