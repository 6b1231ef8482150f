/** Why the connection to the lesson ended, and what comes next. Pure. */
import type { Reason } from './door.ts';

/** LiveKit's reasons, as far as they differ for people. */
export type Cut =
  /** The person has left by themselves. */
  | 'own'
  /** The same person on the same device came in again, e.g. in another tab. */
  | 'elsewhere'
  | 'removed'
  | 'room_gone'
  /** The network or the SFU: worth another try. */
  | 'lost';

export type Ending = 'left' | 'elsewhere' | 'removed' | 'ended' | 'not_yours';

/** How long to wait before the next try for a seat. Milliseconds. */
export function backoff(attempt: number, random: number): number {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 6)) * (0.75 + random / 2);
}

/**
 * What a cut means once the server was asked for a new seat.
 * @param refusal the reason of its refusal; null when it gave a seat or could not be asked
 * @returns null: keep trying to come back
 */
export function endingOf(cut: Cut, refusal: Reason | null): Ending | null {
  if (cut === 'own') return 'left';
  if (cut === 'elsewhere') return 'elsewhere';
  switch (refusal) {
    case 'closed':
    case 'forbidden':
    case 'alone':
    case 'quiet':
    case 'media_off':
      return 'ended';
    case 'removed':
      return 'removed';
    case 'not_yours':
    case 'parents':
      return 'not_yours';
    case 'locked':
    case 'media_preparing':
    case 'media_unavailable':
    case null:
      return null;
  }
}
