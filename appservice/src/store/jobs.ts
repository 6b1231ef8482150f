/**
 * Work for later, kept in PostgreSQL (graphile-worker): a job is queued in the same transaction as the change that asks for it, runs
 * at least once, on any process, and is tried again with growing pauses (up to three days) when it fails. Tasks must
 * therefore be idempotent.
 */
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Logger,
  parseCronItems,
  run,
  runMigrations,
  type Runner,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker';
import type { ClientBase, Pool, PoolClient } from 'pg';
import type { Log } from '../log.ts';
import type { Database, Sql } from './database.ts';

export interface JobContext {
  readonly jobId: string;
  /** From 1. */
  readonly attempt: number;
  /** Aborted a few seconds after the process was asked to stop: give up at the next safe point. */
  readonly signal: AbortSignal;
}

/** Does one job. Validate the payload: an older version may have queued it. Throwing means: try again later. */
export type JobTask = (payload: unknown, context: JobContext) => Promise<void>;

/** Tasks of a feature that is made after the queue: each finds its own when it runs. */
export function tasksOfLater<Name extends string>(
  names: readonly Name[],
  feature: () => { readonly tasks: { readonly [name in Name]: JobTask } },
): { readonly [name: string]: JobTask } {
  return Object.fromEntries(
    names.map((name): [string, JobTask] => [
      name,
      (payload, context) => feature().tasks[name](payload, context),
    ]),
  );
}

export interface JobsOptions {
  readonly database: Database;
  readonly log: Log;
  readonly tasks: { readonly [name: string]: JobTask };
  /** Tasks by name that also run by themselves: a crontab pattern in UTC, e.g. `15 3 * * *`. Once, however many processes. */
  readonly schedule?: { readonly [task: string]: string };
  /** Jobs at once in this process. */
  readonly concurrency?: number;
}

export interface Jobs {
  /** Starts working; resolves when the queue is reachable. */
  start(): Promise<void>;
  /** Takes no new job, waits for those under way, and after `deadlineMs` gives them back to be tried again. */
  stop(deadlineMs?: number): Promise<void>;
  /**
   * Queues a job; it becomes visible when the transaction of `sql` commits.
   *
   * @param options.key a waiting job of the same key is replaced, so that many requests for the same work become one
   * @param options.runAt not before this time
   */
  add(sql: Sql, task: string, payload: unknown, options?: { key?: string; runAt?: Date }): Promise<void>;
}

/** Locks of this kind are held by living processes, see `holdPool`. */
const LOCK_CLASS = 0x706a; // "pj"
const SWEEP_MS = 30_000;
const STOP_MS = 15_000;

/** Installs or updates the schema of the queue. Safe from several processes at once. Not inside a transaction. */
export async function installJobQueue(client: ClientBase): Promise<void> {
  // graphile-worker asks for a pool; here it is a pool of this one client, because migrations hold a lock on it.
  const lent = { query: client.query.bind(client), release: () => {} } as PoolClient;
  const pool = Object.assign(new EventEmitter(), { connect: () => Promise.resolve(lent) }) as unknown as Pool;
  for (const event of ['error', 'connect'] as const) pool.on(event, () => {});
  await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
}

