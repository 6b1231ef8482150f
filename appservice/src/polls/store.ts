/** The tables of polls. */
import type { PollQuestion, PollVote } from '@parta/protocol';
import type { EventId } from '../matrix/homeserver.ts';
import type { ClassId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

/** What was counted at the end. */
export interface PollResult {
  /** By answer; null where so few voted anonymously that numbers would tell who did. */
  readonly votes: { readonly [answerId: string]: number } | null;
  readonly voters: number;
}

export interface PollRow {
  readonly id: string;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  readonly roomId: RoomId;
  readonly eventId: EventId | null;
  readonly author: UserId;
  readonly question: PollQuestion;
  readonly anonymous: boolean;
  readonly per: 'person' | 'child';
  readonly code: string | null;
  readonly announced: boolean;
  readonly closesAt: Date | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly result: PollResult | null;
}

const COLUMNS = `id, school_id as "schoolId", class_id as "classId", room_id as "roomId", event_id as "eventId", author, question,
  anonymous, per, code, announced, closes_at as "closesAt", created_at as "createdAt", ended_at as "endedAt", result`;

async function one(sql: Sql, where: string, values: readonly unknown[]): Promise<PollRow | null> {
  const { rows } = await sql.query<PollRow>(`select ${COLUMNS} from poll where ${where}`, values);
  return rows[0] ?? null;
}

export const findPoll = (sql: Sql, id: string): Promise<PollRow | null> => one(sql, 'id = $1', [id]);

/** Nobody else changes it until the transaction ends. */
export const holdPoll = (tx: Sql, id: string): Promise<PollRow | null> => one(tx, 'id = $1 for update', [id]);

export const findByEvent = (sql: Sql, roomId: RoomId, eventId: EventId): Promise<PollRow | null> =>
  one(sql, 'room_id = $1 and event_id = $2', [roomId, eventId]);

export const findByCode = (sql: Sql, code: string): Promise<PollRow | null> => one(sql, 'code = $1', [code]);

/** The newest poll of a room: of those that are open if it is to be ended. */
export const newestIn = (sql: Sql, roomId: RoomId, open: boolean): Promise<PollRow | null> =>
  one(
    sql,
    `room_id = $1 and event_id is not null and (ended_at is null or not $2) order by created_at desc limit 1`,
    [roomId, open],
  );

export type NewPoll = Omit<PollRow, 'id' | 'createdAt' | 'endedAt' | 'result'> & {
  readonly cause: string | null;
};

/** Null when it is there already. */
export async function insertPoll(tx: Sql, poll: NewPoll): Promise<string | null> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into poll (school_id, class_id, room_id, event_id, author, question, anonymous, per, code, announced, closes_at, cause)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict do nothing returning id`,
    [
      ...[poll.schoolId, poll.classId, poll.roomId, poll.eventId, poll.author, JSON.stringify(poll.question)],
      ...[poll.anonymous, poll.per, poll.code, poll.announced, poll.closesAt, poll.cause],
    ],
  );
  return rows[0]?.id ?? null;
}

export async function setEventId(sql: Sql, id: string, eventId: EventId): Promise<void> {
  await sql.query('update poll set event_id = $2 where id = $1', [id, eventId]);
}

/** Another question, as long as nobody has answered the first one. */
export async function changeQuestion(tx: Sql, id: string, question: PollQuestion): Promise<void> {
  await tx.query(
    `update poll set question = $2 where id = $1 and ended_at is null
        and not exists (select 1 from poll_vote where poll_id = $1)`,
    [id, JSON.stringify(question)],
  );
}

export async function endPoll(tx: Sql, id: string, at: Date, result: PollResult): Promise<void> {
  await tx.query('update poll set ended_at = $2, result = $3 where id = $1', [
    id,
    at,
    JSON.stringify(result),
  ]);
  await tx.query('delete from poll_ballot where poll_id = $1', [id]);
}

/** Who sent a poll or a vote; null for an event that is neither. */
export async function senderOf(sql: Sql, roomId: RoomId, eventId: EventId): Promise<UserId | null> {
  const { rows } = await sql.query<{ sender: UserId }>(
    `select author as sender from poll where room_id = $1 and event_id = $2
     union all
     select v.user_id from poll_vote v join poll p on p.id = v.poll_id where p.room_id = $1 and v.event_id = $2`,
    [roomId, eventId],
  );
  return rows[0]?.sender ?? null;
}

/** Forgets the poll or the vote that an event was. */
export async function forgetEvent(tx: Sql, roomId: RoomId, eventId: EventId): Promise<void> {
  await tx.query('delete from poll where room_id = $1 and event_id = $2', [roomId, eventId]);
  await tx.query(
    `delete from poll_vote v using poll p where v.event_id = $2 and p.id = v.poll_id and p.room_id = $1 and p.ended_at is null`,
    [roomId, eventId],
  );
}

export async function addVote(tx: Sql, pollId: string, eventId: EventId, vote: PollVote): Promise<void> {
  await tx.query(
    `insert into poll_vote (event_id, poll_id, user_id, at, answers) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [eventId, pollId, vote.voter, new Date(vote.at), vote.answers],
  );
}

export async function votesOf(sql: Sql, pollId: string): Promise<PollVote[]> {
  const { rows } = await sql.query<{ voter: UserId; at: Date; answers: string[] | null }>(
    'select user_id as voter, at, answers from poll_vote where poll_id = $1 order by at',
    [pollId],
  );
  return rows.map(({ at, ...vote }) => ({ ...vote, at: at.getTime() }));
}

export interface Ballot {
  readonly voter: Buffer;
  readonly answers: readonly string[];
}

export async function ballotsOf(sql: Sql, pollId: string): Promise<Ballot[]> {
  return (
    await sql.query<{ voter: Buffer; answers: string[] }>(
      'select voter, answers from poll_ballot where poll_id = $1',
      [pollId],
    )
  ).rows;
}

/** No answers take a vote back. */
export async function castBallot(
  tx: Sql,
  pollId: string,
  voice: Buffer,
  { voter, answers }: Ballot,
): Promise<void> {
  if (answers.length === 0) {
    await tx.query('delete from poll_ballot where poll_id = $1 and voice = $2', [pollId, voice]);
  } else {
    await tx.query(
      `insert into poll_ballot (poll_id, voice, voter, answers) values ($1, $2, $3, $4)
       on conflict (poll_id, voice) do update set voter = excluded.voter, answers = excluded.answers`,
      [pollId, voice, voter, answers],
    );
  }
}

/** Who holds some Matrix IDs. */
export async function holdersOf(sql: Sql, userIds: readonly UserId[]): Promise<Map<UserId, string>> {
  const { rows } = await sql.query<{ userId: UserId; personId: string }>(
    'select user_id as "userId", person_id as "personId" from matrix_account where user_id = any($1)',
    [userIds],
  );
  return new Map(rows.map(({ userId, personId }) => [userId, personId]));
}
