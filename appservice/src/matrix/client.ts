/** The homeserver as the rest of Parta sees it: the interfaces of homeserver.ts over the Client-Server API. */
import { isObject } from '../json.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';
import type { RoomId, UserId } from '../school/model.ts';
import {
  HomeserverError,
  type EventId,
  type Homeserver,
  type JsonObject,
  type MatrixSession,
  type RoomCreation,
  type StateEvent,
  type TimelineEvent,
} from './homeserver.ts';
import { createOpenIdVerifier } from './openid.ts';
import { createLocalActor } from './local-actor.ts';
import { createMemberNames } from './member-names.ts';
import { createPushRuleKeeper } from './push-rules.ts';
import type { Registration, Watch } from './registration.ts';
import { createRequester, field, isStateEvent, orNull, path, textField, type Call } from './requester.ts';
import { createPasswordSetter, createReportReader } from './synapse-admin.ts';

export interface HomeserverOptions {
  readonly config: Pick<Config, 'homeserver'>;
  readonly registration: Registration;
  readonly log: Log;
  /** For whom the registration lets Parta act; everybody of the homeserver if not given. */
  readonly watch?: Watch;
  /** Aborted when Parta ends: nothing is tried again from then on. */
  readonly signal?: AbortSignal;
}

const V3 = '/_matrix/client/v3';

