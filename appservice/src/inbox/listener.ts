/** Hears from the other processes through PostgreSQL that there is something to do. */
import pg from 'pg';
import type { Database } from '../store/database.ts';
import type { Log } from '../log.ts';
import { describeError } from './failure.ts';

export interface Listener {
  start(): void;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/**
 * Calls `onNotify` after each NOTIFY on `channel`, and after each (re)connection, because something may have been
 * missed. Keeps a connection of its own; a broken one is replaced with backoff. A convenience, not a guarantee:
 * whoever depends on it polls as well.
 */
export function createListener(deps: {
  database: Database;
  channel: string;
  log: Log;
  onNotify: () => void;
}): Listener {
  const { database, channel, log, onNotify } = deps;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let delay = FIRST_DELAY_MS;
  let stopped = false;

  async function connect(): Promise<void> {
    const mine = new pg.Client(database.pool.options);
    client = mine;
    let lost = false;
    const lose = (error?: Error): void => {
      if (lost) return;
      lost = true;
      void mine.end().catch(() => {});
      if (stopped) return;
      log.warn({ error: describeError(error), retryInMs: delay }, 'inbox: lost the listening connection');
      timer = setTimeout(() => void connect(), delay);
      delay = Math.min(delay * 2, MAX_DELAY_MS);
    };
    mine.on('error', lose);
    mine.on('end', () => lose(new Error('ended')));
    mine.on('notification', onNotify);
    try {
      await mine.connect();
      await mine.query(`listen ${mine.escapeIdentifier(channel)}`);
      delay = FIRST_DELAY_MS;
      onNotify();
    } catch (error) {
      lose(error as Error);
    }
  }

  return {
    start: () => void connect(),
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
