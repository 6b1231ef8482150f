/** A person's day: what is now, next, later, what is over, and what to say when there is nothing. Pure. */
import type { Timetable, TimetableLesson } from '../../api/types.ts';
import {
  addDays,
  dayOffAt,
  localAt,
  termOf,
  weekdayOf,
  type Day,
  type DayOff,
  type Term,
} from '../timetable/calendar.ts';

/** Why there is no lesson to speak of. */
export type Free =
  /** All of today's lessons are over, or cancelled. */
  | 'done'
  | 'holiday'
  | 'weekend'
  /** Between terms. */
  | 'between'
  /** A school day without lessons. */
  | 'free'
  /** Nothing was entered yet, as far as one can see. */
  | 'none';

export interface Today {
  /** In the time zone of the school. */
  readonly day: Day;
  readonly over: readonly TimetableLesson[];
  readonly now: readonly TimetableLesson[];
  /** Those that begin first; a cancelled lesson is never next. */
  readonly next: readonly TimetableLesson[];
  readonly later: readonly TimetableLesson[];
  /** Null while a lesson is on or to come. */
  readonly free: Free | null;
  readonly dayOff: DayOff | null;
  /** The next day with lessons, when today has none any more. */
  readonly upcoming: { readonly day: Day; readonly lessons: readonly TimetableLesson[] } | null;
  /** The next term, when there is none today. */
  readonly nextTerm: Term | null;
}

export const beginOf = ({ begins }: TimetableLesson): number => Date.parse(begins);
export const endOf = ({ ends }: TimetableLesson): number => Date.parse(ends);
const isOn = (lesson: TimetableLesson, now: number): boolean =>
  !lesson.cancelled && beginOf(lesson) <= now && now < endOf(lesson);

/** @param now milliseconds since 1970 UTC */
export function todayOf(timetable: Timetable, now: number): Today {
  const { day } = localAt(now, timetable.time_zone);
  const lessons = [...timetable.lessons].sort((a, b) => beginOf(a) - beginOf(b) || endOf(a) - endOf(b));
  // What began before midnight and is still on belongs to today too.
  const mine = lessons.filter((lesson) => lesson.day === day || isOn(lesson, now));
  const taking = mine.filter(({ cancelled }) => !cancelled);
  const nextAt = taking.map(beginOf).find((at) => at > now);
  const isNext = (lesson: TimetableLesson): boolean => !lesson.cancelled && beginOf(lesson) === nextAt;
  const over = mine.filter((one) => endOf(one) <= now || (one.cancelled && beginOf(one) <= now));
  const current = mine.filter((one) => isOn(one, now));
  const next = mine.filter(isNext);
  const later = mine.filter((one) => beginOf(one) > now && !isNext(one));
  const isBusy = current.length > 0 || next.length > 0;
  const dayOff = dayOffAt(timetable.days_off, day);
  const following = lessons.find((one) => one.day > day && !one.cancelled)?.day;
  const terms = [...timetable.terms].sort((a, b) => (a.begins_on < b.begins_on ? -1 : 1));
  return {
    day,
    over,
    now: current,
    next,
    later,
    dayOff,
    free: isBusy ? null : freeOf(timetable, day, mine.length > 0, dayOff !== null),
    upcoming:
      isBusy || following === undefined
        ? null
        : { day: following, lessons: lessons.filter((one) => one.day === following) },
    nextTerm: termOf(terms, day) === null ? (terms.find((one) => one.begins_on > day) ?? null) : null,
  };
}

function freeOf({ terms, lessons }: Timetable, day: Day, hadLessons: boolean, isOff: boolean): Free {
  if (hadLessons) return 'done';
  if (isOff) return 'holiday';
  if (terms.length > 0 && termOf(terms, day) === null) return 'between';
  if (lessons.length === 0) return 'none';
  return weekdayOf(day) >= 6 ? 'weekend' : 'free';
}

/** What is not as the timetable says in the days to come, in order of time. */
export function changesAhead(timetable: Timetable, now: number, days = 7): TimetableLesson[] {
  const { day } = localAt(now, timetable.time_zone);
  const until = addDays(day, days);
  return timetable.lessons
    .filter((one) => (one.change !== null || one.cancelled) && endOf(one) > now && one.day < until)
    .sort((a, b) => beginOf(a) - beginOf(b));
}

/** How much of a lesson is over, from 0 to 1. */
export function shareOver(lesson: TimetableLesson, now: number): number {
  const [from, to] = [beginOf(lesson), endOf(lesson)];
  return Math.min(1, Math.max(0, (now - from) / Math.max(1, to - from)));
}

/** Whole minutes until a moment, at least one: somebody told "in 0 minutes" would wonder. */
export const minutesUntil = (at: number, now: number): number => Math.max(1, Math.ceil((at - now) / 60_000));
