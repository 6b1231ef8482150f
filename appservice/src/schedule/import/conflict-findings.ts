/** Conflicts of lessons that an import brings, with each other and with the rest of the timetable, as findings. */
import type { Findings } from '../../roster/findings.ts';
import type { Sql } from '../../store/database.ts';
import { conflictsAmong, type Conflict } from '../conflicts.ts';
import { clockOf, DAY_MS, dayOf } from '../local-time.ts';
import { LIMITS, type Instant, type Lesson, type Span } from '../model.ts';
import { extent } from '../recurrence.ts';
import { loadNames, type SchoolFrame } from '../settings-store.ts';
import { listLessons, lessonIdsOfSource } from '../store.ts';
import type { ImportCode } from './messages.ts';

interface ImportedLessons {
  /** All lessons of the source as they are now. */
  readonly brought: readonly Lesson[];
  /** Ids of those that are new or changed: only their conflicts are news. */
  readonly fresh: ReadonlySet<string>;
  readonly sourceId: string | null;
  readonly frame: SchoolFrame;
  readonly now: Instant;
}

/** So many lessons to come are compared; more are hardly looked through by anybody, and the finding says so. */
const MOST_OCCURRENCES = 200_000;
const MOST_CONFLICTS = 2_000;

/** They are warnings: two groups of a class in two rooms at the same time are how schools work. */
export async function reportConflicts(
  sql: Sql,
  { brought, fresh, sourceId, frame, now }: ImportedLessons,
  findings: Findings<ImportCode>,
): Promise<void> {
  const window = windowOf(
    brought.filter(({ id }) => fresh.has(id)),
    now,
  );
  if (window === null) return;
  const own = sourceId === null ? new Set<string>() : await lessonIdsOfSource(sql, sourceId);
  const ids = { classIds: new Set<string>(), teacherIds: new Set<string>(), locationIds: new Set<string>() };
  for (const lesson of brought) {
    lesson.classIds.forEach((id) => ids.classIds.add(id));
    lesson.teacherIds.forEach((id) => ids.teacherIds.add(id));
    // While only comparing, a new location has no id yet.
    if (lesson.locationId !== null && !lesson.locationId.startsWith('new '))
      ids.locationIds.add(lesson.locationId);
  }
  const filter = {
    schoolId: frame.id,
    classIds: [...ids.classIds],
    teacherIds: [...ids.teacherIds],
    locationIds: [...ids.locationIds],
  };
  const others = (await listLessons(sql, filter, window)).filter(({ id }) => !own.has(id));
  const found = conflictsAmong([...brought, ...others], fresh, window, frame.daysOff, {
    occurrences: MOST_OCCURRENCES,
    conflicts: MOST_CONFLICTS,
  });
  if (!found.complete) findings.warn('conflicts_many', { file: 'timetable' }, { limit: MOST_CONFLICTS });
  await report(sql, found.conflicts, findings);
}

async function report(
  sql: Sql,
  conflicts: readonly Conflict[],
  findings: Findings<ImportCode>,
): Promise<void> {
  if (conflicts.length === 0) return;
  const idsOf = (kind: Conflict['kind']): string[] =>
    conflicts.flatMap((one) => (one.kind === kind && !one.id.startsWith('new ') ? [one.id] : []));
  const names = await loadNames(sql, {
    classIds: idsOf('class'),
    personIds: idsOf('teacher'),
    locationIds: idsOf('location'),
  });
  const lists = { teacher: names.teachers, class: names.classes, location: names.locations };
  for (const { kind, id, mine, other, times } of conflicts) {
    findings.warn(
      `conflict_${kind}`,
      { file: 'timetable', value: mine.title },
      {
        day: dayOf(mine.startsAt),
        clock: clockOf(mine.startsAt),
        name: lists[kind].get(id) ?? id.replace(/^new /, ''),
        other: other.title,
        time: clockOf(other.startsAt),
        times,
      },
    );
  }
}

/** From now to the end of the last lesson, at most a school year; null when all is over. */
function windowOf(lessons: readonly Lesson[], now: Instant): Span | null {
  let [from, to] = [Infinity, -Infinity];
  for (const lesson of lessons) {
    const { begins, ends } = extent(lesson);
    from = Math.min(from, begins);
    to = Math.max(to, ends ?? Infinity);
  }
  from = Math.max(from, now);
  to = Math.min(to, from + LIMITS.windowDays * DAY_MS);
  return from < to ? { from, to } : null;
}
