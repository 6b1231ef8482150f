/** When the timetable opens a lesson room, and what happens to the session in it as time goes by. Pure. */
import type { Occurrence } from '../schedule/model.ts';
import type { LessonWindow, Session } from './model.ts';

const MINUTE_MS = 60_000;

export interface WindowOptions {
  /** Minutes. */
  readonly opensBefore: number;
  readonly closesAfter: number;
}

/**
 * The windows of a room's lessons in order of time. Lessons at the same time (groups of a class) share one. Where a break is shorter than
 * opening and closing need, the room goes over to the next lesson as soon as the one before has ended.
 */
export function windows(
  occurrences: readonly Occurrence[],
  { opensBefore, closesAfter }: WindowOptions,
): LessonWindow[] {
  const held = occurrences
    .filter(({ cancelled }) => !cancelled)
    .sort((a, b) => a.begins - b.begins || (a.lesson.id < b.lesson.id ? -1 : 1));
  const found: LessonWindow[] = [];
  for (const one of held) {
    const last = found.at(-1);
    if (last !== undefined && one.begins < last.ends) {
      const ends = Math.max(last.ends, one.ends);
      found[found.length - 1] = {
        ...last,
        title: last.title.split(' / ').includes(one.title)
          ? last.title
          : `${last.title} / ${one.title}`.slice(0, 200),
        ends,
        closesAt: ends + closesAfter * MINUTE_MS,
        teacherIds: [...new Set([...last.teacherIds, ...one.teacherIds])],
      };
      continue;
    }
    found.push({
      lessonId: one.lesson.id,
      recurrenceId: one.recurrenceId,
      uid: one.lesson.uid,
      title: one.title,
      opensAt: one.begins - opensBefore * MINUTE_MS,
      begins: one.begins,
      ends: one.ends,
      closesAt: one.ends + closesAfter * MINUTE_MS,
      teacherIds: one.teacherIds,
    });
  }
  return found.map((one, at) => {
    const [before, after] = [found[at - 1], found[at + 1]];
    return {
      ...one,
      opensAt: before === undefined ? one.opensAt : Math.max(one.opensAt, before.ends),
      closesAt:
        after === undefined ? one.closesAt : Math.min(one.closesAt, Math.max(one.ends, after.opensAt)),
    };
  });
}

export function windowAt(found: readonly LessonWindow[], now: number): LessonWindow | null {
  return found.find(({ opensAt, closesAt }) => opensAt <= now && now < closesAt) ?? null;
}

export type Step =
  | { readonly do: 'nothing' }
  /** Ends the session that is open, if there is one, and opens the window's. */
  | { readonly do: 'open'; readonly window: LessonWindow }
  /** The timetable moved or renamed what is being held. */
  | { readonly do: 'adjust'; readonly window: LessonWindow }
  | { readonly do: 'end' };

/**
 * What time and timetable do to a room. A session that was prolonged stays until its own end. One opened by hand goes over to the
 * timetable's lesson when that begins.
 *
 * @param isOver whether the session of a window was ended by somebody already; it does not open again by itself
 */
export function nextStep(
  current: Session | null,
  found: readonly LessonWindow[],
  now: number,
  isOver: (window: LessonWindow) => boolean,
): Step {
  const due = windowAt(found, now);
  const opens = due !== null && !isOver(due) ? due : null;
  if (current === null) return opens === null ? { do: 'nothing' } : { do: 'open', window: opens };
  if (current.lessonId === null) {
    if (opens !== null && (now >= opens.begins || now >= current.closesAt))
      return { do: 'open', window: opens };
    return now < current.closesAt ? { do: 'nothing' } : { do: 'end' };
  }
  const own = found.find((one) => isOf(one, current));
  if (current.prolonged && now < current.closesAt) return { do: 'nothing' };
  if (own !== undefined && own.opensAt <= now && now < own.closesAt) {
    return differs(own, current) ? { do: 'adjust', window: own } : { do: 'nothing' };
  }
  return opens === null ? { do: 'end' } : { do: 'open', window: opens };
}

/** When something may happen next by itself; null when nothing is known to. */
export function nextMoment(
  current: Session | null,
  found: readonly LessonWindow[],
  now: number,
): number | null {
  const moments = [
    ...found.flatMap(({ opensAt, begins, ends, closesAt }) => [opensAt, begins, ends, closesAt]),
    ...(current === null ? [] : [current.closesAt]),
  ].filter((at) => at > now);
  return moments.length === 0 ? null : Math.min(...moments);
}

export function isOf(window: LessonWindow, session: Pick<Session, 'lessonId' | 'recurrenceId'>): boolean {
  return window.lessonId === session.lessonId && window.recurrenceId === session.recurrenceId;
}

function differs(window: LessonWindow, session: Session): boolean {
  return (
    window.title !== session.title ||
    window.opensAt !== session.opensAt ||
    window.begins !== session.begins ||
    window.ends !== session.ends ||
    window.closesAt !== session.closesAt ||
    window.teacherIds.join() !== session.teacherIds.join()
  );
}
