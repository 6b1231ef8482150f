/** LiveKit as lessons see it: its state, rooms, participants, and tokens. The one place that speaks to it. */
import {
  AccessToken,
  ParticipantInfo_State,
  RoomServiceClient,
  ServerError,
  TrackSource,
  type ParticipantInfo,
} from 'livekit-server-sdk';
import type { Grant, SeatRole, Source } from './model.ts';

export type MediaStatus = 'off' | 'preparing' | 'unavailable' | 'ready';

/** LiveKit cannot be used just now. */
export class MediaUnavailable extends Error {
  readonly status: Exclude<MediaStatus, 'ready'>;
  readonly retryAfterSeconds: number | undefined;
  constructor(status: Exclude<MediaStatus, 'ready'>, retryAfterSeconds?: number, options?: ErrorOptions) {
    super(`LiveKit is ${status}`, options);
    this.name = 'MediaUnavailable';
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface Participant {
  readonly sid: string;
  readonly identity: string;
  /** Media can flow; before that somebody only knocks. */
  readonly active: boolean;
  /** When it came, by LiveKit's clock. */
  readonly joinedAt: number;
  readonly grant: Grant;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tracks: readonly {
    readonly sid: string;
    readonly source: Source | null;
    readonly muted: boolean;
  }[];
}

export interface Entry {
  readonly room: string;
  readonly identity: string;
  readonly grant: Grant;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All of it throws MediaUnavailable when LiveKit does not answer or is not set up. */
export interface Media {
  /** Where browsers reach LiveKit. Throws when there is none. */
  readonly url: string;
  status(): Promise<{ status: MediaStatus; retryAfterSeconds?: number }>;
  /** Makes a room unless it exists. It stays for `emptySeconds` while nobody is in it. */
  ensureRoom(room: string, metadata: string, emptySeconds: number): Promise<void>;
  /** What everybody in a room can read of it; null when there is no such room. */
  metadataOf(room: string): Promise<string | null>;
  setMetadata(room: string, metadata: string): Promise<void>;
  /** People, without recorders; none when there is no such room. */
  participants(room: string): Promise<Participant[]>;
  /** Somebody who is gone already is success, here and below. */
  update(
    room: string,
    identity: string,
    grant: Grant,
    attributes: Readonly<Record<string, string>>,
  ): Promise<void>;
  remove(room: string, identity: string): Promise<void>;
  mute(room: string, identity: string, trackSid: string): Promise<void>;
  /** Everybody in it is disconnected. */
  endRoom(room: string): Promise<void>;
  /** A token with which one participant can enter one room, once or several times until it expires. */
  token(entry: Entry): Promise<string>;
}

export interface MediaOptions {
  readonly livekit:
    | {
        readonly url: string;
        readonly api_url: string;
        readonly api_key: string;
        readonly api_secret: string;
      }
    | undefined;
  readonly tokenMinutes: number;
}

const TIMEOUT_SECONDS = 5;
/** How long an answer about the state of LiveKit is good for. */
const STATUS_MS = 2_000;

const SOURCES: { readonly [S in Source]: TrackSource } = {
  microphone: TrackSource.MICROPHONE,
  camera: TrackSource.CAMERA,
  screen_share: TrackSource.SCREEN_SHARE,
  screen_share_audio: TrackSource.SCREEN_SHARE_AUDIO,
};
const NAMES = new Map(Object.entries(SOURCES).map(([name, source]) => [source, name as Source]));

export function createMedia({ livekit, tokenMinutes }: MediaOptions): Media {
  if (livekit === undefined) return noMedia();
  const { url, api_url: apiUrl, api_key: key, api_secret: secret } = livekit;
  const rooms = new RoomServiceClient(apiUrl, key, secret, {
    requestTimeout: TIMEOUT_SECONDS,
    failover: false,
  });
  let last: { at: number; status: MediaStatus; retryAfterSeconds?: number } | undefined;

  async function ask(): Promise<{ status: MediaStatus; retryAfterSeconds?: number }> {
    try {
      const answer = await fetch(apiUrl, {
        signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1_000),
        redirect: 'manual',
      });
      await answer.body?.cancel();
      if (answer.status !== 503) return { status: 'ready' };
      const wait = Number(answer.headers.get('retry-after'));
      return Number.isInteger(wait) && wait > 0
        ? { status: 'preparing', retryAfterSeconds: wait }
        : { status: 'unavailable' };
    } catch {
      return { status: 'unavailable' };
    }
  }

  async function status(): Promise<{ status: MediaStatus; retryAfterSeconds?: number }> {
    if (last === undefined || Date.now() - last.at > STATUS_MS) last = { at: Date.now(), ...(await ask()) };
    const { at: _, ...said } = last;
    return said;
  }

  /** Says of a failure whether LiveKit is away. What LiveKit refuses is thrown as it is. */
  async function call<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ServerError && error.status !== undefined && error.status < 500) throw error;
      last = undefined;
      const { status: now, retryAfterSeconds } = await status();
      throw new MediaUnavailable(now === 'ready' || now === 'off' ? 'unavailable' : now, retryAfterSeconds, {
        cause: error,
      });
    }
  }

  async function orGone<T>(work: () => Promise<T>, gone: T): Promise<T> {
    try {
      return await call(work);
    } catch (error) {
      if (error instanceof ServerError && (error.status === 404 || error.code === 'not_found')) return gone;
      throw error;
    }
  }

  return {
    url,
    status,
    async ensureRoom(room, metadata, emptySeconds) {
      await call(() =>
        rooms.createRoom({
          name: room,
          metadata,
          emptyTimeout: emptySeconds,
          departureTimeout: emptySeconds,
        }),
      );
    },
    async metadataOf(room) {
      const [found] = await call(() => rooms.listRooms([room]));
      return found?.metadata ?? null;
    },
    setMetadata: (room, metadata) =>
      orGone(() => rooms.updateRoomMetadata(room, metadata).then(() => {}), undefined),
    async participants(room) {
      const found = await orGone(() => rooms.listParticipants(room), []);
      return found.filter(isPerson).map(asParticipant);
    },
    update: (room, identity, grant, attributes) =>
      orGone(
        () =>
          rooms
            .updateParticipant(room, identity, {
              permission: { canUpdateMetadata: false, ...asMedia(grant) },
              attributes,
            })
            .then(() => {}),
        undefined,
      ),
    remove: (room, identity) => orGone(() => rooms.removeParticipant(room, identity), undefined),
    mute: (room, identity, trackSid) =>
      orGone(() => rooms.mutePublishedTrack(room, identity, trackSid, true).then(() => {}), undefined),
    endRoom: (room) => orGone(() => rooms.deleteRoom(room), undefined),
    async token({ room, identity, grant, attributes }) {
      const token = new AccessToken(key, secret, { identity, ttl: tokenMinutes * 60, attributes });
      // Role and lobby are told by attributes that only we set.
      token.addGrant({
        room,
        roomJoin: true,
        roomCreate: false,
        canUpdateOwnMetadata: false,
        ...asMedia(grant),
      });
      return token.toJwt();
    },
  };
}

