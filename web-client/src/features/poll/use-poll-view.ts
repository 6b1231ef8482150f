import { useEffect, useState } from 'react';
import type { PollView } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';

/** A poll as Parta sees it, asked again whenever `version` changes; null while it is not known, and for no room. */
export function usePollView(
  roomId: string | null,
  eventId: string,
  version: string | number,
): PollView | null {
  const { api } = useServices();
  const [found, setFound] = useState<PollView | null>(null);
  useEffect(() => {
    if (roomId === null) return;
    const gone = new AbortController();
    api.poll(roomId, eventId, gone.signal).then(
      (answer) => {
        if (!gone.signal.aborted) setFound(answer);
      },
      // A poll that Parta does not know, or no network: what the room itself says stays.
      () => {},
    );
    return () => gone.abort();
  }, [api, roomId, eventId, version]);
  return found;
}
