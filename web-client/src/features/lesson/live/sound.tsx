import { Track, type RemoteTrack, type Room } from 'livekit-client';
import { useLive } from './lesson-context.ts';
import { useTrack } from './use-track.ts';

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
  const ref = useTrack<HTMLAudioElement>(track);
  return <audio ref={ref} autoPlay />;
}
