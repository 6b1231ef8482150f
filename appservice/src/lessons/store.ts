/** Sessions, seats and participants in PostgreSQL. */
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Group, LessonRoom, LessonWindow, Profile, Seat, SeatRole, Session } from './model.ts';

const ms = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;

/** Columns of a session. */
export const SESSION = `id, room_id as "roomId", kind, school_id as "schoolId", class_id as "classId", title, profile, locked, lobby,
  spotlight, groups, lesson_id as "lessonId", to_char(recurrence_id, 'YYYY-MM-DD"T"HH24:MI:SS') as "recurrenceId",
  lesson_uid as uid, ${ms('opens_at')} as "opensAt", ${ms('begins_at')} as begins, ${ms('ends_at')} as ends,
  ${ms('closes_at')} as "closesAt", prolonged, teacher_ids as "teacherIds", teacher_came as "teacherCame",
  (select ${ms('started_at')} from lesson_egress e
    where e.session_id = lesson_session.id and e.kind = 'recording' and e.stopped_at is null) as "recordingSince",
  (select path from lesson_egress e where e.session_id = lesson_session.id and e.kind = 'hls' and e.egress_id is not null
    and e.stopped_at is null) as "hlsPath",
  ${ms('swept_at')} as "sweptAt", ${ms('ended_at')} as "endedAt"`;

const at = (moment: number): Date => new Date(moment);

/** The open session of a room and whether the timetable need not be looked at yet, in one query. */
export async function findOpen(
  sql: Sql,
  roomId: RoomId,
  now: number,
): Promise<{ session: Session | null; fresh: boolean }> {
  const { rows } = await sql.query<Session & { fresh: boolean | null }>(
    `select (select due_at > $2 from lesson_clock where room_id = $1) as fresh, s.* from (select 1) as one
       left join (select ${SESSION} from lesson_session where room_id = $1 and ended_at is null) as s on true`,
    [roomId, at(now)],
  );
  const { fresh, ...session } = rows[0]!;
  return { session: session.id === null ? null : session, fresh: fresh === true };
}

export async function findSession(sql: Sql, id: string): Promise<Session | null> {
  const { rows } = await sql.query<Session>(`select ${SESSION} from lesson_session where id = $1`, [id]);
  return rows[0] ?? null;
}

/** One after the other for each room, until the transaction ends. */
export async function lockRoom(tx: Sql, roomId: RoomId): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('lesson'), hashtext($1))", [roomId]);
}

export async function setClock(tx: Sql, roomId: RoomId, dueAt: number): Promise<void> {
  await tx.query(
    `insert into lesson_clock (room_id, due_at) values ($1, $2)
     on conflict (room_id) do update set due_at = excluded.due_at`,
    [roomId, at(dueAt)],
  );
}

/** Those of some occurrences whose session has ended: they do not open again by themselves. */
export async function endedOf(tx: Sql, roomId: RoomId, found: readonly LessonWindow[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ key: string }>(
    `select lesson_id || '/' || to_char(recurrence_id, 'YYYY-MM-DD"T"HH24:MI:SS') as key from lesson_session
      where room_id = $1 and ended_at is not null and lesson_id = any($2::uuid[])`,
    [roomId, found.map(({ lessonId }) => lessonId)],
  );
  return new Set(rows.map(({ key }) => key));
}

export interface NewSession {
  readonly title: string;
  readonly profile: Profile;
  readonly opensAt: number;
  readonly begins: number;
  readonly ends: number;
  readonly closesAt: number;
  readonly window: LessonWindow | null;
}

/** Opens a session; that of an occurrence which was ended already is opened again. */
export async function insertSession(
  tx: Sql,
  { roomId, kind, schoolId, classId }: LessonRoom,
  { title, profile, opensAt, begins, ends, closesAt, window }: NewSession,
): Promise<Session> {
  const { rows } = await tx.query<Session>(
    `insert into lesson_session (room_id, kind, school_id, class_id, title, profile, opens_at, begins_at, ends_at, closes_at,
       lesson_id, recurrence_id, lesson_uid, teacher_ids)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
     on conflict (room_id, lesson_id, recurrence_id) do update set ended_at = null, closes_at = excluded.closes_at
     returning ${SESSION}`,
    [
      roomId,
      kind,
      schoolId,
      classId,
      title,
      profile,
      at(opensAt),
      at(begins),
      at(ends),
      at(closesAt),
      window?.lessonId ?? null,
      window?.recurrenceId ?? null,
      window?.uid ?? null,
      window?.teacherIds ?? [],
    ],
  );
  return rows[0]!;
}

