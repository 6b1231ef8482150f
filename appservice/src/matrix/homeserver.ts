/**
 * What Parta asks of a homeserver, as narrow interfaces in the specification's own words
 * (Matrix Client-Server API v1.11+ and Application Service API). Everything outside `matrix/` depends on these
 * alone, so that logic is tested without a homeserver and no SDK leaks into a feature.
 *
 * Every call obeys `retry_after_ms` (429 M_LIMIT_EXCEEDED), retries with backoff where a repeat is harmless,
 * has a timeout, and in the end throws `HomeserverError` (an answer) or `HomeserverUnavailable` (no answer).
 */
import { createHash } from 'node:crypto';
import type { RoomId, UserId } from '../school/model.ts';

export type EventId = string;
export type JsonObject = { readonly [key: string]: unknown };

/** The homeserver answered with an error. */
export class HomeserverError extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, message: string) {
    super(`${errcode}: ${message}`);
    this.name = 'HomeserverError';
    this.status = status;
    this.errcode = errcode;
  }
}

/** The homeserver did not answer, even after retries: it may or may not have done what was asked. */
export class HomeserverUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HomeserverUnavailable';
  }
}

export interface StateEvent {
  readonly type: string;
  readonly state_key: string;
  readonly sender: UserId;
  readonly content: JsonObject;
}

export interface RoomCreation {
  readonly roomVersion: string;
  /** Without `#` and server; lies in the application service's alias namespace and is the key that makes creation idempotent. */
  readonly aliasLocalpart: string;
  /** A room without name is called after the people in it. */
  readonly name?: string;
  readonly topic?: string;
  /** `m.space` makes a Space. */
  readonly type?: string;
  readonly initialState: readonly { type: string; state_key: string; content: JsonObject }[];
  readonly powerLevels: JsonObject;
}

export interface RoomCreator {
  /** Creates a room as the bot. Throws HomeserverError with errcode `M_ROOM_IN_USE` when the alias is taken. Never retried blindly. */
  createRoom(creation: RoomCreation): Promise<RoomId>;
  /** The room behind a local alias, or null. */
  resolveAlias(aliasLocalpart: string): Promise<RoomId | null>;
  /** Frees an alias of the application service's namespace; one that does not exist is success. */
  deleteAlias(aliasLocalpart: string): Promise<void>;
}

/** Makes a room, or finds the one that was asked for under the same alias before, when the answer got lost. */
export async function createOrFindRoom(homeserver: RoomCreator, creation: RoomCreation): Promise<RoomId> {
  try {
    return await homeserver.createRoom(creation);
  } catch (error) {
    if (!(error instanceof HomeserverError) || error.errcode !== 'M_ROOM_IN_USE') throw error;
    const existing = await homeserver.resolveAlias(creation.aliasLocalpart);
    if (existing === null) throw error;
    return existing;
  }
}

export interface StateReader {
  /** Full current state as the bot sees it; null when the bot is not in the room (403) or it does not exist (404). */
  readState(roomId: RoomId): Promise<StateEvent[] | null>;
  /** One event of the current state as the bot sees it; null when there is none or the bot may not see the room. */
  readStateEvent(roomId: RoomId, type: string, stateKey: string): Promise<StateEvent | null>;
  /** The rooms that the bot, or a user of Parta's own namespace, is joined to. */
  joinedRooms(userId: UserId): Promise<RoomId[]>;
}

/** Names a cause in a transaction id: the same cause gives the same name, so that a repeat after a lost answer makes no second event. */
export function causeId(cause: string): string {
  return createHash('sha256').update(cause).digest('base64url').slice(0, 22);
}

/** Whether somebody is in a room just now, as the bot sees it. */
export async function isJoined(
  homeserver: Pick<StateReader, 'readStateEvent'>,
  roomId: RoomId,
  userId: UserId,
): Promise<boolean> {
  const member = await homeserver.readStateEvent(roomId, 'm.room.member', userId);
  return member?.content['membership'] === 'join';
}

/** An event of a room's timeline. */
export interface TimelineEvent {
  readonly event_id: EventId;
  readonly type: string;
  readonly sender: UserId;
  readonly origin_server_ts: number;
  readonly content: JsonObject;
}

export interface EventReader {
  /** An event with at most so many before and after it, in order, as the bot sees them; null when it may not see it. */
  readContext(roomId: RoomId, eventId: EventId, around: number): Promise<TimelineEvent[] | null>;
}

