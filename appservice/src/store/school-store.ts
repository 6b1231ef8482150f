/**
 * The school register in PostgreSQL: reads it whole, or the part of some schools, and holds the small writers that
 * roster and invites share. Every writer may be repeated without harm and takes the caller's transaction.
 */
import type {
  ClassId,
  ClassRole,
  Enrollment,
  Guardianship,
  IsoDate,
  Locale,
  MatrixAccount,
  Person,
  PersonId,
  RoleGrant,
  School,
  SchoolClass,
  SchoolId,
  SchoolRole,
  SchoolState,
  SchoolYear,
} from '../school/model.ts';
import type { Sql } from './database.ts';

export interface StateScope {
  /** Only these schools and the people who have to do with them; whatever they are elsewhere is left out. */
  readonly schoolIds?: readonly SchoolId[];
}

/** Everybody who has a role or an enrollment in the schools `$1` (null: all), or is the guardian of such a person. */
const PEOPLE_IN_SCOPE = `
  with involved as (
    select person_id from role_grant where school_id is null or school_id = any($1::uuid[])
    union
    select enrollment.person_id from enrollment join class on class.id = class_id where school_id = any($1::uuid[])
  ), people as (
    select person_id from involved
    union
    select guardian_id from guardianship_in_force join involved on child_id = person_id
  )`;

/**
 * Reads the state of the register. Statements run from what refers to what is referred to, so that with a writer at
 * work nothing read refers to a record that is missing, unless that record was deleted meanwhile.
 */
export async function loadSchoolState(sql: Sql, scope: StateScope = {}): Promise<SchoolState> {
  const ids = scope.schoolIds ?? null;
  const all = <Row extends object>(text: string): Promise<Row[]> =>
    sql.query<Row>(text, ids === null ? [] : [ids]).then(({ rows }) => rows);
  const [people, inPeople] =
    ids === null
      ? ['', () => 'true']
      : [PEOPLE_IN_SCOPE, (column: string) => `${column} in (select person_id from people)`];
  const inSchools = (column: string): string => (ids === null ? 'true' : `${column} = any($1::uuid[])`);

  const accounts = await all<MatrixAccount>(
    `${people} select user_id as "userId", person_id as "personId", origin
     from matrix_account where ${inPeople('person_id')} order by user_id`,
  );
  const guardianships = await all<Guardianship>(
    `${people} select guardian_id as "guardianId", child_id as "childId", relation, begins_on as "beginsOn", ends_on as "endsOn"
     from guardianship_in_force where ${inPeople('guardian_id')} and ${inPeople('child_id')} order by 1, 2`,
  );
  const enrollments = await all<Enrollment>(
    `select person_id as "personId", class_id as "classId", enrollment.role, begins_on as "beginsOn", ends_on as "endsOn"
     from enrollment join class on class.id = class_id where ${inSchools('school_id')}`,
  );
  const roles = await all<RoleGrant>(
    `select person_id as "personId", school_id as "schoolId", role, begins_on as "beginsOn", ends_on as "endsOn"
     from role_grant where school_id is null or ${inSchools('school_id')}`,
  );
  const persons = await all<Person>(
    `${people} select id, given_name as "givenName", family_name as "familyName", middle_name as "middleName", locale, active
     from person where ${inPeople('id')}`,
  );
  const classes = await all<SchoolClass>(
    `select id, school_id as "schoolId", school_year_id as "schoolYearId", title, kind, archived
     from class where ${inSchools('school_id')} order by title, id`,
  );
  const years = await all<SchoolYear>(
    `select id, school_id as "schoolId", title, begins_on as "beginsOn", ends_on as "endsOn"
     from school_year where ${inSchools('school_id')} order by begins_on, id`,
  );
  const schools = await all<School>(
    `select id, name, locale, time_zone as "timeZone" from school where ${inSchools('id')} order by name, id`,
  );
  return { schools, years, classes, persons, roles, enrollments, guardianships, accounts };
}

/** The schools that people have or had to do with, by grant, enrollment or a child; district administration counts for none. */
export async function schoolIdsOf(sql: Sql, personIds: readonly PersonId[]): Promise<SchoolId[]> {
  const { rows } = await sql.query<{ id: SchoolId }>(
    `with involved as (
       select unnest($1::uuid[]) as person_id
       union
       select child_id from guardianship where guardian_id = any($1::uuid[])
     )
     select school_id as id from role_grant join involved using (person_id) where school_id is not null
     union
     select class.school_id from enrollment join involved using (person_id) join class on class.id = class_id`,
    [personIds],
  );
  return rows.map(({ id }) => id);
}

