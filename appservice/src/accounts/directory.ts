/**
 * The part of the school that one question concerns, loaded in one query: a person with their classes, or a class
 * with its people. The answers are small `SchoolState`s, so that the rules of school/rules.ts decide over them
 * exactly as they do over the whole.
 */
import type { Sql } from '../store/database.ts';
import type {
  ClassId,
  Enrollment,
  Guardianship,
  Locale,
  MatrixAccount,
  Person,
  PersonId,
  RoleGrant,
  School,
  SchoolClass,
  SchoolId,
  SchoolState,
  SchoolYear,
  UserId,
} from '../school/model.ts';

export interface Directory {
  /** The active person behind a Matrix ID, or null. */
  personOf(userId: UserId): Promise<PersonId | null>;
  /** The person behind a Matrix ID, active or not. */
  holderOf(userId: UserId): Promise<{ readonly personId: PersonId; readonly active: boolean } | null>;
  /**
   * What concerns one person: roles, own classes and children's classes. With `administered` also every class of the
   * schools they administer, with `classId` also that class, so that rules can be asked about it.
   */
  aroundPerson(
    personId: PersonId,
    also?: { administered?: boolean; classId?: ClassId },
  ): Promise<SchoolState>;
  /** What concerns one class: its people and the guardians of its pupils, and the roles of `askerId`. */
  aroundClass(classId: ClassId, askerId: PersonId): Promise<SchoolState>;
  /** What concerns two people towards each other: everything around each of them. */
  aroundPair(oneId: PersonId, otherId: PersonId): Promise<SchoolState>;
  /** What concerns some people towards each other: everything around each of them. */
  aroundPersons(personIds: readonly PersonId[]): Promise<SchoolState>;
  /** A person's own choice of language. */
  localeOf(personId: PersonId): Promise<Locale | null>;
  schoolLocale(schoolId: SchoolId): Promise<Locale | null>;
}

interface JsonState {
  schools: School[];
  years: SchoolYear[];
  classes: SchoolClass[];
  persons: Person[];
  roles: RoleGrant[];
  enrollments: Enrollment[];
  guardianships: Guardianship[];
  accounts: MatrixAccount[];
}

/** Turns the sets of ids `people`, `grants`, `enrolled`, `kin` and `found` (classes) into one JSON document. */
const AS_STATE = `
  schools as (
    select * from school where id in (select school_id from found) or id in (select school_id from grants)
       or exists (select 1 from grants where role = 'district_admin' and $2::boolean)
  )
  select json_build_object(
    'schools', coalesce((select json_agg(json_build_object(
      'id', id, 'name', name, 'locale', locale, 'timeZone', time_zone)) from schools), '[]'),
    'years', coalesce((select json_agg(json_build_object('id', id, 'schoolId', school_id, 'title', title,
      'beginsOn', begins_on, 'endsOn', ends_on)) from school_year
      where id in (select school_year_id from found)), '[]'),
    'classes', coalesce((select json_agg(json_build_object('id', id, 'schoolId', school_id,
      'schoolYearId', school_year_id, 'title', title, 'kind', kind, 'archived', archived)) from found), '[]'),
    'persons', coalesce((select json_agg(json_build_object('id', id, 'givenName', given_name,
      'familyName', family_name, 'middleName', middle_name, 'locale', locale, 'active', active))
      from person where id in (select id from people)), '[]'),
    'roles', coalesce((select json_agg(json_build_object('personId', person_id, 'schoolId', school_id,
      'role', role, 'beginsOn', begins_on, 'endsOn', ends_on)) from grants), '[]'),
    'enrollments', coalesce((select json_agg(json_build_object('personId', person_id, 'classId', class_id,
      'role', role, 'beginsOn', begins_on, 'endsOn', ends_on)) from enrolled), '[]'),
    'guardianships', coalesce((select json_agg(json_build_object('guardianId', guardian_id, 'childId', child_id,
      'relation', relation, 'beginsOn', begins_on, 'endsOn', ends_on)) from kin), '[]'),
    'accounts', coalesce((select json_agg(json_build_object('userId', user_id, 'personId', person_id,
      'origin', origin) order by origin, created_at) from matrix_account
      where person_id in (select id from people)), '[]')
  ) as state`;

/** Everything around the persons `$1`; `$2` adds the classes they administer, `$3` one more class. */
const AROUND_PERSONS = `
  with kin as (select * from guardianship_in_force where guardian_id = any($1::uuid[])),
  people as (select unnest($1::uuid[]) as id union select child_id from kin),
  enrolled as (select * from enrollment where person_id in (select id from people)),
  grants as (select * from role_grant where person_id = any($1::uuid[])),
  found as (
    select * from class where id in (select class_id from enrolled) or id = $3::uuid
      or ($2::boolean and not archived and (
        school_id in (select school_id from grants where role = 'school_admin')
        or exists (select 1 from grants where role = 'district_admin')))
  ),${AS_STATE}`;

/** Everything around the class `$1` as the person `$3` may ask about it. */
const AROUND_CLASS = `
  with found as (select * from class where id = $1::uuid),
  enrolled as (select * from enrollment where class_id = $1::uuid),
  kin as (select * from guardianship_in_force where child_id in (select person_id from enrolled where role = 'pupil')),
  people as (select person_id as id from enrolled union select guardian_id from kin union select $3::uuid),
  grants as (select * from role_grant where person_id = $3::uuid),${AS_STATE}`;

export function createDirectory({ database }: { database: Sql }): Directory {
  async function load(statement: string, values: readonly unknown[]): Promise<SchoolState> {
    const { rows } = await database.query<{ state: JsonState }>(statement, values);
    return rows[0]!.state;
  }

  async function holderOf(userId: UserId): Promise<{ personId: PersonId; active: boolean } | null> {
    const { rows } = await database.query<{ personId: PersonId; active: boolean }>(
      `select p.id as "personId", p.active from matrix_account a join person p on p.id = a.person_id
        where a.user_id = $1`,
      [userId],
    );
    return rows[0] ?? null;
  }

  return {
    holderOf,
    async personOf(userId) {
      const holder = await holderOf(userId);
      return holder?.active === true ? holder.personId : null;
    },
    aroundPerson: (
      personId,
      { administered = false, classId = null }: { administered?: boolean; classId?: ClassId | null } = {},
    ) => load(AROUND_PERSONS, [[personId], administered, classId]),
    aroundPair: (oneId, otherId) => load(AROUND_PERSONS, [[oneId, otherId], false, null]),
    aroundPersons: (personIds) => load(AROUND_PERSONS, [personIds, false, null]),
    aroundClass: (classId, askerId) => load(AROUND_CLASS, [classId, false, askerId]),
    async localeOf(personId) {
      const { rows } = await database.query<{ locale: Locale | null }>(
        'select locale from person where id = $1',
        [personId],
      );
      return rows[0]?.locale ?? null;
    },
    async schoolLocale(schoolId) {
      const { rows } = await database.query<{ locale: Locale }>('select locale from school where id = $1', [
        schoolId,
      ]);
      return rows[0]?.locale ?? null;
    },
  };
}

/** The school of a class in a state, or null when the state does not hold both. */
export function schoolOf(state: SchoolState, classId: ClassId): School | null {
  const schoolId = state.classes.find((one) => one.id === classId)?.schoolId;
  return state.schools.find((school: { id: SchoolId }) => school.id === schoolId) ?? null;
}
