import type { Failure } from '../api/failure.ts';
import { createStore, type ReadableStore } from './store.ts';

export interface Loaded<T> {
  /** The last good answer, perhaps of an earlier visit; null before the first. */
  readonly value: T | null;
  readonly failure: Failure | null;
  readonly loading: boolean;
}

/** An answer of the API that is shown at once as it was last time and then brought up to date. */
export interface Resource<T> extends ReadableStore<Loaded<T>> {
  /** Asks again. Never throws: a failure is part of the value. Calls at the same time share one request. */
  readonly refresh: () => Promise<void>;
  /** Asks again once what is under way is answered: after a change, which an earlier question may not have seen. */
  readonly renew: () => Promise<void>;
  readonly set: (value: T) => void;
}

interface Kept {
  get(key: string): Promise<unknown>;
  put(key: string, answer: unknown): Promise<void>;
}

export function createResource<T>(
  kept: Kept,
  key: string,
  load: () => Promise<T>,
  asFailure: (e: unknown) => Failure,
): Resource<T> {
  const store = createStore<Loaded<T>>({ value: null, failure: null, loading: false });
  let running: Promise<void> | null = null;
  const set = (value: T): void => {
    store.set({ value, failure: null, loading: false });
    void kept.put(key, value).catch(() => {});
  };
  const run = async (): Promise<void> => {
    store.update((now) => ({ ...now, loading: true }));
    // Reading the device is quick, but not so quick that the request should wait for it.
    const stored = kept.get(key).then(
      (answer) => {
        const now = store.get();
        if (now.value === null && answer !== undefined) store.set({ ...now, value: answer as T });
      },
      () => {},
    );
    try {
      set(await load());
    } catch (error) {
      await stored;
      const failure = asFailure(error);
      // Whoever may not see it any more is not shown what it was before.
      const isGone = failure.status === 403 || failure.status === 404;
      if (isGone) void kept.put(key, undefined).catch(() => {});
      store.update((now) => ({ value: isGone ? null : now.value, failure, loading: false }));
    }
  };
  const refresh = (): Promise<void> =>
    (running ??= run().finally(() => {
      running = null;
    }));
  return {
    get: store.get,
    subscribe: store.subscribe,
    set,
    refresh,
    async renew() {
      await running;
      await refresh();
    },
  };
}