export interface NewPerson {
  /** The system the record comes from, e.g. `invite`, and that system's own key. */
  readonly source: string;
  readonly sourcedId: string;
  readonly givenName: string;
  readonly familyName?: string;
  readonly middleName?: string;
  readonly locale?: Locale | null;
}

/** Adds a person and returns the id; the one that is already there by the same source and key stays as it is. */
export async function insertPerson(sql: Sql, person: NewPerson): Promise<PersonId> {
  const { rows } = await sql.query<{ id: PersonId }>(
    `insert into person (source, sourced_id, given_name, family_name, middle_name, locale)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (source, sourced_id) do update set source = excluded.source
     returning id`,
    [
      person.source,
      person.sourcedId,
      person.givenName,
      person.familyName ?? '',
      person.middleName ?? '',
      person.locale ?? null,
    ],
  );
  return rows[0]!.id;
}

interface Period {
  readonly beginsOn?: IsoDate | null;
  readonly endsOn?: IsoDate | null;
}

/** What is granted twice holds from the earlier begin to the later end (null: no bound): a grant never takes away. */
const wider = (table: string): string => `
  begins_on = case when ${table}.begins_on is null or excluded.begins_on is null then null
                   else least(${table}.begins_on, excluded.begins_on) end,
  ends_on = case when ${table}.ends_on is null or excluded.ends_on is null then null
                 else greatest(${table}.ends_on, excluded.ends_on) end`;

/** Grants a role in a school (`schoolId` null: district administration). An existing grant is widened, never narrowed. */
export async function grantRole(
  sql: Sql,
  grant: Period & { source: string; personId: PersonId; schoolId: SchoolId | null; role: SchoolRole },
): Promise<void> {
  await sql.query(
    `insert into role_grant (person_id, school_id, role, source, begins_on, ends_on) values ($1, $2, $3, $4, $5, $6)
     on conflict (person_id, school_id, role) do update set ${wider('role_grant')}`,
    [grant.personId, grant.schoolId, grant.role, grant.source, grant.beginsOn ?? null, grant.endsOn ?? null],
  );
}

/** Enrolls a person in a class. An existing enrollment in the same role is widened, never narrowed. */
export async function enroll(
  sql: Sql,
  enrollment: Period & { source: string; personId: PersonId; classId: ClassId; role: ClassRole },
): Promise<void> {
  const { personId, classId, role, source, beginsOn, endsOn } = enrollment;
  await sql.query(
    `insert into enrollment (person_id, class_id, role, source, begins_on, ends_on) values ($1, $2, $3, $4, $5, $6)
     on conflict (person_id, class_id, role) do update set ${wider('enrollment')}`,
    [personId, classId, role, source, beginsOn ?? null, endsOn ?? null],
  );
}

/** Makes somebody the guardian of a child, with the word of both sides; what is on record already stays as it is. */
export async function addGuardianship(sql: Sql, one: Guardianship & { source: string }): Promise<void> {
  await sql.query(
    `insert into guardianship (guardian_id, child_id, relation, source, accepted_at, confirmed_at)
     values ($1, $2, $3, $4, now(), now())
     on conflict (guardian_id, child_id) do nothing`,
    [one.guardianId, one.childId, one.relation, one.source],
  );
}

/** A person by id, or null. */
export async function findPerson(sql: Sql, personId: PersonId): Promise<Person | null> {
  const { rows } = await sql.query<Person>(
    `select id, given_name as "givenName", family_name as "familyName", middle_name as "middleName", locale, active
     from person where id = $1`,
    [personId],
  );
  return rows[0] ?? null;
}

/** The IANA time zone of a school; UTC for one that is not there. */
export async function timeZoneOf(sql: Sql, schoolId: SchoolId | null): Promise<string> {
  const { rows } = await sql.query<{ zone: string }>('select time_zone as zone from school where id = $1', [
    schoolId,
  ]);
  return rows[0]?.zone ?? 'UTC';
}

/** The name of a person in SQL, as `displayName` makes it. @param alias of the table `person` in the query */
export function nameSql(alias: string): string {
  return `concat_ws(' ', ${alias}.given_name, nullif(${alias}.family_name, ''))`;
}

/** Names of persons as the register has them now; those it does not know are left out. */
export async function namesOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; name: string }>(
    `select id, ${nameSql('p')} as name from person p where id = any($1::uuid[])`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
