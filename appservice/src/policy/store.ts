/** What the contact policy reads and writes in PostgreSQL. */
import {
  displayName,
  type ClassId,
  type IsoDate,
  type PersonId,
  type SchoolId,
  type UserId,
} from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { keyOf } from './matrix.ts';
import type { ContactRule, Outcome, QuietHours } from './model.ts';
import type { Holder } from './party.ts';

interface StoredPolicy {
  /** By school; under null those of the district. */
  readonly matrices: ReadonlyMap<SchoolId | null, ReadonlyMap<string, Outcome>>;
  readonly quietHours: ReadonlyMap<SchoolId, readonly QuietHours[]>;
  readonly timeZones: ReadonlyMap<SchoolId, string>;
}

/** Whose some accounts are, in the order asked. */
export async function findHolders(sql: Sql, userIds: readonly UserId[]): Promise<Holder[]> {
  const { rows } = await sql.query<Holder>(
    `select a.user_id as "userId", p.id as "personId", p.active from matrix_account a
       join person p on p.id = a.person_id where a.user_id = any($1::text[])`,
    [userIds],
  );
  const found = new Map(rows.map((row) => [row.userId, row]));
  return userIds.map((userId) => found.get(userId) ?? { userId, personId: null, active: true });
}

/** What the register says of some people beside their roles: from when they are of age, whom a court keeps them from, who left quiet hours. */
export async function loadFacts(
  sql: Sql,
  personIds: readonly PersonId[],
): Promise<{
  ofAgeFrom: ReadonlyMap<PersonId, IsoDate>;
  restricted: ReadonlyMap<PersonId, readonly PersonId[]>;
  leftQuiet: ReadonlySet<PersonId>;
}> {
  const { rows } = await sql.query<{
    id: PersonId;
    ofAgeFrom: IsoDate | null;
    childId: PersonId | null;
    left: boolean;
  }>(
    `select person_id as id, of_age_from as "ofAgeFrom", null::uuid as "childId", false as left
       from person_age where person_id = any($1::uuid[])
     union all
     select guardian_id, null, child_id, false from guardianship
      where guardian_id = any($1::uuid[]) and contact = 'restricted'
     union all
     select person_id, null, null, true from quiet_left where person_id = any($1::uuid[])`,
    [personIds],
  );
  const ofAgeFrom = new Map<PersonId, IsoDate>();
  const restricted = new Map<PersonId, PersonId[]>();
  const leftQuiet = new Set<PersonId>();
  for (const row of rows) {
    if (row.ofAgeFrom !== null) ofAgeFrom.set(row.id, row.ofAgeFrom);
    if (row.childId !== null) restricted.set(row.id, [...(restricted.get(row.id) ?? []), row.childId]);
    if (row.left) leftQuiet.add(row.id);
  }
  return { ofAgeFrom, restricted, leftQuiet };
}

/** The lines of the district and of some schools. */
export async function loadPolicy(sql: Sql, schoolIds: readonly SchoolId[]): Promise<StoredPolicy> {
  const [rules, quiet, schools] = await Promise.all([
    sql.query<RuleRow & { schoolId: SchoolId | null }>(
      `select school_id as "schoolId", ${RULE_COLUMNS} from contact_rule
        where school_id is null or school_id = any($1::uuid[])`,
      [schoolIds],
    ),
    sql.query<QuietHours & { schoolId: SchoolId }>(
      `select school_id as "schoolId", ${QUIET_COLUMNS} from quiet_hours where school_id = any($1::uuid[])`,
      [schoolIds],
    ),
    sql.query<{ id: SchoolId; timeZone: string }>(
      'select id, time_zone as "timeZone" from school where id = any($1::uuid[])',
      [schoolIds],
    ),
  ]);
  const matrices = new Map<SchoolId | null, Map<string, Outcome>>();
  for (const { schoolId, ...row } of rules.rows) {
    const matrix = matrices.get(schoolId) ?? new Map<string, Outcome>();
    const rule = asRule(row);
    matrix.set(keyOf(rule), rule.outcome);
    matrices.set(schoolId, matrix);
  }
  return {
    matrices,
    quietHours: Map.groupBy(quiet.rows, ({ schoolId }) => schoolId),
    timeZones: new Map(schools.rows.map(({ id, timeZone }) => [id, timeZone])),
  };
}

interface RuleRow {
  readonly one: ContactRule['roles'][0];
  readonly other: ContactRule['roles'][1];
  readonly relation: ContactRule['relation'];
  readonly age: ContactRule['age'];
  readonly outcome: Outcome;
}
const RULE_COLUMNS = 'one_role as one, other_role as other, relation, age, outcome';
const QUIET_COLUMNS = `role, class_id as "classId", weekdays, to_char(begins_at, 'HH24:MI') as "beginsAt",
  to_char(ends_at, 'HH24:MI') as "endsAt", days_off as "daysOff"`;

function asRule({ one, other, relation, age, outcome }: RuleRow): ContactRule {
  return { roles: [one, other], relation, age, outcome };
}

/** The lines that the district (null) or a school has of its own. */
export async function loadRules(sql: Sql, schoolId: SchoolId | null): Promise<ContactRule[]> {
  const { rows } = await sql.query<RuleRow>(
    `select ${RULE_COLUMNS} from contact_rule where school_id is not distinct from $1::uuid`,
    [schoolId],
  );
  return rows.map(asRule);
}

