/** Direct rooms and interventions in PostgreSQL (migrations/0023_contacts.sql). */
import type { PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Candidate, DirectParty, DirectStatus, Judgement, Verdict } from './rules.ts';

export interface DirectRoom {
  readonly key: string;
  readonly alias: string;
  /** Null while it is not known whether it exists. */
  readonly roomId: RoomId | null;
  readonly schoolId: SchoolId | null;
  readonly one: DirectParty;
  readonly other: DirectParty;
  readonly openedBy: UserId;
  readonly supervised: boolean;
  readonly second: DirectParty | null;
  readonly status: DirectStatus;
  /** What stands for the names of the two in the register, and whether the room was told just these. */
  readonly names: string;
  readonly named: boolean;
}

interface Row {
  key: string;
  alias_localpart: string;
  room_id: RoomId | null;
  school_id: SchoolId | null;
  one_user: UserId;
  one_person: PersonId | null;
  other_user: UserId;
  other_person: PersonId | null;
  opened_by: UserId;
  supervised: boolean;
  second_user: UserId | null;
  second_person: PersonId | null;
  status: DirectStatus;
  names: string;
  names_told: string | null;
}

const fromRow = (row: Row): DirectRoom => ({
  key: row.key,
  alias: row.alias_localpart,
  roomId: row.room_id,
  schoolId: row.school_id,
  one: { userId: row.one_user, personId: row.one_person },
  other: { userId: row.other_user, personId: row.other_person },
  openedBy: row.opened_by,
  supervised: row.supervised,
  second: row.second_user === null ? null : { userId: row.second_user, personId: row.second_person },
  status: row.status,
  names: row.names,
  named: row.names_told === row.names,
});

async function select(sql: Sql, where: string, values: readonly unknown[]): Promise<DirectRoom[]> {
  const { rows } = await sql.query<Row>(
    `select direct_room.*, md5(concat_ws('|', a.given_name, a.family_name, b.given_name, b.family_name)) as names
       from direct_room left join person a on a.id = one_person left join person b on b.id = other_person
      where ${where} order by key`,
    values,
  );
  return rows.map(fromRow);
}

export const directRoomByKey = async (sql: Sql, key: string): Promise<DirectRoom | null> =>
  (await select(sql, 'key = $1', [key]))[0] ?? null;

export const directRoomByRoom = async (sql: Sql, roomId: RoomId): Promise<DirectRoom | null> =>
  (await select(sql, 'room_id = $1', [roomId]))[0] ?? null;

/** The rooms in which somebody is one of the two, or the second adult. */
export const directRoomsOf = (sql: Sql, personIds: readonly PersonId[]): Promise<DirectRoom[]> =>
  select(
    sql,
    `room_id is not null and (one_person = any($1) or other_person = any($1) or second_person = any($1))`,
    [personIds],
  );

/** The rooms of some schools in which nobody can write, because a second adult is missing. */
export const lackingSecond = (sql: Sql, schoolIds: readonly SchoolId[]): Promise<DirectRoom[]> =>
  select(sql, `room_id is not null and supervised and status = 'read_only' and school_id = any($1::uuid[])`, [
    schoolIds,
  ]);

/** The rooms that exist and are not closed, of a school or, for null, of all. */
export const openDirectRooms = (sql: Sql, schoolId: SchoolId | null): Promise<DirectRoom[]> =>
  select(sql, `room_id is not null and status <> 'closed' and ($1::uuid is null or school_id = $1)`, [
    schoolId,
  ]);

export async function directRoomsAmong(sql: Sql, roomIds: readonly RoomId[]): Promise<RoomId[]> {
  const { rows } = await sql.query<{ room_id: RoomId }>(
    'select room_id from direct_room where room_id = any($1)',
    [roomIds],
  );
  return rows.map(({ room_id: roomId }) => roomId);
}

/** Notes that two people are to have a room, before the homeserver is asked for it. Their latest accounts count. */
export async function intendDirectRoom(
  sql: Sql,
  room: Pick<DirectRoom, 'key' | 'alias' | 'schoolId' | 'one' | 'other'>,
): Promise<void> {
  await sql.query(
    `insert into direct_room (key, alias_localpart, school_id, one_user, one_person, other_user, other_person, opened_by)
     values ($1, $2, $3, $4, $5, $6, $7, $4)
     on conflict (key) do update
       set one_user = $4, one_person = $5, other_user = $6, other_person = $7,
           opened_by = case when direct_room.status = 'closed' then $4 else direct_room.opened_by end`,
    [
      room.key,
      room.alias,
      room.schoolId,
      room.one.userId,
      room.one.personId,
      room.other.userId,
      room.other.personId,
    ],
  );
}

export async function directRoomMade(sql: Sql, key: string, roomId: RoomId): Promise<void> {
  await sql.query('update direct_room set room_id = $2 where key = $1', [key, roomId]);
}

/** Notes that a room calls its people as the register does: `DirectRoom.names`. */
export async function directRoomNamed(sql: Sql, key: string, names: string): Promise<void> {
  await sql.query('update direct_room set names_told = $2 where key = $1', [key, names]);
}

