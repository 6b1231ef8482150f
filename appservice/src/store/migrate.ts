/** Brings a database to the schema this version needs. */
import { runner } from 'node-pg-migrate';
import type { ClientBase } from 'pg';
import { installJobQueue } from './jobs.ts';

const FOLDER = new URL('../../migrations', import.meta.url).pathname;

/**
 * Runs the numbered SQL files of `migrations/` that have not run yet, all in one transaction, under an advisory
 * lock: several appservice processes may start at once. Then brings the schema of the job queue up to date.
 */
export async function migrate(client: ClientBase): Promise<void> {
  await runner({
    dbClient: client,
    dir: FOLDER,
    direction: 'up',
    migrationsTable: 'migration',
    count: Infinity,
    singleTransaction: true,
    advisoryLockMode: 'wait',
    log: () => {},
  });
  await installJobQueue(client);
}
