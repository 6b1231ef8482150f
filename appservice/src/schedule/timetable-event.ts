/** The content of `org.parta.timetable`: a class's lessons for every client, also in another district. Pure. */
import type { TimetableContent } from '@parta/protocol';
import type { ClassId, PersonId, UserId } from '../school/model.ts';
import { DAY_MS, dayOf, toLocal } from './local-time.ts';
import type { DayOff, Instant, Lesson, LocationId } from './model.ts';
import { extent } from './recurrence.ts';

type LessonContent = TimetableContent['lessons'][number];

/** An event may have 65,536 bytes with everything around the content (Client-Server API, "Size limits"). */
const MOST_BYTES = 56_000;

export interface TimetableEventInput {
  readonly classId: ClassId;
  readonly frame: { readonly timeZone: string; readonly daysOff: readonly DayOff[] };
  readonly lessons: readonly Lesson[];
  readonly locations: ReadonlyMap<LocationId, string>;
  /** State lasts for ever and is not encrypted: teachers are in it by Matrix ID only, those without one not at all. */
  readonly userIds: ReadonlyMap<PersonId, readonly UserId[]>;
  readonly now: Instant;
}

/** What is over is left out; what does not fit is left out from the end, and `complete` says so. */
export function timetableContent(input: TimetableEventInput): TimetableContent {
  const { classId, frame, now } = input;
  const since = now - DAY_MS;
  const today = dayOf(toLocal(since, frame.timeZone));
  const lessons = input.lessons
    .filter((lesson) => lesson.classIds.includes(classId) && (extent(lesson).ends ?? Infinity) > since)
    .sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .map((lesson) => lessonContent(lesson, today, input));
  const content: TimetableContent = {
    class_id: classId,
    time_zone: frame.timeZone,
    lessons: [],
    days_off: frame.daysOff
      .filter(({ endsOn }) => endsOn > today)
      .slice(0, 200)
      .map(({ beginsOn, endsOn }) => ({ begins_on: beginsOn, ends_on: endsOn })),
    complete: true,
  };
  let bytes = Buffer.byteLength(JSON.stringify(content));
  const fitting = lessons.filter(
    (lesson) => (bytes += Buffer.byteLength(JSON.stringify(lesson)) + 1) <= MOST_BYTES,
  );
  return { ...content, lessons: fitting, complete: fitting.length === lessons.length };
}

function lessonContent(
  lesson: Lesson,
  today: string,
  { frame, locations, userIds }: TimetableEventInput,
): LessonContent {
  const placed = (id: LocationId | null): { location?: string } => {
    const title = id === null ? undefined : locations.get(id);
    return title === undefined ? {} : { location: title };
  };
  const teaching = (ids: readonly PersonId[]): UserId[] =>
    ids.flatMap((id) => userIds.get(id)?.slice(0, 1) ?? []);
  const overrides = lesson.overrides
    .filter((one) => dayOf(one.startsAt ?? one.recurrenceId) >= today || dayOf(one.recurrenceId) >= today)
    .map((one) => ({
      recurrence_id: one.recurrenceId,
      ...(one.status === 'cancelled' ? { status: 'CANCELLED' as const } : {}),
      ...(one.title === null ? {} : { summary: one.title }),
      ...(one.startsAt === null ? {} : { dtstart: one.startsAt }),
      ...(one.durationMinutes === null ? {} : { duration: `PT${one.durationMinutes}M` }),
      ...placed(one.locationId),
      ...(one.teacherIds === null ? {} : { teachers: teaching(one.teacherIds) }),
    }));
  const exdates = lesson.exdates.filter((local) => dayOf(local) >= today);
  return {
    uid: lesson.uid,
    sequence: lesson.sequence,
    summary: lesson.title,
    dtstart: lesson.startsAt,
    ...(lesson.timeZone === frame.timeZone ? {} : { tzid: lesson.timeZone }),
    duration: `PT${lesson.durationMinutes}M`,
    ...(lesson.rrule === null ? {} : { rrule: lesson.rrule }),
    ...(exdates.length === 0 ? {} : { exdate: exdates }),
    ...placed(lesson.locationId),
    teachers: teaching(lesson.teacherIds),
    ...(lesson.status === 'cancelled' ? { status: 'CANCELLED' as const } : {}),
    ...(overrides.length === 0 ? {} : { overrides }),
  };
}
