/** Lessons as the events of a calendar feed. Pure. */
import type { Locale } from '../school/model.ts';
import type { CalendarEvent, CalendarOverride } from './ical/event.ts';
import { scheduleText } from './messages.ts';
import type { DayOff, Lesson, Occurrence, Override } from './model.ts';
import { isOff, startsOff } from './recurrence.ts';
import { dayOf } from './local-time.ts';
import type { Names } from './settings-store.ts';

export interface FeedOptions {
  readonly names: Names;
  readonly locale: Locale;
  readonly daysOff: readonly DayOff[];
  /** Whether classes stand in the titles: yes for teachers and locations, who see many. */
  readonly showClasses: boolean;
  readonly concerns: (occurrence: Pick<Occurrence, 'lesson' | 'teacherIds' | 'locationId'>) => boolean;
}

type Said = Pick<Override, 'title' | 'locationId' | 'teacherIds' | 'note'>;

/**
 * The events of one lesson. Where only some occurrences are the reader's, the series stays as long as it is the reader's as a whole,
 * and what is not is cancelled in it; a substitute gets the single lessons as events of their own.
 */
export function feedEvents(lesson: Lesson, options: FeedOptions): CalendarEvent[] {
  const { daysOff, concerns } = options;
  const overrides = lesson.overrides.filter((one) => !isSuppressed(lesson, one, daysOff));
  const event = {
    uid: lesson.uid,
    startsAt: lesson.startsAt,
    timeZone: lesson.timeZone,
    durationMinutes: lesson.durationMinutes,
    rrule: lesson.rrule,
    exdates: [...new Set([...lesson.exdates, ...startsOff(lesson, daysOff)])].sort(),
    ...texts(lesson, lesson, options),
    status: lesson.status,
    sequence: lesson.sequence,
    firstUid: lesson.firstUid,
    nextUid: lesson.nextUid,
    updatedAt: Math.floor(lesson.updatedAt / 1_000) * 1_000,
  };
  const concernsOverride = (one: Override): boolean =>
    concerns({
      lesson,
      teacherIds: one.teacherIds ?? lesson.teacherIds,
      locationId: one.locationId ?? lesson.locationId,
    });

  if (concerns({ lesson, teacherIds: lesson.teacherIds, locationId: lesson.locationId })) {
    const own = overrides.map((one): CalendarOverride => {
      const made = asOverride(lesson, one, options);
      return concernsOverride(one) ? made : { ...made, status: 'cancelled' };
    });
    return [{ ...event, overrides: own }];
  }
  return overrides.filter(concernsOverride).map((one) => {
    const { recurrenceId, ...made } = asOverride(lesson, one, options);
    const uid = `${recurrenceId.replace(/[-:]/g, '')}-${lesson.uid}`;
    return { ...event, ...made, uid, rrule: null, exdates: [], overrides: [] };
  });
}

function asOverride(lesson: Lesson, one: Override, options: FeedOptions): CalendarOverride {
  return {
    recurrenceId: one.recurrenceId,
    startsAt: one.startsAt ?? one.recurrenceId,
    durationMinutes: one.durationMinutes ?? lesson.durationMinutes,
    ...texts(lesson, one, options),
    status: lesson.status === 'cancelled' ? 'cancelled' : one.status,
  };
}

function texts(
  lesson: Lesson,
  said: Said,
  { names, locale, showClasses }: FeedOptions,
): Pick<CalendarEvent, 'title' | 'location' | 'description'> {
  const classes = lesson.classIds.map((id) => names.classes.get(id)).filter((title) => title !== undefined);
  const teachers = (said.teacherIds ?? lesson.teacherIds)
    .map((id) => names.teachers.get(id))
    .filter((name) => name !== undefined);
  const title = said.title ?? lesson.title;
  const description = [
    ...(teachers.length > 0 ? [scheduleText(locale, 'feed_teachers', { names: teachers.join(', ') })] : []),
    ...((said.note ?? lesson.note) === null ? [] : [said.note ?? lesson.note]),
  ].join('\n');
  return {
    title: showClasses && classes.length > 0 ? `${title} · ${classes.join(', ')}` : title,
    location: names.locations.get(said.locationId ?? lesson.locationId ?? '') ?? null,
    description: description === '' ? null : description,
  };
}

/** An override that is not held because its day is off, as in recurrence.ts. */
function isSuppressed(lesson: Lesson, one: Override, daysOff: readonly DayOff[]): boolean {
  return lesson.rrule !== null && one.startsAt === null && isOff(dayOf(one.recurrenceId), daysOff);
}
