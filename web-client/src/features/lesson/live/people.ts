/** From LiveKit's participants to plain records. */
import { ConnectionQuality, Track, type Participant } from 'livekit-client';
import type { LivePerson } from './live-types.ts';
import type { Quality } from '../model/tiles.ts';

/** Attributes that only the server sets. */
const ROLE = 'parta.role';
const WAITING = 'parta.waiting';

/** `TrackSource` of LiveKit's protocol, in the permissions. */
const SOURCES = { camera: 1, microphone: 2, screen: 3 } as const;

function qualityOf(quality: ConnectionQuality): Quality {
  switch (quality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return 'good';
    case ConnectionQuality.Poor:
      return 'poor';
    case ConnectionQuality.Lost:
      return 'lost';
    default:
      return 'unknown';
  }
}

/** Whether the server lets somebody publish; an empty list of sources means all. */
export function mayPublish({ permissions }: Participant, source: keyof typeof SOURCES): boolean {
  if (permissions?.canPublish !== true) return false;
  const { canPublishSources: allowed } = permissions;
  return allowed.length === 0 || (allowed as number[]).includes(SOURCES[source]);
}

const isOn = (participant: Participant, source: Track.Source): boolean => {
  const publication = participant.getTrackPublication(source);
  return publication !== undefined && !publication.isMuted;
};

export function personOf(participant: Participant): LivePerson {
  return {
    identity: participant.identity,
    isMe: participant.isLocal,
    isTeacher: participant.attributes[ROLE] === 'teacher',
    waiting: participant.attributes[WAITING] === '1',
    microphone: isOn(participant, Track.Source.Microphone),
    camera: isOn(participant, Track.Source.Camera),
    screen: isOn(participant, Track.Source.ScreenShare),
    speaking: participant.isSpeaking && isOn(participant, Track.Source.Microphone),
    spokeAt: participant.lastSpokeAt?.getTime() ?? 0,
    joinedAt: participant.joinedAt?.getTime() ?? 0,
    quality: qualityOf(participant.connectionQuality),
    maySpeak: mayPublish(participant, 'microphone'),
    mayShow: mayPublish(participant, 'camera'),
  };
}
