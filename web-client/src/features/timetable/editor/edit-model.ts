/** From what stands in the form of a lesson to what the server is asked to change. Pure. */
import type { Schemas, TimetableLesson } from '../../../api/types.ts';
import { clockAt, isDay, localAt, minutesOf, momentOf, type Clock, type Day } from '../calendar.ts';
import { endOf, hoursProblem, shifted, weekdaysIn, type Lesson, type TimesProblem } from './series-model.ts';

/** One lesson; it and all after it; all of them. */
export type Scope = 'this' | 'following' | 'all';

export interface LessonForm {
  readonly day: Day;
  readonly begins: Clock;
  readonly ends: Clock;
  /** Empty: none. */
  readonly place: string;
  readonly teacherIds: readonly string[];
  readonly note: string;
  /** Of a series held on one day of the week; null where it cannot be chosen. */
  readonly weekday: number | null;
}

/** As both an occurrence and a whole lesson take it. */
export type Facts = Pick<Schemas['LessonPatch'], 'location' | 'teacher_ids' | 'note'>;
export type Override = Facts & Pick<Schemas['LessonPatch'], 'starts_at' | 'duration_minutes'>;
export type Patch = Override & Pick<Schemas['LessonPatch'], 'rrule' | 'exdates'>;

/** The form of one occurrence, by the clocks of the school. */
export function formOf(lesson: TimetableLesson): LessonForm {
  return {
    day: lesson.day,
    begins: lesson.begins_at,
    ends: lesson.ends_at,
    place: lesson.location?.title ?? '',
    teacherIds: lesson.teachers.map(({ id }) => id),
    note: lesson.note ?? '',
    weekday: null,
  };
}

/** The form of all of a series, by the clocks of its own time zone. */
export function formOfSeries(series: Lesson, placeTitle: (id: string) => string): LessonForm {
  const begins = series.starts_at.slice(11, 16);
  const weekdays = weekdaysIn(series.rrule);
  return {
    day: series.starts_at.slice(0, 10),
    begins,
    ends: endOf(begins, series.duration_minutes),
    place: series.location_id === null ? '' : placeTitle(series.location_id),
    teacherIds: series.teacher_ids,
    note: series.note ?? '',
    weekday: weekdays?.length === 1 ? weekdays[0]! : null,
  };
}

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));
const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Place, teachers and note as far as they differ. */
function facts(was: LessonForm, is: LessonForm): Facts {
  return {
    ...(was.place.trim() !== is.place.trim() && { location: textOrNull(is.place) }),
    ...(!sameIds(was.teacherIds, is.teacherIds) && { teacher_ids: [...is.teacherIds] }),
    ...(was.note.trim() !== is.note.trim() && { note: textOrNull(is.note) }),
  };
}

const lengthOf = ({ begins, ends }: LessonForm): number => minutesOf(ends) - minutesOf(begins);

function timesProblem(form: LessonForm): TimesProblem | null {
  return isDay(form.day) ? hoursProblem(form) : 'day';
}

/**
 * What changes in one occurrence, or in it and all after it; `{}` when nothing does. Times are told in the time zone of the
 * lesson, which may have been imported with another one than the school's.
 */
export function overrideOf(
  was: LessonForm,
  is: LessonForm,
  zones: { readonly school: string; readonly lesson: string },
): Override | TimesProblem {
  const moved = was.day !== is.day || was.begins !== is.begins;
  // A lesson over midnight cannot be told by two clocks; whoever leaves it alone need not.
  if (moved || was.ends !== is.ends) {
    const problem = timesProblem(is);
    if (problem !== null) return problem;
  }
  const at = moved ? localAt(momentOf(is.day, is.begins, zones.school), zones.lesson) : null;
  return {
    ...(at !== null && { starts_at: `${at.day}T${clockAt(at.minutes)}:00` }),
    ...(lengthOf(was) !== lengthOf(is) && { duration_minutes: lengthOf(is) }),
    ...facts(was, is),
  };
}

/** What changes in all of a series; `{}` when nothing does. */
export function patchOf(series: Lesson, was: LessonForm, is: LessonForm): Patch | TimesProblem {
  const touched = was.begins !== is.begins || was.ends !== is.ends || was.weekday !== is.weekday;
  const problem = touched ? hoursProblem(is) : null;
  if (problem !== null) return problem;
  return { ...(touched ? shifted(series, is) : null), ...facts(was, is) };
}

/** Whether single lessons of a series lose what was changed in them when all of it gets another time. */
export const losesChanges = (series: Lesson, patch: Patch): boolean =>
  patch.starts_at !== undefined && series.overrides.length > 0;
