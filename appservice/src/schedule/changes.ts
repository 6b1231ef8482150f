/** Changes of the timetable as a class is told of them: many small ones become one message. Pure. */
import type { IsoDate, Locale } from '../school/model.ts';
import { clockOf, dayOf, weekdayOf } from './local-time.ts';
import { scheduleText } from './messages.ts';
import type { Lesson, LessonId, LocalTime, LocationId, Occurrence } from './model.ts';
import { sameSet } from './recurrence.ts';
import type { Names } from './settings-store.ts';

/** A lesson, or one occurrence of it, at a moment in its history. Ids only. */
export interface Snapshot {
  readonly title: string;
  readonly startsAt: LocalTime;
  readonly durationMinutes: number;
  readonly rrule: string | null;
  readonly locationId: LocationId | null;
  readonly teacherIds: readonly string[];
  readonly cancelled: boolean;
  /** Of a whole lesson: the day from which on it is so. */
  readonly since?: IsoDate;
}

export interface TimetableChange {
  readonly lessonId: LessonId;
  /** Null: the whole lesson. */
  readonly recurrenceId: LocalTime | null;
  /** Null: it is new. */
  readonly was: Snapshot | null;
  readonly now: Snapshot;
}

/** So many lines are said; the rest is counted. */
const MOST_LINES = 20;

export function snapshotOfLesson(lesson: Lesson): Snapshot {
  const { title, startsAt, durationMinutes, rrule, locationId, teacherIds, status } = lesson;
  return {
    title,
    startsAt,
    durationMinutes,
    rrule,
    locationId,
    teacherIds,
    cancelled: status === 'cancelled',
  };
}

export function snapshotOfOccurrence(occurrence: Occurrence): Snapshot {
  const { title, startsAt, begins, ends, locationId, teacherIds, cancelled } = occurrence;
  return {
    title,
    startsAt,
    durationMinutes: Math.round((ends - begins) / 60_000),
    rrule: null,
    locationId,
    teacherIds,
    cancelled,
  };
}

/**
 * Joins what happened to the same lesson or occurrence one after the other, and drops what was taken back; in order of time,
 * whole lessons first.
 */
export function mergeChanges(changes: readonly TimetableChange[]): TimetableChange[] {
  const merged = new Map<string, TimetableChange>();
  for (const change of changes) {
    const key = `${change.lessonId} ${change.recurrenceId ?? ''}`;
    const earlier = merged.get(key);
    merged.set(key, earlier === undefined ? change : { ...change, was: earlier.was });
  }
  const when = ({ recurrenceId, now }: TimetableChange): string =>
    recurrenceId === null ? ` ${now.startsAt}` : now.startsAt;
  return [...merged.values()]
    .filter(({ was, now }) => (was === null ? !now.cancelled : !same(was, now)))
    .sort((a, b) => (when(a) < when(b) ? -1 : 1));
}

function same(was: Snapshot, now: Snapshot): boolean {
  return (
    was.title === now.title &&
    was.startsAt === now.startsAt &&
    was.durationMinutes === now.durationMinutes &&
    was.rrule === now.rrule &&
    was.locationId === now.locationId &&
    was.cancelled === now.cancelled &&
    sameSet(was.teacherIds, now.teacherIds)
  );
}

/** What to tell a class, by day; null when nothing is left to tell. */
export function describeChanges(
  changes: readonly TimetableChange[],
  names: Names,
  locale: Locale,
): string | null {
  const merged = mergeChanges(changes);
  if (merged.length === 0) return null;
  const lines = [scheduleText(locale, 'changes_title')];
  let heading = '';
  for (const change of merged.slice(0, MOST_LINES)) {
    const day = change.recurrenceId === null ? null : dayOf((change.was ?? change.now).startsAt);
    const next = day === null ? scheduleText(locale, 'changes_of_lessons') : formatDay(day, locale);
    if (next !== heading) lines.push((heading = next));
    lines.push(`• ${describeChange(change, names, locale)}`);
  }
  if (merged.length > MOST_LINES) {
    lines.push(scheduleText(locale, 'changes_more', { count: merged.length - MOST_LINES }));
  }
  return lines.join('\n');
}

