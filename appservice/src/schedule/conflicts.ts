/** Who or what would have to be in two lessons at once: found before anything is saved. Pure. */
import { DAY_MS } from './local-time.ts';
import { LIMITS, type DayOff, type Lesson, type Occurrence, type Span } from './model.ts';
import { expand, extent } from './recurrence.ts';

export interface Conflict {
  readonly kind: 'teacher' | 'class' | 'location';
  /** Of the teacher, class or location. */
  readonly id: string;
  /** The first time that both want it. */
  readonly mine: Occurrence;
  readonly other: Occurrence;
  /** How often they do within the window. */
  readonly times: number;
}

/** The window in which a lesson is compared with others: from its begin, or from `now` when that is later, at most a school year. */
export function conflictWindow(lesson: Lesson, now: number): Span {
  const { begins, ends } = extent(lesson);
  const from = Math.max(begins, now);
  return { from, to: Math.max(from, Math.min(ends ?? Infinity, from + LIMITS.windowDays * DAY_MS)) };
}

/**
 * What a lesson shares with others at the same time, each pair of lessons once for each shared teacher, class and location.
 * Lessons that only touch (10:00 to 10:45, 10:45 to 11:30) do not conflict, nor do cancelled ones.
 */
export function findConflicts(
  lesson: Lesson,
  others: readonly Lesson[],
  window: Span,
  daysOff: readonly DayOff[] = [],
): Conflict[] {
  const mine = takingPlace(lesson, window, daysOff);
  if (mine.length === 0) return [];
  const conflicts: Conflict[] = [];
  for (const other of others) {
    if (other.id === lesson.id) continue;
    const found = new Map<string, Conflict>();
    for (const [one, theirs] of overlapping(mine, takingPlace(other, window, daysOff))) {
      for (const { kind, id } of shared(one, theirs)) {
        const known = found.get(`${kind} ${id}`);
        found.set(`${kind} ${id}`, {
          ...(known ?? { kind, id, mine: one, other: theirs }),
          times: (known?.times ?? 0) + 1,
        });
      }
    }
    conflicts.push(...found.values());
  }
  return conflicts.sort((a, b) => a.mine.begins - b.mine.begins);
}

function takingPlace(lesson: Lesson, window: Span, daysOff: readonly DayOff[]): Occurrence[] {
  return expand(lesson, window, daysOff).filter(({ cancelled }) => !cancelled);
}

/** Pairs that overlap in time, of two lists in order of time: one walk through both. */
function* overlapping(
  ours: readonly Occurrence[],
  theirs: readonly Occurrence[],
): Generator<[Occurrence, Occurrence]> {
  let first = 0;
  for (const one of ours) {
    while (first < theirs.length && theirs[first]!.begins < one.begins - LIMITS.durationMinutes * 60_000) {
      first++;
    }
    for (let at = first; at < theirs.length && theirs[at]!.begins < one.ends; at++) {
      if (theirs[at]!.ends > one.begins) yield [one, theirs[at]!];
    }
  }
}

function shared(one: Occurrence, other: Occurrence): Pick<Conflict, 'kind' | 'id'>[] {
  const teachers = one.teacherIds.filter((id) => other.teacherIds.includes(id));
  const classes = one.lesson.classIds.filter((id) => other.lesson.classIds.includes(id));
  const location = one.locationId !== null && one.locationId === other.locationId ? [one.locationId] : [];
  return [
    ...teachers.map((id) => ({ kind: 'teacher' as const, id })),
    ...classes.map((id) => ({ kind: 'class' as const, id })),
    ...location.map((id) => ({ kind: 'location' as const, id })),
  ];
}

/** How much work a comparison may be. */
export interface ConflictBounds {
  readonly occurrences: number;
  readonly conflicts: number;
}

/**
 * What lessons share with each other at the same time, where at least one of the two is `fresh`: one walk through the time of each
 * teacher, class and location. `complete` is false when a bound was reached.
 */
export function conflictsAmong(
  lessons: readonly Lesson[],
  fresh: ReadonlySet<string>,
  window: Span,
  daysOff: readonly DayOff[],
  bounds: ConflictBounds,
): { conflicts: Conflict[]; complete: boolean } {
  const byShared = new Map<string, { kind: Conflict['kind']; id: string; used: Occurrence[] }>();
  let left = bounds.occurrences;
  for (const lesson of lessons) {
    if (left <= 0) break;
    for (const one of takingPlace(lesson, window, daysOff)) {
      left--;
      for (const { kind, id } of shared(one, one)) {
        const key = `${kind} ${id}`;
        const known = byShared.get(key);
        if (known === undefined) byShared.set(key, { kind, id, used: [one] });
        else known.used.push(one);
      }
    }
  }
  const found = new Map<string, Conflict>();
  let pairs = 0;
  for (const { kind, id, used } of byShared.values()) {
    used.sort((a, b) => a.begins - b.begins);
    let running: Occurrence[] = [];
    for (const one of used) {
      running = running.filter(({ ends }) => ends > one.begins);
      for (const other of running) {
        const mine = fresh.has(one.lesson.id) ? one : other;
        if (one.lesson.id === other.lesson.id || !fresh.has(mine.lesson.id)) continue;
        // Everything at once is a mistake of the file; its first thousands of conflicts say so.
        if (++pairs > bounds.conflicts * 100) return { conflicts: [...found.values()], complete: false };
        const theirs = mine === one ? other : one;
        const key = [kind, id, ...[mine.lesson.id, theirs.lesson.id].sort()].join(' ');
        const known = found.get(key);
        if (known === undefined && found.size >= bounds.conflicts)
          return { conflicts: [...found.values()], complete: false };
        found.set(key, {
          ...(known ?? { kind, id, mine, other: theirs }),
          times: (known?.times ?? 0) + 1,
        });
      }
      running.push(one);
    }
  }
  const conflicts = [...found.values()].sort((a, b) => a.mine.begins - b.mine.begins);
  return { conflicts, complete: left > 0 };
}
