/** Timetables for tests: plainly made up. */
import type { Timetable, TimetableLesson } from '../../../api/types.ts';
import { momentOf } from '../calendar.ts';

export interface Sketch extends Partial<Omit<TimetableLesson, 'change'>> {
  readonly change?: Partial<TimetableLesson['change']> | null;
}

/** A lesson of 7Б on 1 December 2026 in Moscow; begins and ends follow from day, clocks and zone. */
export function sampleLesson(sketch: Sketch = {}, timeZone = 'Europe/Moscow'): TimetableLesson {
  const { day = '2026-12-01', begins_at = '08:30', ends_at = '09:15', change = null, ...rest } = sketch;
  const title = rest.title ?? 'Алгебра';
  return {
    lesson_id: title,
    recurrence_id: `${day}T${begins_at}:00`,
    sequence: 0,
    title,
    day,
    begins_at,
    ends_at,
    begins: new Date(momentOf(day, begins_at, timeZone)).toISOString(),
    ends: new Date(momentOf(day, ends_at, timeZone)).toISOString(),
    classes: [{ id: '7b', title: '7Б' }],
    teachers: [{ id: 't1', name: 'Вера Образцова' }],
    location: { id: 'l204', title: '204' },
    note: null,
    cancelled: false,
    phase: 'later',
    may_change: false,
    ...rest,
    change:
      change === null
        ? null
        : {
            cancelled: false,
            moved: false,
            relocated: false,
            substituted: false,
            retitled: false,
            ...change,
            was: {
              title,
              day,
              begins_at,
              teachers: [{ id: 't1', name: 'Вера Образцова' }],
              location: { id: 'l204', title: '204' },
              ...change?.was,
            },
          },
  };
}

export function sampleTimetable(
  lessons: readonly TimetableLesson[],
  more: Partial<Timetable> = {},
): Timetable {
  return {
    from: '2026-11-30',
    days: 14,
    today: '2026-12-01',
    time_zone: 'Europe/Moscow',
    may_change: false,
    terms: [{ title: 'II', begins_on: '2026-11-09', ends_on: '2026-12-30', week_cycle: 2 }],
    periods: [
      { number: 1, begins_at: '08:30', ends_at: '09:15' },
      { number: 2, begins_at: '09:25', ends_at: '10:10' },
    ],
    days_off: [],
    lessons: [...lessons],
    ...more,
  };
}
