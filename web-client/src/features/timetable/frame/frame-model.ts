/** Terms, bells and days off as a form shows them. Pure. */
import type { Schemas, TimetableFrame } from '../../../api/types.ts';
import { addDays, isClock, isDay, minutesOf } from '../calendar.ts';

/** A stretch of days with its last day included, as people say it; the server counts the day after. */
export interface SpanRow {
  readonly title: string;
  readonly first: string;
  readonly last: string;
}
export interface TermRow extends SpanRow {
  readonly weeks: boolean;
}
export interface BellRow {
  readonly number: string;
  readonly begins: string;
  readonly ends: string;
}

type Spans = readonly { readonly title: string; readonly begins_on: string; readonly ends_on: string }[];

export const spanRows = (spans: Spans): SpanRow[] =>
  spans.map(({ title, begins_on, ends_on }) => ({ title, first: begins_on, last: addDays(ends_on, -1) }));

export const termRows = (terms: TimetableFrame['terms']): TermRow[] =>
  terms.map((term) => ({ ...spanRows([term])[0]!, weeks: term.week_cycle === 2 }));

export const bellRows = (periods: TimetableFrame['periods']): BellRow[] =>
  periods.map((one) => ({ number: String(one.number), begins: one.begins_at, ends: one.ends_at }));

/** The row that is wrong, or what to send. */
export type Read<T> = { readonly value: T[] } | { readonly wrong: number };

function read<Row, T>(rows: readonly Row[], one: (row: Row) => T | null): Read<T> {
  const value: T[] = [];
  for (const [at, row] of rows.entries()) {
    const made = one(row);
    if (made === null) return { wrong: at };
    value.push(made);
  }
  return { value };
}

function readSpan({ title, first, last }: SpanRow): Schemas['DayOff'] | null {
  if (title.trim() === '' || !isDay(first) || !isDay(last) || last < first) return null;
  return { title: title.trim(), begins_on: first, ends_on: addDays(last, 1) };
}

export const readDaysOff = (rows: readonly SpanRow[]): Read<Schemas['DayOff']> => read(rows, readSpan);

export const readTerms = (rows: readonly TermRow[]): Read<Schemas['TermInput']> =>
  read(rows, (row) => {
    const span = readSpan(row);
    return span === null ? null : { ...span, week_cycle: row.weeks ? 2 : 1 };
  });

export const readBells = (rows: readonly BellRow[]): Read<Schemas['BellPeriod']> =>
  read(rows, ({ number, begins, ends }) => {
    if (!/^\d{1,2}$/.test(number) || Number(number) > 20 || !isClock(begins) || !isClock(ends)) return null;
    if (minutesOf(ends) <= minutesOf(begins)) return null;
    return { number: Number(number), begins_at: begins, ends_at: ends };
  });

/** The bell after the last: as long as that one, after a break of ten minutes. */
export function nextBell(rows: readonly BellRow[]): BellRow {
  const last = rows.at(-1);
  if (last === undefined || !isClock(last.begins) || !isClock(last.ends)) {
    return { number: String(rows.length + 1), begins: '08:30', ends: '09:15' };
  }
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const length = Math.max(1, minutesOf(last.ends) - minutesOf(last.begins));
  const begins = Math.min(minutesOf(last.ends) + 10, 23 * 60);
  return {
    number: String(Number(last.number) + 1),
    begins: clock(begins),
    ends: clock(Math.min(begins + length, 23 * 60 + 59)),
  };
}
