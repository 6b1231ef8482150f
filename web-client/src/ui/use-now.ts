import { useSyncExternalStore } from 'react';

const MINUTE = 60_000;
let now = Date.now();

/** Calls back as each minute begins, and as soon as a page that slept is looked at again. */
function subscribe(listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (): void => {
    now = Date.now();
    listener();
    clearTimeout(timer);
    timer = setTimeout(tick, MINUTE - (now % MINUTE));
  };
  const look = (): void => {
    if (document.visibilityState === 'visible') tick();
  };
  document.addEventListener('visibilitychange', look);
  // Nobody may have looked for hours, e.g. while another view was open.
  timer = setTimeout(tick, Date.now() - now < MINUTE ? MINUTE - (Date.now() % MINUTE) : 0);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', look);
  };
}

/** The time in milliseconds since the epoch, brought up to date as each minute begins: enough for "today" and "now". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
