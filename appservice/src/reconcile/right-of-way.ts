/** Lets what somebody waits for go before bulk work of the same process. */

export interface RightOfWay {
  /** Runs `work`; as long as any such work runs, `mayGo` holds bulk work back. */
  urgent<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when nothing urgent runs. */
  mayGo(): Promise<void>;
}

export function createRightOfWay(): RightOfWay {
  let running = 0;
  let free = Promise.withResolvers<void>();
  free.resolve();
  return {
    async urgent(work) {
      if (running === 0) free = Promise.withResolvers<void>();
      running += 1;
      try {
        return await work();
      } finally {
        running -= 1;
        if (running === 0) free.resolve();
      }
    },
    mayGo: () => free.promise,
  };
}
