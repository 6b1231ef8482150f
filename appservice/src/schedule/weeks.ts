/** A/B weeks and the rules of weekly lessons in a term. Pure. */
import type { IsoDate } from '../school/model.ts';
import { addDays, daysBetween, mondayOf, weekdayOf } from './local-time.ts';
import type { LocalTime, Term } from './model.ts';
import { readRule, WEEKDAYS } from './rule.ts';

export type Week = 'A' | 'B';

/** The week of a day in a term's cycle; null when the term's weeks are all alike or the day lies outside of it. */
export function weekOf(term: Term, day: IsoDate): Week | null {
  if (term.weekCycle === 1 || day < term.beginsOn || day >= term.endsOn) return null;
  return (daysBetween(mondayOf(term.beginsOn), mondayOf(day)) / 7) % 2 === 0 ? 'A' : 'B';
}

export interface Weekly {
  /** 1 is Monday. */
  readonly weekday: number;
  /** Only in these weeks; null: every week. */
  readonly week: Week | null;
  /** `HH:MM` */
  readonly beginsAt: string;
}

/**
 * Start and rule of a lesson that is held weekly through a term, or every second week. Null when the term has no such day.
 * A/B weeks need nothing beyond RFC 5545: they are INTERVAL=2 counted from the first such day, in weeks that start on Monday.
 */
export function weeklyInTerm(
  term: Term,
  { weekday, week, beginsAt }: Weekly,
  timeZone: string,
): { startsAt: LocalTime; rrule: string } | null {
  if (week !== null && term.weekCycle === 1) return null;
  let first = addDays(term.beginsOn, (weekday - weekdayOf(term.beginsOn) + 7) % 7);
  if (week !== null && weekOf(term, first) !== week) first = addDays(first, 7);
  if (first >= term.endsOn) return null;
  const until = addDays(term.endsOn, -1).replaceAll('-', '');
  const interval = week === null ? '' : ';INTERVAL=2';
  const reading = readRule(
    `FREQ=WEEKLY;UNTIL=${until}${interval};BYDAY=${WEEKDAYS[weekday - 1]!};WKST=MO`,
    timeZone,
  );
  if ('problem' in reading) throw new Error(`A rule made here is wrong: ${reading.problem}`);
  return { startsAt: `${first}T${beginsAt}:00`, rrule: reading.rrule };
}
