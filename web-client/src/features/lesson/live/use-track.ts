import { useEffect, useRef, type RefObject } from 'react';
import type { Track } from 'livekit-client';

/** Plays a track in an element as long as both are there. */
export function useTrack<E extends HTMLMediaElement>(
  track: Pick<Track, 'attach' | 'detach'>,
): RefObject<E | null> {
  const ref = useRef<E>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return ref;
}
