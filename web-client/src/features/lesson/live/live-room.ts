/**
 * The connection to the lesson's room at the SFU: takes a seat, connects, comes back after a cut with a fresh seat, goes
 * over to a breakout group and back, and knows why it is over. The server decides who may publish; this obeys and says so.
 */
import {
  DisconnectReason,
  MediaDeviceFailure,
  Room,
  RoomEvent,
  Track,
  type Participant,
  type RemoteTrackPublication,
  type TrackPublication,
} from 'livekit-client';
import { Failure } from '../../../api/failure.ts';
import type { LessonTicket } from '../../../api/types.ts';
import { createStore, type ReadableStore } from '../../../app/store.ts';
import type { Choices } from '../model/choices.ts';
import { backoff, endingOf, type Cut, type Ending } from '../model/departure.ts';
import { reasonOf } from '../model/door.ts';
import { readRules } from '../model/metadata.ts';
import { isForced, levelOf, observe, startSaving, type Level } from '../model/quality.ts';
import { roomOptions } from './capture.ts';
import { deviceProblem } from './devices.ts';
import type { Device, Event, LiveState } from './live-types.ts';
import { mayPublish, personOf } from './people.ts';

const LOOK_AT_QUALITY_MS = 2_000;
/** A seat is asked for again no later than this, whatever the server says. Milliseconds. */
const LONGEST_WAIT_MS = 15_000;
const SOURCE: { readonly [D in Device]: Track.Source } = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
};
const DEVICES: readonly Device[] = ['microphone', 'camera', 'screen'];
const NOTHING: LiveState['on'] = { microphone: false, camera: false, screen: false };

export interface LiveRoom {
  /** For drawing tracks. */
  readonly room: Room;
  readonly state: ReadableStore<LiveState>;
  onEvent(listener: (event: Event) => void): () => void;
  setDevice(device: Device, on: boolean): Promise<void>;
  chooseDevice(kind: MediaDeviceKind, id: string): Promise<void>;
  chooseLevel(level: Level): void;
  /** To a breakout group, or back with null. */
  goTo(group: number | null, title: string): void;
  /** After the browser has refused to play sound; must be called from a touch or click. */
  startSound(): Promise<void>;
  leave(): Promise<void>;
}

interface Dependencies {
  readonly takeSeat: (group: number | null, signal: AbortSignal) => Promise<LessonTicket>;
  readonly choices: Choices;
  readonly isTeacher: boolean;
}

type Farewell = Cut | 'group';

