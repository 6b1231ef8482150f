/** The table of restrictions. */
import type { Restriction } from '../reconcile/restriction.ts';
import type { RoomKey } from '../reconcile/room-key.ts';
import type { ClassId, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { namesOf } from '../store/school-store.ts';

export const RESTRICTION_KINDS = ['lock', 'slow', 'mute', 'removal', 'join_pause'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

export interface RestrictionRow {
  readonly id: string;
  readonly kind: RestrictionKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  readonly roomKey: RoomKey | null;
  readonly roomId: RoomId | null;
  readonly personId: PersonId | null;
  readonly seconds: number | null;
  readonly beginsAt: Date;
  readonly until: Date | null;
  readonly endedAt: Date | null;
  readonly caseId: string | null;
  readonly createdBy: PersonId;
  /** Whether it holds now. */
  readonly active: boolean;
}

export type NewRestriction = Omit<RestrictionRow, 'id' | 'beginsAt' | 'endedAt' | 'active'>;

const ACTIVE = '(ended_at is null and (until is null or until > now()))';
const ROW = `id, kind, school_id as "schoolId", class_id as "classId", room_key as "roomKey", room_id as "roomId",
  person_id as "personId", seconds, begins_at as "beginsAt", until, ended_at as "endedAt", case_id as "caseId",
  created_by as "createdBy", ${ACTIVE} as active`;

export async function findRestriction(sql: Sql, id: string): Promise<RestrictionRow | null> {
  const { rows } = await sql.query<RestrictionRow>(
    `select ${ROW} from moderation_restriction where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** What holds now: in a room, or of a class. */
export async function listActive(
  sql: Sql,
  where: { readonly roomId: RoomId } | { readonly classId: ClassId },
): Promise<RestrictionRow[]> {
  const [column, value] = 'roomId' in where ? ['room_id', where.roomId] : ['class_id', where.classId];
  const { rows } = await sql.query<RestrictionRow>(
    `select ${ROW} from moderation_restriction where ${column} = $1 and ${ACTIVE} order by begins_at, id`,
    [value],
  );
  return rows;
}

/** A restriction as those who moderate see it. */
export interface RestrictionView extends RestrictionRow {
  /** An account of the person. */
  readonly userId: UserId | null;
  readonly name: string | null;
  readonly createdByName: string | null;
}

/** Who is behind the ids of restrictions. */
export async function withNames(sql: Sql, rows: readonly RestrictionRow[]): Promise<RestrictionView[]> {
  const ids = rows.flatMap(({ personId, createdBy }) => [personId ?? [], createdBy].flat());
  const names = await namesOf(sql, ids);
  const { rows: found } = await sql.query<{ id: PersonId; userId: UserId }>(
    `select distinct on (person_id) person_id as id, user_id as "userId" from matrix_account
      where person_id = any($1::uuid[]) order by person_id, created_at`,
    [ids],
  );
  const accounts = new Map(found.map(({ id, userId }) => [id, userId]));
  return rows.map((one) => ({
    ...one,
    userId: one.personId === null ? null : (accounts.get(one.personId) ?? null),
    name: one.personId === null ? null : (names.get(one.personId) ?? null),
    createdByName: names.get(one.createdBy) ?? null,
  }));
}

/** Those of some schools that rooms must show. */
export async function restrictionsOfRooms(sql: Sql, schoolIds: readonly SchoolId[]): Promise<Restriction[]> {
  const { rows } = await sql.query<Restriction>(
    `select kind, room_key as room, person_id as "personId" from moderation_restriction
      where school_id = any($1::uuid[]) and kind in ('lock', 'mute', 'removal') and ${ACTIVE} order by begins_at, id`,
    [schoolIds],
  );
  return rows;
}

/**
 * Writes a restriction in the place of one like it. Null when the same cause made one before.
 */
export async function insertRestriction(
  sql: Sql,
  one: NewRestriction,
  cause: string,
): Promise<string | null> {
  const { rows: earlier } = await sql.query('select 1 from moderation_restriction where cause = $1', [cause]);
  if (earlier.length > 0) return null;
  await sql.query(
    `update moderation_restriction set ended_at = now()
      where kind = $1 and room_key is not distinct from $2 and class_id is not distinct from $3
        and person_id is not distinct from $4 and ${ACTIVE}`,
    [one.kind, one.roomKey, one.classId, one.personId],
  );
  const { rows } = await sql.query<{ id: string }>(
    `insert into moderation_restriction
       (kind, school_id, class_id, room_key, room_id, person_id, seconds, until, case_id, created_by, cause)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (cause) do nothing returning id`,
    [
      ...[one.kind, one.schoolId, one.classId, one.roomKey, one.roomId, one.personId],
      ...[one.seconds, one.until, one.caseId, one.createdBy, cause],
    ],
  );
  return rows[0]?.id ?? null;
}

/** Ends one that holds; false when it had ended. */
export async function endRestriction(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update moderation_restriction set ended_at = now() where id = $1 and ended_at is null`,
    [id],
  );
  return rowCount === 1;
}

/** Whether something like it holds, e.g. because it was prolonged. */
export async function holdsStill(sql: Sql, one: RestrictionRow): Promise<boolean> {
  const { rows } = await sql.query(
    `select 1 from moderation_restriction where kind = $1 and room_key is not distinct from $2
        and class_id is not distinct from $3 and person_id is not distinct from $4 and ${ACTIVE} limit 1`,
    [one.kind, one.roomKey, one.classId, one.personId],
  );
  return rows.length > 0;
}
