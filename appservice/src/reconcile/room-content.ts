/** What a managed room holds: the contents that creating it and keeping it have in common. */
import { asObject, isObject } from '../json.ts';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, RoomCreation } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { DesiredRoom, DesiredState, UserRef } from './desired.ts';
import type { RoomKey } from './room-key.ts';

/** A room ID, or what stands for it until the room is made while the plan is carried out. */
export type RoomRef = string;

const PENDING_ROOM = 'pending-room:';
export const pendingRoom = (key: RoomKey): RoomRef => PENDING_ROOM + key;

type Users = Readonly<Record<UserRef, number>>;

/** The state events that are kept exactly so, the name and what names the parent included; levels and children apart. */
export function keptState(room: DesiredRoom, parent: RoomRef | null, via: string): DesiredState[] {
  const restricted = { join_rule: 'restricted', allow: [{ type: 'm.room_membership', room_id: parent }] };
  return [
    ...room.state,
    { type: 'm.room.name', state_key: '', content: { name: room.name } },
    {
      type: 'm.room.join_rules',
      state_key: '',
      content: room.join === 'parent' ? restricted : { join_rule: 'invite' },
    },
    ...(parent === null
      ? []
      : [{ type: 'm.space.parent', state_key: parent, content: { via: [via], canonical: true } }]),
  ];
}

/** `m.space.child` in the parent; room version 12 IDs name no server, so `via` must. */
export function childContent(room: DesiredRoom, via: string): JsonObject {
  return { via: [via], ...(room.order === null ? {} : { order: room.order }) };
}

/** Levels other than `users_default`. The creator stands above all in room version 12 and must not be listed. */
export function levelsOfMembers(room: DesiredRoom): Users {
  const { users_default: normal } = room.powerLevels;
  return Object.fromEntries(
    room.members.filter(({ level }) => level !== normal).map(({ user, level }) => [user, level]),
  );
}

export interface CreationContext {
  readonly roomVersion: string;
  readonly aliasLocalpart: string;
  readonly serverName: string;
  /** Null for a room without parent. */
  readonly parentId: RoomId | null;
  /** Undefined for somebody who got no account. */
  readonly userOf: (user: UserRef) => UserId | undefined;
}

/** A new room with all that is kept in it from its first moment: there is no time at which it is half-made and open. */
export function roomCreation(room: DesiredRoom, context: CreationContext): RoomCreation {
  const { roomVersion, aliasLocalpart, serverName, parentId, userOf } = context;
  return {
    roomVersion,
    aliasLocalpart,
    name: room.name,
    topic: room.topic,
    ...(room.space ? { type: 'm.space' } : {}),
    initialState: keptState(room, parentId, serverName).filter(({ type }) => type !== 'm.room.name'),
    powerLevels: withRealUsers({ ...room.powerLevels, users: levelsOfMembers(room) }, userOf),
  };
}

/** A value with the IDs of rooms that had none when it was planned. */
export function withRealRooms<T>(value: T, roomId: (key: RoomKey) => RoomId): T {
  const replace = (part: unknown): unknown => {
    if (typeof part === 'string') {
      return part.startsWith(PENDING_ROOM) ? roomId(part.slice(PENDING_ROOM.length)) : part;
    }
    if (Array.isArray(part)) return part.map(replace);
    return isObject(part)
      ? Object.fromEntries(Object.entries(part).map(([key, one]) => [key, replace(one)]))
      : part;
  };
  return replace(value) as T;
}

/** Power levels with the Matrix IDs of people who had none when it was planned; without those who still have none. */
export function withRealUsers(
  content: JsonObject,
  userOf: (user: UserRef) => UserId | undefined,
): JsonObject {
  const users = Object.entries(asObject(content.users)).flatMap(([user, level]) => {
    const real = userOf(user);
    return real === undefined ? [] : [[real, level] as const];
  });
  return { ...content, users: Object.fromEntries(users) };
}

/**
 * `m.room.power_levels` as it should be, given what it is: what the template says nothing of is kept, and so are the
 * levels of `keep`.
 */
export function wantedPowerLevels(
  room: DesiredRoom,
  actual: JsonObject,
  keep: ReadonlySet<UserId>,
): JsonObject {
  const { powerLevels } = room;
  const kept = Object.entries(asObject(actual.users)).filter(([user]) => keep.has(user));
  return {
    ...actual,
    ...powerLevels,
    events: { ...asObject(actual.events), ...asObject(powerLevels.events) },
    notifications: { ...asObject(actual.notifications), ...asObject(powerLevels.notifications) },
    users: { ...Object.fromEntries(kept), ...levelsOfMembers(room) },
  };
}

/** Like `wantedPowerLevels`, but changes the levels of some people only. */
export function powerLevelsForSome(
  room: DesiredRoom,
  actual: JsonObject,
  isMeant: (user: UserRef) => boolean,
): JsonObject {
  const others = Object.entries(asObject(actual.users)).filter(([user]) => !isMeant(user));
  const meant = Object.entries(levelsOfMembers(room)).filter(([user]) => isMeant(user));
  return { ...actual, users: Object.fromEntries([...others, ...meant]) };
}

/**
 * Carries a planned change of power levels over to what they are by now: somebody else (a person-scoped run beside
 * us) may have changed them since the plan was made.
 *
 * @param base what they were when the plan was made
 * @param planned what the plan wants
 * @param now what they are
 */
export function rebase(base: JsonObject, planned: JsonObject, now: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...now };
  for (const key of new Set([...Object.keys(base), ...Object.keys(planned)])) {
    const [was, wanted, is] = [base[key], planned[key], now[key]];
    if (isDeepStrictEqual(was, wanted)) continue;
    if (wanted === undefined) delete merged[key];
    else merged[key] = isObject(wanted) && isObject(is) ? rebase(asObject(was), wanted, is) : wanted;
  }
  return merged;
}
