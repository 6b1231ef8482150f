/** What people say about a lesson, checked and brought into the form of model.ts. Pure. */
import type { ClassId, PersonId, SchoolId } from '../school/model.ts';
import { readLocal, readTimeZone, toInstant } from './local-time.ts';
import { LIMITS, type BellPeriod, type LocalTime, type Term } from './model.ts';
import { starts } from './recurrence.ts';
import { readRule } from './rule.ts';
import { weeklyInTerm, type Week } from './weeks.ts';
import type { ScheduleMessage } from './messages.ts';

/** When a lesson is held: by its local start and rule, or by a place in the week of a term. */
export type When =
  | {
      readonly startsAt: string;
      readonly durationMinutes: number;
      readonly rrule?: string | null;
      readonly exdates?: readonly string[];
      readonly timeZone?: string;
    }
  | {
      readonly termId: string;
      readonly weekday: number;
      readonly week?: Week | null;
      readonly period: number;
    };

export interface LessonInput {
  readonly schoolId: SchoolId;
  readonly title: string;
  readonly classIds: readonly ClassId[];
  readonly teacherIds: readonly PersonId[];
  /** Title of the location; made when it is new. */
  readonly location: string | null;
  readonly note: string | null;
  readonly when: When;
}

export interface Times {
  readonly startsAt: LocalTime;
  readonly timeZone: string;
  readonly durationMinutes: number;
  readonly rrule: string | null;
  readonly exdates: readonly LocalTime[];
}

/** What is wrong: JSON Pointer into the request's body, and what to say. */
export interface FieldProblem {
  readonly path: string;
  readonly key: ScheduleMessage;
  readonly values?: Record<string, string>;
}

/** A title as one line; null when nothing is left of it. */
export function oneLine(text: string): string | null {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line === '' ? null : line;
}

export interface Frame {
  readonly timeZone: string;
  readonly terms: readonly Term[];
  readonly periods: readonly BellPeriod[];
}

/** The times of a lesson, or the first thing that is wrong with them. */
export function resolveWhen(when: When, frame: Frame): Times | FieldProblem {
  if ('termId' in when) return weekly(when, frame);
  const startsAt = readLocal(when.startsAt);
  if (startsAt === null) return { path: '/starts_at', key: 'time_wrong' };
  const timeZone = readTimeZone(when.timeZone ?? frame.timeZone);
  if (timeZone === null) return { path: '/time_zone', key: 'zone_unknown' };
  const { durationMinutes } = when;
  if (durationMinutes < 1 || durationMinutes > LIMITS.durationMinutes) {
    return { path: '/duration_minutes', key: 'duration_wrong' };
  }
  const exdates = (when.exdates ?? []).map(readLocal);
  const wrong = exdates.indexOf(null);
  if (wrong >= 0) return { path: `/exdates/${wrong}`, key: 'time_wrong' };
  let rrule: string | null = null;
  if (when.rrule !== undefined && when.rrule !== null) {
    const reading = readRule(when.rrule, timeZone);
    if ('problem' in reading) return { path: '/rrule', key: 'rule_wrong', values: { part: reading.part } };
    rrule = reading.rrule;
    const at = toInstant(startsAt, timeZone);
    // RFC 5545 section 3.8.5.3: a first day outside of the rule makes its meaning undefined.
    if (starts({ startsAt, timeZone, rrule }, { from: at, to: at + 1 }).length === 0) {
      return { path: '/starts_at', key: 'start_not_in_rule' };
    }
  }
  return { startsAt, timeZone, durationMinutes, rrule, exdates: exdates as LocalTime[] };
}

function weekly(
  { termId, weekday, week = null, period: number }: Extract<When, { termId: string }>,
  { timeZone, terms, periods }: Frame,
): Times | FieldProblem {
  const term = terms.find(({ id }) => id === termId);
  if (term === undefined) return { path: '/weekly/term_id', key: 'no_such_term' };
  const period = periods.find((one) => one.number === number);
  if (period === undefined) return { path: '/weekly/period', key: 'no_such_period' };
  if (week !== null && term.weekCycle === 1) return { path: '/weekly/week', key: 'no_weeks' };
  const made = weeklyInTerm(term, { weekday, week, beginsAt: period.beginsAt }, timeZone);
  if (made === null) return { path: '/weekly/weekday', key: 'no_such_day' };
  return { ...made, timeZone, durationMinutes: minutesBetween(period), exdates: [] };
}

function minutesBetween({ beginsAt, endsAt }: BellPeriod): number {
  const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  return minutes(endsAt) - minutes(beginsAt);
}
