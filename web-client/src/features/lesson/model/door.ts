/** What stands before the lesson: open, not yet, or not for this person, and why. Pure. */
import type { Failure } from '../../../api/failure.ts';
import type { LessonView } from '../../../api/types.ts';

/** Why somebody cannot go in now, by the server's codes without their prefix. */
export const REASONS = [
  'closed',
  'not_yours',
  'locked',
  'removed',
  'parents',
  'forbidden',
  'alone',
  'quiet',
  'media_off',
  'media_preparing',
  'media_unavailable',
] as const;
export type Reason = (typeof REASONS)[number];

/** Of these nothing but waiting is needed: the door opens by itself. */
const PASSING: readonly Reason[] = [
  'closed',
  'locked',
  'alone',
  'quiet',
  'media_preparing',
  'media_unavailable',
];

export type Door =
  | { readonly kind: 'loading' }
  /** Nothing is known: the server cannot be reached or has failed. */
  | { readonly kind: 'unknown'; readonly failure: Failure }
  | { readonly kind: 'shut'; readonly reason: Reason; readonly canStart: boolean }
  | { readonly kind: 'open' };

/** The reason in a code such as `lesson.media_off`, also where a Matrix prefix stands before it; null for any other. */
export function reasonOf(code: string | null | undefined): Reason | null {
  const last = code?.toLowerCase().split('.').at(-1) ?? '';
  return REASONS.find((reason) => reason === last) ?? null;
}

export function doorOf(view: LessonView | null, failure: Failure | null): Door {
  if (view === null) {
    if (failure === null) return { kind: 'loading' };
    const reason = reasonOf(failure.errcode);
    if (reason !== null) return { kind: 'shut', reason, canStart: false };
    // The room is not this person's, or is none for lessons.
    if (failure.status === 403 || failure.status === 404)
      return { kind: 'shut', reason: 'not_yours', canStart: false };
    return { kind: 'unknown', failure };
  }
  if (view.media.status !== 'ready')
    return { kind: 'shut', reason: `media_${view.media.status}`, canStart: false };
  const canStart = view.may.run && view.state === 'closed';
  if (view.state === 'closed') return { kind: 'shut', reason: reasonOf(view.why_not) ?? 'closed', canStart };
  if (view.may.enter) return { kind: 'open' };
  return { kind: 'shut', reason: reasonOf(view.why_not) ?? 'not_yours', canStart };
}

/** When to ask again. Milliseconds; null when asking again changes nothing. */
export function askAgainIn(door: Door, view: LessonView | null, now: number): number | null {
  switch (door.kind) {
    case 'loading':
      return null;
    case 'open':
      return 20_000;
    case 'unknown':
      return door.failure.retryAfterMs ?? 5_000;
    case 'shut': {
      if (!PASSING.includes(door.reason)) return 60_000;
      if (door.reason === 'media_preparing') return (view?.media.retry_after_seconds ?? 5) * 1000;
      const opens = Date.parse(view?.next?.opens_at ?? '');
      // At the minute it opens, not up to a quarter of a minute later.
      return opens > now ? Math.min(15_000, opens - now + 500) : 15_000;
    }
  }
}
