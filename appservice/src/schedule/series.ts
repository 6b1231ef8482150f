/**
 * "This and all following": a repeated lesson cut in two, as RFC 8984 (section 4.1.3) describes it for calendars. The first part keeps its UID and ends
 * before the cut; what follows is a lesson of its own. RFC 5545's RANGE=THISANDFUTURE would say the same, but hardly any program reads it.
 * Pure.
 */
import type { PersonId } from '../school/model.ts';
import { addDays, clockOf, DAY_MS, dayOf, daysBetween, toInstant, toLocal, weekdayOf } from './local-time.ts';
import {
  LIMITS,
  type Instant,
  type Lesson,
  type LocalTime,
  type LocationId,
  type Override,
} from './model.ts';
import { extent, isStart, sameSet, starts, startsBefore } from './recurrence.ts';
import { rulePart, untilOf, WEEKDAYS, withPart } from './rule.ts';

/** What is different from an occurrence on; what is left out stays as it is. */
export interface FollowingChange {
  /** New start of that occurrence; the following ones move by as many days and to the same time of the day. */
  readonly startsAt?: LocalTime;
  readonly durationMinutes?: number;
  readonly title?: string;
  readonly locationId?: LocationId | null;
  readonly teacherIds?: readonly PersonId[];
  readonly note?: string | null;
}

export interface Split {
  /** The lesson before the cut; null when nothing was before it: the change is one of the whole lesson. */
  readonly before: Lesson | null;
  /** The lesson from the cut on, still with the id and UID of the whole. */
  readonly rest: Lesson;
}

/**
 * Cuts a lesson at one of its starts and changes what follows. Changes of single occurrences go with the part they are in: they
 * keep what they say of their own (cancelled stays cancelled, moved stays where it was moved to), but at the cut itself the new change wins.
 *
 * @returns `'moved_across'` when the rule cannot be moved to another day of the week: it names several, or days of the month
 */
export function splitSeries(
  lesson: Lesson,
  recurrenceId: LocalTime,
  change: FollowingChange,
): Split | 'moved_across' {
  const { startsAt = recurrenceId, ...fields } = change;
  const past = startsBefore(lesson, recurrenceId);
  const days = daysBetween(dayOf(recurrenceId), dayOf(startsAt));
  const clock = startsAt.slice(10);
  const rrule = lesson.rrule === null ? null : movedRule(lesson, startsAt, days, past);
  if (rrule === undefined) return 'moved_across';
  const moved = (local: LocalTime): LocalTime => `${addDays(dayOf(local), days)}${clock}`;

  const whole: Lesson = { ...lesson, ...fields, startsAt, rrule };
  const rest: Lesson = {
    ...whole,
    exdates: lesson.exdates.filter((local) => local >= recurrenceId).map(moved),
    overrides: lesson.overrides
      .filter((one) => one.recurrenceId >= recurrenceId)
      .map((one) => (one.recurrenceId === recurrenceId ? withoutNamed(one, change) : one))
      .map((one) => ownOnly({ ...one, recurrenceId: moved(one.recurrenceId) }, whole))
      .filter((one) => says(one) && isStart(whole, one.recurrenceId)),
  };
  return { before: past === 0 ? null : endBefore(lesson, recurrenceId, past), rest };
}

/** The lesson without the occurrences from one of its starts on. */
export function endBefore(
  lesson: Lesson,
  recurrenceId: LocalTime,
  past: number = startsBefore(lesson, recurrenceId),
): Lesson {
  const rrule = lesson.rrule!;
  return {
    ...lesson,
    rrule:
      rulePart(rrule, 'COUNT') === undefined
        ? withPart(rrule, 'UNTIL', untilOf(toInstant(recurrenceId, lesson.timeZone) - 1_000))
        : withPart(rrule, 'COUNT', String(past)),
    exdates: lesson.exdates.filter((local) => local < recurrenceId),
    overrides: lesson.overrides.filter((one) => one.recurrenceId < recurrenceId),
  };
}

/** The rule from the cut on; undefined when it cannot be moved by so many days. */
function movedRule(lesson: Lesson, startsAt: LocalTime, days: number, past: number): string | undefined {
  let rrule = lesson.rrule!;
  if (days !== 0) {
    const byDay = rulePart(rrule, 'BYDAY');
    const simple = /^FREQ=WEEKLY(;(UNTIL|COUNT|INTERVAL|BYDAY|WKST)=[^;]*)*$/.test(rrule);
    if (!simple || byDay?.includes(',') === true) return undefined;
    if (byDay !== undefined) rrule = withPart(rrule, 'BYDAY', WEEKDAYS[weekdayOf(dayOf(startsAt)) - 1]!);
  }
  const count = rulePart(rrule, 'COUNT');
  if (count !== undefined) return withPart(rrule, 'COUNT', String(Number(count) - past));
  const until = rulePart(rrule, 'UNTIL');
  if (until === undefined || (days === 0 && clockOf(startsAt) === clockOf(lesson.startsAt))) return rrule;
  // The last day stays the last day, however late the lesson is on it now.
  const lastDay = dayOf(toLocal(instantOf(until), lesson.timeZone));
  return withPart(rrule, 'UNTIL', untilOf(toInstant(`${lastDay}T23:59:59`, lesson.timeZone)));
}

const instantOf = (until: string): number =>
  Date.parse(until.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** What the change names is not the occurrence's own any more. */
function withoutNamed(one: Override, change: FollowingChange): Override {
  const named = Object.keys(change).filter((key) => change[key as keyof FollowingChange] !== undefined);
  return { ...one, ...Object.fromEntries(named.map((key) => [key, null])) };
}

/** What an occurrence says beyond its lesson, as null means "as in the lesson". */
function ownOnly(one: Override, lesson: Lesson): Override {
  const own = <T>(value: T | null, ofLesson: T | null): T | null => (value === ofLesson ? null : value);
  return {
    ...one,
    startsAt: own(one.startsAt, one.recurrenceId),
    durationMinutes: own(one.durationMinutes, lesson.durationMinutes),
    title: own(one.title, lesson.title),
    locationId: own(one.locationId, lesson.locationId),
    teacherIds: one.teacherIds !== null && sameSet(one.teacherIds, lesson.teacherIds) ? null : one.teacherIds,
    note: own(one.note, lesson.note),
  };
}

function says({ status, startsAt, durationMinutes, title, locationId, teacherIds, note }: Override): boolean {
  return (
    status === 'cancelled' ||
    [startsAt, durationMinutes, title, locationId, teacherIds, note].some((value) => value !== null)
  );
}

/**
 * A lesson without what is still to come: ended before its next occurrence (`since`), or cancelled when none has been yet. Null when nothing
 * of it is to come.
 */
export function withoutFuture(
  lesson: Lesson,
  now: Instant,
): { lesson: Lesson; since: LocalTime | null } | null {
  const cancelled: Lesson = { ...lesson, status: 'cancelled' };
  if (lesson.rrule === null) {
    return (extent(lesson).ends ?? Infinity) > now ? { lesson: cancelled, since: null } : null;
  }
  const from = now - lesson.durationMinutes * 60_000 + 1;
  const next = starts(lesson, { from, to: from + LIMITS.windowDays * DAY_MS })[0];
  if (next === undefined) return null;
  const past = startsBefore(lesson, next.local);
  return past === 0
    ? { lesson: cancelled, since: null }
    : { lesson: endBefore(lesson, next.local, past), since: next.local };
}
