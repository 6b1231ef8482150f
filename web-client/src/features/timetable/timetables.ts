/** The timetables that a person looks at, kept on the device as they were last seen. */
import type { Api } from '../../api/client.ts';
import type { Failure } from '../../api/failure.ts';
import type { Timetable, TimetableFrame } from '../../api/types.ts';
import { createResource, type Resource } from '../../app/resource.ts';
import { createStore, type ReadableStore } from '../../app/store.ts';
import { daysBetween, type Day } from './calendar.ts';
import { keyOf, paramsOf, type Subject } from './subject.ts';

/** A week and the one after it: what Today needs to say when the next lesson is. */
const WINDOW_DAYS = 14;
/** So many weeks of a subject are kept on the device; a fifth takes the place of the first. */
const KEPT_WEEKS = 4;

export interface Seen {
  /** When the server said so, by the clock of this device. Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly monday: Day;
  readonly timetable: Timetable;
}

export interface Timetables {
  /** Two weeks of a timetable from a Monday on. */
  week(subject: Subject, monday: Day): Resource<Seen>;
  /** Terms, bells, locations, teachers: for those who work at the school. */
  frame(schoolId: string): Resource<TimetableFrame>;
  /** Counts the times that something here was changed, so that whatever is on the screen is asked for again. */
  readonly changes: ReadableStore<number>;
  changed(): void;
}

interface Kept {
  get(key: string): Promise<unknown>;
  put(key: string, answer: unknown): Promise<void>;
}

export function createTimetables({
  api,
  kept,
  asFailure,
}: {
  api: Pick<Api, 'timetable' | 'timetableFrame'>;
  kept: Kept;
  asFailure: (error: unknown) => Failure;
}): Timetables {
  const weeks = new Map<string, Resource<Seen>>();
  const frames = new Map<string, Resource<TimetableFrame>>();
  const changes = createStore(0);

  function remembered<T>(known: Map<string, Resource<T>>, key: string, make: () => Resource<T>): Resource<T> {
    let resource = known.get(key);
    if (resource === undefined) known.set(key, (resource = make()));
    return resource;
  }

  return {
    changes,
    changed: () => changes.update((count) => count + 1),
    week: (subject, monday) =>
      remembered(weeks, `${keyOf(subject)} ${monday}`, () => {
        const slot = (daysBetween('1970-01-05', monday) / 7) % KEPT_WEEKS;
        // Another week may be in the slot.
        const ofWeek: Kept = {
          get: async (key) => {
            const found = (await kept.get(key)) as Seen | undefined;
            return found?.monday === monday ? found : undefined;
          },
          put: (key, answer) => kept.put(key, answer),
        };
        const load = async (): Promise<Seen> => ({
          timetable: await api.timetable(paramsOf(subject), monday, WINDOW_DAYS),
          at: Date.now(),
          monday,
        });
        return createResource(ofWeek, `timetable ${keyOf(subject)} ${slot}`, load, asFailure);
      }),
    frame: (schoolId) =>
      remembered(frames, schoolId, () =>
        createResource(kept, `frame ${schoolId}`, () => api.timetableFrame(schoolId), asFailure),
      ),
  };
}
