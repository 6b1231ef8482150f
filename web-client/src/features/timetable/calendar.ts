/**
 * Calendar days and clocks without a library. A day is an ISO date and is computed in UTC, where every day has 24 hours; what
 * the clocks of a time zone show is asked of `Intl`, so daylight-saving time is right wherever the device is. Pure.
 */
import type { Schemas } from '../../api/types.ts';

/** `YYYY-MM-DD` */
export type Day = string;
/** `HH:MM`, 24 hours. */
export type Clock = string;
export type WeekLetter = 'A' | 'B';
export type Term = Schemas['TermInput'];
export type DayOff = Schemas['DayOff'];

const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;

/** Midnight UTC of a day, in milliseconds: for arithmetic and for formatting with `timeZone: 'UTC'`, never a moment at school. */
export const utcOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);
const dayOfUtc = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => dayOfUtc(utcOf(day) + days * DAY_MS);
export const daysBetween = (from: Day, to: Day): number => Math.round((utcOf(to) - utcOf(from)) / DAY_MS);
/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (day: Day): number => ((new Date(utcOf(day)).getUTCDay() + 6) % 7) + 1;
export const mondayOf = (day: Day): Day => addDays(day, 1 - weekdayOf(day));

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = utcOf(text);
  return !Number.isNaN(ms) && dayOfUtc(ms) === text;
}

export const isClock = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
export const minutesOf = (clock: Clock): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
export function clockAt(minutes: number): Clock {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function formatIn(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}

export interface LocalMoment {
  readonly day: Day;
  /** Since midnight by the clock on the wall. */
  readonly minutes: number;
}

/** What calendar and clock show in a time zone at a moment (milliseconds since 1970 UTC). */
export function localAt(at: number, timeZone: string): LocalMoment {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatIn(timeZone).formatToParts(at)) parts[type] = value;
  const { year = '', month = '', day = '', hour = '', minute = '' } = parts;
  return { day: `${year.padStart(4, '0')}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute) };
}

/**
 * The moment at which the clocks of a time zone show a day and a time. A time that they skip is read with the offset before the
 * change, one that comes twice is its first coming, as the server does (RFC 5545 section 3.3.5).
 */
export function momentOf(day: Day, clock: Clock, timeZone: string): number {
  const wanted = utcOf(day) + minutesOf(clock) * MINUTE_MS;
  const offsetAt = (at: number): number => {
    const shown = localAt(at, timeZone);
    return utcOf(shown.day) + shown.minutes * MINUTE_MS - Math.floor(at / MINUTE_MS) * MINUTE_MS;
  };
  // The offsets of the days around are those before and after any change between them.
  const [before, after] = [offsetAt(wanted - DAY_MS), offsetAt(wanted + DAY_MS)];
  const fits = [wanted - before, wanted - after].filter((at) => at + offsetAt(at) === wanted);
  return fits.length > 0 ? Math.min(...fits) : wanted - before;
}

/** Whether two time zones show the same day and time at a moment; names do not matter (Europe/Kiev, Europe/Kyiv). */
export function sameClocks(one: string, other: string, at: number): boolean {
  const [a, b] = [localAt(at, one), localAt(at, other)];
  return a.day === b.day && a.minutes === b.minutes;
}

const covers = (span: { begins_on: Day; ends_on: Day }, day: Day): boolean =>
  span.begins_on <= day && day < span.ends_on;

export const termOf = (terms: readonly Term[], day: Day): Term | null =>
  terms.find((term) => covers(term, day)) ?? null;

export const dayOffAt = (daysOff: readonly DayOff[], day: Day): DayOff | null =>
  daysOff.find((one) => covers(one, day)) ?? null;

/** The letter of a day's week: the week in which a term begins is A. Null where weeks are alike. */
export function weekLetter(terms: readonly Term[], day: Day): WeekLetter | null {
  const term = termOf(terms, day);
  if (term?.week_cycle !== 2) return null;
  const weeks = daysBetween(mondayOf(term.begins_on), mondayOf(day)) / 7;
  return weeks % 2 === 0 ? 'A' : 'B';
}

/** The letter of a week in which perhaps only some days belong to a term. */
export function letterOfWeek(terms: readonly Term[], monday: Day): WeekLetter | null {
  for (let day = 0; day < 7; day++) {
    const letter = weekLetter(terms, addDays(monday, day));
    if (letter !== null) return letter;
  }
  return null;
}