/** Opens the timetable's session of this moment again, if somebody ended it. */
export async function reopenSession(tx: Sql, roomId: RoomId, now: number): Promise<Session | null> {
  const { rows } = await tx.query<Session>(
    `update lesson_session set ended_at = null where id = (
       select id from lesson_session where room_id = $1 and ended_at is not null and lesson_id is not null
         and opens_at <= $2 and closes_at > $2 order by begins_at desc limit 1)
     returning ${SESSION}`,
    [roomId, at(now)],
  );
  return rows[0] ?? null;
}

/** As the timetable says now. */
export async function adjustSession(tx: Sql, id: string, window: LessonWindow): Promise<Session> {
  const { rows } = await tx.query<Session>(
    `update lesson_session set title = $2, opens_at = $3, begins_at = $4, ends_at = $5, closes_at = $6, teacher_ids = $7
      where id = $1 returning ${SESSION}`,
    [
      id,
      window.title,
      at(window.opensAt),
      at(window.begins),
      at(window.ends),
      at(window.closesAt),
      window.teacherIds,
    ],
  );
  return rows[0]!;
}

export interface SessionChange {
  readonly profile?: Profile;
  readonly locked?: boolean;
  readonly lobby?: boolean;
  readonly spotlight?: UserId | null;
  readonly groups?: readonly Group[];
  readonly teacherCame?: boolean;
  readonly prolongMinutes?: number;
}

export async function changeSession(tx: Sql, id: string, change: SessionChange): Promise<Session> {
  const { rows } = await tx.query<Session>(
    `update lesson_session set
       profile = coalesce($2, profile), locked = coalesce($3, locked), lobby = coalesce($4, lobby),
       spotlight = case when $5 then $6 else spotlight end, groups = coalesce($7::jsonb, groups),
       teacher_came = coalesce($8, teacher_came),
       ends_at = ends_at + make_interval(mins => $9), closes_at = closes_at + make_interval(mins => $9),
       prolonged = prolonged or $9 > 0
      where id = $1 returning ${SESSION}`,
    [
      id,
      change.profile ?? null,
      change.locked ?? null,
      change.lobby ?? null,
      change.spotlight !== undefined,
      change.spotlight ?? null,
      change.groups === undefined ? null : JSON.stringify(change.groups),
      change.teacherCame ?? null,
      change.prolongMinutes ?? 0,
    ],
  );
  return rows[0]!;
}

/** Ends a session and the visits in it. */
export async function endSession(tx: Sql, id: string, now: number): Promise<void> {
  await tx.query('update lesson_session set ended_at = $2 where id = $1 and ended_at is null', [id, at(now)]);
  await tx.query(
    'delete from lesson_hand where room_id = (select room_id from lesson_session where id = $1)',
    [id],
  );
  await tx.query(
    'update attendance_visit set left_at = greatest(joined_at, $2) where session_id = $1 and left_at is null',
    [id, at(now)],
  );
}

const SEAT = `user_id as "userId", person_id as "personId", role, admitted, may_speak as "maySpeak", may_show as "mayShow",
  removed, came`;

export async function listSeats(sql: Sql, sessionId: string): Promise<Seat[]> {
  const { rows } = await sql.query<Seat>(
    `select ${SEAT} from lesson_seat where session_id = $1 order by user_id`,
    [sessionId],
  );
  return rows;
}

export async function findSeat(sql: Sql, sessionId: string, userId: UserId): Promise<Seat | null> {
  const { rows } = await sql.query<Seat>(
    `select ${SEAT} from lesson_seat where session_id = $1 and user_id = $2`,
    [sessionId, userId],
  );
  return rows[0] ?? null;
}

/** Gives somebody a seat, or the role that they have by now; all else stays as it is. */
export async function saveSeat(
  sql: Sql,
  sessionId: string,
  { userId, personId, role }: { userId: UserId; personId: PersonId; role: SeatRole },
): Promise<Seat> {
  const { rows } = await sql.query<Seat>(
    `insert into lesson_seat (session_id, user_id, person_id, role) values ($1, $2, $3, $4)
     on conflict (session_id, user_id) do update set role = excluded.role, person_id = excluded.person_id
     returning ${SEAT}`,
    [sessionId, userId, personId, role],
  );
  return rows[0]!;
}

export interface SeatChange {
  readonly admitted?: boolean;
  readonly maySpeak?: boolean | null;
  readonly mayShow?: boolean | null;
  readonly removed?: boolean;
  readonly came?: boolean;
}

