/** Lessons in PostgreSQL. Times of lessons cross this border as text, so that no driver shifts them by its own time zone. */
import type { ClassId, PersonId, SchoolId } from '../school/model.ts';
import { holdName, type Sql } from '../store/database.ts';
import type { Lesson, LessonId, LocationId, Override, Span } from './model.ts';
import { extent } from './recurrence.ts';

/** One JSON document a lesson; timestamps without time zone become `2026-09-01T10:15:00` in it. */
const LESSON = `json_build_object(
  'id', l.id, 'schoolId', l.school_id, 'uid', l.uid, 'title', l.title, 'startsAt', l.starts_at, 'timeZone', l.time_zone,
  'durationMinutes', l.duration_minutes, 'rrule', l.rrule, 'exdates', array_to_json(l.exdates), 'locationId', l.location_id,
  'note', l.note, 'status', l.status, 'sequence', l.sequence,
  'firstUid', l.first_uid, 'nextUid', l.next_uid,
  'updatedAt', floor(extract(epoch from l.updated_at) * 1000)::bigint,
  'classIds', coalesce((select json_agg(class_id order by class_id) from lesson_class where lesson_id = l.id), '[]'),
  'teacherIds', coalesce((select json_agg(person_id order by person_id) from lesson_teacher where lesson_id = l.id), '[]'),
  'overrides', coalesce((select json_agg(json_build_object(
      'recurrenceId', recurrence_id, 'status', status, 'startsAt', starts_at, 'durationMinutes', duration_minutes,
      'title', title, 'locationId', location_id, 'teacherIds', array_to_json(teacher_ids), 'note', note
    ) order by recurrence_id) from lesson_override where lesson_id = l.id), '[]')) as lesson`;

export interface LessonFilter {
  /** Lessons of any of these classes, teachers (substitutes too) or locations. */
  readonly classIds?: readonly ClassId[];
  readonly teacherIds?: readonly PersonId[];
  readonly locationIds?: readonly LocationId[];
  /** Only of this school. */
  readonly schoolId?: SchoolId;
}

/** The lessons that match a filter and may have occurrences in a window, in a fixed order. */
export async function listLessons(sql: Sql, filter: LessonFilter, window: Span): Promise<Lesson[]> {
  const { classIds = [], teacherIds = [], locationIds = [], schoolId = null } = filter;
  const { rows } = await sql.query<{ lesson: Lesson }>(
    `with found as (
       select lesson_id as id from lesson_class where class_id = any($1::uuid[])
       union select lesson_id from lesson_teacher where person_id = any($2::uuid[])
       union select lesson_id from lesson_override where teacher_ids && $2::uuid[]
       union select id from lesson where location_id = any($3::uuid[])
       union select lesson_id from lesson_override where location_id = any($3::uuid[])
     )
     select ${LESSON} from lesson l join found using (id)
      where ($4::uuid is null or l.school_id = $4)
        and l.extent_begins < $6 and (l.extent_ends is null or l.extent_ends > $5)
      order by l.starts_at, l.id`,
    [classIds, teacherIds, locationIds, schoolId, new Date(window.from), new Date(window.to)],
  );
  return rows.map(({ lesson }) => lesson);
}

/**
 * The lessons that may have an occurrence that starts in a window of less than a day, of all schools: those held at that time of the day in their time
 * zone, and those of which one was moved there.
 */
export async function lessonsStartingIn(sql: Sql, window: Span): Promise<Lesson[]> {
  const { rows } = await sql.query<{ lesson: Lesson }>(
    `select ${LESSON} from lesson l,
       lateral (select $1::timestamptz at time zone l.time_zone as from_local,
                       $2::timestamptz at time zone l.time_zone as to_local) w
      where l.status = 'confirmed' and l.extent_begins <= $2 and (l.extent_ends is null or l.extent_ends > $1)
        and (case when w.from_local::time <= w.to_local::time
                  then l.starts_at::time between w.from_local::time and w.to_local::time
                  else l.starts_at::time >= w.from_local::time or l.starts_at::time <= w.to_local::time end
             or exists (select 1 from lesson_override o
                         where o.lesson_id = l.id and o.starts_at between w.from_local and w.to_local))`,
    [new Date(window.from), new Date(window.to)],
  );
  return rows.map(({ lesson }) => lesson);
}

export async function findLesson(sql: Sql, id: LessonId): Promise<Lesson | null> {
  const { rows } = await sql.query<{ lesson: Lesson }>(`select ${LESSON} from lesson l where l.id = $1`, [
    id,
  ]);
  return rows[0]?.lesson ?? null;
}

/** The lessons that an import source brought, by the source's own keys. */
export async function lessonsOfSource(sql: Sql, sourceId: string): Promise<Map<string, Lesson>> {
  const { rows } = await sql.query<{ sourced_id: string; lesson: Lesson }>(
    `select l.sourced_id, ${LESSON} from lesson l where l.source_id = $1`,
    [sourceId],
  );
  return new Map(rows.map((row) => [row.sourced_id, row.lesson]));
}

export async function lessonIdsOfSource(sql: Sql, sourceId: string): Promise<Set<LessonId>> {
  const { rows } = await sql.query<{ id: LessonId }>('select id from lesson where source_id = $1', [
    sourceId,
  ]);
  return new Set(rows.map(({ id }) => id));
}

