/** API sessions: who may use the HTTP API. Tokens are 256 random bits, of which only the SHA-256 is stored. */
import { randomBytes } from 'node:crypto';
import type { components } from '@parta/protocol';
import type { Caller } from '../http/auth.ts';
import type { PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { hashToken } from './secret-code.ts';

/** A person has at most so many sessions; a new one ends the oldest. */
export const MAX_SESSIONS_PER_PERSON = 20;

export type ApiSession = components['schemas']['ApiSession'];

export interface Sessions {
  /** Opens a session that lives `session_days`. The account counts as arrived from now on. */
  create(caller: Caller): Promise<ApiSession>;
  /** Who holds a token; null when it is unknown or expired, or its person no longer active. One query by primary key. */
  find(token: string): Promise<Caller | null>;
  /** Ends a session; an unknown token is success. */
  end(token: string): Promise<void>;
  /** Deletes what has expired; returns how many. For a periodic job. */
  deleteExpired(): Promise<number>;
}

export function createSessions({ database, sessionDays }: { database: Sql; sessionDays: number }): Sessions {
  return {
    async create({ personId, userId }) {
      const token = randomBytes(32).toString('base64url');
      const { rows } = await database.query<{ expires_at: Date }>(
        `with arrived as (
           update matrix_account set arrived_at = now() where user_id = $3 and arrived_at is null
         ), surplus as (
           delete from api_session where token_hash in (
             select token_hash from api_session where person_id = $2 order by created_at desc offset $5
           )
         )
         insert into api_session (token_hash, person_id, user_id, expires_at)
         values ($1, $2, $3, now() + make_interval(days => $4)) returning expires_at`,
        [hashToken(token), personId, userId, sessionDays, MAX_SESSIONS_PER_PERSON - 1],
      );
      return { token, user_id: userId, expires_at: rows[0]!.expires_at.toISOString() };
    },

    async find(token) {
      const { rows } = await database.query<{ person_id: PersonId; user_id: UserId }>(
        `select s.person_id, s.user_id from api_session s join person p on p.id = s.person_id and p.active
          where s.token_hash = $1 and s.expires_at > now()`,
        [hashToken(token)],
      );
      const found = rows[0];
      return found === undefined ? null : { personId: found.person_id, userId: found.user_id };
    },

    async end(token) {
      await database.query('delete from api_session where token_hash = $1', [hashToken(token)]);
    },

    async deleteExpired() {
      const { rowCount } = await database.query('delete from api_session where expires_at <= now()');
      return rowCount ?? 0;
    },
  };
}
