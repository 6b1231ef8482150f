/** Writes planned changes to the register, many rows a statement. */
import type { Sql } from '../store/database.ts';
import { KINDS, type Kind, type SchoolChange } from './plan.ts';

/** Rows of one statement: large enough that round trips do not matter, small enough for little memory. */
const BATCH = 1_000;

/**
 * One statement a kind of record. `$1` is a JSON list of records, `$2` the source. New and changed records are written
 * alike; who was enrolled or granted the same meanwhile by an invite is met by `on conflict`.
 */
const UPSERTS: Readonly<Record<Kind, string>> = {
  school: `
    insert into school (id, source, sourced_id, name, locale, time_zone)
    select r.id, $2, r."sourcedIds" ->> 0, r.name, r.locale, r."timeZone"
    from jsonb_to_recordset($1::jsonb) as r (id uuid, "sourcedIds" jsonb, name text, locale text, "timeZone" text)
    on conflict (id) do update
      set name = excluded.name, locale = excluded.locale, time_zone = excluded.time_zone`,
  year: `
    insert into school_year (id, school_id, source, sourced_id, title, begins_on, ends_on)
    select r.id, r."schoolId", $2, r."sourcedIds" ->> 0, r.title, r."beginsOn", r."endsOn"
    from jsonb_to_recordset($1::jsonb)
      as r (id uuid, "schoolId" uuid, "sourcedIds" jsonb, title text, "beginsOn" date, "endsOn" date)
    on conflict (id) do update
      set title = excluded.title, begins_on = excluded.begins_on, ends_on = excluded.ends_on`,
  class: `
    insert into class (id, school_id, school_year_id, source, sourced_id, title, kind, archived)
    select r.id, r."schoolId", r."schoolYearId", $2, r."sourcedIds" ->> 0, r.title, r.kind, r.archived
    from jsonb_to_recordset($1::jsonb) as r (
      id uuid, "schoolId" uuid, "schoolYearId" uuid, "sourcedIds" jsonb, title text, kind text, archived boolean)
    on conflict (id) do update
      set school_id = excluded.school_id, school_year_id = excluded.school_year_id,
          title = excluded.title, kind = excluded.kind`,
  person: `
    insert into person (id, source, sourced_id, given_name, family_name, middle_name, active)
    select r.id, $2, r."sourcedIds" ->> 0, r."givenName", r."familyName", r."middleName", r.active
    from jsonb_to_recordset($1::jsonb) as r (
      id uuid, "sourcedIds" jsonb, "givenName" text, "familyName" text, "middleName" text, active boolean)
    on conflict (id) do update
      set given_name = excluded.given_name, family_name = excluded.family_name,
          middle_name = excluded.middle_name, active = excluded.active`,
  role: `
    insert into role_grant (person_id, school_id, role, source, begins_on, ends_on)
    select r."personId", r."schoolId", r.role, $2, r."beginsOn", r."endsOn"
    from jsonb_to_recordset($1::jsonb)
      as r ("personId" uuid, "schoolId" uuid, role text, "beginsOn" date, "endsOn" date)
    on conflict (person_id, school_id, role) do update
      set source = excluded.source, begins_on = excluded.begins_on, ends_on = excluded.ends_on, held_against = null`,
  enrollment: `
    insert into enrollment (person_id, class_id, role, source, begins_on, ends_on)
    select r."personId", r."classId", r.role, $2, r."beginsOn", r."endsOn"
    from jsonb_to_recordset($1::jsonb)
      as r ("personId" uuid, "classId" uuid, role text, "beginsOn" date, "endsOn" date)
    on conflict (person_id, class_id, role) do update
      set source = excluded.source, begins_on = excluded.begins_on, ends_on = excluded.ends_on, held_against = null`,
  guardianship: `
    insert into guardianship (guardian_id, child_id, relation, source, accepted_at, confirmed_at)
    select r."guardianId", r."childId", r.relation, $2, now(), now()
    from jsonb_to_recordset($1::jsonb) as r ("guardianId" uuid, "childId" uuid, relation text)
    on conflict (guardian_id, child_id) do update set relation = excluded.relation, exported_relation = null, source = excluded.source,
      accepted_at = coalesce(guardianship.accepted_at, now()), confirmed_at = coalesce(guardianship.confirmed_at, now())`,
};

/** A teacher who becomes the class teacher, or no longer is: the enrollment itself changes its role. */
const CHANGE_ENROLLMENT_ROLE = `
  update enrollment set role = r.role
  from jsonb_to_recordset($1::jsonb) as r ("personId" uuid, "classId" uuid, role text, "previousRole" text)
  where person_id = r."personId" and class_id = r."classId" and enrollment.role = r."previousRole"`;

/** Writes all changes in the caller's transaction, in the order of their kinds. */
export async function writeChanges(
  tx: Sql,
  source: string,
  changes: readonly SchoolChange[],
  onProgress: (done: number) => void = () => {},
): Promise<void> {
  const byKind = Map.groupBy(changes, ({ kind }) => kind);
  let done = 0;
  for (const kind of KINDS) {
    const ofKind = byKind.get(kind) ?? [];
    for (let start = 0; start < ofKind.length; start += BATCH) {
      const batch = ofKind.slice(start, start + BATCH);
      const moved = batch.flatMap((change) => roleChange(change) ?? []);
      if (moved.length > 0) await tx.query(CHANGE_ENROLLMENT_ROLE, [JSON.stringify(moved)]);
      const rows = batch.map(({ record, sourcedIds }) => ({ ...record, sourcedIds }));
      await tx.query(UPSERTS[kind], [JSON.stringify(rows), source]);
      done += batch.length;
      onProgress(done);
    }
  }
}

function roleChange(change: SchoolChange): object | undefined {
  if (change.kind !== 'enrollment' || change.previous === null) return undefined;
  const previousRole = change.previous.role;
  return previousRole === change.record.role ? undefined : { ...change.record, previousRole };
}