/** What somebody reported to the homeserver (`POST /rooms/{roomId}/report/{eventId}`). */
export interface ReportedEvent {
  readonly id: number;
  readonly roomId: RoomId;
  readonly eventId: EventId;
  readonly reporter: UserId;
  readonly reason: string;
}

export interface ReportReader {
  /** Whether `reportedEvents` can work here: it needs a homeserver's own admin API (docs/homeservers.md). */
  readonly canReadReports: boolean;
  /** Reports with a higher id, oldest first. */
  reportedEvents(after: number): Promise<ReportedEvent[]>;
}

export interface StateSender {
  /** As the bot. The same content again returns the same event ID and makes no new event (Synapse; harmless elsewhere). */
  sendState(roomId: RoomId, type: string, stateKey: string, content: JsonObject): Promise<EventId>;
}

export interface MemberMover {
  /** As the bot. Inviting someone who is already invited or joined is success. */
  invite(roomId: RoomId, userId: UserId, reason?: string): Promise<void>;
  /**
   * Joins a user of Parta's own namespace, acting as that user (`?user_id=`); the room's join rules still apply. With a name they bear that one
   * in this room instead of their profile's; who is in the room already is renamed.
   */
  joinAs(roomId: RoomId, userId: UserId, name?: string): Promise<void>;
  /** As the bot; someone not in the room is success. */
  kick(roomId: RoomId, userId: UserId, reason: string): Promise<void>;
  /** As the bot: joins a room it was invited to. */
  join(roomId: RoomId): Promise<void>;
  /** As the bot. */
  leave(roomId: RoomId): Promise<void>;
}

export interface MemberNames {
  /** Redacts, as the bot, every other name from what a room remembers of somebody's membership. May be repeated. */
  forgetNames(roomId: RoomId, userId: UserId, except: string): Promise<void>;
}

/** Somebody in a room, by the event that says so. */
export interface RoomMember {
  readonly userId: UserId;
  readonly membership: 'join' | 'invite' | 'knock' | 'ban';
  /** Who brought them in: of an invite the inviter, of a join themselves. */
  readonly sender: UserId;
  /** How they are called in the room. */
  readonly name: string | null;
}

/**
 * Acts for people of this homeserver in rooms where the bot is not (`?user_id=`). It is there to put who is in a room in line with
 * the rules, so it knows nothing of messages.
 */
export interface LocalActor {
  /** Whether the registration lets Parta act for somebody. */
  mayActFor(userId: UserId): boolean;
  /** Who is in a room as somebody in it sees it; null when they are not in it. */
  readMembersAs(actor: UserId, roomId: RoomId): Promise<RoomMember[] | null>;
  /** Who was in a room when somebody left it: so that one of them can be asked who is in it now. */
  readMembersAtLeaving(actor: UserId, roomId: RoomId): Promise<RoomMember[]>;
  /** One event of a room's state as somebody in it sees it; null when there is none or they may not see it. */
  readStateEventAs(actor: UserId, roomId: RoomId, type: string, stateKey: string): Promise<StateEvent | null>;
  /** Leaves a room or declines an invite; whoever is not in the room has left it. */
  leaveAs(actor: UserId, roomId: RoomId, reason: string): Promise<void>;
  /** Removes somebody or withdraws their invite; false when the actor may not. */
  kickAs(actor: UserId, roomId: RoomId, userId: UserId, reason: string): Promise<boolean>;
}

/** What is kept with an account, for its clients and for the homeserver itself (Client-Server API, "Client Config"). */
export interface AccountDataKeeper {
  /** Of a user whom Parta may act for; null when there is none. */
  readAccountData(userId: UserId, type: string): Promise<JsonObject | null>;
  writeAccountData(userId: UserId, type: string, content: JsonObject): Promise<void>;
}

/** A push rule that concerns every event before rooms, senders and words do (Client-Server API, "Push Rules", kind `override`). */
export interface OverrideRule {
  readonly rule_id: string;
  readonly enabled: boolean;
  /** Of the homeserver itself. */
  readonly default: boolean;
}

