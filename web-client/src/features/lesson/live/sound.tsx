import { useEffect, useRef } from 'react';
import { Track, type RemoteTrack, type Room } from 'livekit-client';
import { useLive } from './lesson-context.ts';

/** Everybody's voice and the sound of shared screens, whoever is drawn. */
export function Sound({ room }: { room: Room }) {
  // Drawn anew with each state of the room, so that tracks that come and go are followed.
  useLive();
  const tracks = [...room.remoteParticipants.values()].flatMap((participant) =>
    [...participant.trackPublications.values()].flatMap(({ kind, track, trackSid }) =>
      kind === Track.Kind.Audio && track !== undefined ? [{ track, trackSid }] : [],
    ),
  );
  return (
    <div hidden>
      {tracks.map(({ track, trackSid }) => (
        <Voice key={trackSid} track={track} />
      ))}
    </div>
  );
}

function Voice({ track }: { track: RemoteTrack }) {
  const ref = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    track.attach(element);
    return () => void track.detach(element);
  }, [track]);
  return <audio ref={ref} autoPlay />;
}
