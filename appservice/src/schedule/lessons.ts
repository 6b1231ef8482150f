/**
 * Changing the timetable. Every change is one transaction: the school's timetable is locked, conflicts are looked for, lesson,
 * audit line and what the classes are to be told are written together, or nothing is.
 */
import { randomUUID } from 'node:crypto';
import { ApiError } from '../http/api-error.ts';
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { snapshotOfLesson, snapshotOfOccurrence } from './changes.ts';
import { resolveWhen, type LessonInput, type Times, type When } from './fields.ts';
import {
  conflictState,
  createLessonWriter,
  fieldError,
  locate,
  titleOf,
  type LessonsDependencies,
} from './lesson-writer.ts';
import { dayOf, readLocal } from './local-time.ts';
import { scheduleText } from './messages.ts';
import {
  LIMITS,
  type Lesson,
  type LessonId,
  type LocalTime,
  type Occurrence,
  type Override,
} from './model.ts';
import { findOccurrence, isStart, startsBefore } from './recurrence.ts';
import { endBefore, splitSeries, type FollowingChange } from './series.ts';
import { loadFrames, type SchoolFrame } from './settings-store.ts';
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

export interface OverrideOptions extends SaveOptions {
  /** `following`: the occurrence and all after it become a lesson of their own (series.ts). */
  readonly scope?: 'this' | 'following';
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
  /**
   * Changes one occurrence: what is not named stays as it is, what is null becomes as in the lesson again. With scope `following`
   * it changes all from that occurrence on, null being none for location and note. Resolves to the lesson that has the occurrence afterwards.
   */
  override(
    askerId: PersonId,
    id: LessonId,
    recurrenceId: string,
    input: OverrideInput,
    options?: OverrideOptions,
  ): Promise<Lesson>;
  /** Makes one occurrence be as the lesson says again. */
  restore(askerId: PersonId, id: LessonId, recurrenceId: string): Promise<Lesson>;
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
  const { database, serverName } = dependencies;
  const { rightsOver, checkPeople, checkTeachers, checkConflicts, save, locked, found } =
    createLessonWriter(dependencies);

  function timesOf(when: When, frame: SchoolFrame): Times {
    const times = resolveWhen(when, frame);
    if ('key' in times) throw fieldError(times);
    return times;
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
    return database.transaction(async (tx) => {
      const { lesson, frame } = await locked(tx, id, before.schoolId, options);
      const { recurrenceId, was } = pick(lesson, written);
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

  /** Changes an occurrence and all after it. */
  async function changeFollowing(
    askerId: PersonId,
    id: LessonId,
    written: string,
    input: OverrideInput,
    { allowConflicts = false, sequence }: SaveOptions,
  ): Promise<Lesson> {
    const known = await found(id);
    await rightsOver(askerId, known);
    return database.transaction(async (tx) => {
      const { lesson, frame } = await locked(tx, id, known.schoolId, { sequence });
      const { recurrenceId } = pick(lesson, written);
      const { classIds } = lesson;
      const since = dayOf(recurrenceId);
      const bumped = { sequence: lesson.sequence + 1 };

      if (input.status === 'cancelled') {
        const past = startsBefore(lesson, recurrenceId);
        const next: Lesson =
          past === 0
            ? { ...lesson, ...bumped, status: 'cancelled' }
            : { ...endBefore(lesson, recurrenceId, past), ...bumped };
        const was = { ...snapshotOfLesson(lesson), startsAt: recurrenceId };
        const telling = { recurrenceId: null, was, now: { ...was, cancelled: true, since }, classIds };
        return save(tx, askerId, 'lesson.end', next, telling, { recurrence_id: recurrenceId });
      }

      const split = splitSeries(lesson, recurrenceId, await readFollowing(tx, lesson, input));
      if (split === 'moved_across') throw fieldError({ path: '/starts_at', key: 'moved_across' });
      const { before } = split;
      const newId = randomUUID();
      const rest: Lesson =
        before === null
          ? { ...split.rest, ...bumped }
          : {
              ...split.rest,
              id: newId,
              uid: `${newId}@${serverName}`,
              sequence: 0,
              firstUid: lesson.firstUid ?? lesson.uid,
            };
      if (before !== null) await store.saveLesson(tx, { ...before, ...bumped, nextUid: rest.uid });
      if (!allowConflicts) await checkConflicts(tx, rest, frame);
      const now = { ...snapshotOfLesson(rest), since };
      const was = { ...snapshotOfLesson(lesson), startsAt: recurrenceId, rrule: rest.rrule };
      return save(
        tx,
        askerId,
        'lesson.split',
        rest,
        { recurrenceId: null, was, now, classIds },
        { was_lesson_id: lesson.id, recurrence_id: recurrenceId, allow_conflicts: allowConflicts },
      );
    });
  }

  async function readFollowing(tx: Sql, lesson: Lesson, input: OverrideInput): Promise<FollowingChange> {
    const { title, durationMinutes, location, teacherIds, note } = input;
    await checkTeachers(tx, lesson.schoolId, teacherIds ?? []);
    const startsAt = startIn(input);
    return {
      ...(startsAt == null ? {} : { startsAt }),
      ...(durationMinutes == null ? {} : { durationMinutes }),
      ...(title == null ? {} : { title: titleOf(title) }),
      ...(location === undefined ? {} : { locationId: await locate(tx, lesson.schoolId, location) }),
      ...(teacherIds == null ? {} : { teacherIds }),
      ...(note === undefined ? {} : { note }),
    };
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
          firstUid: null,
          nextUid: null,
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
      const teachersOnly = Object.keys(patch).every((key) => key === 'teacherIds');
      return database.transaction(async (tx) => {
        const { lesson, frame } = await locked(tx, id, before.schoolId, { sequence, teachersOnly });
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

    async override(askerId, id, recurrenceId, input, { scope = 'this', ...options } = {}) {
      if (scope === 'following') return changeFollowing(askerId, id, recurrenceId, input, options);
      return changeOne(askerId, id, recurrenceId, 'lesson.override', options, async (tx, known, lesson) => {
        const startsAt = startIn(input);
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
      });
    },

    restore: (askerId, id, recurrenceId) =>
      changeOne(askerId, id, recurrenceId, 'lesson.restore', {}, () => Promise.resolve(null)),
  };
}

/** The occurrence that was named. Throws 404 when the lesson has none there, 409 when it is cancelled as a whole. */
function pick(lesson: Lesson, written: string): { recurrenceId: LocalTime; was: Occurrence } {
  const recurrenceId = readLocal(written);
  const was = recurrenceId === null ? null : findOccurrence(lesson, recurrenceId);
  if (recurrenceId === null || was === null) {
    throw new ApiError(404, 'M_NOT_FOUND', (locale) => scheduleText(locale, 'no_such_occurrence'));
  }
  if (lesson.status === 'cancelled') throw conflictState('lesson_cancelled');
  return { recurrenceId, was };
}

/** The new start in normal form; null and undefined stay what they are. */
function startIn({ startsAt }: OverrideInput): LocalTime | null | undefined {
  if (startsAt == null) return startsAt;
  const local = readLocal(startsAt);
  if (local === null) throw fieldError({ path: '/starts_at', key: 'time_wrong' });
  return local;
}

/** What was named: leaving a field out is not the same as setting it. */
function withoutUndefined(fields: {
  readonly [K in keyof Override]?: Override[K] | undefined;
}): Partial<Override> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
