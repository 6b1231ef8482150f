/** When lessons repeat, between what a form asks and the RRULE of RFC 5545 that the server keeps. Pure. */
import type { Schemas } from '../../../api/types.ts';
import {
  addDays,
  clockAt,
  isClock,
  isDay,
  localAt,
  minutesOf,
  weekdayOf,
  weekLetter,
  type Clock,
  type Day,
  type Term,
  type WeekLetter,
} from '../calendar.ts';

export type Lesson = Schemas['Lesson'];

const NAMES = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export interface Hours {
  readonly begins: Clock;
  readonly ends: Clock;
}

export interface Once extends Hours {
  readonly day: Day;
}

export interface Weekly extends Hours {
  /** 1 is Monday. */
  readonly weekdays: readonly number[];
  /** Null: every week. */
  readonly week: WeekLetter | null;
  readonly from: Day;
  /** Included. */
  readonly until: Day;
}

export interface Times {
  readonly starts_at: string;
  readonly duration_minutes: number;
  readonly rrule: string | null;
}

/** What stands in the way of saving. */
export type TimesProblem = 'day' | 'clock' | 'backwards' | 'weekdays' | 'until' | 'nothing';

export function hoursProblem({ begins, ends }: Hours): TimesProblem | null {
  if (!isClock(begins) || !isClock(ends)) return 'clock';
  return minutesOf(ends) <= minutesOf(begins) ? 'backwards' : null;
}

const durationOf = ({ begins, ends }: Hours): number => minutesOf(ends) - minutesOf(begins);

export function once(times: Once): Times | TimesProblem {
  if (!isDay(times.day)) return 'day';
  const problem = hoursProblem(times);
  if (problem !== null) return problem;
  return { starts_at: `${times.day}T${times.begins}:00`, duration_minutes: durationOf(times), rrule: null };
}

/** Weeks A and B need nothing beyond RFC 5545: every second week, counted from the first such day in weeks from Monday. */
export function weekly(times: Weekly, terms: readonly Term[]): Times | TimesProblem {
  const problem = hoursProblem(times);
  if (problem !== null) return problem;
  if (!isDay(times.from)) return 'day';
  if (!isDay(times.until) || times.until < times.from) return 'until';
  if (times.weekdays.length === 0) return 'weekdays';
  const fits = (day: Day): boolean =>
    times.weekdays.includes(weekdayOf(day)) && (times.week === null || weekLetter(terms, day) === times.week);
  // Two weeks see every weekday of both letters.
  const first = Array.from({ length: 14 }, (_, n) => addDays(times.from, n)).find(fits);
  if (first === undefined || first > times.until) return 'nothing';
  const days = [...times.weekdays].sort((a, b) => a - b).map((one) => NAMES[one - 1]);
  const interval = times.week === null ? '' : ';INTERVAL=2';
  return {
    starts_at: `${first}T${times.begins}:00`,
    duration_minutes: durationOf(times),
    rrule: `FREQ=WEEKLY;UNTIL=${times.until.replaceAll('-', '')}${interval};BYDAY=${days.join(',')};WKST=MO`,
  };
}

/** The end of a lesson by the clock, from its begin and length. */
export const endOf = (begins: Clock, minutes: number): Clock => clockAt(minutesOf(begins) + minutes);

/** The weekdays of a rule that names some, 1 is Monday; null for any other rule. */
export function weekdaysIn(rrule: string | null): number[] | null {
  if (rrule === null || !/(^|;)FREQ=WEEKLY(;|$)/.test(rrule)) return null;
  const listed = /(?:^|;)BYDAY=([A-Z,]+)(?:;|$)/.exec(rrule)?.[1]?.split(',');
  const days = (listed ?? []).map((name) => NAMES.indexOf(name as (typeof NAMES)[number]) + 1);
  return days.length === 0 || days.includes(0) ? null : days;
}

/** The last day named by a rule, by the calendar where the lesson is held; null when it names none. */
export function untilIn(rrule: string | null, timeZone: string): Day | null {
  const [, year, month, day, time] =
    /(?:^|;)UNTIL=(\d{4})(\d{2})(\d{2})(?:T(\d{6})Z)?/.exec(rrule ?? '') ?? [];
  if (year === undefined) return null;
  if (time === undefined) return `${year}-${month}-${day}`;
  const clock = time.replace(/(\d\d)(\d\d)(\d\d)/, '$1:$2:$3');
  return localAt(Date.parse(`${year}-${month}-${day}T${clock}Z`), timeZone).day;
}

type Patch = Schemas['LessonPatch'];

/**
 * What a new time of the day, and perhaps another weekday, changes in a whole lesson. Dates that are left out keep their days.
 * Null when nothing changes. The weekday of a rule with several of them cannot be told to change.
 */
export function shifted(
  lesson: Pick<Lesson, 'starts_at' | 'duration_minutes' | 'rrule' | 'exdates'>,
  { begins, ends, weekday }: Hours & { readonly weekday: number | null },
): Pick<Patch, 'starts_at' | 'duration_minutes' | 'rrule' | 'exdates'> | null {
  const day = lesson.starts_at.slice(0, 10);
  const weekdays = weekdaysIn(lesson.rrule);
  const turned = weekdays?.length === 1 && weekday !== null && weekday !== weekdays[0];
  const by = turned ? weekday - weekdayOf(day) : 0;
  const moved = by !== 0 || lesson.starts_at.slice(11, 16) !== begins;
  const minutes = minutesOf(ends) - minutesOf(begins);
  if (!moved && minutes === lesson.duration_minutes) return null;
  return {
    duration_minutes: minutes,
    ...(moved && {
      // Within the same week, so that A stays A.
      starts_at: `${addDays(day, by)}T${begins}:00`,
      exdates: lesson.exdates.map((one) => `${addDays(one.slice(0, 10), by)}T${begins}:00`),
    }),
    ...(turned && { rrule: lesson.rrule!.replace(/BYDAY=[A-Z]+/, `BYDAY=${NAMES[weekday - 1]}`) }),
  };
}
