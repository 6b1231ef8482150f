/** Timetables to look at: of a person, a class or a location, over some days. */
import type { components } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import { ApiError } from '../http/api-error.ts';
import type { ClassId, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import { administersSchool, classesOf, indexState, today } from '../school/rules.ts';
import type { Sql } from '../store/database.ts';
import { agenda, type AgendaItem } from './day.ts';
import { clockOf, daySpan, readDay, toLocal } from './local-time.ts';
import { scheduleText } from './messages.ts';
import type { DayOff, Lesson, LocationId, Occurrence, Span } from './model.ts';
import { mayChangeLesson, maySeeClass, maySeePerson, worksAt } from './rights.ts';
import { findLocation, loadFrames, loadNames, type Names, type SchoolFrame } from './settings-store.ts';
import { listLessons, type LessonFilter } from './store.ts';

type Schemas = components['schemas'];
export type Timetable = Schemas['Timetable'];
export type TimetableLesson = Schemas['TimetableLesson'];

/** Whose timetable it is. */
export type Subject =
  { readonly personId: PersonId } | { readonly classId: ClassId } | { readonly locationId: LocationId };

/** A timetable before it is put into words: the feeds and the bot need more than the API shows. */
export interface SubjectTimetable {
  readonly frames: ReadonlyMap<SchoolId, SchoolFrame>;
  /** Of the subject's school; with several schools that of the first. */
  readonly timeZone: string;
  readonly lessons: readonly Lesson[];
  readonly names: Names;
  /** Whether an occurrence of a found lesson is the subject's: a substitute has one lesson of the series only. */
  readonly concerns: (occurrence: Pick<Occurrence, 'lesson' | 'teacherIds' | 'locationId'>) => boolean;
}

export interface Views {
  /** Throws 404 when the asker may not see it or there is none, 400 for days that cannot be. */
  timetable(askerId: PersonId, subject: Subject, from: string | null, days: number): Promise<Timetable>;
  /** The lessons of a subject in a window with what is needed to show them; checks that the asker may see them. */
  load(askerId: PersonId, subject: Subject, window: (timeZone: string) => Span): Promise<SubjectTimetable>;
  /** The occurrences of a subject in a window, each with where it stands now. */
  items(timetable: SubjectTimetable, window: Span): AgendaItem[];
}

const MOST_DAYS = 42;

export function createViews({
  database,
  directory,
  now,
}: {
  database: Sql;
  directory: Pick<Directory, 'aroundPerson' | 'aroundPair'>;
  now: () => Date;
}): Views {
  const refused = (): ApiError =>
    new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'may_not_see'));
  const dayAt = (timeZone: string): IsoDate => today(timeZone, now());

  /** What the asker sees of a subject, and in which schools. */
  async function scopeOf(
    askerId: PersonId,
    subject: Subject,
  ): Promise<{ filter: LessonFilter; schoolIds: SchoolId[]; state: SchoolState }> {
    if ('classId' in subject) {
      const { classId } = subject;
      const state = await directory.aroundPerson(askerId, { classId });
      const school = indexState(state).schools.get(indexState(state).classes.get(classId)?.schoolId ?? '');
      if (school === undefined || !maySeeClass(state, askerId, classId, dayAt(school.timeZone)))
        throw refused();
      return { filter: { classIds: [classId] }, schoolIds: [school.id], state };
    }
    if ('locationId' in subject) {
      const location = await findLocation(database, subject.locationId);
      const state = await directory.aroundPerson(askerId, { administered: true });
      const school = location === null ? undefined : indexState(state).schools.get(location.schoolId);
      if (school === undefined || !worksAt(state, askerId, school.id, dayAt(school.timeZone)))
        throw refused();
      return { filter: { locationIds: [subject.locationId] }, schoolIds: [school.id], state };
    }
    const { personId } = subject;
    const state = await directory.aroundPair(askerId, personId);
    const { schools, classes } = indexState(state);
    const dayIn = (schoolId: SchoolId): IsoDate => dayAt(schools.get(schoolId)!.timeZone);
    if (!maySeePerson(state, askerId, personId, dayIn)) throw refused();
    const own: ClassId[] = [];
    const schoolIds = new Set<SchoolId>();
    const zone = state.schools[0]?.timeZone ?? 'UTC';
    for (const [classId, roles] of classesOf(state, personId, dayAt(zone))) {
      const found = classes.get(classId);
      if (found === undefined || found.archived) continue;
      schoolIds.add(found.schoolId);
      // Teachers are found by their lessons, guardians look at each child.
      if (roles.has('pupil')) own.push(classId);
    }
    for (const grant of state.roles) {
      if (grant.personId === personId && grant.schoolId !== null) schoolIds.add(grant.schoolId);
    }
    return { filter: { classIds: own, teacherIds: [personId] }, schoolIds: [...schoolIds], state };
  }

  async function load(
    askerId: PersonId,
    subject: Subject,
    window: (timeZone: string) => Span,
  ): Promise<SubjectTimetable & { state: SchoolState }> {
    const { filter, schoolIds, state } = await scopeOf(askerId, subject);
    const firstZone = indexState(state).schools.get(schoolIds[0] ?? '')?.timeZone ?? 'UTC';
    const lessons = await listLessons(database, filter, window(firstZone));
    const frames = await loadFrames(database, [
      ...new Set([...schoolIds, ...lessons.map(({ schoolId }) => schoolId)]),
    ]);
    const own = new Set(filter.classIds);
    return {
      state,
      frames,
      timeZone: firstZone,
      lessons,
      names: await loadNames(database, idsIn(lessons)),
      concerns: ({ lesson, teacherIds, locationId }) =>
        lesson.classIds.some((id) => own.has(id)) ||
        ('personId' in subject && teacherIds.includes(subject.personId)) ||
        ('locationId' in subject && locationId === subject.locationId),
    };
  }

  function items({ lessons, frames, concerns }: SubjectTimetable, window: Span): AgendaItem[] {
    const daysOff = (lesson: Lesson): readonly DayOff[] => frames.get(lesson.schoolId)?.daysOff ?? [];
    return agenda(lessons, window, daysOff, now().getTime(), concerns);
  }

  return {
    load,
    items,
    async timetable(askerId, subject, from, days) {
      const first = from === null ? null : readDay(from);
      if ((from !== null && first === null) || days < 1 || days > MOST_DAYS) {
        throw new ApiError(400, 'M_INVALID_PARAM', (locale) => scheduleText(locale, 'window_wrong'));
      }
      const windowIn = (timeZone: string): Span => daySpan(first ?? dayAt(timeZone), days, timeZone);
      const loaded = await load(askerId, subject, windowIn);
      const { state, timeZone, names, frames } = loaded;
      const frame = [...frames.values()].find((one) => one.timeZone === timeZone);
      const day = dayAt(timeZone);
      return {
        from: first ?? day,
        days,
        today: day,
        time_zone: timeZone,
        may_change: [...frames.keys()].some((schoolId) => administersSchool(state, askerId, schoolId, day)),
        terms: (frame?.terms ?? []).map((one) => ({
          title: one.title,
          begins_on: one.beginsOn,
          ends_on: one.endsOn,
          week_cycle: one.weekCycle,
        })),
        periods: (frame?.periods ?? []).map((one) => ({
          number: one.number,
          begins_at: one.beginsAt,
          ends_at: one.endsAt,
        })),
        days_off: (frame?.daysOff ?? []).map((one) => ({
          title: one.title,
          begins_on: one.beginsOn,
          ends_on: one.endsOn,
        })),
        lessons: items(loaded, windowIn(timeZone)).map((item) => ({
          ...asTimetableLesson(
            item,
            names,
            frames.get(item.occurrence.lesson.schoolId)?.timeZone ?? timeZone,
          ),
          may_change: mayChangeLesson(state, askerId, item.occurrence.lesson, day),
        })),
      };
    },
  };
}

