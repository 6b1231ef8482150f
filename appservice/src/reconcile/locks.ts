/** Locks that hold across processes: advisory locks of PostgreSQL, which go when their process does. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../store/database.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/** Runs `work` while holding the lock of a name; false, at once and without it, when somebody else holds it. */
export async function ifFree(database: Database, name: string, work: () => Promise<void>): Promise<boolean> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [name],
    );
    if (rows[0]?.locked !== true) return false;
    await work();
    return true;
  } finally {
    client.off('error', onError);
    // Closing the connection gives the lock back.
    client.release(broken ?? true);
  }
}

/**
 * Runs `work` while holding the lock of a name, waiting for it if need be. The lock is of a connection, not of a
 * transaction: work may take minutes. Throws the signal's reason when it is aborted while waiting.
 */
export async function withLock<T>(
  database: Database,
  name: string,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const client = await database.pool.connect();
  // A connection lost meanwhile loses the lock; what is done under it is harmless to do twice.
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
      const { rows } = await client.query<{ locked: boolean }>(
        'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
        [name],
      );
      if (rows[0]?.locked === true) break;
      await sleep(pause, undefined, { signal });
    }
    try {
      return await work();
    } finally {
      await client
        .query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
        .catch((error: Error) => (broken = error));
    }
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}
