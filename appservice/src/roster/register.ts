/** What Parta holds of one source: the side of the comparison that comes from the database. */
import type {
  Enrollment,
  Guardianship,
  IsoDate,
  Person,
  RoleGrant,
  School,
  SchoolClass,
  SchoolYear,
} from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Finding, Findings } from './findings.ts';
import { createFindings } from './findings.ts';
import type { Roster } from './model.ts';

/** A record under the key of its source. */
export interface Sourced<Record> {
  readonly sourcedId: string;
  readonly record: Record;
}

/** A relation of people of the source, whoever made it: `owner` may be another source, e.g. `invite`. */
export interface Owned<Record> {
  readonly owner: string;
  /** The period, `begin/end`, that the source gave when somebody changed it by hand; null: as the source said. */
  readonly heldAgainst?: string | null;
  readonly record: Record;
  readonly sourcedIds: readonly string[];
}

export interface Register {
  readonly schools: readonly Sourced<School>[];
  readonly years: readonly Sourced<SchoolYear>[];
  readonly classes: readonly Sourced<SchoolClass>[];
  readonly persons: readonly Sourced<Person>[];
  readonly roles: readonly Owned<RoleGrant>[];
  readonly enrollments: readonly Owned<Enrollment>[];
  readonly guardianships: readonly Owned<Guardianship>[];
}

/** Reads everything of one source. */
export async function loadRegister(sql: Sql, source: string): Promise<Register> {
  const sourced = async <Record extends object>(text: string): Promise<Sourced<Record>[]> => {
    const { rows } = await sql.query<Record & { key: string }>(text, [source]);
    return rows.map(({ key, ...record }) => ({ sourcedId: key, record: record as unknown as Record }));
  };
  const owned = async <Record extends object>(text: string): Promise<Owned<Record>[]> => {
    const { rows } = await sql.query<Record & { owner: string; held: string | null; keys: string[] }>(text, [
      source,
    ]);
    return rows.map(({ owner, held, keys, ...record }) => ({
      owner,
      heldAgainst: held,
      sourcedIds: keys,
      record: record as unknown as Record,
    }));
  };
  return {
    schools: await sourced<School>(
      `select sourced_id as key, id, name, locale, time_zone as "timeZone" from school where source = $1`,
    ),
    years: await sourced<SchoolYear>(
      `select sourced_id as key, id, school_id as "schoolId", title, begins_on as "beginsOn", ends_on as "endsOn"
       from school_year where source = $1`,
    ),
    classes: await sourced<SchoolClass>(
      `select sourced_id as key, id, school_id as "schoolId", school_year_id as "schoolYearId", title, kind, archived
       from class where source = $1`,
    ),
    persons: await sourced<Person>(
      `select sourced_id as key, id, given_name as "givenName", family_name as "familyName",
              middle_name as "middleName", locale, active
       from person where source = $1`,
    ),
    roles: await owned<RoleGrant>(
      `select role_grant.source as owner, held_against as held, array[sourced_id] as keys, person_id as "personId", school_id as "schoolId",
              role, begins_on as "beginsOn", ends_on as "endsOn"
       from role_grant join person on person.id = person_id where person.source = $1`,
    ),
    enrollments: await owned<Enrollment>(
      `select enrollment.source as owner, held_against as held, array[person.sourced_id, class.sourced_id] as keys, person_id as "personId",
              class_id as "classId", role, begins_on as "beginsOn", ends_on as "endsOn"
       from enrollment join person on person.id = person_id join class on class.id = class_id
       where person.source = $1`,
    ),
    guardianships: await owned<Guardianship>(
      `select guardianship.source as owner, null as held, array[guardian.sourced_id, child.sourced_id] as keys,
              guardian_id as "guardianId", child_id as "childId",
              case when status = 'pending' then '' else coalesce(exported_relation, relation) end as relation
       from guardianship join person guardian on guardian.id = guardian_id join person child on child.id = child_id
       where guardian.source = $1`,
    ),
  };
}

/** An export with less than this share of the people, current classes or enrollments that are known is taken for cut off. */
const LEAST_SHARE = 0.5;

/**
 * Why an import must not go on although the export is well formed: it has lost half of a school, as when the system that
 * made it failed. Classes of years that are over are not expected in it.
 */
export function refusals(
  roster: Roster,
  register: Register,
  source: string,
  day: IsoDate,
): readonly Finding[] {
  const findings = createFindings();
  const current = new Set(
    register.years.filter(({ record }) => day < record.endsOn).map(({ record }) => record.id),
  );
  const classes = register.classes.filter(
    ({ record }) => !record.archived && current.has(record.schoolYearId),
  );
  const classIds = new Set(classes.map(({ record }) => record.id));
  compare(
    findings,
    'persons',
    register.persons.filter(({ record }) => record.active).length,
    roster.persons.filter(({ active }) => active).length,
  );
  compare(findings, 'classes', classes.length, roster.classes.length);
  compare(
    findings,
    'enrollments',
    register.enrollments.filter(({ owner, record }) => owner === source && classIds.has(record.classId))
      .length,
    roster.enrollments.length,
  );
  return findings.list();
}

const FILE_OF = { persons: 'users.csv', classes: 'classes.csv', enrollments: 'enrollments.csv' };

function compare(findings: Findings, what: keyof typeof FILE_OF, before: number, now: number): void {
  if (now < before * LEAST_SHARE) {
    findings.error('export_shrunk', { file: FILE_OF[what] }, { what, before, gone: before - now });
  }
}

/**
 * A first import from a source whose people are, by key and name, mostly known from another: the code of the system was
 * changed, and everybody would be there twice. Null when all is well.
 */
export async function findFormerSource(sql: Sql, roster: Roster): Promise<string | null> {
  const { rows } = await sql.query<{ source: string; shared: number }>(
    `select source, count(*)::int as shared
     from person join jsonb_to_recordset($2::jsonb) as export (id text, given text, family text)
       on sourced_id = export.id and given_name = export.given and family_name = export.family
     where source <> $1 and split_part(source, ':', 1) = split_part($1, ':', 1)
     group by source order by shared desc limit 1`,
    [
      roster.source,
      JSON.stringify(
        roster.persons.map(({ sourcedId, givenName, familyName }) => ({
          id: sourcedId,
          given: givenName,
          family: familyName,
        })),
      ),
    ],
  );
  const found = rows[0];
  return found !== undefined && found.shared * 2 > roster.persons.length ? found.source : null;
}
