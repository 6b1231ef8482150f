/** Events that were put aside: malformed ones, and those that failed too often. Kept until someone replays or discards them. */
import { audit } from '../audit/audit.ts';
import type { Database } from '../store/database.ts';
import { CHANNEL } from './store.ts';

export interface DeadLetter {
  /** For replay and discard. */
  readonly id: string;
  readonly eventId: string;
  readonly roomId: string;
  readonly type: string;
  readonly sender: string | null;
  readonly attempts: number;
  /** Class and code of the error, or the place in the event that is malformed. */
  readonly error: string;
  readonly receivedAt: Date;
}

export interface DeadLetters {
  /** Oldest first; `after` is the id of the last one seen. */
  list(options?: { limit?: number; after?: string }): Promise<DeadLetter[]>;
  /**
   * Gives one (by its id) or `all` of them fresh tries. Being older than all that waits in its room, it is handled before it.
   * Returns how many there were.
   */
  replay(which: string): Promise<number>;
  /** Gives one (by its id) or `all` of them up for good: content and sender are forgotten. Returns how many there were. */
  discard(which: string): Promise<number>;
}

const MAX_ID = 2n ** 63n;
/** Ids come from people: one that no event can have matches nothing, instead of an error of the database. */
const isId = (text: string): boolean => /^[0-9]{1,19}$/.test(text) && BigInt(text) < MAX_ID;

export function createDeadLetters({ database }: { database: Database }): DeadLetters {
  function update(which: string, set: string, action: string): Promise<number> {
    if (which !== 'all' && !isId(which)) return Promise.resolve(0);
    return database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `update inbox_event set ${set} where state = 'dead' and ($1::bigint is null or seq = $1)`,
        [which === 'all' ? null : which],
      );
      const events = rowCount ?? 0;
      if (events > 0) await audit(tx, { action, actorId: null, schoolId: null, details: { events } });
      return events;
    });
  }

  return {
    async list({ limit = 100, after = '0' } = {}) {
      if (!isId(after)) return [];
      const { rows } = await database.query<Record<keyof DeadLetter, never>>(
        `select seq as id, event_id as "eventId", room_id as "roomId", type, sender, attempts,
                coalesce(last_error, '') as error, received_at as "receivedAt"
         from inbox_event where state = 'dead' and seq > $1 order by seq limit $2`,
        [after, limit],
      );
      return rows;
    },
    async replay(which) {
      const set = `state = 'pending', attempts = 0, outages = 0, due_at = now()`;
      const replayed = await update(which, set, 'inbox.replay');
      if (replayed > 0) await database.query('select pg_notify($1, $2)', [CHANNEL, '']);
      return replayed;
    },
    discard: (which) =>
      update(which, `state = 'done', done_at = now(), body = null, sender = null`, 'inbox.discard'),
  };
}
