import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;
let now = Date.now();

function subscribe(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    listener();
  }, MINUTE);
  return () => clearInterval(timer);
}

/** The time in milliseconds since the epoch, brought up to date every minute: enough for "today". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
