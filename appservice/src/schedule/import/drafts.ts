/** Lessons as readers of files give them, and how they differ from stored ones. Pure but for the look-up of locations. */
import type { Findings } from '../../roster/findings.ts';
import type { ClassId } from '../../school/model.ts';
import type { CalendarEvent, CalendarOverride } from '../ical/event.ts';
import { readCalendar, type ReadCalendarOptions } from '../ical/read.ts';
import type { Lesson, LocationId, Override } from '../model.ts';
import { sameSet } from '../recurrence.ts';
import type { CsvLesson } from './csv.ts';
import type { ImportCode } from './messages.ts';

type Fields = Omit<Lesson, 'id' | 'schoolId' | 'uid' | 'sequence' | 'updatedAt' | 'firstUid' | 'nextUid'>;
type Locate = (title: string) => Promise<LocationId>;

export interface Draft {
  /** Of the source. */
  readonly key: string;
  /** The lesson, with locations by id; `was` keeps what this kind of source does not say. */
  resolve(locate: Locate, was: Lesson | null): Promise<Fields>;
}

/** No class has more lessons in the time that a calendar shows. */
const MOST_LESSONS = 10_000;

/** The lessons of a class's calendar. */
export async function draftsOfCalendar(
  text: string,
  { classId, ...options }: ReadCalendarOptions & { readonly classId: ClassId },
  findings: Findings<ImportCode>,
): Promise<Draft[]> {
  const events = await readCalendar(text, options, findings);
  if (events.length > MOST_LESSONS) {
    findings.error('too_many_lessons', { file: options.file }, { limit: MOST_LESSONS });
    return [];
  }
  return events.map((event) => draftOfEvent(event, classId));
}

function draftOfEvent(event: CalendarEvent, classId: ClassId): Draft {
  return {
    key: event.uid,
    async resolve(locate, was) {
      const { title, startsAt, timeZone, durationMinutes, rrule, exdates, status } = event;
      const overrides: Override[] = [];
      for (const one of event.overrides) overrides.push(await asOverride(event, one, locate));
      return {
        title,
        startsAt,
        timeZone,
        durationMinutes,
        rrule,
        exdates,
        classIds: [classId],
        // Calendars name teachers in free text, if at all; who was set by hand stays.
        teacherIds: was?.teacherIds ?? [],
        locationId: event.location === null ? null : await locate(event.location),
        note: event.description,
        status,
        overrides,
      };
    },
  };
}

/** Only what differs from the series is kept, so that a later change of the series reaches the occurrence too. */
async function asOverride(event: CalendarEvent, one: CalendarOverride, locate: Locate): Promise<Override> {
  return {
    recurrenceId: one.recurrenceId,
    status: one.status,
    startsAt: one.startsAt === one.recurrenceId ? null : one.startsAt,
    durationMinutes: one.durationMinutes === event.durationMinutes ? null : one.durationMinutes,
    title: one.title === event.title ? null : one.title,
    locationId: one.location === null || one.location === event.location ? null : await locate(one.location),
    teacherIds: null,
    note: one.description === event.description ? null : one.description,
  };
}

export function asDraft(row: CsvLesson, timeZone: string): Draft {
  const { key, title, startsAt, durationMinutes, rrule, classId, teacherIds, location } = row;
  return {
    key,
    resolve: async (locate) => ({
      title,
      startsAt,
      timeZone,
      durationMinutes,
      rrule,
      exdates: [],
      classIds: [classId],
      teacherIds,
      locationId: location === null ? null : await locate(location),
      note: null,
      status: 'confirmed',
      overrides: [],
    }),
  };
}

/** Whether an import changes a lesson. */
export function differs(was: Lesson, next: Lesson): boolean {
  const plain = ({
    title,
    startsAt,
    timeZone,
    durationMinutes,
    rrule,
    locationId,
    note,
    status,
  }: Lesson): string =>
    JSON.stringify([title, startsAt, timeZone, durationMinutes, rrule, locationId, note, status]);
  const overrides = ({ overrides: all }: Lesson): string =>
    JSON.stringify(
      all
        .map((one) => [
          one.recurrenceId,
          one.status,
          one.startsAt,
          one.durationMinutes,
          one.title,
          one.locationId,
          one.note,
        ])
        .sort(),
    );
  return (
    plain(was) !== plain(next) ||
    overrides(was) !== overrides(next) ||
    !sameSet(was.exdates, next.exdates) ||
    !sameSet(was.classIds, next.classIds) ||
    !sameSet(was.teacherIds, next.teacherIds)
  );
}
