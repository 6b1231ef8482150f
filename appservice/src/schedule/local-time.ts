/**
 * Local times and moments, by the Temporal proposal (temporal-polyfill; Node 24 has none of its own): never through `Date`,
 * whose local fields are those of the process's time zone.
 */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '../school/model.ts';
import type { Instant, LocalTime, Span } from './model.ts';

export const DAY_MS = 86_400_000;

/** A moment as others read it: RFC 3339, UTC. */
export const instant = (moment: Instant): string => new Date(moment).toISOString();
const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
/** Years in which there can be lessons: what lies outside is a mistake, and some of it costs much to compute. */
const YEARS = { first: 1990, last: 2199 };

/** A local time in normal form, or null when it is none, e.g. `2026-02-30T10:00`. */
export function readLocal(text: string): LocalTime | null {
  if (!LOCAL.test(text)) return null;
  try {
    const local = Temporal.PlainDateTime.from(text, { overflow: 'reject' });
    return local.year < YEARS.first || local.year > YEARS.last ? null : formatLocal(local);
  } catch {
    return null;
  }
}

/** A calendar date in normal form, or null. */
export function readDay(text: string): IsoDate | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && readLocal(`${text}T00:00:00`) !== null ? text : null;
}

/**
 * The IANA time zone behind a name in its own spelling, or null when there is none. Offsets (`+03:00`), which `Intl` takes too,
 * are none: they know nothing of daylight-saving time.
 */
export function readTimeZone(name: string): string | null {
  if (!/^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/.test(name)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

/**
 * The moment of a local time. A time that the clocks skip is read with the offset before the change, one that comes twice
 * is its first coming (RFC 5545 section 3.3.5).
 */
export function toInstant(local: LocalTime, timeZone: string): Instant {
  return toZoned(local, timeZone).epochMilliseconds;
}

export function toZoned(local: LocalTime, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
}

/** What the clocks in a time zone show at a moment. */
export function toLocal(at: Instant, timeZone: string): LocalTime {
  return formatLocal(
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime(),
  );
}

function formatLocal(local: Temporal.PlainDateTime): LocalTime {
  return local.toString({ smallestUnit: 'second', calendarName: 'never' });
}

export function dayOf(local: LocalTime): IsoDate {
  return local.slice(0, 10);
}

/** `HH:MM` */
export function clockOf(local: LocalTime): string {
  return local.slice(11, 16);
}

export function addDays(day: IsoDate, days: number): IsoDate {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function addMinutes(local: LocalTime, minutes: number): LocalTime {
  return formatLocal(Temporal.PlainDateTime.from(local).add({ minutes }));
}

/** Days from one date to another. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: IsoDate): number {
  return Temporal.PlainDate.from(day).dayOfWeek;
}

/** Monday of the week of a day. */
export function mondayOf(day: IsoDate): IsoDate {
  return addDays(day, 1 - weekdayOf(day));
}

/** From the first moment of a day to the first moment of the day `days` later; a day may have 23 or 25 hours. */
export function daySpan(day: IsoDate, days: number, timeZone: string): Span {
  return {
    from: toInstant(`${day}T00:00:00`, timeZone),
    to: toInstant(`${addDays(day, days)}T00:00:00`, timeZone),
  };
}
