/**
 * Lessons into occurrences (RFC 5545 section 3.8.5): pure, in whatever time zone the process runs, and bounded, for a window
 * has at most `LIMITS.windowDays` days and a rule gives at most one start a day.
 */
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '../school/model.ts';
import { DAY_MS, dayOf, toInstant, toZoned } from './local-time.ts';
import {
  LIMITS,
  type Change,
  type DayOff,
  type Instant,
  type Lesson,
  type LocalTime,
  type Occurrence,
  type Override,
  type Span,
} from './model.ts';

/** A start that a rule gives. */
export interface Start {
  readonly local: LocalTime;
  readonly at: Instant;
}

type Repeating = Pick<Lesson, 'startsAt' | 'timeZone' | 'rrule'>;

const MINUTE_MS = 60_000;

/**
 * All occurrences that overlap a window, cancelled ones too, in order of time. Days off take away what the rule puts there,
 * except what somebody moved there on purpose; lessons held once are not repeated and stay.
 *
 * @throws RangeError for a window longer than `LIMITS.windowDays`
 */
export function expand(lesson: Lesson, window: Span, daysOff: readonly DayOff[] = []): Occurrence[] {
  const found: Occurrence[] = [];
  const overridden = new Set(lesson.overrides.map(({ recurrenceId }) => recurrenceId));
  const excluded = new Set(lesson.exdates);
  // An occurrence that began before the window may still go on in it.
  const reach = { from: window.from - lesson.durationMinutes * MINUTE_MS, to: window.to };
  for (const start of starts(lesson, reach)) {
    if (excluded.has(start.local) || overridden.has(start.local)) continue;
    if (lesson.rrule !== null && isOff(dayOf(start.local), daysOff)) continue;
    found.push(occurrence(lesson, start, null));
  }
  for (const override of lesson.overrides) {
    if (excluded.has(override.recurrenceId)) continue;
    const local = override.startsAt ?? override.recurrenceId;
    if (lesson.rrule !== null && override.startsAt === null && isOff(dayOf(local), daysOff)) continue;
    found.push(occurrence(lesson, { local, at: toInstant(local, lesson.timeZone) }, override));
  }
  return found
    .filter(({ begins, ends }) => begins < window.to && ends > window.from)
    .sort((a, b) => a.begins - b.begins);
}

/** The occurrence whose start by the rule is `recurrenceId`, or null when the lesson has none there. */
export function findOccurrence(lesson: Lesson, recurrenceId: LocalTime): Occurrence | null {
  if (!isStart(lesson, recurrenceId) || lesson.exdates.includes(recurrenceId)) return null;
  const override = lesson.overrides.find((one) => one.recurrenceId === recurrenceId) ?? null;
  const local = override?.startsAt ?? recurrenceId;
  return occurrence(lesson, { local, at: toInstant(local, lesson.timeZone) }, override);
}

/**
 * The starts that days off take from a lesson, overridden ones too: what a feed has to say as EXDATE. Only the years of days off are
 * looked at, so that the answer does not depend on when it is asked for.
 */
export function startsOff(lesson: Lesson, daysOff: readonly DayOff[]): LocalTime[] {
  if (lesson.rrule === null) return [];
  const kept = new Set(
    lesson.overrides.filter(({ startsAt }) => startsAt !== null).map((one) => one.recurrenceId),
  );
  const years = new Set(
    daysOff.flatMap(({ beginsOn, endsOn }) => {
      const [first, last] = [beginsOn, endsOn].map((day) => Number(day.slice(0, 4))) as [number, number];
      // Years are those of UTC: New Year's Eve may lie in the one or the other.
      return last - first > 2 ? [] : [first - 1, first, last, last + 1];
    }),
  );
  return [...years]
    .sort((a, b) => a - b)
    .flatMap((year) => startsOfYear(lesson, year))
    .map(({ local }) => local)
    .filter((local) => !kept.has(local) && isOff(dayOf(local), daysOff));
}

/** Whether a local time is a start that the lesson's rule gives. */
export function isStart(lesson: Repeating, local: LocalTime): boolean {
  const at = toInstant(local, lesson.timeZone);
  return starts(lesson, { from: at, to: at + 1 }).some((start) => start.local === local);
}

/** How many starts a lesson's rule gives before a local time. */
export function startsBefore(lesson: Repeating, local: LocalTime): number {
  const before = toInstant(local, lesson.timeZone);
  if (lesson.rrule === null) return toInstant(lesson.startsAt, lesson.timeZone) < before ? 1 : 0;
  let count = 0;
  for (let year = yearOf(toInstant(lesson.startsAt, lesson.timeZone)); year <= yearOf(before); year++) {
    count += startsOfYear(lesson, year).filter(({ at }) => at < before).length;
  }
  return count;
}

/**
 * The first and the last moment of a lesson with all its overrides; `ends` is null when its rule has no end. It may reach
 * further than the occurrences do, never less far.
 */
