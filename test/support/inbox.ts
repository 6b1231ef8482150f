/** Helpers of the inbox tests: an inbox behind real HTTP on a real database, and events to send to it. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { EventHandler, RoomEvent } from '../../appservice/src/inbox/handler.ts';
import { createInbox, type Inbox, type InboxOptions } from '../../appservice/src/inbox/inbox.ts';
import { createLog } from '../../appservice/src/log.ts';
import { openDatabase, type Database, type Sql } from '../../appservice/src/store/database.ts';
import { eventually } from './eventually.ts';
import { freshDatabase } from './postgres.ts';

export const HS_TOKEN = 'the-token-of-the-homeserver';

export interface RunningInbox {
  readonly inbox: Inbox;
  readonly database: Database;
  readonly url: string;
  /** As a homeserver does: PUT of the body (an object, or text as it is) under a transaction id. */
  readonly send: (
    txnId: string,
    body: unknown,
  ) => Promise<{ status: number; body: { errcode?: string; error?: string } }>;
  /** All events in the order of arrival. */
  readonly stored: () => Promise<StoredEvent[]>;
  stop(): Promise<void>;
}

/** Everything the tests look at of a stored event. */
export interface StoredEvent {
  event_id: string;
  room_id: string;
  type: string;
  sender: string | null;
  body: unknown;
  state: string;
  attempts: number;
  outages: number;
  last_error: string | null;
}

/** An inbox on the database at `databaseUrl`, listening and handling. */
export async function runInbox(
  databaseUrl: string,
  handlers: readonly EventHandler[],
  options: Partial<InboxOptions> & { start?: boolean; access?: object } = {},
): Promise<RunningInbox> {
  const database = openDatabase(databaseUrl, { poolSize: 12 });
  const { start = true, access, ...tuning } = options;
  const inbox = createInbox({
    database,
    log: createLog(process.env.INBOX_LOG ?? 'silent'),
    handlers,
    workers: 4,
    maxAttempts: 3,
    keepDays: 14,
    retryDelay: () => 20,
    ...tuning,
  });
  const app = express();
  app.use(inbox.router({ hsToken: HS_TOKEN, ...access }));
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/_matrix/app/v1`;
  if (start) inbox.start();
  return {
    inbox,
    database,
    url,
    async send(txnId, body) {
      const response = await fetch(`${url}/transactions/${encodeURIComponent(txnId)}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${HS_TOKEN}`, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      return { status: response.status, body: (await response.json()) as object };
    },
    async stored() {
      const { rows } = await database.query<StoredEvent>(
        `select event_id, room_id, type, sender, body, state, attempts, outages, last_error from inbox_event order by seq`,
      );
      return rows;
    },
    async stop() {
      await inbox.stop(2_000);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
    },
  };
}

/** A message as a homeserver pushes it. */
export function message(roomId: string, body: string, changes: object = {}): RoomEvent {
  return {
    event_id: `$${randomUUID()}`,
    room_id: roomId,
    type: 'm.room.message',
    sender: '@anna:example.org',
    origin_server_ts: 1_700_000_000_000,
    content: { msgtype: 'm.text', body },
    unsigned: { age: 3 },
    ...changes,
  };
}

export const bodyOf = (event: RoomEvent): string => String(event.content.body);

/** The effect that tests count: one row for each time an event was handled. */
export async function note(event: RoomEvent, tx: Sql): Promise<void> {
  await tx.query('insert into effect (room_id, event_id, note) values ($1, $2, $3)', [
    event.room_id,
    event.event_id,
    bodyOf(event),
  ]);
}

export interface InboxBench {
  /** A connection of the test's own. */
  readonly database: Database;
  readonly url: string;
  /** Starts an inbox with a handler called `notes` for messages; it ends with `close`. */
  run(
    handle: EventHandler['handle'],
    options?: Partial<InboxOptions> & { start?: boolean; more?: readonly EventHandler[] },
  ): Promise<RunningInbox>;
  /** How many events are in which state. */
  states(): Promise<Record<string, number>>;
  allAre(state: string, timeout?: number): Promise<unknown>;
  /** What `note` wrote, in order. */
  effects(): Promise<{ room_id: string; event_id: string; note: string }[]>;
  close(): Promise<void>;
}

/** A fresh database with a table for effects, on which any number of inboxes run. */
export async function inboxBench(): Promise<InboxBench> {
  const { database, url } = await freshDatabase();
  await database.query(
    'create table effect (id bigserial, room_id text collate "C", event_id text, note text)',
  );
  const running: RunningInbox[] = [];
  const states = async (): Promise<Record<string, number>> => {
    const { rows } = await database.query<{ state: string; count: number }>(
      'select state, count(*)::integer as count from inbox_event group by state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  };
  return {
    database,
    url,
    states,
    async run(handle, { more = [], ...options } = {}) {
      const started = await runInbox(
        url,
        [{ name: 'notes', types: ['m.room.message'], handle }, ...more],
        options,
      );
      running.push(started);
      return started;
    },
    allAre: (state, timeout = 20_000) =>
      eventually(async () => Object.keys(await states()).join() === state, {
        what: `all events to be ${state}`,
        timeout,
      }),
    async effects() {
      const { rows } = await database.query<{ room_id: string; event_id: string; note: string }>(
        'select room_id, event_id, note from effect order by id',
      );
      return rows;
    },
    async close() {
      await Promise.all(running.map((each) => each.stop()));
      await database.close();
    },
  };
}
