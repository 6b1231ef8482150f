/** A day and a week as people look at them: what is now, what comes next, what is later, what changed. Pure. */
import type { IsoDate } from '../school/model.ts';
import { dayOf } from './local-time.ts';
import type { DayOff, Instant, Lesson, Occurrence, Span } from './model.ts';
import { expand } from './recurrence.ts';

export type Phase = 'over' | 'now' | 'next' | 'later';

export interface AgendaItem {
  readonly occurrence: Occurrence;
  readonly phase: Phase;
}

/**
 * The occurrences of lessons in a window in order of time, each with where it stands at a moment. `next` are those that begin
 * first after it; a cancelled lesson is never now or next. Occurrences that do not concern the reader are left out.
 */
export function agenda(
  lessons: readonly Lesson[],
  window: Span,
  daysOffOf: (lesson: Lesson) => readonly DayOff[],
  now: Instant,
  concerns: (occurrence: Occurrence) => boolean = () => true,
): AgendaItem[] {
  const all = lessons
    .flatMap((lesson) => expand(lesson, window, daysOffOf(lesson)).filter(concerns))
    .sort((a, b) => a.begins - b.begins || a.ends - b.ends || a.title.localeCompare(b.title));
  const next = all.find(({ begins, cancelled }) => begins > now && !cancelled)?.begins;
  return all.map((occurrence) => ({ occurrence, phase: phaseOf(occurrence, now, next) }));
}

function phaseOf({ begins, ends, cancelled }: Occurrence, now: Instant, next: Instant | undefined): Phase {
  if (ends <= now) return 'over';
  if (cancelled) return begins <= now ? 'over' : 'later';
  if (begins <= now) return 'now';
  return begins === next ? 'next' : 'later';
}

/** Items by the day on which they begin where they are held. */
export function byDay(items: readonly AgendaItem[]): ReadonlyMap<IsoDate, readonly AgendaItem[]> {
  return Map.groupBy(items, ({ occurrence }) => dayOf(occurrence.startsAt));
}

/** Those that are not as the timetable says. */
export function changed(items: readonly AgendaItem[]): AgendaItem[] {
  return items.filter(({ occurrence }) => occurrence.change !== null);
}
