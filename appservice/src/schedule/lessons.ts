/**
 * Changing the timetable. Every change is one transaction: the school's timetable is locked, conflicts are looked for, lesson,
 * audit line and what the classes are to be told are written together, or nothing is.
 */
import { randomUUID } from 'node:crypto';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { schoolOf } from '../accounts/directory.ts';
import type { ClassId, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import { indexState, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { snapshotOfLesson, snapshotOfOccurrence, type Snapshot } from './changes.ts';
import { conflictError } from './conflict-error.ts';
import { conflictWindow, findConflicts } from './conflicts.ts';
import {
  oneLine,
  resolveWhen,
  type FieldProblem,
  type LessonInput,
  type Times,
  type When,
} from './fields.ts';
import { readLocal } from './local-time.ts';
import { scheduleText, type ScheduleMessage } from './messages.ts';
import {
  LIMITS,
  type Lesson,
  type LessonId,
  type LocalTime,
  type LocationId,
  type Override,
} from './model.ts';
import { findOccurrence, isStart } from './recurrence.ts';
import { administers, mayChangeLesson } from './rights.ts';
import { ensureLocation, listTeachers, loadFrames, type SchoolFrame } from './settings-store.ts';
import * as store from './store.ts';

export interface SaveOptions {
  /** Save although somebody or something is needed twice at once. */
  readonly allowConflicts?: boolean;
  /** The sequence that the asker has seen; refused (409) when the lesson has another one by now. */
  readonly sequence?: number | undefined;
}

export type LessonPatch = Partial<Omit<LessonInput, 'schoolId' | 'when'>> & {
  /** By its place in the week, or those of its times that change. */
  readonly when?: Extract<When, { termId: string }> | Partial<Extract<When, { startsAt: string }>>;
};

export interface OverrideInput {
  readonly status?: 'confirmed' | 'cancelled';
  readonly startsAt?: string | null;
  readonly durationMinutes?: number | null;
  readonly title?: string | null;
  /** Title of the location. */
  readonly location?: string | null;
  readonly teacherIds?: readonly PersonId[] | null;
  readonly note?: string | null;
}

export interface Lessons {
  /** A lesson as a whole. Throws 403 for those who may not change it, 404 when there is none. */
  find(askerId: PersonId, id: LessonId): Promise<Lesson>;
  /** Throws 403, 400 with the place of what is wrong, 409 `ORG.PARTA.TIMETABLE_CONFLICT` with each conflict explained. */
  create(askerId: PersonId, input: LessonInput, options?: SaveOptions): Promise<Lesson>;
  /** Changes the lesson as a whole. Changes of single occurrences that it has no more are dropped. */
  update(askerId: PersonId, id: LessonId, patch: LessonPatch, options?: SaveOptions): Promise<Lesson>;
  /** Cancels the lesson as a whole; it stays visible as cancelled. Twice is harmless. */
  cancel(askerId: PersonId, id: LessonId): Promise<Lesson>;
  /** Changes one occurrence: what is not named stays as it is, what is null becomes as in the lesson again. */
  override(
    askerId: PersonId,
    id: LessonId,
    recurrenceId: string,
    input: OverrideInput,
    options?: SaveOptions,
  ): Promise<Lesson>;
  /** Makes one occurrence be as the lesson says again. */
  restore(askerId: PersonId, id: LessonId, recurrenceId: string): Promise<Lesson>;
}

export interface LessonsDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPerson'>;
  /** Part of the UIDs of lessons. */
  readonly serverName: string;
  /** Called in the transaction of a change: the classes have something to be told. */
  readonly onChange: (tx: Sql, classIds: readonly ClassId[]) => Promise<void>;
  readonly now: () => Date;
}

const UNCHANGED: Omit<Override, 'recurrenceId'> = {
  status: 'confirmed',
  startsAt: null,
  durationMinutes: null,
  title: null,
  locationId: null,
  teacherIds: null,
  note: null,
};

export function createLessons(dependencies: LessonsDependencies): Lessons {
  const { database, directory, serverName, onChange, now } = dependencies;

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
    const admin = administers(state, askerId, schoolId, today(school.timeZone, now()));
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

  function timesOf(when: When, frame: SchoolFrame): Times {
    const times = resolveWhen(when, frame);
    if ('key' in times) throw fieldError(times);
    return times;
  }

  /** Writes a lesson that was checked, and everything that has to be written with it. */
  async function save(
    tx: Sql,
    askerId: PersonId,
    action: string,
    lesson: Lesson,
    change: {
      recurrenceId: LocalTime | null;
      was: Snapshot | null;
      now: Snapshot;
      classIds: readonly ClassId[];
    },
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
    sequence?: number,
  ): Promise<{ lesson: Lesson; frame: SchoolFrame }> {
    await store.lockTimetable(tx, schoolId);
    const lesson = await store.findLesson(tx, id);
    if (lesson === null) throw noSuchLesson();
    if (sequence !== undefined && sequence !== lesson.sequence) {
      throw new ApiError(409, 'ORG.PARTA.CHANGED_MEANWHILE', (locale) =>
        scheduleText(locale, 'changed_meanwhile'),
      );
    }
    return { lesson, frame: (await loadFrames(tx, [schoolId])).get(schoolId)! };
  }

  async function found(id: LessonId): Promise<Lesson> {
    const lesson = await store.findLesson(database, id);
    if (lesson === null) throw noSuchLesson();
    return lesson;
  }

  /** Changes one occurrence of a lesson, under lock. */
  async function changeOne(
    askerId: PersonId,
    id: LessonId,
    written: string,
    action: string,
    options: SaveOptions,
    change: (tx: Sql, override: Override | null, lesson: Lesson) => Promise<Override | null>,
  ): Promise<Lesson> {
    const before = await found(id);
    await rightsOver(askerId, before);
    const recurrenceId = readLocal(written);
    return database.transaction(async (tx) => {
      const { lesson, frame } = await locked(tx, id, before.schoolId, options.sequence);
      const was = recurrenceId === null ? null : findOccurrence(lesson, recurrenceId);
      if (recurrenceId === null || was === null) {
        throw new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'no_such_occurrence'));
      }
      if (lesson.status === 'cancelled') throw conflictState('lesson_cancelled');
      const known = lesson.overrides.find((one) => one.recurrenceId === recurrenceId) ?? null;
      const override = await change(tx, known, lesson);
      const others = lesson.overrides.filter((one) => one.recurrenceId !== recurrenceId);
      const overrides = override === null ? others : [...others, override];
      if (overrides.length > LIMITS.overrides) throw conflictState('too_many_overrides');
      const next = { ...lesson, overrides, sequence: lesson.sequence + 1 };
      if (options.allowConflicts !== true && override?.status !== 'cancelled') {
        // Only what this change brings: the rest of the lesson was checked when it was saved.
        const alone = {
          ...next,
          startsAt: recurrenceId,
          rrule: null,
          exdates: [],
          overrides: override === null ? [] : [override],
        };
        await checkConflicts(tx, alone, frame);
      }
      return save(
        tx,
        askerId,
        action,
        next,
        {
          recurrenceId,
          was: snapshotOfOccurrence(was),
          now: snapshotOfOccurrence(findOccurrence(next, recurrenceId)!),
          classIds: lesson.classIds,
        },
        { recurrence_id: recurrenceId },
      );
    });
  }

  return {
    async find(askerId, id) {
      const lesson = await found(id);
      await rightsOver(askerId, lesson);
      return lesson;
    },

    async create(askerId, input, { allowConflicts = false } = {}) {
      const state = await rightsOver(askerId, input);
      return database.transaction(async (tx) => {
        await store.lockTimetable(tx, input.schoolId);
        const frame = (await loadFrames(tx, [input.schoolId])).get(input.schoolId)!;
        await checkPeople(tx, state, askerId, input);
        const { location, when, ...fields } = input;
        const id = randomUUID();
        const lesson: Lesson = {
          ...fields,
          ...timesOf(when, frame),
          id,
          uid: `${id}@${serverName}`,
          title: titleOf(fields.title),
          locationId: await locate(tx, input.schoolId, location),
          status: 'confirmed',
          sequence: 0,
          updatedAt: 0,
          overrides: [],
        };
        if (!allowConflicts) await checkConflicts(tx, lesson, frame);
        return save(
          tx,
          askerId,
          'lesson.create',
          lesson,
          { recurrenceId: null, was: null, now: snapshotOfLesson(lesson), classIds: lesson.classIds },
          { allow_conflicts: allowConflicts },
        );
      });
    },

    async update(askerId, id, patch, { allowConflicts = false, sequence } = {}) {
      const before = await found(id);
      await rightsOver(askerId, before);
      const state = await rightsOver(askerId, { ...before, ...patch });
      return database.transaction(async (tx) => {
        const { lesson, frame } = await locked(tx, id, before.schoolId, sequence);
        if (lesson.status === 'cancelled') throw conflictState('lesson_cancelled');
        const { location, when, ...fields } = patch;
        const changed: Lesson = {
          ...lesson,
          ...fields,
          ...(fields.title === undefined ? {} : { title: titleOf(fields.title) }),
          ...(when === undefined ? {} : timesOf('termId' in when ? when : { ...lesson, ...when }, frame)),
          ...(location === undefined ? {} : { locationId: await locate(tx, lesson.schoolId, location) }),
          sequence: lesson.sequence + 1,
        };
        await checkPeople(tx, state, askerId, changed);
        const next = {
          ...changed,
          overrides: changed.overrides.filter(({ recurrenceId }) => isStart(changed, recurrenceId)),
        };
        if (!allowConflicts) await checkConflicts(tx, next, frame);
        return save(
          tx,
          askerId,
          'lesson.update',
          next,
          {
            recurrenceId: null,
            was: snapshotOfLesson(lesson),
            now: snapshotOfLesson(next),
            classIds: [...new Set([...lesson.classIds, ...next.classIds])],
          },
          { allow_conflicts: allowConflicts },
        );
      });
    },

    async cancel(askerId, id) {
      const before = await found(id);
      await rightsOver(askerId, before);
      return database.transaction(async (tx) => {
        const { lesson } = await locked(tx, id, before.schoolId);
        if (lesson.status === 'cancelled') return lesson;
        const next: Lesson = { ...lesson, status: 'cancelled', sequence: lesson.sequence + 1 };
        return save(tx, askerId, 'lesson.cancel', next, {
          recurrenceId: null,
          was: snapshotOfLesson(lesson),
          now: snapshotOfLesson(next),
          classIds: lesson.classIds,
        });
      });
    },

    override: (askerId, id, recurrenceId, input, options = {}) =>
      changeOne(askerId, id, recurrenceId, 'lesson.override', options, async (tx, known, lesson) => {
        const startsAt = input.startsAt == null ? input.startsAt : readLocal(input.startsAt);
        if (startsAt === null && input.startsAt != null) {
          throw fieldError({ path: '/starts_at', key: 'time_wrong' });
        }
        await checkTeachers(tx, lesson.schoolId, input.teacherIds ?? []);
        const { location, ...named } = input;
        const title = named.title == null ? named.title : titleOf(named.title);
        const override: Override = {
          ...UNCHANGED,
          ...known,
          ...withoutUndefined({ ...named, title, startsAt }),
          ...(location === undefined ? {} : { locationId: await locate(tx, lesson.schoolId, location) }),
          recurrenceId: readLocal(recurrenceId)!,
        };
        return override.startsAt === override.recurrenceId ? { ...override, startsAt: null } : override;
      }),

    restore: (askerId, id, recurrenceId) =>
      changeOne(askerId, id, recurrenceId, 'lesson.restore', {}, () => Promise.resolve(null)),
  };
}

function titleOf(text: string): string {
  const title = oneLine(text);
  if (title === null) throw fieldError({ path: '/title', key: 'title_blank' });
  return title;
}

/** The location of a title; a blank one is none. */
async function locate(tx: Sql, schoolId: SchoolId, title: string | null): Promise<LocationId | null> {
  const line = title === null ? null : oneLine(title);
  return line === null ? null : ensureLocation(tx, schoolId, line);
}

/** What was named: leaving a field out is not the same as setting it. */
function withoutUndefined(fields: {
  readonly [K in keyof Override]?: Override[K] | undefined;
}): Partial<Override> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function noSuchLesson(): ApiError {
  return new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'no_such_lesson'));
}

function conflictState(key: ScheduleMessage): ApiError {
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
