/** Roles and enrollments in PostgreSQL, as administrators change them by hand. */
import type { ClassId, ClassRole, IsoDate, PersonId, Role, SchoolId, SchoolRole } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

/** The source of what people in power enter themselves. */
export const BY_HAND = 'manual';

export interface Period {
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

export interface HeldRow extends Period {
  readonly schoolId: SchoolId | null;
  readonly schoolName: string | null;
  readonly classId: ClassId | null;
  readonly classTitle: string | null;
  readonly role: Role;
  readonly source: string;
}

/** What a person is and was, in some schools (null: all). */
export async function listHeld(
  sql: Sql,
  personId: PersonId,
  schoolIds: readonly SchoolId[] | null,
): Promise<HeldRow[]> {
  const { rows } = await sql.query<HeldRow>(
    `select g.school_id as "schoolId", s.name as "schoolName", null as "classId", null as "classTitle", g.role, g.source,
            g.begins_on as "beginsOn", g.ends_on as "endsOn"
       from role_grant g left join school s on s.id = g.school_id
      where g.person_id = $1 and ($2::uuid[] is null or g.school_id is null or g.school_id = any($2))
     union all
     select c.school_id, s.name, c.id, c.title, e.role, e.source, e.begins_on, e.ends_on
       from enrollment e join class c on c.id = e.class_id join school s on s.id = c.school_id
      where e.person_id = $1 and ($2::uuid[] is null or c.school_id = any($2))
      order by "schoolName" nulls first, "classTitle" nulls first, role`,
    [personId, schoolIds],
  );
  return rows;
}

/** Those of some schools (null: all) to whom a person belongs or belonged. */
export async function schoolsOf(sql: Sql, personId: PersonId): Promise<SchoolId[]> {
  const { rows } = await sql.query<{ id: SchoolId }>(
    `select school_id as id from role_grant where person_id = $1 and school_id is not null
     union select c.school_id from enrollment e join class c on c.id = e.class_id where e.person_id = $1
     union select c.school_id from guardianship g join enrollment e on e.person_id = g.child_id join class c on c.id = e.class_id
      where g.guardian_id = $1`,
    [personId],
  );
  return rows.map(({ id }) => id);
}

export interface NamedPerson {
  readonly id: PersonId;
  readonly givenName: string;
  readonly middleName: string;
  readonly familyName: string;
}

/** The active people of some schools (null: all). */
export async function peopleOf(sql: Sql, schoolIds: readonly SchoolId[] | null): Promise<NamedPerson[]> {
  const { rows } = await sql.query<NamedPerson>(
    `select p.id, p.given_name as "givenName", p.middle_name as "middleName", p.family_name as "familyName"
       from person p where p.active and ($1::uuid[] is null or p.id in (
         select person_id from role_grant where school_id = any($1)
         union select e.person_id from enrollment e join class c on c.id = e.class_id where c.school_id = any($1)))`,
    [schoolIds],
  );
  return rows;
}

/** Nobody else changes the administrators of a school (null: of the district) until the transaction ends. */
export async function lockRoles(tx: Sql, schoolId: SchoolId | null): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('parta roles'), hashtext($1))`, [schoolId ?? '']);
}

/** How many others hold a role on a day. */
export async function countOthers(
  sql: Sql,
  {
    personId,
    schoolId,
    role,
    day,
  }: { personId: PersonId; schoolId: SchoolId | null; role: Role; day: IsoDate },
): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::integer as count from role_grant g join person p on p.id = g.person_id and p.active
      where g.role = $3 and g.school_id is not distinct from $2::uuid and g.person_id <> $1
        and (g.begins_on is null or g.begins_on <= $4) and (g.ends_on is null or g.ends_on > $4)`,
    [personId, schoolId, role, day],
  );
  return rows[0]!.count;
}

/**
 * What the export said is remembered at the first change by hand, and only of what an export brought: so the next import leaves the change alone
 * for as long as it says nothing else (roster/plan.ts).
 */
const hold = (table: string): string => `
  held_against = coalesce(${table}.held_against, case when ${table}.source in ('${BY_HAND}', 'invite') then null
    else concat(${table}.begins_on, '/', ${table}.ends_on) end)`;

export async function giveRole(
  tx: Sql,
  grant: Period & { personId: PersonId; schoolId: SchoolId | null; role: SchoolRole },
): Promise<void> {
  await tx.query(
    `insert into role_grant (person_id, school_id, role, source, begins_on, ends_on) values ($1, $2, $3, '${BY_HAND}', $4, $5)
     on conflict (person_id, school_id, role) do update set begins_on = $4, ends_on = $5, ${hold('role_grant')}`,
    [grant.personId, grant.schoolId, grant.role, grant.beginsOn, grant.endsOn],
  );
}

export async function giveInClass(
  tx: Sql,
  one: Period & { personId: PersonId; classId: ClassId; role: ClassRole },
): Promise<void> {
  await tx.query(
    `insert into enrollment (person_id, class_id, role, source, begins_on, ends_on) values ($1, $2, $3, '${BY_HAND}', $4, $5)
     on conflict (person_id, class_id, role) do update set begins_on = $4, ends_on = $5, ${hold('enrollment')}`,
    [one.personId, one.classId, one.role, one.beginsOn, one.endsOn],
  );
}

/** From `day` on it is not held any more; what was to begin later never begins. */
const END = (
  table: string,
): string => `update ${table} set ends_on = greatest($1::date, begins_on), ${hold(table)}
  where (ends_on is null or ends_on > greatest($1::date, begins_on))`;

/** Returns how many grants ended. */
export async function endRole(
  tx: Sql,
  {
    personId,
    schoolId,
    role,
    day,
  }: { personId: PersonId; schoolId: SchoolId | null; role: Role; day: IsoDate },
): Promise<number> {
  const { rowCount } = await tx.query(
    `${END('role_grant')} and person_id = $2 and school_id is not distinct from $3::uuid and role = $4`,
    [day, personId, schoolId, role],
  );
  return rowCount ?? 0;
}

/** Ends class roles of a person, in one class or in all of a school. Returns how many enrollments ended. */
export async function endInClasses(
  tx: Sql,
  personId: PersonId,
  roles: readonly Role[],
  where: { readonly classId: ClassId } | { readonly schoolId: SchoolId },
  day: IsoDate,
): Promise<number> {
  const { rowCount } = await tx.query(
    `${END('enrollment')} and person_id = $2 and role = any($3)
       and ($4::uuid is null or class_id = $4) and ($5::uuid is null or class_id in (select id from class where school_id = $5))`,
    [
      day,
      personId,
      roles,
      'classId' in where ? where.classId : null,
      'schoolId' in where ? where.schoolId : null,
    ],
  );
  return rowCount ?? 0;
}
