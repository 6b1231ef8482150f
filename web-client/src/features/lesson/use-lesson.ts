import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../api/failure.ts';
import type { LessonView } from '../../api/types.ts';
import { asFailure } from '../../app/account.ts';
import { useServices } from '../../app/services.ts';
import { askAgainIn, doorOf, type Door } from './model/door.ts';

export interface Lesson {
  readonly view: LessonView | null;
  readonly door: Door;
  /** Asks now. Never throws. */
  readonly refresh: () => Promise<void>;
  readonly set: (view: LessonView) => void;
}

/** What the server says of the lesson, asked again as often as its answer can change anything. */
export function useLesson(roomId: string): Lesson {
  const { api } = useServices();
  const [{ view, failure }, setKnown] = useState<{ view: LessonView | null; failure: Failure | null }>({
    view: null,
    failure: null,
  });
  const running = useRef<Promise<void> | null>(null);
  const refresh = useCallback(
    () =>
      (running.current ??= api
        .lesson(roomId)
        .then(
          (answer) => setKnown({ view: answer, failure: null }),
          (error: unknown) => {
            const why = asFailure(error);
            // A short outage does not take away what is known; a refusal does.
            setKnown((now) => ({ view: why.kind === 'refused' ? null : now.view, failure: why }));
          },
        )
        .finally(() => {
          running.current = null;
        })),
    [api, roomId],
  );
  const door = doorOf(view, failure);
  useEffect(() => void refresh(), [refresh]);
  useEffect(() => {
    const wait = askAgainIn(doorOf(view, failure), view, Date.now());
    if (wait === null) return;
    const timer = setTimeout(() => void refresh(), wait);
    return () => clearTimeout(timer);
  }, [view, failure, refresh]);
  useEffect(() => {
    const whenSeen = (): void => {
      if (document.visibilityState === 'visible') void refresh();
    };
    document.addEventListener('visibilitychange', whenSeen);
    return () => document.removeEventListener('visibilitychange', whenSeen);
  }, [refresh]);
  const set = useCallback((answer: LessonView) => setKnown({ view: answer, failure: null }), []);
  return { view, door, refresh, set };
}
