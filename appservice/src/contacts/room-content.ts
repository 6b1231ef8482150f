/** What a direct room of Parta holds. Pure. */
import { DIRECT_EVENT, type DirectContent } from '@parta/protocol';
import type { JsonObject, RoomCreation, StateEvent } from '../matrix/homeserver.ts';
import type { Locale, UserId } from '../school/model.ts';
import { notice } from '../bot/format.ts';
import { contactText } from './messages.ts';
import type { DirectStatus } from './rules.ts';

const ROOM_VERSION = '12';
/** What clients say of themselves while they are in a call. */
export const CALL_MEMBER = 'org.matrix.msc3401.call.member';
/** Clients hold a MatrixRTC call only where its slot is open (MSC4143). */
export const CALL_SLOT: Omit<StateEvent, 'sender'> = {
  type: 'org.matrix.msc4143.rtc.slot',
  state_key: 'm.call#ROOM',
  content: { status: 'open', application: { type: 'm.call' } },
};
/** Above everybody in the room, below the bot, which created it. */
const NOBODY = 100;

export interface DirectFace {
  readonly deploymentId: string;
  readonly key: string;
  readonly status: DirectStatus;
  readonly supervised: boolean;
  readonly secondUser: UserId | null;
  readonly locale: Locale;
}

/** `org.parta.direct`: for clients that want to show how the room stands. No names, and of the two nothing at all. */
export function directContent(face: DirectFace): DirectContent {
  return {
    deployment: face.deploymentId,
    key: face.key,
    status: face.status,
    supervised: face.supervised,
    ...(face.supervised && face.secondUser !== null ? { second_adult: face.secondUser } : {}),
    version: 1,
  };
}

/** Everybody writes, or nobody. Who is in the room, and everything else about it, is up to the bot. */
export function directPowerLevels(status: DirectStatus): JsonObject {
  const toWrite = status === 'open' ? 0 : NOBODY;
  return {
    users_default: 0,
    events_default: toWrite,
    state_default: NOBODY,
    invite: NOBODY,
    kick: NOBODY,
    ban: NOBODY,
    redact: NOBODY,
    notifications: { room: NOBODY },
    events: {
      'm.room.tombstone': 150,
      'm.room.redaction': 0,
      // Who may write here may call: where nobody writes, nobody would get a token for the media server either.
      [CALL_MEMBER]: toWrite,
    },
  };
}

/** What stands above the room in every client. */
export function directTopic({ status, supervised, secondUser, locale }: DirectFace): string {
  if (status === 'closed') return contactText(locale, 'topic_closed');
  if (!supervised) return contactText(locale, 'topic_two');
  return secondUser === null
    ? contactText(locale, 'topic_waiting')
    : contactText(locale, 'topic_supervised', { second: secondUser });
}

/** The room from its first moment on. Without a name: clients call it after the people in it. */
export function directCreation(face: DirectFace, aliasLocalpart: string, botUserId: UserId): RoomCreation {
  const state = (type: string, content: JsonObject, stateKey = '') => ({
    type,
    state_key: stateKey,
    content,
  });
  return {
    roomVersion: ROOM_VERSION,
    aliasLocalpart,
    topic: directTopic(face),
    initialState: [
      state(DIRECT_EVENT, { ...directContent(face) }),
      state('m.room.join_rules', { join_rule: 'invite' }),
      state('m.room.history_visibility', { history_visibility: 'invited' }),
      state('m.room.guest_access', { guest_access: 'forbidden' }),
      CALL_SLOT,
      // So that clients do not name the room after the bot (MSC4171).
      state('io.element.functional_members', { service_members: [botUserId] }),
    ],
    powerLevels: directPowerLevels(face.status),
  };
}

/** The same people mentioned by links, so that clients show names in place of Matrix IDs. */
export function noticeWithPeople(text: string, userIds: readonly UserId[]): JsonObject {
  const plain = notice(text);
  const html = userIds.reduce(
    (body, userId) =>
      body.replaceAll(userId, `<a href="https://matrix.to/#/${encodeURIComponent(userId)}">${userId}</a>`),
    String(plain.formatted_body),
  );
  return { ...plain, formatted_body: html };
}