/** Every id that lessons and their overrides name. */
export function idsIn(lessons: readonly Lesson[]): {
  classIds: ClassId[];
  personIds: PersonId[];
  locationIds: LocationId[];
} {
  const unique = <T>(values: readonly (T | null)[]): T[] => [
    ...new Set(values.filter((one) => one !== null)),
  ];
  return {
    classIds: unique(lessons.flatMap(({ classIds }) => classIds)),
    personIds: unique(
      lessons.flatMap((one) => [
        ...one.teacherIds,
        ...one.overrides.flatMap((other) => other.teacherIds ?? []),
      ]),
    ),
    locationIds: unique(
      lessons.flatMap((one) => [one.locationId, ...one.overrides.map(({ locationId }) => locationId)]),
    ),
  };
}

type Shown = Omit<TimetableLesson, 'may_change'>;

/** An occurrence as clients get it; local times are those of the school, whatever zone the lesson was written in. */
export function asTimetableLesson({ occurrence, phase }: AgendaItem, names: Names, timeZone: string): Shown {
  const { lesson, begins, ends, change, locationId, teacherIds } = occurrence;
  const local = toLocal(begins, timeZone);
  const named = (id: string): { id: string; name: string } => ({ id, name: names.teachers.get(id) ?? '' });
  return {
    lesson_id: lesson.id,
    recurrence_id: occurrence.recurrenceId,
    sequence: lesson.sequence,
    title: occurrence.title,
    begins: new Date(begins).toISOString(),
    ends: new Date(ends).toISOString(),
    day: local.slice(0, 10),
    begins_at: clockOf(local),
    ends_at: clockOf(toLocal(ends, timeZone)),
    classes: lesson.classIds.map((id) => ({ id, title: names.classes.get(id) ?? '' })),
    teachers: teacherIds.map(named),
    location: locationId === null ? null : { id: locationId, title: names.locations.get(locationId) ?? '' },
    note: occurrence.note,
    cancelled: occurrence.cancelled,
    phase,
    change:
      change === null
        ? null
        : {
            ...change,
            was: {
              title: lesson.title,
              begins_at: clockOf(occurrence.recurrenceId),
              day: occurrence.recurrenceId.slice(0, 10),
              teachers: lesson.teacherIds.map(named),
              location:
                lesson.locationId === null
                  ? null
                  : { id: lesson.locationId, title: names.locations.get(lesson.locationId) ?? '' },
            },
          },
  };
}
