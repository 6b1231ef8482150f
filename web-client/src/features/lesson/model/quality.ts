/** What is received when the connection does not carry everything. Pure. */
import type { Quality } from './tiles.ts';

/** From everything to sound alone: sound goes before slides, slides before cameras. */
export const LEVELS = ['all', 'slides', 'sound'] as const;
export type Level = (typeof LEVELS)[number];

export interface Saving {
  /** What the person has chosen at most to receive. */
  readonly chosen: Level;
  /** What the connection carries, as far as it was seen. */
  readonly carried: Level;
  /** How long the connection has been bad, or good, without a break. */
  readonly since: { readonly bad: boolean; readonly at: number } | null;
  /** How often cameras came back and had to go again: each time they wait twice as long. */
  readonly relapses: number;
}

/** Bad for so long before something is given up. Milliseconds. */
export const GIVE_UP_AFTER = 6_000;
/** Good for so long before it is tried again. Milliseconds. */
export const TRY_AFTER = 30_000;
const LONGEST_TRY = 8;

export const startSaving = (chosen: Level): Saving => ({
  chosen,
  carried: 'all',
  since: null,
  relapses: 0,
});

const step = (level: Level, by: 1 | -1): Level =>
  LEVELS[Math.min(LEVELS.length - 1, Math.max(0, LEVELS.indexOf(level) + by))]!;

/**
 * The next state after a look at the connection's quality. Called at every change of it and every few seconds.
 * @param now milliseconds on any clock that does not go back
 */
export function observe(saving: Saving, quality: Quality, now: number): Saving {
  if (quality === 'unknown') return saving;
  const bad = quality !== 'good';
  if (saving.since?.bad !== bad) return { ...saving, since: { bad, at: now } };
  const lasted = now - saving.since.at;
  if (bad && lasted >= GIVE_UP_AFTER && saving.carried !== 'sound') {
    return { ...saving, carried: step(saving.carried, 1), since: { bad, at: now } };
  }
  const wait = TRY_AFTER * Math.min(LONGEST_TRY, 2 ** saving.relapses);
  if (!bad && lasted >= wait && saving.carried !== 'all') {
    return {
      ...saving,
      carried: step(saving.carried, -1),
      since: { bad, at: now },
      relapses: saving.relapses + 1,
    };
  }
  return saving;
}

/** What is received: the lesser of what was chosen and what the connection carries. */
export function levelOf({ chosen, carried }: Saving): Level {
  return LEVELS[Math.max(LEVELS.indexOf(chosen), LEVELS.indexOf(carried))]!;
}

/** Whether less is received than the person has chosen. */
export const isForced = (saving: Saving): boolean => levelOf(saving) !== saving.chosen;