/** One change as half a line: `Физика 10:15 → каб. 204, замена: Анна Пёстрая`. */
export function describeChange(
  { recurrenceId, was, now }: TimetableChange,
  names: Names,
  locale: Locale,
): string {
  const series = recurrenceId === null;
  const subject = was ?? now;
  const time = series ? weeklyTime(subject, locale) : clockOf(subject.startsAt);
  const named = `${subject.title} ${time}`;
  const what =
    now.since === undefined
      ? named
      : scheduleText(locale, 'change_since', { what: named, day: formatDate(now.since, locale) });
  if (now.cancelled) return scheduleText(locale, 'change_cancelled', { what });
  if (was === null) {
    return scheduleText(locale, 'change_new', { what: [what, ...facts(now, names, locale)].join(', ') });
  }
  const parts: string[] = [];
  if (was.cancelled) parts.push(scheduleText(locale, 'part_back'));
  if (was.title !== now.title) parts.push(now.title);
  if (
    was.startsAt !== now.startsAt ||
    was.durationMinutes !== now.durationMinutes ||
    was.rrule !== now.rrule
  ) {
    parts.push(series ? weeklyTime(now, locale) : movedTo(was, now, locale));
  }
  if (was.locationId !== now.locationId) parts.push(locationText(now.locationId, names, locale));
  if (!sameSet(was.teacherIds, now.teacherIds)) {
    const key = series ? 'part_teacher' : 'part_substitute';
    parts.push(scheduleText(locale, key, { names: teacherNames(now, names, locale) }));
  }
  return `${what} → ${parts.join(', ')}`;
}

function facts(now: Snapshot, names: Names, locale: Locale): string[] {
  return now.locationId === null ? [] : [locationText(now.locationId, names, locale)];
}

function locationText(id: LocationId | null, names: Names, locale: Locale): string {
  const title = id === null ? undefined : names.locations.get(id);
  if (title === undefined) return scheduleText(locale, 'part_no_location');
  // A number alone is a classroom; "спортзал" speaks for itself.
  return /^\d/.test(title) ? scheduleText(locale, 'part_location', { title }) : title;
}

function teacherNames({ teacherIds }: Snapshot, names: Names, locale: Locale): string {
  const known = teacherIds.map((id) => names.teachers.get(id)).filter((name) => name !== undefined);
  return known.length === 0 ? scheduleText(locale, 'nobody') : known.join(', ');
}

function movedTo(was: Snapshot, now: Snapshot, locale: Locale): string {
  const [day, clock] = [dayOf(now.startsAt), clockOf(now.startsAt)];
  const at = dayOf(was.startsAt) === day ? clock : `${formatDay(day, locale)} ${clock}`;
  return was.durationMinutes === now.durationMinutes
    ? at
    : scheduleText(locale, 'part_length', { at, minutes: now.durationMinutes });
}

/** `пн 10:15` for what repeats in weeks, else the date of the first. */
function weeklyTime({ startsAt, rrule }: Snapshot, locale: Locale): string {
  const day = dayOf(startsAt);
  const clock = clockOf(startsAt);
  return rrule?.startsWith('FREQ=WEEKLY') === true
    ? `${weekdayName(weekdayOf(day), locale)} ${clock}`
    : `${formatDay(day, locale)} ${clock}`;
}

/** `пн`, `Mon`; 1 is Monday. */
export function weekdayName(weekday: number, locale: Locale): string {
  // 5 January 1970 was a Monday.
  return format(locale, { weekday: 'short' }).format(new Date(Date.UTC(1970, 0, 4 + weekday)));
}

/** `14 сентября` */
function formatDate(day: string, locale: Locale): string {
  return format(locale, { day: 'numeric', month: 'long' }).format(new Date(`${day}T00:00:00Z`));
}

/** `пн, 14 сентября`. A date has no time zone: it is formatted as it is. */
export function formatDay(day: string, locale: Locale): string {
  return format(locale, { weekday: 'short', day: 'numeric', month: 'long' }).format(
    new Date(`${day}T00:00:00Z`),
  );
}

function format(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, timeZone: 'UTC' });
}
