/** The inbox in PostgreSQL (migrations/0002_inbox.sql): every statement on its tables is here. */
import type { Sql } from '../store/database.ts';
import type { Transaction } from './transaction.ts';

/** Tells the other processes that a room has something to do. */
export const CHANNEL = 'parta_inbox';

/** First key of the advisory locks on rooms, so that they meet no other lock of the database. */
const LOCK_CLASS = 0x696e_6278;

export interface Stored {
  /** False when the same transaction was stored before. */
  readonly fresh: boolean;
  /** New events by what becomes of them; events that were known already are in none. */
  readonly pending: number;
  readonly done: number;
  readonly dead: number;
}

/** Stores a transaction in one commit: all of it or, when this throws, nothing. A repeat changes nothing. */
export async function storeTransaction(sql: Sql, txnId: string, transaction: Transaction): Promise<Stored> {
  const { contentKey, events, ephemeral, toDevice } = transaction;
  const { rows } = await sql.query<{ fresh: boolean; pending: number; done: number; dead: number }>(
    `with new_transaction as (
       insert into homeserver_transaction (txn_id, content_key, events, ephemeral, to_device)
       values ($1, $2, $3, $4, $5)
       on conflict (txn_id, content_key) do nothing
       returning id
     ), new_event as (
       insert into inbox_event (event_id, room_id, type, sender, body, state, last_error, done_at)
       select event_id, room_id, type, sender, body::json, state, problem, case when state = 'done' then now() end
       from unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
         with ordinality as e (event_id, room_id, type, sender, body, state, problem, place)
       order by place
       on conflict (event_id) do nothing
       returning state
     ), counted as (
       select count(*) filter (where state = 'pending')::integer as pending,
              count(*) filter (where state = 'done')::integer as done,
              count(*) filter (where state = 'dead')::integer as dead
       from new_event
     )
     select exists (select from new_transaction) as fresh, pending, done, dead,
            case when pending > 0 then pg_notify('${CHANNEL}', '') end
     from counted`,
    [
      txnId,
      contentKey,
      events.length,
      ephemeral.length,
      toDevice,
      events.map(({ eventId }) => eventId),
      events.map(({ roomId }) => roomId),
      events.map(({ type }) => type),
      events.map(({ sender }) => sender),
      events.map(({ body }) => body),
      events.map(({ state }) => state),
      events.map(({ problem }) => problem),
    ],
  );
  return rows[0]!;
}

/** Those of some rooms in which an event waits to be handled. */
export async function pendingRooms(sql: Sql, roomIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ room_id: string }>(
    `select room_id from unnest($1::text[]) as asked (room_id)
      where exists (select 1 from inbox_event e where e.state = 'pending' and e.room_id = asked.room_id)`,
    [roomIds],
  );
  return rows.map(({ room_id: roomId }) => roomId);
}

/**
 * Rooms after `after` (in the order of their ids) whose oldest pending event is due, at most `limit`. A loose index
 * scan: it jumps from room to room, however many events wait in each.
 */
export async function dueRooms(sql: Sql, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ room_id: string }>(
    `with recursive head as (
       (select room_id, due_at from inbox_event
        where state = 'pending' and room_id > $1 order by room_id, seq limit 1)
       union all
       select next.room_id, next.due_at
       from head, lateral (
         select room_id, due_at from inbox_event
         where state = 'pending' and room_id > head.room_id order by room_id, seq limit 1
       ) as next
     )
     select room_id from head where due_at <= now() limit $2`,
    [after, limit],
  );
  return rows.map(({ room_id: roomId }) => roomId);
}

/**
 * Takes a room for this database transaction, unless another has it; released by commit, rollback or the death of
 * the process. Also ends statements of this transaction that take longer than `statementTimeoutMs`.
 */