export function openLiveRoom({ takeSeat, choices, isTeacher }: Dependencies): LiveRoom {
  const room = new Room(roomOptions(isTeacher, choices));
  const listeners = new Set<(event: Event) => void>();
  const gone = new AbortController();
  const wanted: Record<Device, boolean> = {
    ...NOTHING,
    microphone: choices.microphone,
    camera: choices.camera,
  };
  let busy: LiveState['busy'] = NOTHING;
  let saving = startSaving(choices.level);
  let phase: LiveState['phase'] = 'connecting';
  let ending: LiveState['ending'] = null;
  let rules: LiveState['rules'] = null;
  let group: number | null = null;
  let wasLive = false;
  let part: (farewell: Farewell) => void = () => {};

  const look = (): LiveState => {
    const me = room.localParticipant;
    const people = [me, ...room.remoteParticipants.values()].map(personOf);
    const mine = people[0]!;
    return {
      phase,
      ending,
      people: phase === 'live' || phase === 'reconnecting' ? people : [],
      rules,
      may: {
        microphone: mayPublish(me, 'microphone'),
        camera: mayPublish(me, 'camera'),
        screen: mayPublish(me, 'screen'),
      },
      on: { microphone: mine.microphone, camera: mine.camera, screen: mine.screen },
      busy,
      waiting: mine.waiting,
      soundBlocked: phase === 'live' && !room.canPlaybackAudio,
      level: levelOf(saving),
      saving: isForced(saving),
      group,
    };
  };
  const state = createStore<LiveState>(look());
  let scheduled = false;
  /** Many changes of one moment make one new state. */
  const refresh = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      state.set(look());
    });
  };
  const say = (event: Event): void => {
    for (const listener of [...listeners]) listener(event);
  };

  /** Receives only what the chosen or the carried level has room for. */
  const subscribe = (publication: RemoteTrackPublication): void => {
    const level = levelOf(saving);
    const wish =
      publication.kind === Track.Kind.Audio ||
      level === 'all' ||
      (level === 'slides' && publication.source === Track.Source.ScreenShare);
    if (publication.isDesired !== wish) publication.setSubscribed(wish);
  };
  const subscribeAll = (): void => {
    for (const participant of room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) subscribe(publication);
  };

  const watchQuality = (): void => {
    if (phase !== 'live') return;
    const before = levelOf(saving);
    saving = observe(saving, personOf(room.localParticipant).quality, performance.now());
    const after = levelOf(saving);
    if (after === before) return;
    subscribeAll();
    say(isForced(saving) ? { kind: 'saving', level: after } : { kind: 'saving_over' });
    refresh();
  };

  async function setDevice(device: Device, on: boolean): Promise<void> {
    if (busy[device]) return;
    const me = room.localParticipant;
    wanted[device] = on;
    if (phase !== 'live' || (on && !mayPublish(me, device))) return;
    busy = { ...busy, [device]: true };
    refresh();
    try {
      if (device === 'microphone') await me.setMicrophoneEnabled(on);
      else if (device === 'camera') await me.setCameraEnabled(on);
      else await me.setScreenShareEnabled(on, { audio: true, selfBrowserSurface: 'exclude' });
    } catch (error) {
      wanted[device] = false;
      // Whoever closes the browser's choice of a window has changed their mind; that is no failure.
      if (device !== 'screen' || MediaDeviceFailure.getFailure(error) !== MediaDeviceFailure.PermissionDenied)
        say({ kind: 'device_failed', device, why: deviceProblem(error) });
    } finally {
      busy = { ...busy, [device]: false };
      refresh();
    }
  }

  const isSource = (publication: TrackPublication, device: Device): boolean =>
    publication.source === SOURCE[device];
  /** Off although this person did not switch it off: the teacher did. */
  const takenAway = (publication: TrackPublication, how: 'muted' | 'unpublished'): void => {
    const device = DEVICES.find((one) => isSource(publication, one));
    if (device === undefined || !wanted[device] || busy[device] || phase !== 'live') return;
    wanted[device] = false;
    // Ended in the browser's own bar, or the right to publish is gone, which is said on its own.
    if (how === 'unpublished') return;
    say({ kind: ({ microphone: 'muted', camera: 'camera_off', screen: 'screen_off' } as const)[device] });
  };

  let couldSpeak: boolean | null = null;
  const onPermissions = (): void => {
    const me = room.localParticipant;
    refresh();
    // In the lobby nobody may, and who is let in finds everything as they wished it.
    if (phase !== 'live' || personOf(me).waiting) return;
    const can = mayPublish(me, 'microphone');
    if (couldSpeak !== null && couldSpeak !== can) say({ kind: can ? 'may_speak' : 'may_not_speak' });
    couldSpeak = can;
    for (const device of DEVICES) if (!mayPublish(me, device)) wanted[device] = false;
    void applyWanted();
  };
  let waited = false;
  const onAttributes = (_changed: unknown, participant: Participant): void => {
    if (participant.isLocal) {
      const { waiting } = personOf(participant);
      if (waited && !waiting) {
        say({ kind: 'admitted' });
        couldSpeak = null;
        void applyWanted();
      }
      waited = waiting;
    }
    refresh();
  };
  const onMetadata = (): void => {
    const before = rules;
    rules = readRules(room.metadata) ?? rules;
    if (
      before !== null &&
      rules !== null &&
      (before.recordingSince === null) !== (rules.recordingSince === null)
    )
      say({ kind: rules.recordingSince === null ? 'recording_over' : 'recording' });
    refresh();
  };
  const applyWanted = async (): Promise<void> => {
    const { microphone, camera } = personOf(room.localParticipant);
    await Promise.all([
      wanted.microphone && !microphone && setDevice('microphone', true),
      wanted.camera && !camera && setDevice('camera', true),
    ]);
  };

  room
    .on(RoomEvent.ParticipantConnected, ({ identity }) => {
      say({ kind: 'joined', identity });
      refresh();
    })
    .on(RoomEvent.ParticipantDisconnected, ({ identity }) => {
      say({ kind: 'left', identity });
      refresh();
    })
    .on(RoomEvent.TrackPublished, (publication) => {
      subscribe(publication);
      refresh();
    })
    .on(RoomEvent.TrackMuted, (publication, participant) => {
      if (participant.isLocal) takenAway(publication, 'muted');
      refresh();
    })
    .on(RoomEvent.LocalTrackUnpublished, (publication) => {
      takenAway(publication, 'unpublished');
      refresh();
    })
    .on(RoomEvent.ParticipantPermissionsChanged, (_before, participant) => {
      if (participant.isLocal) onPermissions();
      else refresh();
    })
    .on(RoomEvent.ParticipantAttributesChanged, onAttributes)
    .on(RoomEvent.RoomMetadataChanged, onMetadata)
    .on(RoomEvent.Reconnecting, () => {
      phase = 'reconnecting';
      refresh();
    })
    .on(RoomEvent.Reconnected, () => {
      phase = 'live';
      say({ kind: 'reconnected' });
      subscribeAll();
      refresh();
    })
    .on(RoomEvent.Disconnected, (reason) => part(cutOf(reason)));
  for (const event of [
    RoomEvent.TrackUnpublished,
    RoomEvent.TrackSubscribed,
    RoomEvent.TrackUnsubscribed,
    RoomEvent.TrackUnmuted,
    RoomEvent.LocalTrackPublished,
    RoomEvent.ActiveSpeakersChanged,
    RoomEvent.ConnectionQualityChanged,
    RoomEvent.AudioPlaybackStatusChanged,
  ] as const)
    room.on(event, refresh);
  const qualityTimer = setInterval(watchQuality, LOOK_AT_QUALITY_MS);

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      gone.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });

  /** Takes a seat and connects; stays until something parts us from the room. */
  async function stay(): Promise<Farewell> {
    const ticket = await takeSeat(group, gone.signal);
    const parted = new Promise<Farewell>((resolve) => {
      part = resolve;
    });
    const failed = room.connect(ticket.url, ticket.jwt, { autoSubscribe: levelOf(saving) === 'all' }).then(
      () => false,
      () => true,
    );
    if ((await Promise.race([failed, parted])) === true) return 'lost';
    if (gone.signal.aborted) return 'own';
    phase = 'live';
    wasLive = true;
    rules = readRules(room.metadata) ?? rules;
    ({ waiting: waited } = personOf(room.localParticipant));
    couldSpeak = waited ? null : mayPublish(room.localParticipant, 'microphone');
    subscribeAll();
    refresh();
    void applyWanted();
    return parted;
  }

  const leaveGroup = (): void => {
    group = null;
    phase = 'connecting';
    say({ kind: 'group_over' });
  };

  async function run(): Promise<Ending | 'refused'> {
    let cut: Cut = 'lost';
    for (let attempt = 0; ; attempt++) {
      let wait = backoff(attempt, Math.random());
      try {
        const began = performance.now();
        const farewell = await stay();
        if (gone.signal.aborted) return 'left';
        // Whoever was in for a while begins to count anew.
        if (performance.now() - began > LONGEST_WAIT_MS) attempt = 0;
        if (farewell === 'group') {
          phase = 'connecting';
          attempt = -1;
          wait = 0;
        } else {
          phase = wasLive ? 'reconnecting' : 'connecting';
          cut = farewell;
          const over = endingOf(cut, null);
          if (over !== null) return over;
          // The server says at once why somebody was put out; whose group was ended goes back to the lesson.
          if (cut !== 'lost') wait = 0;
          if (cut === 'room_gone' && group !== null) leaveGroup();
        }
      } catch (error) {
        if (gone.signal.aborted) return 'left';
        const failure = error instanceof Failure ? error : null;
        // The group is gone or was never this person's: back to the lesson.
        if (group !== null && failure?.kind === 'refused') {
          leaveGroup();
          continue;
        }
        const reason = reasonOf(failure?.errcode);
        const over = endingOf(cut, reason);
        if (!wasLive && failure?.kind === 'refused') return 'refused';
        if (over !== null) return over;
        wait = Math.max(wait, Math.min(LONGEST_WAIT_MS, failure?.retryAfterMs ?? 0));
      }
      refresh();
      await pause(wait);
      if (gone.signal.aborted) return 'left';
    }
  }

  const finish = (how: Ending | 'refused'): void => {
    clearInterval(qualityTimer);
    phase = 'ended';
    ending = how;
    void room.disconnect();
    refresh();
  };
  void run().then(finish, () => finish('left'));

  return {
    room,
    state,
    onEvent(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setDevice,
    async chooseDevice(kind, id) {
      const device: Device = kind === 'videoinput' ? 'camera' : 'microphone';
      await room.switchActiveDevice(kind, id).catch((error: unknown) => {
        say({ kind: 'device_failed', device, why: deviceProblem(error) });
      });
    },
    chooseLevel(level) {
      saving = startSaving(level);
      subscribeAll();
      refresh();
    },
    goTo(next, title) {
      if (next === group || phase === 'ended') return;
      group = next;
      say(next === null ? { kind: 'group_over' } : { kind: 'group', title });
      const leave = part;
      part = () => {};
      void room.disconnect().finally(() => leave('group'));
    },
    startSound: () => room.startAudio(),
    async leave() {
      gone.abort();
      await room.disconnect();
      part('own');
    },
  };
}

function cutOf(reason: DisconnectReason | undefined): Cut {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'own';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'elsewhere';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room_gone';
    default:
      return 'lost';
  }
}