/** A grant in LiveKit's words, the same in a token and for somebody who is there already. */
function asMedia({ canSubscribe, sources, canPublishData, hidden }: Grant) {
  return {
    canSubscribe,
    canPublish: sources.length > 0,
    canPublishSources: sources.map((source) => SOURCES[source]),
    canPublishData,
    hidden,
  };
}

/** Not a recorder, nor somebody who has just gone. `ParticipantInfo.Kind` 0 is STANDARD. */
export function isPerson({ kind, state }: Pick<ParticipantInfo, 'kind' | 'state'>): boolean {
  return Number(kind) === 0 && state !== ParticipantInfo_State.DISCONNECTED;
}

/** Reads LiveKit's own record of a participant, of its API or a webhook. */
export function asParticipant(info: ParticipantInfo): Participant {
  const { permission } = info;
  const named = (permission?.canPublishSources ?? []).flatMap((source) => NAMES.get(source) ?? []);
  return {
    sid: info.sid,
    identity: info.identity,
    active: info.state === ParticipantInfo_State.ACTIVE,
    joinedAt: info.joinedAtMs > 0n ? Number(info.joinedAtMs) : Number(info.joinedAt) * 1_000,
    grant: {
      canSubscribe: permission?.canSubscribe === true,
      // Without a list LiveKit lets everything be published.
      sources:
        permission?.canPublish !== true ? [] : named.length > 0 ? named : (Object.keys(SOURCES) as Source[]),
      canPublishData: permission?.canPublishData === true,
      hidden: permission?.hidden === true,
    },
    attributes: info.attributes,
    tracks: info.tracks.map(({ sid, source, muted }) => ({ sid, muted, source: NAMES.get(source) ?? null })),
  };
}

/** What everybody in a room on LiveKit can read of a participant. */
export function attributesOf(role: SeatRole, waiting: boolean): Record<string, string> {
  // An empty value takes an attribute away.
  return { 'parta.role': role, 'parta.waiting': waiting ? '1' : '' };
}

/** Whether LiveKit holds a participant to exactly this already. */
export function isAsGranted(
  { grant, attributes }: Pick<Participant, 'grant' | 'attributes'>,
  wanted: Grant,
  wantedAttributes: Readonly<Record<string, string>>,
): boolean {
  return (
    grant.canSubscribe === wanted.canSubscribe &&
    grant.canPublishData === wanted.canPublishData &&
    grant.hidden === wanted.hidden &&
    [...grant.sources].sort().join() === [...wanted.sources].sort().join() &&
    Object.entries(wantedAttributes).every(([name, value]) => (attributes[name] ?? '') === value)
  );
}

/** Lessons without LiveKit: everything says that they are off. */
function noMedia(): Media {
  const off = (): Promise<never> => Promise.reject(new MediaUnavailable('off'));
  return {
    url: '',
    status: () => Promise.resolve({ status: 'off' }),
    ensureRoom: off,
    metadataOf: off,
    setMetadata: off,
    participants: off,
    update: off,
    remove: off,
    mute: off,
    endRoom: off,
    token: off,
  };
}