export async function lockRoom(tx: Sql, roomId: string, statementTimeoutMs: number): Promise<boolean> {
  const { rows } = await tx.query<{ locked: boolean }>(
    `select pg_try_advisory_xact_lock($1, hashtext($2)) as locked, set_config('statement_timeout', $3, true)`,
    [LOCK_CLASS, roomId, String(statementTimeoutMs)],
  );
  return rows[0]!.locked;
}

export interface PendingEvent {
  readonly seq: string;
  readonly eventId: string;
  readonly roomId: string;
  readonly type: string;
  readonly body: unknown;
  readonly attempts: number;
  readonly outages: number;
}

/**
 * The room's oldest pending event if it is due. A statement of its own, after lockRoom: only then does it see what the
 * lock's previous holder committed.
 */
export async function dueHead(tx: Sql, roomId: string): Promise<PendingEvent | null> {
  const { rows } = await tx.query<PendingEvent & { due: boolean }>(
    `select seq, event_id as "eventId", room_id as "roomId", type, body, attempts, outages, due_at <= now() as due
     from inbox_event where state = 'pending' and room_id = $1 order by seq limit 1`,
    [roomId],
  );
  const head = rows[0];
  return head?.due === true ? head : null;
}

export async function markDone(tx: Sql, seq: string): Promise<void> {
  const { rowCount } = await tx.query(
    `update inbox_event set state = 'done', done_at = now(), body = null, sender = null, last_error = null
     where seq = $1 and state = 'pending'`,
    [seq],
  );
  if (rowCount !== 1) throw new Error('the event was handled by someone else');
}

/**
 * Notes a failed try. `retry` counts towards the dead letters, `outage` does not (the homeserver or the database was
 * away); both make the event due again after `delayMs`. `dead` puts it aside and the room goes on.
 */
export async function markFailed(
  sql: Sql,
  seq: string,
  { outcome, error, delayMs }: { outcome: 'retry' | 'outage' | 'dead'; error: string; delayMs: number },
): Promise<void> {
  await sql.query(
    `update inbox_event
     set attempts = attempts + ($2 <> 'outage')::integer,
         outages = outages + ($2 = 'outage')::integer,
         state = case when $2 = 'dead' then 'dead' else state end,
         last_error = $3,
         due_at = now() + $4 * interval '1 ms'
     where seq = $1 and state = 'pending'`,
    [seq, outcome, error, delayMs],
  );
}

export interface Backlog {
  readonly pending: number;
  readonly dead: number;
  /** Seconds since the oldest pending event arrived; 0 when none waits. */
  readonly lagSeconds: number;
}

export async function backlog(sql: Sql): Promise<Backlog> {
  const { rows } = await sql.query<{ pending: string; dead: string; lag: number | null }>(
    `select (select count(*) from inbox_event where state = 'pending') as pending,
            (select count(*) from inbox_event where state = 'dead') as dead,
            (select extract(epoch from now() - min(received_at))::float8
             from inbox_event where state = 'pending') as lag`,
  );
  const row = rows[0]!;
  return { pending: Number(row.pending), dead: Number(row.dead), lagSeconds: row.lag ?? 0 };
}

const PRUNE_BATCH = 5_000;

/** Forgets handled events and transactions that arrived more than `keepDays` ago; returns how many events. */
export async function prune(sql: Sql, keepDays: number): Promise<number> {
  const inBatches = async (table: string, key: string, only: string): Promise<number> => {
    for (let total = 0; ;) {
      const { rowCount } = await sql.query(
        `delete from ${table} where ${key} in (
           select ${key} from ${table}
           where received_at < now() - $1 * interval '1 day' ${only} limit $2 for update skip locked)`,
        [keepDays, PRUNE_BATCH],
      );
      total += rowCount ?? 0;
      if ((rowCount ?? 0) < PRUNE_BATCH) return total;
    }
  };
  await inBatches('homeserver_transaction', 'id', '');
  return inBatches('inbox_event', 'seq', `and state = 'done'`);
}
