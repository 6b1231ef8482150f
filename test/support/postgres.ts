/** One PostgreSQL for all tests of a mocha process, started when the first of them asks. */
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../../appservice/src/store/database.ts';
import { migrate } from '../../appservice/src/store/migrate.ts';
import { type Postgres, startPostgres } from '../../local-stack/src/postgres.ts';
import { atEnd, tempDir } from './cleanup.ts';

let shared: Promise<Postgres> | undefined;
let template: Promise<string> | undefined;
let made = 0;

/** The shared PostgreSQL: real, but without durability. A test that kills its server starts one of its own. */
export function postgres(): Promise<Postgres> {
  shared ??= (async () => {
    const started = await startPostgres({ dir: join(tempDir('pg'), 'postgres'), throwaway: true });
    atEnd(() => started.stop());
    return started;
  })();
  return shared;
}

/** A new database without any table. */
export async function emptyDatabase(name = 'test'): Promise<string> {
  const server = await postgres();
  const database = `${name}_${++made}`;
  await server.createDatabase(database);
  return server.url(database);
}

/** A new database with all migrations of the appservice applied and no data, opened; it is closed at the end. */
export async function freshDatabase(): Promise<{ url: string; database: Database }> {
  const server = await postgres();
  template ??= makeTemplate(server);
  const name = `parta_${++made}`;
  await server.createDatabase(name, { template: await template });
  const url = server.url(name);
  const database = openDatabase(url, { poolSize: 10, applicationName: 'parta-test' });
  atEnd(async () => {
    if (!database.pool.ended) await database.close();
  });
  return { url, database };
}

/** Migrating takes longer than copying a database that was migrated once. */
async function makeTemplate(server: Postgres): Promise<string> {
  const name = 'parta_template';
  await server.createDatabase(name);
  const client = new pg.Client({ connectionString: server.url(name) });
  await client.connect();
  try {
    await migrate(client);
  } finally {
    await client.end();
  }
  return name;
}
