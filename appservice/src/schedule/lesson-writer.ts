/**
 * What every change of a lesson goes through: who may, under which lock, whether people and places are free, and what is written
 * together with it.
 */
import { schoolOf, type Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import type { ClassId, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import { administersSchool, indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Snapshot } from './changes.ts';
import { conflictError } from './conflict-error.ts';
import { conflictWindow, findConflicts } from './conflicts.ts';
import { oneLine, type FieldProblem } from './fields.ts';
import { scheduleText, type ScheduleMessage } from './messages.ts';
import type { Lesson, LessonId, LocalTime, LocationId } from './model.ts';
import { mayChangeLesson } from './rights.ts';
import { ensureLocation, listTeachers, loadFrames, type SchoolFrame } from './settings-store.ts';
import * as store from './store.ts';
import { subscriptionText } from './subscriptions/messages.ts';
import { isSubscribed } from './subscriptions/store.ts';

export interface LessonsDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPerson'>;
  /** Part of the UIDs of lessons. */
  readonly serverName: string;
  /** Called in the transaction of a change: the classes have something to be told. */
  readonly onChange: (tx: Sql, classIds: readonly ClassId[]) => Promise<void>;
  readonly now: () => Date;
}

/** What classes are told of a change. */
export interface Telling {
  readonly recurrenceId: LocalTime | null;
  readonly was: Snapshot | null;
  readonly now: Snapshot;
  readonly classIds: readonly ClassId[];
}

export type LessonWriter = ReturnType<typeof createLessonWriter>;

export function createLessonWriter({ database, directory, onChange, now }: LessonsDependencies) {
  async function rightsOver(
    askerId: PersonId,
    lesson: { schoolId: SchoolId; classIds: readonly ClassId[] },
  ): Promise<SchoolState> {
    const classId = lesson.classIds[0];
    const state = await directory.aroundPerson(askerId, {
      administered: true,
      ...(classId === undefined ? {} : { classId }),
    });
    const school =
      (classId === undefined ? undefined : schoolOf(state, classId)) ??
      indexState(state).schools.get(lesson.schoolId);
    if (
      school?.id !== lesson.schoolId ||
      !mayChangeLesson(state, askerId, lesson, today(school.timeZone, now()))
    ) {
      throw new ApiError(403, 'M_FORBIDDEN', (locale) => scheduleText(locale, 'may_not_change'));
    }
    return state;
  }

  async function checkPeople(
    tx: Sql,
    state: SchoolState,
    askerId: PersonId,
    { schoolId, classIds, teacherIds }: Pick<Lesson, 'schoolId' | 'classIds' | 'teacherIds'>,
  ): Promise<void> {
    const { classes } = indexState(state);
    const school = indexState(state).schools.get(schoolId)!;
    const admin = administersSchool(state, askerId, schoolId, today(school.timeZone, now()));
    classIds.forEach((id, at) => {
      const found = classes.get(id);
      const known = found?.schoolId === schoolId && !found.archived;
      if (!known && admin) throw fieldError({ path: `/class_ids/${at}`, key: 'no_such_class' });
    });
    await checkTeachers(tx, schoolId, teacherIds);
  }

  async function checkTeachers(tx: Sql, schoolId: SchoolId, ids: readonly PersonId[]): Promise<void> {
    if (ids.length === 0) return;
    const known = new Set((await listTeachers(tx, schoolId)).map(({ id }) => id));
    const wrong = ids.findIndex((id) => !known.has(id));
    if (wrong >= 0) throw fieldError({ path: `/teacher_ids/${wrong}`, key: 'no_such_teacher' });
  }

  async function checkConflicts(tx: Sql, lesson: Lesson, frame: SchoolFrame): Promise<void> {
    if (lesson.status === 'cancelled') return;
    const window = conflictWindow(lesson, now().getTime());
    const others = await store.listLessons(
      tx,
      {
        schoolId: lesson.schoolId,
        classIds: lesson.classIds,
        teacherIds: [...lesson.teacherIds, ...lesson.overrides.flatMap((one) => one.teacherIds ?? [])],
        locationIds: [lesson.locationId, ...lesson.overrides.map((one) => one.locationId)].filter(
          (id) => id !== null,
        ),
      },
      window,
    );
    const conflicts = findConflicts(lesson, others, window, frame.daysOff);
    if (conflicts.length > 0) throw await conflictError(tx, conflicts);
  }

  /** Writes a lesson that was checked, and everything that has to be written with it. */
  async function save(
    tx: Sql,
    askerId: PersonId,
    action: string,
    lesson: Lesson,
    change: Telling,
    details: Record<string, string | boolean> = {},
  ): Promise<Lesson> {
    await store.saveLesson(tx, lesson);
    const { recurrenceId, was, now: is, classIds } = change;
    await store.addChange(tx, classIds, { lessonId: lesson.id, recurrenceId, was, now: is });
    await audit(tx, {
      action,
      actorId: askerId,
      schoolId: lesson.schoolId,
      details: { lesson_id: lesson.id, ...details },
    });
    await onChange(tx, classIds);
    return (await store.findLesson(tx, lesson.id))!;
  }

  /** The lesson under lock, as it is now, with the frame of its school. */
  async function locked(
    tx: Sql,
    id: LessonId,
    schoolId: SchoolId,
    { sequence, teachersOnly = false }: { sequence?: number | undefined; teachersOnly?: boolean } = {},
  ): Promise<{ lesson: Lesson; frame: SchoolFrame }> {
    await store.lockTimetable(tx, schoolId);
    const lesson = await store.findLesson(tx, id);
    if (lesson === null) throw noSuchLesson();
    if (sequence !== undefined && sequence !== lesson.sequence) {
      throw new ApiError(409, 'ORG.PARTA.CHANGED_MEANWHILE', (locale) =>
        scheduleText(locale, 'changed_meanwhile'),
      );
    }
    // What is changed here would be overwritten from there within the hour.
    if (!teachersOnly && (await isSubscribed(tx, id))) {
      throw new ApiError(409, 'ORG.PARTA.LESSON_STATE', (locale) =>
        subscriptionText(locale, 'lesson_subscribed'),
      );
    }
    return { lesson, frame: (await loadFrames(tx, [schoolId])).get(schoolId)! };
  }

  async function found(id: LessonId): Promise<Lesson> {
    const lesson = await store.findLesson(database, id);
    if (lesson === null) throw noSuchLesson();
    return lesson;
  }

  return { rightsOver, checkPeople, checkTeachers, checkConflicts, save, locked, found };
}

export function titleOf(text: string): string {
  const title = oneLine(text);
  if (title === null) throw fieldError({ path: '/title', key: 'title_blank' });
  return title;
}

/** The location of a title; a blank one is none. */
export async function locate(tx: Sql, schoolId: SchoolId, title: string | null): Promise<LocationId | null> {
  const line = title === null ? null : oneLine(title);
  return line === null ? null : ensureLocation(tx, schoolId, line);
}

export function noSuchLesson(): ApiError {
  return new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'no_such_lesson'));
}

export function conflictState(key: ScheduleMessage): ApiError {
  return new ApiError(409, 'ORG.PARTA.LESSON_STATE', (locale) => scheduleText(locale, key));
}

/** A 400 that names the place in the body. */
export function fieldError({ path, key, values = {} }: FieldProblem): ApiError {
  return new ApiError(
    400,
    'ORG.PARTA.BAD_LESSON',
    (locale) => scheduleText(locale, 'bad_lesson', { problem: scheduleText(locale, key, values) }),
    { details: (locale) => [{ path, message: scheduleText(locale, key, values) }] },
  );
}
