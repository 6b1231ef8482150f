import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import pg from 'pg';
import { createLog } from '../../appservice/src/log.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { createJobs, type Jobs, type JobsOptions } from '../../appservice/src/store/jobs.ts';
import { migrate } from '../../appservice/src/store/migrate.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { emptyDatabase, freshDatabase } from '../support/postgres.ts';

const log = createLog('silent');

describe('The job queue', function () {
  this.timeout(60_000);
  let database: Database;
  let url: string;
  let running: Jobs[];

  beforeEach(async () => {
    ({ database, url } = await freshDatabase());
    running = [];
  });
  afterEach(async () => {
    for (const jobs of running) await jobs.stop();
  });

  async function start(tasks: JobsOptions['tasks'], more: Partial<JobsOptions> = {}): Promise<Jobs> {
    const jobs = createJobs({ database, log, tasks, ...more });
    await jobs.start();
    running.push(jobs);
    return jobs;
  }

  const waiting = async (): Promise<number> => {
    const { rows } = await database.query<{ count: string }>('select count(*) from graphile_worker.jobs');
    return Number(rows[0]!.count);
  };

  it('is installed by several processes at once', async () => {
    const connectionString = await emptyDatabase('jobs');
    const clients = Array.from({ length: 4 }, () => new pg.Client({ connectionString }));
    await Promise.all(clients.map((client) => client.connect()));
    try {
      await Promise.all(clients.map(migrate));
      await Promise.all(clients.map(migrate));
      const { rows } = await clients[0]!.query('select count(*)::int as jobs from graphile_worker.jobs');
      expect(rows).to.deep.equal([{ jobs: 0 }]);
    } finally {
      await Promise.all(clients.map((client) => client.end()));
    }
  });

  it('runs a job when the transaction that queued it commits, and not before', async () => {
    const done: unknown[] = [];
    const jobs = await start({ note: (payload) => Promise.resolve(void done.push(payload)) });
    await jobs.add(database, 'note', 1);
    await eventually(() => done.length === 1, { what: 'the first job' });
    await database.transaction(async (tx) => {
      await jobs.add(tx, 'note', 2);
      await jobs.add(database, 'note', 3);
      await eventually(() => done.length === 2, { what: 'the job outside of the transaction' });
    });
    await eventually(() => done.length === 3, { what: 'the job of the transaction' });
    expect(done).to.deep.equal([1, 3, 2]);
  });

  it('forgets a job when the transaction that queued it is rolled back', async () => {
    const jobs = createJobs({ database, log, tasks: { note: () => Promise.resolve() } });
    const failure = await database
      .transaction(async (tx) => {
        await jobs.add(tx, 'note', {});
        throw new Error('changed my mind');
      })
      .catch((error: Error) => error.message);
    expect([failure, await waiting()]).to.deep.equal(['changed my mind', 0]);
  });

  it('makes one job of many that wait under one key, with the newest payload', async () => {
    const done: unknown[] = [];
    const jobs = createJobs({
      database,
      log,
      tasks: { note: (payload) => Promise.resolve(void done.push(payload)) },
    });
    for (let number = 1; number <= 5; number++)
      await jobs.add(database, 'note', { number }, { key: 'class 7' });
    await jobs.add(database, 'note', { number: 9 }, { key: 'class 9' });
    running.push(jobs);
    await jobs.start();
    await eventually(async () => (await waiting()) === 0, { what: 'all jobs' });
    expect(done).to.have.deep.members([{ number: 5 }, { number: 9 }]);
  });

  it('refuses a task that does not exist', async () => {
    const jobs = createJobs({ database, log, tasks: {} });
    const failure = await jobs.add(database, 'nothing', {}).catch((error: Error) => error.message);
    expect(failure).to.equal('there is no task nothing');
  });

  it('tries a failed job again', async () => {
    const attempts: number[] = [];
    const jobs = await start({
      flaky: (_payload, { attempt }) => {
        attempts.push(attempt);
        return attempt < 2 ? Promise.reject(new Error('not yet')) : Promise.resolve();
      },
    });
    await jobs.add(database, 'flaky', {});
    await eventually(() => attempts.length === 2, { what: 'the second try', timeout: 20_000 });
    expect(attempts).to.deep.equal([1, 2]);
  });

  it('runs no more jobs at once than allowed', async () => {
    let [now, most, done] = [0, 0, 0];
    const jobs = await start(
      {
        slow: async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 20));
          [now, done] = [now - 1, done + 1];
        },
      },
      { concurrency: 3 },
    );
    await database.transaction(async (tx) => {
      for (let count = 0; count < 20; count++) await jobs.add(tx, 'slow', { count });
    });
    await eventually(() => done === 20, { what: 'twenty jobs' });
    expect(most).to.equal(3);
  });

  it('finishes what is under way when asked to stop', async () => {
    let release = (): void => {};
    let done = false;
    const began = new Promise<void>((resolve) => {
      running = [];
      void start({
        slow: async () => {
          resolve();
          await new Promise<void>((free) => (release = free));
          done = true;
        },
      }).then((jobs) => jobs.add(database, 'slow', {}));
    });
    await began;
    const stopped = running[0]!.stop();
    release();
    await stopped;
    expect([done, await waiting()]).to.deep.equal([true, 0]);
  });

  it('gives back what does not finish in time', async () => {
    let began = false;
    const jobs = await start({
      endless: () => {
        began = true;
        return new Promise(() => {});
      },
    });
    await jobs.add(database, 'endless', {});
    await eventually(() => began, { what: 'the job to begin' });
    await jobs.stop(100);
    const { rows } = await database.query('select attempts, locked_at from graphile_worker.jobs');
    expect(rows).to.deep.equal([{ attempts: 1, locked_at: null }]);
  });

  it('goes on after PostgreSQL has ended all its connections', async () => {
    const done: unknown[] = [];
    const own = openDatabase(url, { poolSize: 6 });
    atEnd(() => own.close());
    const jobs = createJobs({
      database: own,
      log,
      tasks: { note: (payload) => Promise.resolve(void done.push(payload)) },
    });
    await jobs.start();
    running.push(jobs);
    await jobs.add(database, 'note', 1);
    await eventually(() => done.length === 1, { what: 'the first job' });
    await database.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await eventually(() => jobs.add(database, 'note', 2).then(() => true), { what: 'a new connection' });
    await eventually(() => done.includes(2), { what: 'the second job', timeout: 20_000 });
  });

  it('takes over at once what a killed process was doing', async () => {
    const killed = await workerProcess(url);
    const taken: unknown[] = [];
    const jobs = createJobs({
      database,
      log,
      tasks: { hold: (payload) => Promise.resolve(void taken.push(payload)) },
    });
    await jobs.add(database, 'hold', 'precious');
    await eventually(
      async () =>
        (await database.query('select 1 from graphile_worker.jobs where locked_by is not null')).rowCount ===
        1,
      { what: 'the other process to take the job' },
    );
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    // As if twenty seconds had passed: younger locks may be of a process that has just begun.
    await database.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 minute'`);
    running.push(jobs);
    await jobs.start();
    await eventually(() => taken.length === 1, { what: 'the job to be taken over', timeout: 20_000 });
    expect(taken).to.deep.equal(['precious']);
  });

  it('leaves alone what a living process is doing, however long it takes', async () => {
    const other = await workerProcess(url);
    const taken: unknown[] = [];
    const jobs = createJobs({
      database,
      log,
      tasks: { hold: (payload) => Promise.resolve(void taken.push(payload)) },
    });
    await jobs.add(database, 'hold', 'mine');
    const holder = await eventually(
      async () =>
        (
          await database.query<{ locked_by: string }>(
            'select locked_by from graphile_worker.jobs where locked_by is not null',
          )
        ).rows[0],
      { what: 'the other process to take the job' },
    );
    await database.query(`update graphile_worker._private_jobs set locked_at = now() - interval '1 hour'`);
    running.push(jobs);
    await jobs.start();
    await jobs.add(database, 'hold', 'new');
    await eventually(() => taken.includes('new'), { what: 'the new job' });
    // Stopping waits for the look for dead processes that began with the start.
    await jobs.stop();
    const { rows } = await database.query('select locked_by from graphile_worker.jobs');
    expect({ taken, rows }).to.deep.equal({ taken: ['new'], rows: [holder] });
    other.kill('SIGKILL');
  });
});

/** Another process that takes jobs `hold` and never finishes one. */
async function workerProcess(url: string): Promise<ChildProcess> {
  const jobs = new URL('../../appservice/src/store/jobs.ts', import.meta.url).href;
  const child = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '--eval',
      `import { createJobs } from '${jobs}';
       import { openDatabase } from '${new URL('database.ts', jobs).href}';
       import { createLog } from '${new URL('../log.ts', jobs).href}';
       const database = openDatabase(process.argv[1], { poolSize: 5 });
       const tasks = { hold: () => new Promise(() => {}) };
       await createJobs({ database, log: createLog('silent'), tasks, concurrency: 1 }).start();
       process.stdout.write('ready');`,
      url,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  atEnd(() => Promise.resolve(void child.kill('SIGKILL')));
  await once(child.stdout, 'data');
  return child;
}
