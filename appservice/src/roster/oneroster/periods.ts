/** What to do when an export says the same thing twice for different periods: Parta keeps one period for it. */
import { covers, type IsoDate } from '../../school/model.ts';

export interface Period {
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

const NEVER = '9999-12-31';

const begin = (period: Period): IsoDate => period.beginsOn ?? '';
const end = (period: Period): IsoDate => period.endsOn ?? NEVER;

export function samePeriod(a: Period, b: Period): boolean {
  return a.beginsOn === b.beginsOn && a.endsOn === b.endsOn;
}

/** Whether two periods overlap, or one begins where the other ends. */
export function touch(a: Period, b: Period): boolean {
  return begin(a) <= end(b) && begin(b) <= end(a);
}

/** Periods that touch become one. Of two apart the one that counts on the day is kept, else the next to come, else the last. */
export function joinPeriods(a: Period, b: Period, day: IsoDate): Period {
  if (touch(a, b)) {
    const first = begin(a) <= begin(b) ? a : b;
    const last = end(a) >= end(b) ? a : b;
    return { beginsOn: first.beginsOn, endsOn: last.endsOn };
  }
  return betterPeriod(a, b, day);
}

/** Of two periods apart, the one that counts on the day, else the next to come, else the last. */
export function betterPeriod<P extends Period>(a: P, b: P, day: IsoDate): P {
  const rank = (period: Period): number => (covers(period, day) ? 2 : begin(period) > day ? 1 : 0);
  if (rank(a) !== rank(b)) return rank(a) > rank(b) ? a : b;
  const earlierFirst = rank(a) === 1;
  return begin(a) <= begin(b) === earlierFirst ? a : b;
}
