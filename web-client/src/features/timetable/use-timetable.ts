import { useEffect } from 'react';
import type { TimetableFrame } from '../../api/types.ts';
import type { Loaded, Resource } from '../../app/resource.ts';
import { useAccount, useServices } from '../../app/services.ts';
import type { RoomSummary } from '../../matrix/types.ts';
import { useStore } from '../../ui/use-store.ts';
import type { Day } from './calendar.ts';
import type { Subject } from './subject.ts';
import type { Seen } from './timetables.ts';

/** While a timetable is on the screen it is asked for again now and then. Milliseconds. */
const AGAIN_EVERY = 5 * 60_000;
/** So that a class whose pupils all look at once does not ask at once. */
const SPREAD = 60_000;

/** Two weeks of a timetable, brought up to date when seen again, when connected again, and when the bot tells of a change. */
export function useTimetable(subject: Subject, monday: Day): Loaded<Seen> {
  const { timetables } = useAccount();
  return useFresh(timetables.week(subject, monday));
}

/** What lessons of a school are made of; null for those who do not work there. */
export function useFrame(schoolId: string | null): Loaded<TimetableFrame> | null {
  const { timetables } = useAccount();
  const loaded = useFresh(schoolId === null ? null : timetables.frame(schoolId));
  return schoolId === null ? null : loaded;
}

const NOTHING: Resource<never> = {
  get: () => NEVER,
  subscribe: () => () => {},
  refresh: () => Promise.resolve(),
  renew: () => Promise.resolve(),
  set: () => {},
};
const NEVER: Loaded<never> = { value: null, failure: null, loading: false };

function useFresh<T>(resource: Resource<T> | null): Loaded<T> {
  const account = useAccount();
  const { info } = useServices();
  const bot = useStore(info).value?.bot_user_id;
  const changes = useStore(account.timetables.changes);
  const told = lastTold(useStore(account.rooms), bot);
  const used = resource ?? NOTHING;
  useEffect(() => {
    if (info.get().value === null) void info.refresh();
  }, [info]);
  useEffect(() => void used.refresh(), [used, changes, told]);
  useEffect(() => {
    const ended = new AbortController();
    const look = (): void => {
      if (document.visibilityState === 'visible') void used.refresh();
    };
    document.addEventListener('visibilitychange', look, { signal: ended.signal });
    window.addEventListener('online', look, { signal: ended.signal });
    const timer = setInterval(look, AGAIN_EVERY + Math.random() * SPREAD);
    return () => {
      ended.abort();
      clearInterval(timer);
    };
  }, [used]);
  return useStore(used);
}

/** When the bot last said something: it tells classes of changes. */
function lastTold(rooms: ReadonlyMap<string, RoomSummary>, bot: string | undefined): number {
  let at = 0;
  for (const { last } of rooms.values()) if (last !== null && last.sender === bot) at = Math.max(at, last.ts);
  return at;
}
