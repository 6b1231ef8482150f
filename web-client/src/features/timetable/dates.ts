/** Days and clocks of a timetable as the reader's language writes them: they belong to the school, not to the device. Pure. */
import type { Translator } from '../../i18n/translator.ts';
import { addDays, minutesOf, MINUTE_MS, utcOf, type Clock, type Day } from './calendar.ts';

export interface Dates {
  /** `вторник, 1 декабря`; with the year when asked. */
  readonly day: (day: Day, options?: { year?: boolean }) => string;
  /** `вт, 1 дек.` */
  readonly shortDay: (day: Day) => string;
  /** `вторник`; 1 is Monday. */
  readonly weekday: (weekday: number, style?: 'long' | 'short') => string;
  /** `1` */
  readonly dayOfMonth: (day: Day) => string;
  /** `30 ноября – 5 декабря`: from the first day to the last, both included. */
  readonly span: (first: Day, last: Day) => string;
  /** `10:15`, `10:15 AM` */
  readonly clock: (clock: Clock) => string;
  readonly clocks: (from: Clock, to: Clock) => string;
}

const known = new WeakMap<Translator, Dates>();

export function datesOf(translator: Translator): Dates {
  let dates = known.get(translator);
  if (dates === undefined) known.set(translator, (dates = createDates(translator.region)));
  return dates;
}

export function createDates(region: string): Dates {
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(region, { ...options, timeZone: 'UTC' });
  const day = format({ weekday: 'long', day: 'numeric', month: 'long' });
  const dayInYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDay = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const weekdays = { long: format({ weekday: 'long' }), short: format({ weekday: 'short' }) };
  const span = format({ day: 'numeric', month: 'long' });
  const clock = format({ hour: 'numeric', minute: '2-digit' });
  const atClock = (text: Clock): number => minutesOf(text) * MINUTE_MS;
  return {
    day: (one, { year = false } = {}) => (year ? dayInYear : day).format(utcOf(one)),
    shortDay: (one) => shortDay.format(utcOf(one)),
    // 5 January 1970 was a Monday.
    weekday: (one, style = 'long') => weekdays[style].format(utcOf(addDays('1970-01-04', one))),
    dayOfMonth: (one) => String(Number(one.slice(8))),
    span: (first, last) => span.formatRange(utcOf(first), utcOf(last)),
    clock: (text) => clock.format(atClock(text)),
    clocks: (from, to) => `${clock.format(atClock(from))} – ${clock.format(atClock(to))}`,
  };
}

export const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
