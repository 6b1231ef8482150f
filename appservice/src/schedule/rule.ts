/**
 * RRULE values (RFC 5545 section 3.3.10), read strictly. Lessons repeat daily, weekly, monthly or yearly, at one time of the day:
 * a rule with FREQ=SECONDLY or BYMINUTE is no timetable, and without those a rule gives at most one occurrence a day, which
 * bounds every expansion by the length of its window.
 */
import { toInstant, toLocal, readLocal } from './local-time.ts';
import type { Instant } from './model.ts';

export type RuleProblem =
  'rule_malformed' | 'rule_part_unknown' | 'rule_too_frequent' | 'rule_count_and_until' | 'rule_too_long';

export type RuleReading =
  | { readonly rrule: string }
  /** `part` is the part of the rule that is wrong, as written. */
  | { readonly problem: RuleProblem; readonly part: string };

const MAX_LENGTH = 500;
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];
const SUB_DAILY = /^(HOURLY|MINUTELY|SECONDLY)$/;
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

/** In the order in which they are written; each with what its values look like. */
const PARTS: { readonly [part: string]: (value: string, freq: string) => boolean } = {
  FREQ: (value) => FREQUENCIES.includes(value),
  UNTIL: (value) => /^\d{8}(T\d{6}Z?)?$/.test(value),
  COUNT: (value) => inRange(value, 1, 9_999),
  INTERVAL: (value) => inRange(value, 1, 999),
  BYMONTH: list((value) => inRange(value, 1, 12)),
  BYWEEKNO: (value, freq) => freq === 'YEARLY' && list((one) => signed(one, 53))(value),
  BYYEARDAY: (value, freq) => freq === 'YEARLY' && list((one) => signed(one, 366))(value),
  BYMONTHDAY: (value, freq) => freq !== 'WEEKLY' && list((one) => signed(one, 31))(value),
  BYDAY: (value, freq) =>
    list((one) => {
      const [, number = '', day = ''] = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(one) ?? [];
      const numbered = number === '' || (/^(MONTHLY|YEARLY)$/.test(freq) && signed(number, 53));
      return numbered && (WEEKDAYS as readonly string[]).includes(day);
    })(value),
  BYSETPOS: list((value) => signed(value, 366)),
  WKST: (value) => (WEEKDAYS as readonly string[]).includes(value),
};

function inRange(value: string, least: number, most: number): boolean {
  return /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most;
}
function signed(value: string, most: number): boolean {
  return /^[+-]?\d{1,3}$/.test(value) && inRange(value.replace(/^[+-]/, ''), 1, most);
}
function list(one: (value: string) => boolean): (value: string) => boolean {
  return (value) => value.split(',').every(one);
}

/**
 * Reads a rule for a lesson that starts at a local time. The normal form has its parts in a fixed order and UNTIL, as a lesson
 * with a time zone must have it, in UTC; an UNTIL that is a date means the end of that day where the lesson is held.
 */
export function readRule(text: string, timeZone: string): RuleReading {
  if (text.length > MAX_LENGTH) return { problem: 'rule_too_long', part: text.slice(0, 40) };
  const parts = new Map<string, string>();
  for (const written of text.trim().toUpperCase().split(';')) {
    const [, name = '', value = ''] = /^([A-Z-]+)=(.+)$/.exec(written) ?? [];
    if (name === '' || parts.has(name)) return { problem: 'rule_malformed', part: written };
    parts.set(name, value);
  }
  const freq = parts.get('FREQ') ?? '';
  if (SUB_DAILY.test(freq)) return { problem: 'rule_too_frequent', part: `FREQ=${freq}` };
  for (const [name, value] of parts) {
    if (/^BY(HOUR|MINUTE|SECOND)$/.test(name)) {
      return { problem: 'rule_too_frequent', part: `${name}=${value}` };
    }
    if (!Object.hasOwn(PARTS, name)) return { problem: 'rule_part_unknown', part: name };
    if (!PARTS[name]!(value, freq)) return { problem: 'rule_malformed', part: `${name}=${value}` };
  }
  if (freq === '') return { problem: 'rule_malformed', part: 'FREQ' };
  if (parts.has('COUNT') && parts.has('UNTIL')) return { problem: 'rule_count_and_until', part: 'COUNT' };
  const until = parts.get('UNTIL');
  if (until !== undefined) {
    const utc = untilInUtc(until, timeZone);
    if (utc === null) return { problem: 'rule_malformed', part: `UNTIL=${until}` };
    parts.set('UNTIL', utc);
  }
  const names = Object.keys(PARTS).filter((name) => parts.has(name));
  return { rrule: names.map((name) => `${name}=${parts.get(name)!}`).join(';') };
}

function untilInUtc(until: string, timeZone: string): string | null {
  const local = readLocal(
    until.replace(
      /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})Z?)?$/,
      (_all, year: string, month: string, day: string, hour = '23', minute = '59', second = '59') =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}`,
    ),
  );
  if (local === null) return null;
  return until.endsWith('Z') ? until : untilOf(toInstant(local, timeZone));
}

/** A moment as UNTIL wants it: `20270525T205959Z`. */
export function untilOf(at: Instant): string {
  return `${toLocal(at, 'UTC').replace(/[-:]/g, '')}Z`;
}

/** One part of a rule in normal form, e.g. `INTERVAL`; undefined when it has none. */
export function rulePart(rrule: string, name: string): string | undefined {
  return rrule
    .split(';')
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

/** A rule in normal form with one of its parts set. */
export function withPart(rrule: string, name: string, value: string): string {
  const parts = new Map(rrule.split(';').map((part) => part.split('=', 2) as [string, string]));
  parts.set(name, value);
  return Object.keys(PARTS)
    .filter((one) => parts.has(one))
    .map((one) => `${one}=${parts.get(one)!}`)
    .join(';');
}