export async function saveDirectRoom(
  sql: Sql,
  key: string,
  { supervised, second, status }: Pick<DirectRoom, 'supervised' | 'second' | 'status'>,
): Promise<void> {
  await sql.query(
    `update direct_room set supervised = $2, second_user = $3, second_person = $4, status = $5 where key = $1`,
    [key, supervised, second?.userId ?? null, second?.personId ?? null, status],
  );
}

/** An invite that waits for an answer; by null it is answered or taken back. */
export async function noteInvite(
  sql: Sql,
  roomId: RoomId,
  userId: UserId,
  sender: UserId | null,
): Promise<void> {
  if (sender === null) {
    await sql.query('delete from pending_invite where user_id = $1 and room_id = $2', [userId, roomId]);
    return;
  }
  await sql.query(
    `insert into pending_invite (user_id, room_id, sender) values ($1, $2, $3)
     on conflict (user_id, room_id) do update set sender = excluded.sender`,
    [userId, roomId, sender],
  );
}

export interface PendingInvite {
  readonly userId: UserId;
  readonly roomId: RoomId;
  readonly sender: UserId;
}

/** Invites that wait for an answer, of some accounts. */
export async function pendingInvites(sql: Sql, userIds: readonly UserId[]): Promise<PendingInvite[]> {
  const { rows } = await sql.query<PendingInvite>(
    `select user_id as "userId", room_id as "roomId", sender from pending_invite
      where user_id = any($1::text[]) order by 1, 2`,
    [userIds],
  );
  return rows;
}

/** False when the same cause led to it before: then it is only to be finished. */
export async function intendIntervention(
  sql: Sql,
  about: { roomId: RoomId; cause: string; action: Exclude<Judgement['kind'], 'fine'>; why: Verdict },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into room_intervention (room_id, cause, action, rule) values ($1, $2, $3, $4) on conflict do nothing`,
    [about.roomId, about.cause, about.action, about.why.rule],
  );
  return rowCount === 1;
}

export async function interventionReplaced(
  sql: Sql,
  roomId: RoomId,
  cause: string,
  by: RoomId,
): Promise<void> {
  await sql.query('update room_intervention set replaced_by = $3 where room_id = $1 and cause = $2', [
    roomId,
    cause,
    by,
  ]);
}

const DAY = `(now() at time zone s.time_zone)::date`;
/** In SQL, whether a period of `s`, a school, covers today there: an alias of a table with begins_on and ends_on. */
export const covers = (period: string): string =>
  `(${period}.begins_on is null or ${period}.begins_on <= ${DAY}) and (${period}.ends_on is null or ${period}.ends_on > ${DAY})`;

/** What concerns the second adult of some people: who it could be, and which school they have in common. */
export interface Surroundings {
  readonly schoolId: SchoolId | null;
  readonly candidates: readonly Candidate[];
}

/**
 * The adults around some people: guardians and teachers of those who are pupils, administrators of their schools.
 *
 * @param personIds the pupils among those it is about; all of them if none is a pupil
 */
export async function surroundings(sql: Sql, personIds: readonly PersonId[]): Promise<Surroundings> {
  const { rows } = await sql.query<{ school_id: SchoolId | null; candidates: Candidate[] }>(
    `with attended as (
       select e.class_id, c.school_id from enrollment e join class c on c.id = e.class_id and not c.archived
         join school s on s.id = c.school_id
        where e.person_id = any($1) and e.role = 'pupil' and ${covers('e')}
     ), schools as (
       select school_id, 1 as rank from attended
       union all
       select r.school_id, 2 from role_grant r join school s on s.id = r.school_id
        where r.person_id = any($1) and ${covers('r')}
       union all
       select c.school_id, 3 from enrollment e join class c on c.id = e.class_id and not c.archived
         join school s on s.id = c.school_id where e.person_id = any($1) and ${covers('e')}
     ), found as (
       select guardian_id as person_id, 'guardian' as kind from guardianship_in_force
        where child_id = any($1) and (begins_on is null or begins_on <= current_date)
          and (ends_on is null or ends_on > current_date)
       union
       select e.person_id, e.role from enrollment e join attended t on t.class_id = e.class_id
         join school s on s.id = t.school_id
        where e.role in ('class_teacher', 'teacher') and ${covers('e')}
       union
       select r.person_id, 'staff' from role_grant r join school s on s.id = r.school_id
        where r.role in ('staff', 'teacher') and r.school_id in (select school_id from schools) and ${covers('r')}
       union
       select e.person_id, 'staff' from enrollment e join class c on c.id = e.class_id and not c.archived
         join school s on s.id = c.school_id
        where e.role in ('class_teacher', 'teacher') and c.school_id in (select school_id from schools) and ${covers('e')}
       union
       select r.person_id, 'school_admin' from role_grant r join school s on s.id = r.school_id
        where r.role = 'school_admin' and r.school_id in (select school_id from schools) and ${covers('r')}
     )
     select (select school_id from schools order by rank, school_id limit 1) as school_id,
            coalesce((select json_agg(json_build_object('personId', p.id, 'userId', a.user_id, 'kind', f.kind,
                'arrived', a.arrived_at is not null or a.origin = 'linked', 'created', a.origin = 'created'))
              from found f join person p on p.id = f.person_id and p.active
              join matrix_account a on a.person_id = p.id), '[]') as candidates`,
    [personIds],
  );
  return { schoolId: rows[0]!.school_id, candidates: rows[0]!.candidates };
}
