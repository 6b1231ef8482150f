import { useCallback, useEffect, useMemo, useState } from 'react';
import type { BroadcastQuestion } from '../../../api/types.ts';
import { useServices } from '../../../app/services.ts';

export interface Questions {
  /** Oldest first; null until the first answer. */
  readonly list: readonly BroadcastQuestion[] | null;
  /** Asks now. Never throws. */
  readonly refresh: () => Promise<void>;
}

/** Speakers answer within a minute or so; questions need not be there at once. Milliseconds. */
const ASK_AGAIN_MS = 6_000;

/** The questions of a running broadcast, looked at again while the page is seen. */
export function useQuestions(roomId: string, isBroadcast: boolean): Questions | null {
  const { api } = useServices();
  const [list, setList] = useState<readonly BroadcastQuestion[] | null>(null);
  const refresh = useCallback(async () => {
    // A short outage does not take away what is known.
    await api.questions(roomId).then(setList, () => {});
  }, [api, roomId]);
  useEffect(() => {
    if (!isBroadcast) return;
    void refresh();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh();
    }, ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isBroadcast, refresh]);
  return useMemo(() => (isBroadcast ? { list, refresh } : null), [isBroadcast, list, refresh]);
}
