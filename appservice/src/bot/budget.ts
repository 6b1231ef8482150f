/** How much each asker may do in a while. Counts live in this process and are bounded. */

export interface Budget {
  /** Takes one from the asker's budget; false when it is used up. */
  take(asker: string): boolean;
}

const MAX_ASKERS = 10_000;

/** `limit` a window of `windowMs` milliseconds for each asker. When too many askers are known, the oldest is forgotten. */
export function createBudget(limit: number, windowMs: number, now: () => number = Date.now): Budget {
  const askers = new Map<string, { taken: number; until: number }>();
  return {
    take(asker) {
      let entry = askers.get(asker);
      if (entry === undefined || now() >= entry.until) {
        entry = { taken: 0, until: now() + windowMs };
        askers.delete(asker);
        askers.set(asker, entry);
        if (askers.size > MAX_ASKERS) askers.delete(askers.keys().next().value!);
      }
      if (entry.taken >= limit) return false;
      entry.taken += 1;
      return true;
    },
  };
}
