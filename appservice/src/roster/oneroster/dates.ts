/** Dates as exports write them. */
import type { IsoDate } from '../../school/model.ts';

export interface ReadDate {
  /** Null when the text is no date, or could be two. */
  readonly date: IsoDate | null;
  /** Whether it is written as OneRoster wants it, `YYYY-MM-DD`. */
  readonly asWritten: boolean;
}

/**
 * Reads a date. Beside the standard's form these can only mean one day and are understood: a date with a time of day
 * (`2026-09-01T00:00:00Z`) and day first with dots (`01.09.2026`). With slashes day and month may be either: no date.
 */
export function readDate(text: string): ReadDate {
  let known = seen.get(text);
  if (known === undefined) {
    known = understand(text);
    if (seen.size < MAX_SEEN) seen.set(text, known);
  }
  return known;
}

// A million rows share a few hundred dates: each is parsed, and kept in memory, once.
const seen = new Map<string, ReadDate>();
const MAX_SEEN = 5_000;

function understand(text: string): ReadDate {
  const iso = /^(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (iso !== null) return { date: calendarDate(iso[1]!, iso[2]!, iso[3]!), asWritten: iso[4] === undefined };
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dotted !== null) {
    return {
      date: calendarDate(dotted[3]!, dotted[2]!.padStart(2, '0'), dotted[1]!.padStart(2, '0')),
      asWritten: false,
    };
  }
  return { date: null, asWritten: false };
}

function calendarDate(year: string, month: string, day: string): IsoDate | null {
  const date = `${year}-${month}-${day}`;
  const moment = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
  return exists && year >= '1900' && year <= '2199' ? date : null;
}
