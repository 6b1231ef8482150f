/** Whether the appservice can do its work: for load balancers, operators and `parta doctor`. */
import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Router } from 'express';
import type { Sql } from '../store/database.ts';
import { named } from './observe.ts';

export interface Readiness {
  readonly ready: boolean;
  /** Names of the checks that failed. */
  readonly missing: readonly string[];
}

export interface Health {
  readiness(): Promise<Readiness>;
}

export interface HealthOptions {
  readonly database: Sql;
  /** The Client-Server API as the appservice reaches it. */
  readonly homeserverUrl: string;
  /** Whether the homeserver reached this appservice at the last opportunity. */
  readonly homeserverReachesUs: () => boolean;
}

const CHECK_MS = 2_000;
const CACHED_MS = 1_500;
const MIGRATIONS = new URL('../../migrations/', import.meta.url);

/** Names of the migrations that this version needs and the database does not have. */
export async function missingMigrations(sql: Sql): Promise<string[]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql'));
  const { rows } = await sql.query<{ name: string }>('select name from migration');
  const done = new Set(rows.map(({ name }) => name));
  return files.map((file) => file.replace(/\.sql$/, '')).filter((name) => !done.has(name));
}

/** Runs the checks side by side, each two seconds at most; answers are kept for a moment, so that asking often costs nothing. */
export function createHealth({ database, homeserverUrl, homeserverReachesUs }: HealthOptions): Health {
  const checks: { readonly [name: string]: () => Promise<boolean> } = {
    database: async () => {
      await database.query('select 1');
      return true;
    },
    migrations: async () => (await missingMigrations(database)).length === 0,
    homeserver: async () => {
      const signal = AbortSignal.timeout(CHECK_MS);
      const response = await fetch(`${homeserverUrl}/_matrix/client/versions`, { signal, redirect: 'error' });
      await response.body?.cancel();
      return response.ok;
    },
    homeserver_reaches_us: () => Promise.resolve(homeserverReachesUs()),
  };

  async function passes(check: () => Promise<boolean>): Promise<boolean> {
    const tooLate = sleep(CHECK_MS, false, { ref: false });
    return Promise.race([check().catch(() => false), tooLate]);
  }

  async function look(): Promise<Readiness> {
    const results = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ({ name, ok: await passes(check) })),
    );
    const missing = results.filter(({ ok }) => !ok).map(({ name }) => name);
    return { ready: missing.length === 0, missing };
  }

  let last: { readonly at: number; readonly readiness: Promise<Readiness> } | undefined;
  return {
    readiness() {
      if (last === undefined || performance.now() - last.at > CACHED_MS) {
        last = { at: performance.now(), readiness: look() };
      }
      return last.readiness;
    },
  };
}

/** `/live`: the process turns. `/ready`: it can do its work, else 503 with the names of what is missing. */
export function healthRoutes(health: Health): Router {
  const router = express.Router();
  router.get('/live', named('/live'), (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ live: true });
  });
  router.get('/ready', named('/ready'), async (_req, res) => {
    const readiness = await health.readiness();
    res
      .status(readiness.ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(readiness);
  });
  return router;
}
