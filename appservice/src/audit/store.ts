/** Reads of the audit log. */
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { ChainedEntry, Head } from './chain.ts';

export const DISTRICT = 'district';

const ENTRY = `action, actor_id as actor, chain, details, encode(prev_hash, 'hex') as prev, seq::float8 as seq,
  encode(hash, 'hex') as hash, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`;

export interface AuditQuery {
  readonly limit: number;
  /** Only entries before this one. */
  readonly before?: number | undefined;
  /** An action such as `invite.create`, or all of a subject: `invite`. */
  readonly action?: string | undefined;
  /** Who did it, or whom it was done to. */
  readonly personId?: PersonId | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Newest first. */
export async function listEntries(sql: Sql, chain: string, query: AuditQuery): Promise<ChainedEntry[]> {
  const { limit, before, action, personId, from, until } = query;
  const { rows } = await sql.query<ChainedEntry>(
    `select ${ENTRY} from audit_entry
      where chain = $1 and ($2::bigint is null or seq < $2)
        and ($3::text is null or action = $3 or starts_with(action, $3 || '.'))
        and ($4::uuid is null or actor_id = $4 or details ->> 'person_id' = $4::text
          or details ->> 'user' in (select user_id from matrix_account where person_id = $4))
        and ($5::timestamptz is null or audit_entry.at >= $5)
        and ($6::timestamptz is null or audit_entry.at < $6)
      order by audit_entry.seq desc limit $7`,
    [chain, before ?? null, action ?? null, personId ?? null, from ?? null, until ?? null, limit],
  );
  return rows;
}

/** The entries of one chain or all, each chain from its first entry on, page by page. */
export async function* readChains(sql: Sql, chain: string | null = null): AsyncGenerator<ChainedEntry> {
  const page = 1_000;
  for (let after: readonly [string, number] = ['', 0]; ;) {
    const { rows } = await sql.query<ChainedEntry>(
      `select ${ENTRY} from audit_entry
        where ($1::text is null or chain = $1) and (chain, audit_entry.seq) > ($2, $3)
        order by chain, audit_entry.seq limit ${page}`,
      [chain, ...after],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < page) return;
    after = [last.chain, last.seq];
  }
}

/** The heads that the database keeps beside the log. */
export async function listHeads(sql: Sql, chain: string | null = null): Promise<Head[]> {
  const { rows } = await sql.query<Head>(
    `select chain, audit_head.seq::float8 as seq, encode(audit_head.hash, 'hex') as hash from audit_head
      where $1::text is null or chain = $1 order by chain`,
    [chain],
  );
  return rows;
}
