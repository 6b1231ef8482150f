/** What frames a school's timetable, in PostgreSQL: terms, days off, bells, locations; and the names that views show. */
import { nameSql } from '../store/school-store.ts';
import type { ClassId, Locale, PersonId, SchoolId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { BellPeriod, DayOff, Location, LocationId, Term } from './model.ts';

export interface SchoolFrame {
  readonly id: SchoolId;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly terms: readonly Term[];
  readonly daysOff: readonly (DayOff & { readonly id: string })[];
  readonly periods: readonly BellPeriod[];
  readonly locations: readonly Location[];
}

/** The frames of schools, with one query. */
export async function loadFrames(
  sql: Sql,
  schoolIds: readonly SchoolId[],
): Promise<Map<SchoolId, SchoolFrame>> {
  const { rows } = await sql.query<{ frame: SchoolFrame }>(
    `select json_build_object('id', s.id, 'locale', s.locale, 'timeZone', s.time_zone,
       'terms', coalesce((select json_agg(json_build_object('id', id, 'schoolId', school_id, 'title', title,
         'beginsOn', begins_on, 'endsOn', ends_on, 'weekCycle', week_cycle) order by begins_on)
         from school_term where school_id = s.id), '[]'),
       'daysOff', coalesce((select json_agg(json_build_object('id', id, 'title', title, 'beginsOn', begins_on,
         'endsOn', ends_on) order by begins_on, id) from day_off where school_id = s.id), '[]'),
       'periods', coalesce((select json_agg(json_build_object('number', number,
         'beginsAt', to_char(begins_at, 'HH24:MI'), 'endsAt', to_char(ends_at, 'HH24:MI')) order by number)
         from bell_period where school_id = s.id), '[]'),
       'locations', coalesce((select json_agg(json_build_object('id', id, 'schoolId', school_id, 'title', title)
         order by title) from location where school_id = s.id), '[]')) as frame
     from school s where s.id = any($1::uuid[])`,
    [schoolIds],
  );
  return new Map(rows.map(({ frame }) => [frame.id, frame]));
}

export interface FrameChange {
  readonly terms?: readonly Omit<Term, 'id' | 'schoolId'>[];
  readonly daysOff?: readonly DayOff[];
  readonly periods?: readonly BellPeriod[];
}

/** Replaces whole lists: what is not named any more is gone. Lessons keep the dates they have. */
export async function saveFrame(tx: Sql, schoolId: SchoolId, change: FrameChange): Promise<void> {
  const replace = async (
    table: string,
    columns: string,
    record: string,
    list?: readonly unknown[],
  ): Promise<void> => {
    if (list === undefined) return;
    await tx.query(`delete from ${table} where school_id = $1`, [schoolId]);
    await tx.query(
      `insert into ${table} (school_id, ${columns})
       select $1, r.* from json_to_recordset($2::json) as r(${record})`,
      [schoolId, JSON.stringify(list)],
    );
  };
  const dates = '"beginsOn" date, "endsOn" date';
  await replace(
    'school_term',
    'title, begins_on, ends_on, week_cycle',
    `title text, ${dates}, "weekCycle" smallint`,
    change.terms,
  );
  await replace('day_off', 'title, begins_on, ends_on', `title text, ${dates}`, change.daysOff);
  await replace(
    'bell_period',
    'number, begins_at, ends_at',
    'number smallint, "beginsAt" time, "endsAt" time',
    change.periods,
  );
}

/** The location of a title, made when it is new. */
export async function ensureLocation(tx: Sql, schoolId: SchoolId, title: string): Promise<LocationId> {
  const { rows } = await tx.query<{ id: LocationId }>(
    `insert into location (school_id, title) values ($1, $2)
     on conflict (school_id, title) do update set title = excluded.title returning id`,
    [schoolId, title],
  );
  return rows[0]!.id;
}

export async function findLocation(sql: Sql, id: LocationId): Promise<Location | null> {
  const { rows } = await sql.query<Location>(
    'select id, school_id as "schoolId", title from location where id = $1',
    [id],
  );
  return rows[0] ?? null;
}

/** Titles and names by id, for views and messages. */
export interface Names {
  readonly classes: ReadonlyMap<ClassId, string>;
  readonly teachers: ReadonlyMap<PersonId, string>;
  readonly locations: ReadonlyMap<LocationId, string>;
}

export async function loadNames(
  sql: Sql,
  ids: {
    readonly classIds: readonly ClassId[];
    readonly personIds: readonly PersonId[];
    readonly locationIds: readonly LocationId[];
  },
): Promise<Names> {
  const { rows } = await sql.query<{ kind: keyof Names; id: string; name: string }>(
    `select 'classes' as kind, id, title as name from class where id = any($1::uuid[])
     union all select 'teachers', p.id, ${nameSql('p')} from person p
      where p.id = any($2::uuid[])
     union all select 'locations', id, title from location where id = any($3::uuid[])`,
    [ids.classIds, ids.personIds, ids.locationIds],
  );
  const of = (kind: keyof Names): Map<string, string> =>
    new Map(rows.filter((row) => row.kind === kind).map(({ id, name }) => [id, name]));
  return { classes: of('classes'), teachers: of('teachers'), locations: of('locations') };
}

/** The teachers of a school, by grant or enrollment, as an import looks them up. */
export async function listTeachers(
  sql: Sql,
  schoolId: SchoolId,
): Promise<{ id: PersonId; givenName: string; middleName: string; familyName: string }[]> {
  const { rows } = await sql.query<{
    id: PersonId;
    givenName: string;
    middleName: string;
    familyName: string;
  }>(
    `select id, given_name as "givenName", middle_name as "middleName", family_name as "familyName" from person
      where active and id in (
        select person_id from role_grant where school_id = $1 and role = 'teacher'
        union select e.person_id from enrollment e join class c on c.id = e.class_id
         where c.school_id = $1 and e.role in ('teacher', 'class_teacher'))`,
    [schoolId],
  );
  return rows;
}

export async function listClasses(sql: Sql, schoolId: SchoolId): Promise<{ id: ClassId; title: string }[]> {
  const { rows } = await sql.query<{ id: ClassId; title: string }>(
    'select id, title from class where school_id = $1 and not archived order by title',
    [schoolId],
  );
  return rows;
}