export function createJobs({ database, log, tasks, schedule = {}, concurrency = 4 }: JobsOptions): Jobs {
  let runner: Runner | undefined;
  let watch: PoolWatch | undefined;
  let stopping = false;

  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload, { job, abortSignal }) =>
        task(payload, {
          jobId: job.id,
          attempt: job.attempts,
          signal: abortSignal ?? new AbortController().signal,
        }),
    ]),
  );

  function listen(events: WorkerEvents): void {
    events.on('pool:create', ({ workerPool }) => (watch = watchPools(database, workerPool.id, log)));
    // What a task throws may hold what people wrote, so only its kind is logged.
    events.on('job:error', ({ job, error }) => {
      const { name, code } = error as { name?: string; code?: string };
      log.warn(
        { task: job.task_identifier, job: job.id, attempt: job.attempts, error: code ?? name },
        'job failed, will retry',
      );
    });
    events.on('job:failed', ({ job }) => {
      log.error({ task: job.task_identifier, job: job.id, attempt: job.attempts }, 'job failed for good');
    });
  }

  async function launch(): Promise<void> {
    const events = new EventEmitter() as WorkerEvents;
    listen(events);
    const started = await run({
      // Results are written in batches (of whatever is there, without delay): only so does a stop wait for the last ones.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
      pgPool: database.pool,
      taskList,
      parsedCronItems: parseCronItems(Object.entries(schedule).map(([task, match]) => ({ task, match }))),
      concurrency,
      events,
      noHandleSignals: true,
      logger: new Logger(() => (level, message) => {
        if (level === 'error' && !/^Failed task/.test(message))
          log.warn({ error: message.slice(0, 300) }, 'job queue');
      }),
    });
    runner = started;
    started.promise.then(
      () => relaunch(),
      (error: Error) => {
        log.error({ error: error.name }, 'job queue stopped working');
        return relaunch();
      },
    );
  }

  /** The queue ends by itself only when something broke; then it is started again until that works. */
  async function relaunch(): Promise<void> {
    await watch?.stop();
    for (let pause = 1_000; !stopping; pause = Math.min(60_000, pause * 2)) {
      await sleep(pause, undefined, { ref: false });
      if (stopping) return;
      try {
        return await launch();
      } catch (error) {
        log.warn({ error: (error as Error).name }, 'job queue cannot start yet');
      }
    }
  }

  return {
    start: launch,

    async stop(deadlineMs = STOP_MS) {
      stopping = true;
      const ended = runner?.stop().catch(() => {});
      const late = Symbol('late');
      const first = await Promise.race([ended, sleep(deadlineMs, late, { ref: false })]);
      if (first === late) await watch?.giveBack();
      await watch?.stop();
    },

    async add(sql, task, payload, { key, runAt } = {}) {
      if (!Object.hasOwn(tasks, task)) throw new Error(`there is no task ${task}`);
      await sql.query(
        'select graphile_worker.add_job($1, payload := $2::json, job_key := $3, run_at := $4::timestamptz)',
        [task, JSON.stringify(payload ?? null), key ?? null, runAt ?? null],
      );
    },
  };
}

interface PoolWatch {
  stop(): Promise<void>;
  /** Makes the jobs of this process free for others. */
  giveBack(): Promise<void>;
}

/**
 * Frees jobs of processes that died. graphile-worker alone waits four hours, because it cannot know. Here every
 * process holds an advisory lock in the name of its worker pool for as long as its connection lives; when the lock
 * of a pool can be had, its process is gone, and what it was doing is tried again.
 */
function watchPools(database: Database, poolId: string, log: Log): PoolWatch {
  const stopped = new AbortController();
  const pause = (): Promise<unknown> =>
    sleep(SWEEP_MS, undefined, { ref: false, signal: stopped.signal }).catch(() => {});

  async function hold(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const client = await database.pool.connect();
        try {
          const broken = new Promise<void>((resolve) => client.on('error', () => resolve()));
          const asked = new Promise<void>((resolve) =>
            stopped.signal.addEventListener('abort', () => resolve()),
          );
          await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK_CLASS, poolId]);
          await Promise.race([broken, asked]);
        } finally {
          // Closing the connection gives the lock back.
          client.release(true);
        }
      } catch {
        await sleep(1_000, undefined, { ref: false });
      }
    }
  }

  async function sweep(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        await freeJobsOfTheDead(database, poolId, log);
      } catch (error) {
        log.warn(
          { error: (error as { code?: string }).code },
          'cannot look for jobs of dead processes just now',
        );
      }
      await pause();
    }
  }

  const both = Promise.all([hold(), sweep()]);
  return {
    async stop() {
      stopped.abort();
      await both;
    },
    giveBack: () => unlock(database, poolId),
  };
}

/** Makes the jobs that a pool holds free for others. */
async function unlock(sql: Sql, poolId: string): Promise<void> {
  await sql.query('select graphile_worker.force_unlock_workers($1::text[])', [[poolId]]);
}

async function freeJobsOfTheDead(database: Database, poolId: string, log: Log): Promise<void> {
  // A pool that has just begun may not hold its lock yet.
  const { rows } = await database.query<{ locked_by: string }>(
    `select distinct locked_by from graphile_worker.jobs
      where locked_by <> $1 and locked_at < now() - interval '20 seconds'`,
    [poolId],
  );
  for (const { locked_by: other } of rows) {
    await database.transaction(async (tx) => {
      const lock = await tx.query<{ free: boolean }>(
        'select pg_try_advisory_xact_lock($1, hashtext($2)) as free',
        [LOCK_CLASS, other],
      );
      if (lock.rows[0]?.free !== true) return;
      await unlock(tx, other);
      log.warn({ pool: other }, 'freed the jobs of a process that is gone');
    });
  }
}
