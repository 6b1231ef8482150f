/** Visits and corrections in PostgreSQL. */
import type { PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { SeatRole } from './model.ts';

const at = (moment: number): Date => new Date(moment);

export interface Visitor {
  readonly participantSid: string;
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly role: SeatRole;
}

/** Notes that a participant is there at `seenAt`; the first note says since when. A visit that had ended goes on if they are seen after that. */
export async function saveSeen(
  sql: Sql,
  sessionId: string,
  { participantSid, personId, userId, role }: Visitor,
  joinedAt: number,
  seenAt: number,
): Promise<void> {
  await sql.query(
    `insert into attendance_visit (session_id, participant_sid, person_id, user_id, role, joined_at, seen_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (session_id, participant_sid) do update set
       joined_at = least(attendance_visit.joined_at, excluded.joined_at),
       seen_at = greatest(attendance_visit.seen_at, excluded.seen_at),
       left_at = case when attendance_visit.left_at < excluded.seen_at then null else attendance_visit.left_at end`,
    [sessionId, participantSid, personId, userId, role, at(Math.min(joinedAt, seenAt)), at(seenAt)],
  );
}

/**
 * Ends a visit. `exactly`: LiveKit said when; else that they were not found, and the end is when they were last seen. Returns whether there was one.
 */
export async function saveLeft(sql: Sql, participantSid: string, leftAt: number): Promise<void> {
  await sql.query(
    `update attendance_visit set left_at = greatest(joined_at, $2), seen_at = greatest(seen_at, joined_at)
      where participant_sid = $1 and left_at is null`,
    [participantSid, at(leftAt)],
  );
}

/** The visits of a session that go on, by participant. */
export async function openVisits(
  sql: Sql,
  sessionId: string,
): Promise<Map<string, { seenAt: number; userId: UserId }>> {
  const { rows } = await sql.query<{ sid: string; seenAt: number; userId: UserId }>(
    `select participant_sid as sid, (extract(epoch from seen_at) * 1000)::float8 as "seenAt", user_id as "userId"
       from attendance_visit where session_id = $1 and left_at is null`,
    [sessionId],
  );
  return new Map(rows.map(({ sid, seenAt, userId }) => [sid, { seenAt, userId }]));
}