/** Keeps everybody else who would save the same lines waiting until the transaction ends. */
export async function lockRules(tx: Sql, schoolId: SchoolId | null): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('contact_rule'), hashtext($1))`, [
    schoolId ?? 'district',
  ]);
}

/** Replaces the lines of the district or of a school. */
export async function saveRules(
  tx: Sql,
  schoolId: SchoolId | null,
  rules: readonly ContactRule[],
): Promise<void> {
  await tx.query('delete from contact_rule where school_id is not distinct from $1::uuid', [schoolId]);
  await tx.query(
    `insert into contact_rule (school_id, one_role, other_role, relation, age, outcome)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
    [
      schoolId,
      rules.map(({ roles }) => roles[0]),
      rules.map(({ roles }) => roles[1]),
      rules.map(({ relation }) => relation),
      rules.map(({ age }) => age),
      rules.map(({ outcome }) => outcome),
    ],
  );
}

export async function loadQuietHours(sql: Sql, schoolId: SchoolId): Promise<QuietHours[]> {
  const { rows } = await sql.query<QuietHours>(
    `select ${QUIET_COLUMNS} from quiet_hours where school_id = $1
      order by class_id nulls first, role nulls first, begins_at, id`,
    [schoolId],
  );
  return rows;
}

/** Replaces the quiet hours of a school. */
export async function saveQuietHours(
  tx: Sql,
  schoolId: SchoolId,
  lines: readonly QuietHours[],
): Promise<void> {
  await tx.query('delete from quiet_hours where school_id = $1', [schoolId]);
  for (const { role, classId, weekdays, beginsAt, endsAt, daysOff } of lines) {
    await tx.query(
      `insert into quiet_hours (school_id, role, class_id, weekdays, begins_at, ends_at, days_off)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [schoolId, role, classId, weekdays, beginsAt, endsAt, daysOff],
    );
  }
}

/** Null: not known any more. */
export async function saveAge(tx: Sql, personId: PersonId, ofAgeFrom: IsoDate | null): Promise<void> {
  if (ofAgeFrom === null) await tx.query('delete from person_age where person_id = $1', [personId]);
  else
    await tx.query(
      `insert into person_age (person_id, of_age_from) values ($1, $2)
       on conflict (person_id) do update set of_age_from = excluded.of_age_from`,
      [personId, ofAgeFrom],
    );
}

/** The first account of the person `p`; of who has none, an id that no account can have. */
const ACCOUNT_OF = `coalesce(
  (select user_id from matrix_account a where a.person_id = p.id order by origin, created_at limit 1), '@' || p.id || ':')`;

/** Everybody of a school or of all, by an account they have. */
export async function listHolders(sql: Sql, schoolId: SchoolId | null): Promise<Holder[]> {
  const { rows } = await sql.query<Holder>(
    `with people as (
       select person_id as id from role_grant where $1::uuid is null or school_id = $1 or school_id is null
       union select e.person_id from enrollment e join class c on c.id = e.class_id
        where $1::uuid is null or c.school_id = $1
       union select g.guardian_id from guardianship_in_force g join enrollment e on e.person_id = g.child_id
         join class c on c.id = e.class_id where $1::uuid is null or c.school_id = $1
     )
     select ${ACCOUNT_OF} as "userId", p.id as "personId", p.active
       from person p where p.active and p.id in (select id from people)`,
    [schoolId],
  );
  return rows;
}

/** Whether any of some people comes of age only after so many years. */
export async function anyComesOfAgeAfter(
  sql: Sql,
  personIds: readonly PersonId[],
  years: number,
): Promise<boolean> {
  const { rows } = await sql.query(
    `select 1 from person_age
      where person_id = any($1::uuid[]) and of_age_from > current_date + make_interval(years => $2) limit 1`,
    [personIds, years],
  );
  return rows.length > 0;
}

/** A person by their id, under the first account that they have; `personId` is null when there is nobody. */
export async function findHolderOf(sql: Sql, personId: PersonId): Promise<Holder> {
  const { rows } = await sql.query<Holder>(
    `select ${ACCOUNT_OF} as "userId", p.id as "personId", p.active from person p where p.id = $1`,
    [personId],
  );
  return rows[0] ?? { userId: `@${personId}:`, personId: null, active: false };
}

export async function classesOfSchool(sql: Sql, schoolId: SchoolId): Promise<ReadonlySet<ClassId>> {
  const { rows } = await sql.query<{ id: ClassId }>('select id from class where school_id = $1', [schoolId]);
  return new Set(rows.map(({ id }) => id));
}

/** Of some accounts, those whose owners have not logged in yet. */
export async function notArrived(sql: Sql, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  const { rows } = await sql.query<{ userId: UserId }>(
    `select user_id as "userId" from matrix_account
      where user_id = any($1::text[]) and origin = 'created' and arrived_at is null`,
    [userIds],
  );
  return new Set(rows.map(({ userId }) => userId));
}

/** What the owners of some accounts are called. */
export async function loadNames(sql: Sql, userIds: readonly UserId[]): Promise<ReadonlyMap<UserId, string>> {
  const { rows } = await sql.query<{ userId: UserId; givenName: string; familyName: string }>(
    `select a.user_id as "userId", p.given_name as "givenName", p.family_name as "familyName"
       from matrix_account a join person p on p.id = a.person_id where a.user_id = any($1::text[])`,
    [userIds],
  );
  return new Map(rows.map((row) => [row.userId, displayName(row)]));
}
