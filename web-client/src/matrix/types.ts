/** What the rest of the client knows of Matrix: plain records, without the SDK, so that importing them costs nothing. */
import type { ReadableStore } from '../app/store.ts';
import type { Hand } from './hands.ts';

/** An event as the homeserver sends it (Client-Server API, "Room event format"), of any type and from any client: trust no field of `content`. */
export interface RawEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  /** Milliseconds since the epoch, by the sender's homeserver. */
  readonly origin_server_ts: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly state_key?: string;
  /** Of a redaction before room version 11; later ones have it in `content`. */
  readonly redacts?: string;
  readonly unsigned?: Readonly<Record<string, unknown>>;
}

export interface MatrixSession {
  readonly userId: string;
  readonly accessToken: string;
  readonly deviceId: string;
  /** Without a slash at the end. */
  readonly homeserverUrl: string;
}

export type Membership = 'join' | 'invite' | 'knock' | 'leave' | 'ban' | 'none';

export type ConnectionStatus =
  /** Nothing to show yet. */
  | 'starting'
  /** What was stored on the device is shown; the homeserver has not answered yet. */
  | 'cached'
  | 'live'
  /** The homeserver cannot be reached; the SDK keeps trying. */
  | 'offline';

/** The last message of a room, for lists. */
export interface MessagePreview {
  readonly kind: 'text' | 'image' | 'file' | 'deleted' | 'other';
  /** Of a text, or the name of a file. */
  readonly text: string;
  readonly sender: string;
  readonly senderName: string;
  readonly ts: number;
}

export interface RoomSummary {
  readonly roomId: string;
  readonly membership: Membership;
  readonly unread: number;
  readonly last: MessagePreview | null;
  /** What is held in the room now; null or absent in a room where nothing is. */
  readonly lesson?: LessonNow | null;
  /** Of a direct chat that Parta made: who else is in its call, by what their client says; absent elsewhere. */
  readonly caller?: string | null;
}

/** An open lesson, by the room's `org.parta.lesson` state. */
export interface LessonNow {
  readonly title: string;
  /** Milliseconds since the epoch; null when unknown. */
  readonly begins: number | null;
  readonly ends: number | null;
}

/** One device that says to be in a room's call. */
export interface CallMember {
  readonly userId: string;
  readonly deviceId: string;
  /** Of the membership: hands and reactions relate to it. */
  readonly eventId: string;
  /** How the SFU calls this device. */
  readonly identity: string;
}

/** A room's call as MatrixRTC sees it: who is in it in any client, and their signs. Sound and pictures are the SFU's. */
export interface Call {
  readonly members: ReadableStore<readonly CallMember[]>;
  /** Raised hands, the first one first. */
  readonly hands: ReadableStore<readonly Hand[]>;
  nameOf(userId: string): string | null;
  /** Tells the room that this device is in the call, or no longer is. Tries until it has worked. */
  setPresent(present: boolean): void;
  /** False when it cannot be raised yet, because the room does not know of this device. Throws Failure. */
  raiseHand(): Promise<boolean>;
  lowerHand(): Promise<void>;
  react(reaction: { emoji: string; name: string }): Promise<void>;
  /** Calls back for each reaction of anybody; returns the way to stop. */
  onReaction(listener: (reaction: { userId: string; emoji: string }) => void): () => void;
  /** Leaves and stops listening. */
  close(): Promise<void>;
}

/** Everything to be shown of one open room. A new object after each change. */
export interface RoomView {
  readonly roomId: string;
  readonly membership: Membership;
  /** Oldest first, without a gap up to now. */
  readonly events: readonly RawEvent[];
  /** Display names by Matrix ID, of everybody seen in `events`. */
  readonly names: ReadonlyMap<string, string>;
  /** Matrix IDs whose power level lets them write in an announcements channel. */
  readonly staff: ReadonlySet<string>;
  readonly mayWrite: boolean;
  readonly mayReact: boolean;
  readonly mayDeleteOthers: boolean;
  /** The first event of the room is loaded. */
  readonly atStart: boolean;
  /** The last event that this person has read. */
  readonly readUpTo: string | null;
}

export interface RoomHandle {
  readonly view: ReadableStore<RoomView>;
  /** Loads earlier events, from the device when the homeserver cannot be reached. Throws Failure. */
  loadOlder(): Promise<void>;
  /** Everything up to the event is read. Others are not told (`m.read.private`). Failing is harmless: the next one covers it. */
  markRead(eventId: string): Promise<void>;
  /** One event that may not be among `events`, e.g. the target of a reply. Null when it cannot be had. */
  fetchEvent(eventId: string): Promise<RawEvent | null>;
  nameOf(userId: string): string | null;
  /** Somebody looks at the room; the last one to release it stops its updates, until it is held again. */
  hold(): void;
  release(): void;
}

export interface Connection {
  readonly session: MatrixSession;
  readonly status: ReadableStore<ConnectionStatus>;
  readonly rooms: ReadableStore<ReadonlyMap<string, RoomSummary>>;
  /** Counts answered synchronisations: whoever waits for the homeserver's next word watches it. */
  readonly syncs: ReadableStore<number>;
  /** The same handle for the same room. */
  openRoom(roomId: string): RoomHandle;
  join(roomId: string): Promise<void>;
  /** The room's call. Joins the room when need be. */
  openCall(roomId: string): Promise<Call>;
  /** `txnId` makes a repeat from this device harmless (Client-Server API, "Transaction identifiers"). Returns the event ID. */
  send(roomId: string, type: string, txnId: string, content: object, signal?: AbortSignal): Promise<string>;
  redact(roomId: string, eventId: string, txnId: string, signal?: AbortSignal): Promise<string>;
  /** The direct chat with somebody, made when there is none. */
  directRoom(userId: string): Promise<string>;
  /** Tries to reach the homeserver at once instead of waiting for the next try. */
  retryNow(): void;
  /** Stops and writes what was seen to the device. */
  stop(): Promise<void>;
}
