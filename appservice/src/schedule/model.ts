/**
 * The timetable in the words of RFC 5545: a lesson is an event with a local start, an IANA time zone, perhaps a rule by which
 * it repeats (RRULE), dates left out (EXDATE) and single occurrences that are different (RECURRENCE-ID). Plain, immutable records.
 *
 * Times of lessons are local: a lesson at 10:15 stays at 10:15 when the clocks change. Where a moment is meant it is called `at`,
 * `begins` or `ends` and counts milliseconds since 1970 UTC.
 */
import type { ClassId, IsoDate, PersonId, SchoolId } from '../school/model.ts';

export type LessonId = string;
export type LocationId = string;
/** `YYYY-MM-DDTHH:MM:SS`, in the time zone of the lesson. */
export type LocalTime = string;
/** Milliseconds since 1970-01-01 UTC. */
export type Instant = number;

/** A stretch of the school year with its own timetable. Includes `beginsOn`, excludes `endsOn`. */
export interface Term {
  readonly id: string;
  readonly schoolId: SchoolId;
  readonly title: string;
  readonly beginsOn: IsoDate;
  readonly endsOn: IsoDate;
  /** 1: every week is alike; 2: weeks A and B alternate. The week of `beginsOn` is A. */
  readonly weekCycle: 1 | 2;
}

/** Days on which repeated lessons of a school do not take place. */
export interface DayOff {
  readonly beginsOn: IsoDate;
  /** Exclusive. */
  readonly endsOn: IsoDate;
  readonly title: string;
}

/** One line of the bell schedule, `HH:MM` each. */
export interface BellPeriod {
  readonly number: number;
  readonly beginsAt: string;
  readonly endsAt: string;
}

/** A place where lessons are held; Parta keeps the word room for Matrix rooms. */
export interface Location {
  readonly id: LocationId;
  readonly schoolId: SchoolId;
  /** As people say it, e.g. `204`. */
  readonly title: string;
}

/** What can differ in a single occurrence; null means: as in the lesson. */
export interface Override {
  /** The start that the lesson's rule gives. */
  readonly recurrenceId: LocalTime;
  readonly status: 'confirmed' | 'cancelled';
  readonly startsAt: LocalTime | null;
  readonly durationMinutes: number | null;
  readonly title: string | null;
  readonly locationId: LocationId | null;
  readonly teacherIds: readonly PersonId[] | null;
  readonly note: string | null;
}

export interface Lesson {
  readonly id: LessonId;
  readonly schoolId: SchoolId;
  /** iCalendar UID: the same for ever. */
  readonly uid: string;
  /** The subject. */
  readonly title: string;
  readonly startsAt: LocalTime;
  /** IANA name. */
  readonly timeZone: string;
  readonly durationMinutes: number;
  /** Value of an RRULE property in the normal form of rule.ts; null for a lesson held once. */
  readonly rrule: string | null;
  readonly exdates: readonly LocalTime[];
  readonly classIds: readonly ClassId[];
  readonly teacherIds: readonly PersonId[];
  readonly locationId: LocationId | null;
  readonly note: string | null;
  readonly status: 'confirmed' | 'cancelled';
  /** iCalendar SEQUENCE: grows with every change of the lesson or of one of its overrides. */
  readonly sequence: number;
  readonly updatedAt: Instant;
  /** Of a lesson that was cut in two (series.ts): the UID of the first part, and of the part after this one. */
  readonly firstUid: string | null;
  readonly nextUid: string | null;
  readonly overrides: readonly Override[];
}

/** How an occurrence differs from what the lesson's rule says. */
export interface Change {
  readonly cancelled: boolean;
  readonly moved: boolean;
  readonly relocated: boolean;
  readonly substituted: boolean;
  readonly retitled: boolean;
}

/** One lesson on one day. */
export interface Occurrence {
  readonly lesson: Lesson;
  readonly recurrenceId: LocalTime;
  readonly startsAt: LocalTime;
  readonly begins: Instant;
  readonly ends: Instant;
  readonly title: string;
  readonly locationId: LocationId | null;
  readonly teacherIds: readonly PersonId[];
  readonly note: string | null;
  readonly cancelled: boolean;
  /** Null when it is just what the rule says. */
  readonly change: Change | null;
}

/** A stretch of time, `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Bounds that keep every computation small. */
export const LIMITS = {
  /** Longest window that is ever expanded: a school year and its holidays. */
  windowDays: 400,
  exdates: 1_000,
  overrides: 1_000,
  durationMinutes: 1_440,
  title: 200,
  note: 1_000,
  location: 100,
  teachers: 20,
  classes: 50,
} as const;