export function extent(lesson: Lesson): { begins: Instant; ends: Instant | null } {
  const moved = lesson.overrides
    .filter(({ startsAt }) => startsAt !== null)
    .map((one) => toInstant(one.startsAt!, lesson.timeZone));
  const first = toInstant(lesson.startsAt, lesson.timeZone);
  const last = lastStart(lesson);
  const longest = Math.max(
    lesson.durationMinutes,
    ...lesson.overrides.map((one) => one.durationMinutes ?? 0),
  );
  return {
    begins: Math.min(first, ...moved),
    ends: last === null ? null : Math.max(last, first, ...moved) + longest * MINUTE_MS,
  };
}

function lastStart(lesson: Repeating): Instant | null {
  if (lesson.rrule === null) return toInstant(lesson.startsAt, lesson.timeZone);
  const rule = ruleOf(lesson);
  const { until, count } = rule.options();
  if (until !== undefined) return until.epochMilliseconds;
  if (count === undefined) return null;
  return rule.all().at(-1)?.epochMilliseconds ?? toInstant(lesson.startsAt, lesson.timeZone);
}

/** Whether a day is one of the days off. */
export function isOff(day: IsoDate, daysOff: readonly DayOff[]): boolean {
  return daysOff.some(({ beginsOn, endsOn }) => beginsOn <= day && day < endsOn);
}

/** The starts that a lesson's rule gives within a window, in order. */
export function starts(lesson: Repeating, { from, to }: Span): Start[] {
  if (to - from > (LIMITS.windowDays + 2) * DAY_MS) throw new RangeError('the window is too long to expand');
  if (lesson.rrule === null) {
    const at = toInstant(lesson.startsAt, lesson.timeZone);
    return from <= at && at < to ? [{ local: lesson.startsAt, at }] : [];
  }
  const found: Start[] = [];
  for (let year = yearOf(from); year <= yearOf(to - 1); year++) {
    for (const start of startsOfYear(lesson, year)) {
      if (from <= start.at && start.at < to) found.push(start);
    }
  }
  return found;
}

const yearOf = (at: Instant): number => new Date(at).getUTCFullYear();

// All pupils of a class, and all classes in one period, ask for the same starts: a rule's starts of a (UTC) year are computed once.
const CACHED_YEARS = 5_000;
const cache = new Map<string, readonly Start[]>();

function startsOfYear(lesson: Repeating, year: number): readonly Start[] {
  const key = `${year} ${lesson.startsAt} ${lesson.timeZone} ${lesson.rrule}`;
  let found = cache.get(key);
  if (found === undefined) {
    const from = new Date(Date.UTC(year, 0, 1));
    const to = new Date(Date.UTC(year + 1, 0, 1) - 1);
    found = ruleOf(lesson)
      .between(from, to, true)
      .map((zoned) => ({
        local: zoned.toPlainDateTime().toString({ smallestUnit: 'second' }),
        at: zoned.epochMilliseconds,
      }));
    if (cache.size >= CACHED_YEARS) cache.delete(cache.keys().next().value!);
  } else {
    cache.delete(key);
  }
  cache.set(key, found);
  return found;
}

function ruleOf({ rrule, startsAt, timeZone }: Repeating): RRuleTemporal<Temporal.ZonedDateTime> {
  return new RRuleTemporal({
    rruleString: rrule!,
    dtstart: toZoned(startsAt, timeZone),
    temporal: Temporal,
    cache: false,
  });
}

function occurrence(lesson: Lesson, { local, at }: Start, override: Override | null): Occurrence {
  const cancelled = lesson.status === 'cancelled' || override?.status === 'cancelled';
  const occurrence = {
    lesson,
    recurrenceId: override?.recurrenceId ?? local,
    startsAt: local,
    begins: at,
    ends: at + (override?.durationMinutes ?? lesson.durationMinutes) * MINUTE_MS,
    title: override?.title ?? lesson.title,
    locationId: override?.locationId ?? lesson.locationId,
    teacherIds: override?.teacherIds ?? lesson.teacherIds,
    note: override?.note ?? lesson.note,
    cancelled,
  };
  return { ...occurrence, change: changeOf(lesson, override, occurrence) };
}

function changeOf(
  lesson: Lesson,
  override: Override | null,
  occurrence: Pick<
    Occurrence,
    'cancelled' | 'startsAt' | 'recurrenceId' | 'locationId' | 'teacherIds' | 'title'
  >,
): Change | null {
  const length = override?.durationMinutes ?? lesson.durationMinutes;
  const change = {
    cancelled: occurrence.cancelled,
    moved: occurrence.startsAt !== occurrence.recurrenceId || length !== lesson.durationMinutes,
    relocated: occurrence.locationId !== lesson.locationId,
    substituted: !sameSet(occurrence.teacherIds, lesson.teacherIds),
    retitled: occurrence.title !== lesson.title,
  };
  return Object.values(change).some(Boolean) ? change : null;
}

/** Whether two lists hold the same ids, in whatever order. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