/** Null when there is no such seat. */
export async function changeSeat(
  sql: Sql,
  sessionId: string,
  userId: UserId,
  change: SeatChange,
): Promise<Seat | null> {
  const { rows } = await sql.query<Seat>(
    `update lesson_seat set admitted = coalesce($3, admitted), may_speak = case when $4 then $5 else may_speak end,
       may_show = case when $6 then $7 else may_show end, removed = coalesce($8, removed), came = coalesce($9, came)
      where session_id = $1 and user_id = $2 returning ${SEAT}`,
    [
      sessionId,
      userId,
      change.admitted ?? null,
      change.maySpeak !== undefined,
      change.maySpeak ?? null,
      change.mayShow !== undefined,
      change.mayShow ?? null,
      change.removed ?? null,
      change.came ?? null,
    ],
  );
  return rows[0] ?? null;
}

export interface Identity {
  readonly sfuRoom: string;
  readonly identity: string;
  readonly userId: UserId;
}

export async function saveIdentity(
  sql: Sql,
  roomId: RoomId,
  { sfuRoom, identity, userId }: Identity,
): Promise<void> {
  await sql.query(
    `insert into lesson_identity (room_id, sfu_room, identity, user_id) values ($1, $2, $3, $4)
     on conflict (sfu_room, identity) do update set issued_at = now(), user_id = excluded.user_id, revoked = false`,
    [roomId, sfuRoom, identity, userId],
  );
}

/** The participants of a room that tokens were given out for; those of one account if it is named. */
export async function listIdentities(
  sql: Sql,
  roomId: RoomId,
  userId: UserId | null = null,
): Promise<Identity[]> {
  const { rows } = await sql.query<Identity>(
    `select sfu_room as "sfuRoom", identity, user_id as "userId" from lesson_identity
      where room_id = $1 and ($2::text is null or user_id = $2) and not revoked`,
    [roomId, userId],
  );
  return rows;
}

/** What names a participant among all rooms on LiveKit. */
export const participantKey = (sfuRoom: string, identity: string): string => `${sfuRoom} ${identity}`;

/** The accounts behind the participants of a room, by `participantKey`. */
export async function listHolders(sql: Sql, roomId: RoomId): Promise<ReadonlyMap<string, UserId>> {
  const identities = await listIdentities(sql, roomId);
  return new Map(
    identities.map(({ sfuRoom, identity, userId }) => [participantKey(sfuRoom, identity), userId]),
  );
}

/** The Matrix room and the account behind a participant on LiveKit; null when no token is good for it. */
export async function findIdentity(
  sql: Sql,
  sfuRoom: string,
  identity: string,
): Promise<{ roomId: RoomId; userId: UserId } | null> {
  const { rows } = await sql.query<{ roomId: RoomId; userId: UserId }>(
    'select room_id as "roomId", user_id as "userId" from lesson_identity where sfu_room = $1 and identity = $2 and not revoked',
    [sfuRoom, identity],
  );
  return rows[0] ?? null;
}

/** The Matrix room that a room on LiveKit belongs to; null when no token was ever given out for it. */
export async function roomBehind(sql: Sql, sfuRoom: string): Promise<RoomId | null> {
  const { rows } = await sql.query<{ roomId: RoomId }>(
    'select room_id as "roomId" from lesson_identity where sfu_room = $1 limit 1',
    [sfuRoom],
  );
  return rows[0]?.roomId ?? null;
}

/** From now on the tokens of an account for a room are worth nothing. */
export async function revokeIdentities(sql: Sql, roomId: RoomId, userId: UserId): Promise<void> {
  await sql.query('update lesson_identity set revoked = true where room_id = $1 and user_id = $2', [
    roomId,
    userId,
  ]);
}

export async function forgetSfuRoom(sql: Sql, roomId: RoomId, sfuRoom: string): Promise<void> {
  await sql.query('delete from lesson_identity where room_id = $1 and sfu_room = $2', [roomId, sfuRoom]);
}

/** Whether something has not been handled yet; it counts as handled when the transaction commits. */
export async function isFirst(tx: Sql, cause: string): Promise<boolean> {
  const { rowCount } = await tx.query('insert into lesson_cause (id) values ($1) on conflict do nothing', [
    cause,
  ]);
  return rowCount === 1;
}

/** All rooms on LiveKit that tokens of a Matrix room were given out for. */
export async function usedSfuRooms(sql: Sql, roomId: RoomId): Promise<string[]> {
  const { rows } = await sql.query<{ sfuRoom: string }>(
    'select distinct sfu_room as "sfuRoom" from lesson_identity where room_id = $1',
    [roomId],
  );
  return rows.map(({ sfuRoom }) => sfuRoom);
}