/** Makes the adapter; nothing is sent yet. */
export function connectHomeserver(options: HomeserverOptions): Homeserver {
  const { config, registration, log, signal, watch = 'everybody' } = options;
  const {
    url,
    server_name: serverName,
    request_timeout_ms: timeoutMs,
    admin_token: adminToken,
  } = config.homeserver;
  const send = createRequester({ url, accessToken: registration.asToken, timeoutMs, log, signal });
  const passwords = createPasswordSetter({ url, adminToken, timeoutMs, log, signal });
  const reports = createReportReader({ url, adminToken, timeoutMs, log, signal });
  const openId = createOpenIdVerifier({
    homeserver: config.homeserver,
    timeoutMs: Math.min(timeoutMs, 20_000),
  });
  const botUserId: UserId = `@${registration.senderLocalpart}:${serverName}`;
  const localpartPrefix = registration.userPrefix;

  const isLocal = (userId: UserId) => userId.slice(userId.indexOf(':') + 1) === serverName;
  const isOwnUser = (userId: UserId) => userId.startsWith(`@${localpartPrefix}`) && isLocal(userId);
  const mayActFor = (userId: UserId) =>
    watch === 'everybody' ? isLocal(userId) && userId !== botUserId : isOwnUser(userId);

  /** Acts as a user of Parta's namespace (Application Service API, "Identity assertion"). */
  const as = (userId: UserId): Pick<Call, 'query'> => ({ query: { user_id: userId } });

  const alias = (localpart: string) => path`/directory/room/${`#${localpart}:${serverName}`}`;

  async function readStateEvent(roomId: RoomId, type: string, stateKey: string): Promise<StateEvent | null> {
    const event = await orNull(
      send({
        method: 'GET',
        path: V3 + path`/rooms/${roomId}/state/${type}/${stateKey}`,
        query: { format: 'event' },
        repeatable: true,
      }),
    );
    if (event === null || isStateEvent(event)) return event;
    // A homeserver that does not know `format` (Client-Server API before v1.16) answers with the content alone.
    const state = await readState(roomId);
    return state?.find((one) => one.type === type && one.state_key === stateKey) ?? null;
  }

  async function readState(roomId: RoomId): Promise<StateEvent[] | null> {
    const answered = await orNull(
      send({ method: 'GET', path: V3 + path`/rooms/${roomId}/state`, repeatable: true }),
    );
    const state = Array.isArray(answered) ? answered.filter(isStateEvent) : [];
    // Somebody who left still sees the state as it was then.
    const bot = state.find((event) => event.type === 'm.room.member' && event.state_key === botUserId);
    return bot?.content.membership === 'join' ? state : null;
  }

  async function sendEvent(
    roomId: RoomId,
    type: string,
    txnId: string,
    content: JsonObject,
    author?: UserId,
  ): Promise<EventId> {
    const answered = await send({
      method: 'PUT',
      path: V3 + path`/rooms/${roomId}/send/${type}/${txnId}`,
      body: content,
      ...(author !== undefined && as(author)),
      repeatable: true,
    });
    return textField(answered, 'event_id');
  }

  /** Whether a refused membership change already is so: homeservers answer 403 for "is already in the room". */
  async function alreadyIs(
    error: unknown,
    roomId: RoomId,
    userId: UserId,
    wanted: readonly string[],
  ): Promise<boolean> {
    if (!(error instanceof HomeserverError) || error.status !== 403) return false;
    const member = await readStateEvent(roomId, 'm.room.member', userId);
    const membership = member?.content.membership;
    return wanted.includes(typeof membership === 'string' ? membership : 'leave');
  }

  return {
    serverName,
    botUserId,
    isOwnUser,
    readState,
    readStateEvent,
    mayActFor,
    ...createLocalActor(send),
    ...createPushRuleKeeper(send),

    async readContext(roomId, eventId, around) {
      const answered = await orNull(
        send({
          method: 'GET',
          path: V3 + path`/rooms/${roomId}/context/${eventId}`,
          query: { limit: String(2 * around) },
          repeatable: true,
        }),
      );
      if (answered === null) return null;
      const list = (name: string): unknown[] => {
        const events = field(answered, name);
        return Array.isArray(events) ? events : [];
      };
      const before = list('events_before').slice(0, around).reverse();
      const after = list('events_after').slice(0, around);
      return [...before, field(answered, 'event'), ...after].filter(isTimelineEvent);
    },

    canReadReports: reports.canReadReports,
    reportedEvents: (after) => reports.reportedEvents(after),

    async createRoom(creation) {
      const answered = await send({
        method: 'POST',
        path: `${V3}/createRoom`,
        body: creationBody(creation),
        repeatable: false,
      });
      return textField(answered, 'room_id');
    },

    async resolveAlias(localpart) {
      const answered = await orNull(send({ method: 'GET', path: V3 + alias(localpart), repeatable: true }));
      return answered === null ? null : textField(answered, 'room_id');
    },

    async deleteAlias(localpart) {
      await orNull(send({ method: 'DELETE', path: V3 + alias(localpart), repeatable: true }));
    },

    async joinedRooms(userId) {
      const answered = await send({
        method: 'GET',
        path: `${V3}/joined_rooms`,
        ...as(userId),
        repeatable: true,
      });
      return texts(field(answered, 'joined_rooms'));
    },

    async sendState(roomId, type, stateKey, content) {
      const answered = await send({
        method: 'PUT',
        path: V3 + path`/rooms/${roomId}/state/${type}/${stateKey}`,
        body: content,
        repeatable: true,
      });
      return textField(answered, 'event_id');
    },

    async invite(roomId, userId, reason) {
      try {
        await send({
          method: 'POST',
          path: V3 + path`/rooms/${roomId}/invite`,
          body: { user_id: userId, ...(reason === undefined ? {} : { reason }) },
          repeatable: true,
          // The invite goes to the person's homeserver first; ours already waits and tries again when that one is away.
          ...(isLocal(userId) ? {} : { maxAttempts: 2 }),
        });
      } catch (error) {
        if (!(await alreadyIs(error, roomId, userId, ['join', 'invite']))) throw error;
      }
    },

    async joinAs(roomId, userId, name) {
      const join: Pick<Call, 'method' | 'path' | 'body'> =
        name === undefined
          ? { method: 'POST', path: V3 + path`/rooms/${roomId}/join`, body: {} }
          : {
              method: 'PUT',
              path: V3 + path`/rooms/${roomId}/state/m.room.member/${userId}`,
              body: { membership: 'join', displayname: name },
            };
      await send({ ...join, ...as(userId), repeatable: true });
    },

    ...createMemberNames(send),

    async join(roomId) {
      await send({ method: 'POST', path: V3 + path`/rooms/${roomId}/join`, body: {}, repeatable: true });
    },

    async leave(roomId) {
      await send({ method: 'POST', path: V3 + path`/rooms/${roomId}/leave`, body: {}, repeatable: true });
    },

    async kick(roomId, userId, reason) {
      try {
        const body = { user_id: userId, reason };
        await send({ method: 'POST', path: V3 + path`/rooms/${roomId}/kick`, body, repeatable: true });
      } catch (error) {
        if (!(await alreadyIs(error, roomId, userId, ['leave', 'ban']))) throw error;
      }
    },

    sendEvent: (roomId, type, txnId, content) => sendEvent(roomId, type, txnId, content),

    async sendMessageAs(author, roomId, txnId, content) {
      // The homeserver would allow more.
      if (!isOwnUser(author)) throw new HomeserverError(403, 'M_EXCLUSIVE', 'not an account that Parta made');
      return sendEvent(roomId, 'm.room.message', txnId, content, author);
    },
    sendMessage: (roomId, txnId, content) => sendEvent(roomId, 'm.room.message', txnId, content),

    async redact(roomId, eventId, txnId) {
      const address = V3 + path`/rooms/${roomId}/redact/${eventId}/${txnId}`;
      await orNull(send({ method: 'PUT', path: address, body: {}, repeatable: true }));
    },

    async registerUser(localpart) {
      // The homeserver allows more: the namespace is wide, so that it tells of everybody's rooms.
      if (localpart !== registration.senderLocalpart && !localpart.startsWith(localpartPrefix)) {
        throw new HomeserverError(400, 'M_EXCLUSIVE', 'not of the namespace of accounts that Parta makes');
      }
      try {
        await send({
          method: 'POST',
          path: `${V3}/register`,
          body: { type: 'm.login.application_service', username: localpart, inhibit_login: true },
          repeatable: true,
        });
      } catch (error) {
        if (!(error instanceof HomeserverError) || error.errcode !== 'M_USER_IN_USE') throw error;
      }
      return `@${localpart}:${serverName}`;
    },

    async setDisplayName(userId, name, { inRooms = true } = {}) {
      await send({
        method: 'PUT',
        path: V3 + path`/profile/${userId}/displayname`,
        body: { displayname: name },
        query: { user_id: userId, ...(inRooms ? {} : { 'org.matrix.msc4069.propagate': 'false' }) },
        repeatable: true,
      });
    },

    async readDisplayName(userId) {
      const profile = V3 + path`/profile/${userId}/displayname`;
      const name = field(
        (await orNull(send({ method: 'GET', path: profile, repeatable: true }))) ?? {},
        'displayname',
      );
      return typeof name === 'string' ? name : null;
    },

    async login(userId, deviceName): Promise<MatrixSession> {
      const answered = await send({
        method: 'POST',
        path: `${V3}/login`,
        body: {
          type: 'm.login.application_service',
          identifier: { type: 'm.id.user', user: userId },
          initial_device_display_name: deviceName,
        },
        // A lost answer costs a device that nobody uses, no more.
        repeatable: true,
      });
      return {
        userId: textField(answered, 'user_id'),
        accessToken: textField(answered, 'access_token'),
        deviceId: textField(answered, 'device_id'),
      };
    },

    canSetPassword: passwords.available,
    setPassword: (userId, password) => passwords.set(userId, password),
    verifyOpenId: (token) => openId.verify(token),

    async versions() {
      // Asked to find out whether it answers, so nobody waits here until it does.
      const about = { method: 'GET', repeatable: true, maxAttempts: 1 } as const;
      const answered = await send({ ...about, path: '/_matrix/client/versions' });
      const versions = texts(field(answered, 'versions'));
      // Only for people to read; not every client listener has it.
      const software = await send({ ...about, path: '/_matrix/federation/v1/version' }).catch(() => ({}));
      const server = field(software, 'server');
      return isObject(server)
        ? { versions, server: `${String(server.name)} ${String(server.version)}` }
        : { versions };
    },

    async features() {
      const answered = await send({ method: 'GET', path: '/_matrix/client/versions', repeatable: true });
      const features = field(answered, 'unstable_features');
      return new Set(
        Object.entries(isObject(features) ? features : {}).flatMap(([name, has]) =>
          has === true ? [name] : [],
        ),
      );
    },

    async whoami() {
      return textField(
        await send({ method: 'GET', path: `${V3}/account/whoami`, repeatable: true }),
        'user_id',
      );
    },

    async ping(txnId) {
      const answered = await send({
        method: 'POST',
        path: path`/_matrix/client/v1/appservice/${registration.id}/ping`,
        body: { transaction_id: txnId },
        // Its failure is the answer that the caller wants, at once.
        repeatable: false,
      });
      const duration = field(answered, 'duration_ms');
      return typeof duration === 'number' ? duration : 0;
    },
  };
}

/** The body of createRoom. */
export function creationBody(creation: RoomCreation): JsonObject {
  return {
    preset: 'private_chat',
    visibility: 'private',
    room_version: creation.roomVersion,
    room_alias_name: creation.aliasLocalpart,
    ...(creation.name === undefined ? {} : { name: creation.name }),
    ...(creation.topic === undefined ? {} : { topic: creation.topic }),
    ...(creation.type === undefined ? {} : { creation_content: { type: creation.type } }),
    initial_state: creation.initialState,
    power_level_content_override: creation.powerLevels,
  };
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function isTimelineEvent(value: unknown): value is TimelineEvent {
  return (
    isObject(value) &&
    typeof value.event_id === 'string' &&
    typeof value.type === 'string' &&
    typeof value.sender === 'string' &&
    typeof value.origin_server_ts === 'number' &&
    isObject(value.content)
  );
}
