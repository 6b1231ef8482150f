/** A week as it is drawn: its days, and where each lesson stands in a day's column. Pure. */
import type { Timetable, TimetableLesson } from '../../api/types.ts';
import {
  addDays,
  dayOffAt,
  letterOfWeek,
  localAt,
  minutesOf,
  weekdayOf,
  type Day,
  type DayOff,
  type WeekLetter,
} from './calendar.ts';

const MIDNIGHT = 24 * 60;

/** A lesson in a column: minutes since midnight by the clock on the wall, and its lane among those at the same time. */
export interface Placed {
  readonly lesson: TimetableLesson;
  readonly from: number;
  readonly to: number;
  /** Counted from 0. */
  readonly lane: number;
  /** How many lanes its neighbours need altogether. */
  readonly lanes: number;
}

export interface WeekDay {
  readonly day: Day;
  readonly isToday: boolean;
  readonly off: DayOff | null;
  readonly lessons: readonly Placed[];
}

export interface Week {
  readonly monday: Day;
  readonly letter: WeekLetter | null;
  /** Monday to Friday, and the days at the weekend that have lessons up to the last such. */
  readonly days: readonly WeekDay[];
  /** What the columns must span, in minutes since midnight; a whole number of half hours. */
  readonly from: number;
  readonly to: number;
}

/** Clocks on the wall; a lesson that goes on after midnight stands in the column of the day on which it begins. */
function stretch(lesson: TimetableLesson): { from: number; to: number } {
  const from = minutesOf(lesson.begins_at);
  const to = minutesOf(lesson.ends_at);
  const minutes = (Date.parse(lesson.ends) - Date.parse(lesson.begins)) / 60_000;
  // Over the night, or over the hour that comes twice: the clock alone would say that it ends before it begins.
  return { from, to: to > from ? to : Math.min(MIDNIGHT, from + Math.max(1, minutes)) };
}

/** Lessons at the same time stand side by side; each group of those that touch one another shares its lanes. */
export function placeLessons(lessons: readonly TimetableLesson[]): Placed[] {
  const sorted = lessons
    .map((lesson) => ({ lesson, ...stretch(lesson) }))
    .sort((a, b) => a.from - b.from || b.to - a.to || a.lesson.title.localeCompare(b.lesson.title));
  const placed: Placed[] = [];
  let group: Omit<Placed, 'lanes'>[] = [];
  let ends: number[] = [];
  const close = (): void => {
    placed.push(...group.map((one) => ({ ...one, lanes: ends.length })));
    group = [];
    ends = [];
  };
  for (const one of sorted) {
    if (ends.length > 0 && Math.max(...ends) <= one.from) close();
    const free = ends.findIndex((end) => end <= one.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = one.to;
    group.push({ ...one, lane });
  }
  close();
  return placed;
}

const DEFAULT_SPAN = { from: 8 * 60, to: 15 * 60 };
const HALF_HOUR = 30;

/** @param now milliseconds since 1970 UTC; decides which day is today at the school */
export function weekOf(timetable: Timetable, monday: Day, now: number): Week {
  const today = localAt(now, timetable.time_zone).day;
  const all = Array.from({ length: 7 }, (_, n): WeekDay => {
    const day = addDays(monday, n);
    return {
      day,
      isToday: day === today,
      off: dayOffAt(timetable.days_off, day),
      lessons: placeLessons(timetable.lessons.filter((one) => one.day === day)),
    };
  });
  const last = all.findLastIndex(({ day, lessons }) => lessons.length > 0 && weekdayOf(day) > 5);
  const days = all.slice(0, Math.max(5, last + 1));
  const placed = days.flatMap(({ lessons }) => lessons);
  const bells = timetable.periods.map((one) => ({
    from: minutesOf(one.begins_at),
    to: minutesOf(one.ends_at),
  }));
  // Bells that nobody has lessons at do not stretch the picture.
  const needed = placed.length > 0 ? placed : bells.length > 0 ? bells : [DEFAULT_SPAN];
  const from = Math.min(...needed.map((one) => one.from));
  const to = Math.max(...needed.map((one) => one.to));
  return {
    monday,
    letter: letterOfWeek(timetable.terms, monday),
    days,
    from: Math.floor(from / HALF_HOUR) * HALF_HOUR,
    to: Math.min(MIDNIGHT, Math.ceil(to / HALF_HOUR) * HALF_HOUR),
  };
}

/** Where the keys lead from a lesson, as `[day, place in it]`: up and down within the day, sideways to the lesson nearest in time. */
export function neighbour(
  days: readonly { readonly lessons: readonly Pick<Placed, 'from'>[] }[],
  [day, at]: readonly [number, number],
  key: string,
): [number, number] | null {
  const here = days[day]?.lessons ?? [];
  switch (key) {
    case 'ArrowUp':
      return at > 0 ? [day, at - 1] : null;
    case 'ArrowDown':
      return at < here.length - 1 ? [day, at + 1] : null;
    case 'Home':
      return here.length > 0 ? [day, 0] : null;
    case 'End':
      return here.length > 0 ? [day, here.length - 1] : null;
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = key === 'ArrowLeft' ? -1 : 1;
      const from = here[at]?.from ?? 0;
      for (let next = day + step; next >= 0 && next < days.length; next += step) {
        const there = days[next]!.lessons;
        if (there.length === 0) continue;
        const distance = there.map((one) => Math.abs(one.from - from));
        return [next, distance.indexOf(Math.min(...distance))];
      }
      return null;
    }
    default:
      return null;
  }
}

export interface PrintRow {
  /** Of the bell schedule; null when lessons begin at another time. */
  readonly number: number | null;
  readonly begins: string;
  readonly ends: string;
  /** One cell a day of the week. */
  readonly cells: readonly (readonly TimetableLesson[])[];
}

/** A week as the rows of a printed table: one for each time at which lessons begin. */
export function printRows({ days }: Week, periods: Timetable['periods']): PrintRow[] {
  const lessons = days.flatMap((one) => one.lessons.map(({ lesson }) => lesson));
  const begins = [...new Set(lessons.map(({ begins_at: at }) => at))].sort();
  return begins.map((at) => {
    const period = periods.find((one) => one.begins_at === at);
    const ends = lessons.filter((one) => one.begins_at === at).map((one) => one.ends_at);
    return {
      number: period?.number ?? null,
      begins: at,
      ends: period?.ends_at ?? ends.sort().at(-1)!,
      cells: days.map((day) =>
        day.lessons.map(({ lesson }) => lesson).filter((lesson) => lesson.begins_at === at),
      ),
    };
  });
}
