import { useSyncExternalStore } from 'react';
import type { ReadableStore } from '../app/store.ts';

/** The store's value, kept up to date. */
export function useStore<T>(store: ReadableStore<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
