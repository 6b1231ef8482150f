/** A value that others watch. The smallest contract that React's `useSyncExternalStore` can read. */
export interface ReadableStore<T> {
  readonly get: () => T;
  /** Calls back after each change; returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface Store<T> extends ReadableStore<T> {
  readonly set: (next: T) => void;
  readonly update: (change: (now: T) => T) => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const set = (next: T): void => {
    if (Object.is(next, value)) return;
    value = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => value,
    set,
    update: (change) => set(change(value)),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Resolves with the first value, now or later, that meets the condition. Rejects when the signal aborts first. */
export function until<T, R extends T>(
  store: ReadableStore<T>,
  condition: (value: T) => value is R,
  signal?: AbortSignal,
): Promise<R> {
  return new Promise((resolve, reject) => {
    let stop: () => void = () => {};
    const look = (): boolean => {
      const value = store.get();
      if (!condition(value)) return false;
      stop();
      resolve(value);
      return true;
    };
    if (look()) return;
    stop = store.subscribe(look);
    signal?.addEventListener('abort', () => {
      stop();
      reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
    });
  });
}
