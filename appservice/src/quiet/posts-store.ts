/** Posts that Parta sends for their authors, in PostgreSQL (migrations/0034_quiet_hours.sql). What they said is kept only while they wait. */
import type { PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { EventId } from '../matrix/homeserver.ts';
import type { Sql } from '../store/database.ts';
import type { Refusal } from './rules.ts';

export interface Post {
  readonly id: string;
  readonly authorId: PersonId;
  readonly authorUser: UserId;
  readonly roomId: RoomId;
  readonly schoolId: SchoolId | null;
  readonly kind: 'morning' | 'urgent';
  readonly reason: string | null;
  /** Empty for an urgent one about a message that is there already; null when it does not wait any more. */
  readonly body: string | null;
  readonly formattedBody: string | null;
  readonly replyTo: EventId | null;
  readonly sendAt: Date;
  readonly status: 'waiting' | 'sent' | 'cancelled' | 'refused';
  readonly refusal: Refusal | null;
  readonly eventId: EventId | null;
  readonly createdAt: Date;
}

export type NewPost = Pick<
  Post,
  | 'authorId'
  | 'authorUser'
  | 'roomId'
  | 'schoolId'
  | 'kind'
  | 'reason'
  | 'body'
  | 'formattedBody'
  | 'replyTo'
  | 'sendAt'
> & { readonly key: string };

const COLUMNS = `id, author_id as "authorId", author_user as "authorUser", room_id as "roomId", school_id as "schoolId", kind, reason,
  body, formatted_body as "formattedBody", reply_to as "replyTo", send_at as "sendAt", status, refusal, event_id as "eventId",
  created_at as "createdAt"`;

export async function insertPost(tx: Sql, post: NewPost): Promise<Post> {
  const { rows } = await tx.query<Post>(
    `insert into waiting_post (author_id, author_user, room_id, school_id, kind, reason, body, formatted_body, reply_to, send_at, key)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning ${COLUMNS}`,
    [
      ...[post.authorId, post.authorUser, post.roomId, post.schoolId, post.kind, post.reason],
      ...[post.body, post.formattedBody, post.replyTo, post.sendAt, post.key],
    ],
  );
  return rows[0]!;
}

export async function postByKey(sql: Sql, authorId: PersonId, key: string): Promise<Post | null> {
  const { rows } = await sql.query<Post>(
    `select ${COLUMNS} from waiting_post where author_id = $1 and key = $2`,
    [authorId, key],
  );
  return rows[0] ?? null;
}

/** What waits of an author, and what was refused lately, in the order of sending. */
export async function postsOf(sql: Sql, authorId: PersonId): Promise<Post[]> {
  const { rows } = await sql.query<Post>(
    `select ${COLUMNS} from waiting_post where author_id = $1 and status in ('waiting', 'refused') order by send_at, created_at`,
    [authorId],
  );
  return rows;
}

export async function countPosts(
  sql: Sql,
  authorId: PersonId,
): Promise<{ waiting: number; urgentToday: number }> {
  const { rows } = await sql.query<{ waiting: number; urgentToday: number }>(
    `select count(*) filter (where status = 'waiting')::int as waiting,
            count(*) filter (where kind = 'urgent' and created_at > now() - interval '1 day')::int as "urgentToday"
       from waiting_post where author_id = $1`,
    [authorId],
  );
  return rows[0]!;
}

export async function changePost(
  sql: Sql,
  authorId: PersonId,
  id: string,
  { body, formattedBody }: { body: string; formattedBody: string | null },
): Promise<Post | null> {
  const { rows } = await sql.query<Post>(
    `update waiting_post set body = $3, formatted_body = $4
      where author_id = $1 and id = $2 and status = 'waiting' returning ${COLUMNS}`,
    [authorId, id, body, formattedBody],
  );
  return rows[0] ?? null;
}

/** Cancels what waits, and forgets what was refused; false when there is neither. */
export async function cancelPost(sql: Sql, authorId: PersonId, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update waiting_post set status = 'cancelled', refusal = null, body = null, formatted_body = null, done_at = now()
      where author_id = $1 and id = $2 and status in ('waiting', 'refused')`,
    [authorId, id],
  );
  return rowCount === 1;
}

/** Ids of what is to be sent now, the oldest first. */
export async function duePosts(sql: Sql, at: Date, kind: Post['kind']): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from waiting_post where status = 'waiting' and kind = $2 and send_at <= $1 order by send_at, created_at, id limit 100`,
    [at, kind],
  );
  return rows.map(({ id }) => id);
}

/** Keeps its author from changing it until the transaction ends; null when it does not wait any more. */
export async function holdPost(tx: Sql, id: string): Promise<Post | null> {
  const { rows } = await tx.query<Post>(
    `select ${COLUMNS} from waiting_post where id = $1 and status = 'waiting' for update skip locked`,
    [id],
  );
  return rows[0] ?? null;
}

export async function postpone(sql: Sql, id: string, sendAt: Date): Promise<void> {
  await sql.query('update waiting_post set send_at = $2 where id = $1', [id, sendAt]);
}

export async function postDone(
  sql: Sql,
  id: string,
  outcome: { eventId: EventId } | { refusal: Refusal },
): Promise<void> {
  const [eventId, refusal] = 'eventId' in outcome ? [outcome.eventId, null] : [null, outcome.refusal];
  await sql.query(
    `update waiting_post set status = $2, event_id = $3, refusal = $4, body = null, formatted_body = null, done_at = now() where id = $1`,
    [id, refusal === null ? 'sent' : 'refused', eventId, refusal],
  );
}

/** Whether staff of a school may post in quiet hours without a reason: so it is unless the school says otherwise. */
export async function nowAllowedIn(sql: Sql, schoolId: SchoolId | null): Promise<boolean> {
  const { rows } = await sql.query<{ allowed: boolean }>(
    'select now_allowed as allowed from quiet_posting where school_id = $1',
    [schoolId],
  );
  return rows[0]?.allowed ?? true;
}

/** Deletes what is long done. */
export async function forgetPosts(sql: Sql): Promise<void> {
  await sql.query(`delete from waiting_post where done_at < now() - interval '7 days'`);
}
