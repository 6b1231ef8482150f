/** Visits and corrections in PostgreSQL. */
import { DAY_MS } from '../schedule/local-time.ts';
import type { ClassId, IsoDate, PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { AttendanceStatus, Correction, Visit } from './attendance-report.ts';
import type { SeatRole, Session } from './model.ts';
import { SESSION } from './store.ts';

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

/** Ends a visit of somebody who was not found any more: when they were last seen. */
export async function saveGone(sql: Sql, participantSid: string): Promise<void> {
  await sql.query(
    'update attendance_visit set left_at = seen_at where participant_sid = $1 and left_at is null',
    [participantSid],
  );
}

/**
 * Ends a visit when LiveKit says that it did, also one that had ended only because nobody was found. LiveKit's clock may be wrong: not before
 * they were last seen, nor later than now.
 */
export async function saveLeft(sql: Sql, participantSid: string, leftAt: number, now: number): Promise<void> {
  await sql.query(
    `update attendance_visit set left_at = greatest(seen_at, least($2::timestamptz, $3::timestamptz))
      where participant_sid = $1 and (left_at is null or left_at = seen_at)
        and session_id in (select id from lesson_session where ended_at is null)`,
    [participantSid, at(leftAt), at(now)],
  );
}

/** The visits of a session that go on, by participant. */
export async function openVisits(sql: Sql, sessionId: string): Promise<Map<string, UserId>> {
  const { rows } = await sql.query<{ sid: string; userId: UserId }>(
    `select participant_sid as sid, user_id as "userId" from attendance_visit where session_id = $1 and left_at is null`,
    [sessionId],
  );
  return new Map(rows.map(({ sid, userId }) => [sid, userId]));
}

/** The sessions of a class on some days of its school, newest first. */
export async function listHeld(
  sql: Sql,
  classId: ClassId,
  { first, last, timeZone }: { first: IsoDate; last: IsoDate; timeZone: string },
): Promise<Session[]> {
  const { rows } = await sql.query<Session>(
    `select ${SESSION} from lesson_session
      where class_id = $1 and begins_at >= $2::date::timestamp at time zone $4
        and begins_at < ($3::date + 1)::timestamp at time zone $4
      order by begins_at desc limit 1000`,
    [classId, first, last, timeZone],
  );
  return rows;
}

export async function listVisits(sql: Sql, sessionIds: readonly string[]): Promise<Map<string, Visit[]>> {
  const { rows } = await sql.query<Visit & { sessionId: string }>(
    `select session_id as "sessionId", person_id as "personId", role,
       (extract(epoch from joined_at) * 1000)::float8 as joined, (extract(epoch from left_at) * 1000)::float8 as left
       from attendance_visit where session_id = any($1::uuid[]) order by joined_at`,
    [sessionIds],
  );
  return Map.groupBy(rows, ({ sessionId }) => sessionId);
}

export async function listCorrections(
  sql: Sql,
  sessionIds: readonly string[],
): Promise<Map<string, Correction[]>> {
  const { rows } = await sql.query<Correction & { sessionId: string }>(
    `select session_id as "sessionId", person_id as "personId", status, note, corrected_by as "correctedBy"
       from attendance_correction where session_id = any($1::uuid[])`,
    [sessionIds],
  );
  return Map.groupBy(rows, ({ sessionId }) => sessionId);
}

/** What is undefined stays, null is taken back. */
export async function saveCorrection(
  tx: Sql,
  sessionId: string,
  personId: PersonId,
  correctedBy: PersonId,
  { status, note }: { status?: AttendanceStatus | null; note?: string | null },
): Promise<void> {
  const { rows } = await tx.query<Pick<Correction, 'status' | 'note'>>(
    'select status, note from attendance_correction where session_id = $1 and person_id = $2 for update',
    [sessionId, personId],
  );
  const after = {
    status: status === undefined ? (rows[0]?.status ?? null) : status,
    note: note === undefined ? (rows[0]?.note ?? null) : note?.trim() || null,
  };
  if (after.status === null && after.note === null) {
    await tx.query('delete from attendance_correction where session_id = $1 and person_id = $2', [
      sessionId,
      personId,
    ]);
    return;
  }
  await tx.query(
    `insert into attendance_correction (session_id, person_id, status, note, corrected_by) values ($1, $2, $3, $4, $5)
     on conflict (session_id, person_id) do update set status = excluded.status, note = excluded.note,
       corrected_by = excluded.corrected_by, corrected_at = now()`,
    [sessionId, personId, after.status, after.note, correctedBy],
  );
}

/** Deletes what is older than it may be: sessions with their seats, visits and corrections; and what nothing needs any more. */
export async function forgetOld(sql: Sql, before: Date, now: Date): Promise<number> {
  const { rowCount } = await sql.query('delete from lesson_session where ended_at < $1', [before]);
  const dayAgo = new Date(now.getTime() - DAY_MS);
  await sql.query('delete from lesson_cause where received_at < $1', [dayAgo]);
  await sql.query(
    `delete from lesson_identity i where issued_at < $1
        and not exists (select 1 from lesson_session s where s.room_id = i.room_id and s.ended_at is null)`,
    [dayAgo],
  );
  return rowCount ?? 0;
}
