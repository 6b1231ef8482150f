/**
 * What a source brings now, compared with what it brought before, and if asked the difference written: part of the caller's transaction, which must
 * hold the lock of the school's timetable.
 */
import { randomUUID } from 'node:crypto';
import type { Findings } from '../../roster/findings.ts';
import type { ClassId, SchoolId } from '../../school/model.ts';
import type { Sql } from '../../store/database.ts';
import { snapshotOfLesson } from '../changes.ts';
import { dayOf } from '../local-time.ts';
import type { Instant, Lesson } from '../model.ts';
import { extent } from '../recurrence.ts';
import { withoutFuture } from '../series.ts';
import { ensureLocation, loadFrames, type SchoolFrame } from '../settings-store.ts';
import * as store from '../store.ts';
import { reportConflicts } from './conflict-findings.ts';
import { differs, type Draft } from './drafts.ts';
import type { ImportCode } from './messages.ts';

export interface MergeOptions {
  /** Null: a source that is not stored yet; then nothing can be applied. */
  readonly sourceId: string | null;
  readonly schoolId: SchoolId;
  readonly drafts: readonly Draft[];
  readonly apply: boolean;
  /** What the source does not name any more and is not over yet is cancelled. */
  readonly cancelMissing: boolean;
  /** Null: conflicts are not looked for. */
  readonly findings: Findings<ImportCode> | null;
}

export interface Merged {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Lessons not over yet that the source named before and does not name now. */
  readonly missing: number;
  /** Lessons not over yet that the source named before. */
  readonly known: number;
  /** Whose classes have something to be told. */
  readonly classIds: readonly ClassId[];
}

export async function merge(
  tx: Sql,
  { sourceId, schoolId, drafts, apply, cancelMissing, findings }: MergeOptions,
  { serverName, now }: { serverName: string; now: Instant },
): Promise<Merged> {
  const before = sourceId === null ? new Map<string, Lesson>() : await store.lessonsOfSource(tx, sourceId);
  const frame = (await loadFrames(tx, [schoolId])).get(schoolId)!;
  const locate = locator(tx, frame, apply);
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const touched = new Set<ClassId>();
  const toCome = [...before.values()].filter((lesson) => isToCome(lesson, now));
  // A feed that shows some weeks ahead brings new lessons every day; only those among the known ones are news. The first ones never are:
  // nobody wants to read four hundred new lessons.
  const horizon = Math.max(0, ...[...before.values()].map((lesson) => extent(lesson).begins));

  const write = async (key: string, was: Lesson | null, next: Lesson, said = {}): Promise<void> => {
    await store.saveLesson(tx, next, { id: sourceId!, key });
    const classIds = [...new Set([...(was?.classIds ?? []), ...next.classIds])];
    classIds.forEach((id) => touched.add(id));
    if (was === null && extent(next).begins > horizon) return;
    await store.addChange(tx, classIds, {
      lessonId: next.id,
      recurrenceId: null,
      was: was === null ? null : snapshotOfLesson(was),
      now: { ...snapshotOfLesson(next), ...said },
    });
  };

  const brought: Lesson[] = [];
  const fresh = new Set<string>();
  const left = new Map(before);
  for (const draft of drafts) {
    const was = before.get(draft.key) ?? null;
    left.delete(draft.key);
    const next = { ...(await draft.resolve(locate, was)), ...identity(was, schoolId, serverName) };
    brought.push(next);
    if (was !== null && !differs(was, next)) {
      counts.unchanged++;
      continue;
    }
    counts[was === null ? 'added' : 'changed']++;
    fresh.add(next.id);
    if (apply) await write(draft.key, was, next);
  }

  let missing = 0;
  for (const [key, was] of left) {
    const cut = was.status === 'cancelled' ? null : withoutFuture(was, now);
    if (cut === null) continue;
    missing++;
    if (!cancelMissing || !apply) continue;
    const said = { ...snapshotOfLesson(was), cancelled: true, ...(cut.since && { since: dayOf(cut.since) }) };
    await write(key, was, { ...cut.lesson, sequence: was.sequence + 1 }, said);
  }

  if (findings !== null) await reportConflicts(tx, { brought, fresh, sourceId, frame, now }, findings);
  return { ...counts, missing, known: toCome.length, classIds: [...touched] };
}

function isToCome(lesson: Lesson, now: Instant): boolean {
  return lesson.status === 'confirmed' && (extent(lesson).ends ?? Infinity) > now;
}

/** What a lesson has that no source says. */
function identity(
  was: Lesson | null,
  schoolId: SchoolId,
  serverName: string,
): Pick<Lesson, 'id' | 'schoolId' | 'uid' | 'sequence' | 'updatedAt' | 'firstUid' | 'nextUid'> {
  const id = was?.id ?? randomUUID();
  return {
    id,
    schoolId,
    uid: was?.uid ?? `${id}@${serverName}`,
    sequence: was === null ? 0 : was.sequence + 1,
    updatedAt: 0,
    firstUid: was?.firstUid ?? null,
    nextUid: was?.nextUid ?? null,
  };
}

/** Finds the id of a location by title; while only comparing, a new one gets none that anything could have. */
function locator(tx: Sql, frame: SchoolFrame, apply: boolean): (title: string) => Promise<string> {
  const known = new Map(frame.locations.map(({ id, title }) => [title, id]));
  return async (title) => {
    let id = known.get(title);
    if (id === undefined) {
      id = apply ? await ensureLocation(tx, frame.id, title) : `new ${title}`;
      known.set(title, id);
    }
    return id;
  };
}