export interface Source {
  readonly id: string;
  readonly key: string;
}

/** Stores a lesson with its overrides, new or changed; `updatedAt` becomes the time of the transaction. */
export async function saveLesson(tx: Sql, lesson: Lesson, source: Source | null = null): Promise<void> {
  const { begins, ends } = extent(lesson);
  await tx.query(
    `insert into lesson (id, school_id, uid, title, starts_at, time_zone, duration_minutes, rrule, exdates, location_id, note,
                         status, sequence, extent_begins, extent_ends, source_id, sourced_id, first_uid, next_uid)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text[]::timestamp[], $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
     on conflict (id) do update set
       title = excluded.title, starts_at = excluded.starts_at, time_zone = excluded.time_zone,
       duration_minutes = excluded.duration_minutes, rrule = excluded.rrule, exdates = excluded.exdates,
       location_id = excluded.location_id, note = excluded.note, status = excluded.status, sequence = excluded.sequence,
       extent_begins = excluded.extent_begins, extent_ends = excluded.extent_ends, next_uid = excluded.next_uid,
       updated_at = now()`,
    [
      lesson.id,
      lesson.schoolId,
      lesson.uid,
      lesson.title,
      lesson.startsAt,
      lesson.timeZone,
      lesson.durationMinutes,
      lesson.rrule,
      lesson.exdates,
      lesson.locationId,
      lesson.note,
      lesson.status,
      lesson.sequence,
      new Date(begins),
      ends === null ? null : new Date(ends),
      source?.id ?? null,
      source?.key ?? null,
      lesson.firstUid,
      lesson.nextUid,
    ],
  );
  await replaceLinks(tx, 'lesson_class', 'class_id', lesson.id, lesson.classIds);
  await replaceLinks(tx, 'lesson_teacher', 'person_id', lesson.id, lesson.teacherIds);
  await replaceOverrides(tx, lesson.id, lesson.overrides);
}

async function replaceLinks(
  tx: Sql,
  table: 'lesson_class' | 'lesson_teacher',
  column: 'class_id' | 'person_id',
  lessonId: LessonId,
  ids: readonly string[],
): Promise<void> {
  await tx.query(`delete from ${table} where lesson_id = $1 and ${column} <> all($2::uuid[])`, [
    lessonId,
    ids,
  ]);
  await tx.query(
    `insert into ${table} (lesson_id, ${column}) select $1, unnest($2::uuid[]) on conflict do nothing`,
    [lessonId, ids],
  );
}

async function replaceOverrides(tx: Sql, lessonId: LessonId, overrides: readonly Override[]): Promise<void> {
  await tx.query('delete from lesson_override where lesson_id = $1', [lessonId]);
  if (overrides.length === 0) return;
  await tx.query(
    `insert into lesson_override
       (lesson_id, recurrence_id, status, starts_at, duration_minutes, title, location_id, teacher_ids, note)
     select $1, o."recurrenceId", o.status, o."startsAt", o."durationMinutes", o.title, o."locationId",
            case when o."teacherIds" is null or json_typeof(o."teacherIds") = 'null' then null
                 else array(select json_array_elements_text(o."teacherIds")::uuid) end, o.note
       from json_to_recordset($2::json) as o(
         "recurrenceId" timestamp, status text, "startsAt" timestamp, "durationMinutes" integer, title text,
         "locationId" uuid, "teacherIds" json, note text)`,
    [lessonId, JSON.stringify(overrides)],
  );
}

/** Makes writers of one school's timetable wait for each other until the transaction ends: conflicts are then found surely. */
export async function lockTimetable(tx: Sql, schoolId: SchoolId): Promise<void> {
  await holdName(tx, `parta timetable ${schoolId}`);
}

export interface StoredChange {
  readonly id: string;
  readonly lessonId: LessonId;
  readonly recurrenceId: string | null;
  readonly was: unknown;
  readonly now: unknown;
}

/** Notes a change for each class that has to be told. */
export async function addChange(
  tx: Sql,
  classIds: readonly ClassId[],
  change: Omit<StoredChange, 'id'>,
): Promise<void> {
  await tx.query(
    `insert into timetable_change (class_id, lesson_id, recurrence_id, was, now)
     select unnest($1::uuid[]), $2, $3, $4, $5`,
    [
      classIds,
      change.lessonId,
      change.recurrenceId,
      change.was === null ? null : JSON.stringify(change.was),
      JSON.stringify(change.now),
    ],
  );
}

/** The changes that a class has yet to be told, oldest first. */
export async function untoldChanges(sql: Sql, classId: ClassId, limit: number): Promise<StoredChange[]> {
  const { rows } = await sql.query<StoredChange>(
    `select id, lesson_id as "lessonId", to_char(recurrence_id, 'YYYY-MM-DD"T"HH24:MI:SS') as "recurrenceId", was, now
       from timetable_change where class_id = $1 order by id limit $2`,
    [classId, limit],
  );
  return rows;
}

export async function forgetChanges(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.query('delete from timetable_change where id = any($1::bigint[])', [ids]);
}