/** Push rules of a user whom Parta may act for. */
export interface PushRuleKeeper {
  /** The highest first. */
  readOverrideRules(userId: UserId): Promise<OverrideRule[]>;
  /** Puts a rule above all others but `.m.rule.master`, whether it was there or not. */
  putOverrideRule(
    userId: UserId,
    ruleId: string,
    rule: { readonly conditions: readonly JsonObject[]; readonly actions: readonly unknown[] },
  ): Promise<void>;
  /** A rule that is not there is success. */
  deleteOverrideRule(userId: UserId, ruleId: string): Promise<void>;
}

export interface AuthorSender {
  /** As a user of Parta's own namespace (`?user_id=`), what they asked Parta to send; `txnId` makes a repeat harmless. */
  sendMessageAs(author: UserId, roomId: RoomId, txnId: string, content: JsonObject): Promise<EventId>;
}

export interface MessageSender {
  /** As the bot; `txnId` makes a repeat harmless (same event ID). */
  sendMessage(roomId: RoomId, txnId: string, content: JsonObject): Promise<EventId>;
}

export interface EventSender {
  /** As the bot, an event that is no state; `txnId` makes a repeat harmless (same event ID). */
  sendEvent(roomId: RoomId, type: string, txnId: string, content: JsonObject): Promise<EventId>;
}

export interface Redactor {
  /** As the bot; `txnId` makes a repeat harmless. An event that is not in the room is success. */
  redact(roomId: RoomId, eventId: EventId, txnId: string): Promise<void>;
}

export interface AccountCreator {
  /** Registers a user of Parta's own namespace; an existing one is success. `localpart` without `@` and server. */
  registerUser(localpart: string): Promise<UserId>;
  /**
   * Sets the profile name of a user of Parta's own namespace. A homeserver then writes it into all rooms of that user, over whatever name they
   * bear there; `inRooms: false` asks it not to (MSC4069), and one that does not know that does it all the same.
   */
  setDisplayName(userId: UserId, name: string, options?: { readonly inRooms?: boolean }): Promise<void>;
}

export interface ProfileReader {
  /** The profile name of anybody of this homeserver; null when there is none. */
  readDisplayName(userId: UserId): Promise<string | null>;
}

export interface MatrixSession {
  readonly userId: UserId;
  readonly accessToken: string;
  readonly deviceId: string;
}

export interface SessionIssuer {
  /** `m.login.application_service` for a user of Parta's own namespace (Client-Server API, "Appservice Login"). */
  login(userId: UserId, deviceName: string): Promise<MatrixSession>;
  /** Whether `setPassword` can work here: it needs a homeserver's own admin API (docs/homeservers.md). */
  readonly canSetPassword: boolean;
  setPassword(userId: UserId, password: string): Promise<void>;
}

export interface OpenIdToken {
  readonly access_token: string;
  readonly token_type: string;
  readonly matrix_server_name: string;
  readonly expires_in: number;
}

export interface OpenIdVerifier {
  /**
   * Asks the user's own homeserver who holds the token (Server-Server API, `/_matrix/federation/v1/openid/userinfo`).
   * The answer must be a user of that very server. Refuses server names that resolve inside the network (SSRF).
   */
  verifyOpenId(token: OpenIdToken): Promise<UserId>;
}

export interface ServerProbe {
  /** `GET /_matrix/client/versions`. */
  versions(): Promise<{ versions: string[]; server?: string }>;
  /** What the homeserver has of proposals that are not in the specification yet (`unstable_features`). */
  features(): Promise<ReadonlySet<string>>;
  /** `GET /account/whoami` with the as_token: proves that the registration is loaded. */
  whoami(): Promise<UserId>;
  /** `POST /_matrix/client/v1/appservice/{id}/ping`: the homeserver calls us back; also flushes its queue at once. Milliseconds. */
  ping(txnId: string): Promise<number>;
}

export interface Homeserver
  extends
    RoomCreator,
    StateReader,
    EventReader,
    ReportReader,
    StateSender,
    MemberMover,
    MemberNames,
    LocalActor,
    AccountDataKeeper,
    PushRuleKeeper,
    AuthorSender,
    MessageSender,
    EventSender,
    Redactor,
    AccountCreator,
    ProfileReader,
    SessionIssuer,
    OpenIdVerifier,
    ServerProbe {
  readonly serverName: string;
  readonly botUserId: UserId;
  /** Whether a Matrix ID is of Parta's own user namespace, so that Parta may act for it. */
  isOwnUser(userId: UserId): boolean;
}
