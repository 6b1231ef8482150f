/** Who comes into and who leaves the rooms: the part of the plan that is about people. */
import type { UserId } from '../school/model.ts';
import {
  accountId,
  creationId,
  type Action,
  type ActionId,
  type ActionOf,
  type PlanOptions,
} from './action.ts';
import type { Actual, ActualMember } from './actual.ts';
import { isPending, type DesiredMember, type DesiredRoom, type UserRef } from './desired.ts';
import type { RoomKey } from './room-key.ts';

export interface MemberPlan {
  readonly kicks: readonly Action[];
  readonly arrivals: readonly Action[];
  readonly names: readonly Action[];
}

type Arrival = ActionOf<'invite'> | ActionOf<'join'>;

const PRESENT: ReadonlySet<string | undefined> = new Set(['join', 'invite', 'knock']);
const NOBODY: ActualMember = { membership: 'leave', bySelf: false };

/** @param rooms Spaces before the rooms in them */
export function planMembers(rooms: readonly DesiredRoom[], actual: Actual, options: PlanOptions): MemberPlan {
  const arrivals = new Map<RoomKey, readonly Arrival[]>();
  // Of each Space: who is or will be in it, and the action that brings them, if one has to.
  const insiders = new Map<RoomKey, ReadonlyMap<UserRef, ActionId | null>>();
  for (const room of rooms) {
    const own = room.members.flatMap((member) => arrival(room, member, actual, insiders, options));
    arrivals.set(room.key, own);
    if (room.space) insiders.set(room.key, insidersOf(room, own, actual));
  }
  // A class's rooms before the whole school's: that is where a newcomer is awaited.
  const order = rooms.toSorted((a, b) => Number(a.classId === null) - Number(b.classId === null));
  return {
    kicks: rooms.flatMap((room) => kicks(room, actual, options)),
    arrivals: oneAfterTheOther(
      order.flatMap(({ key }) => arrivals.get(key) ?? []),
      linkedUsers(rooms),
    ),
    names: rooms.flatMap((room) => names(room, actual, options)),
  };
}

function linkedUsers(rooms: readonly DesiredRoom[]): ReadonlySet<UserRef> {
  const linked = rooms.flatMap(({ members }) => members).filter(({ origin }) => origin === 'linked');
  return new Set(linked.map(({ user }) => user));
}

/**
 * A linked account gets its invites one after the other, the most important first: its homeserver may let only a few
 * through at a time (Synapse's `rc_invites.per_user`: five, then one in five minutes), or be away; the rest then waits
 * for the next run.
 */
function oneAfterTheOther(arrivals: readonly Arrival[], linked: ReadonlySet<UserRef>): Arrival[] {
  const last = new Map<UserRef, ActionId>();
  return arrivals.map((one) => {
    if (!linked.has(one.user)) return one;
    const before = last.get(one.user);
    last.set(one.user, one.id);
    return before === undefined ? one : { ...one, needs: [...one.needs, before] };
  });
}

function arrival(
  room: DesiredRoom,
  { user, personId, origin, name }: DesiredMember,
  actual: Actual,
  insiders: ReadonlyMap<RoomKey, ReadonlyMap<UserRef, ActionId | null>>,
  { onlyUsers, inviteAgain }: PlanOptions,
): Arrival[] {
  if (onlyUsers !== undefined && !onlyUsers.has(user)) return [];
  const found = actual.rooms.get(room.key);
  const { membership, bySelf } = found?.members.get(user) ?? NOBODY;
  // A ban was somebody's decision about this person in this room.
  if (membership === 'join' || membership === 'ban') return [];

  const needs = [
    ...(found === undefined ? [creationId(room.key)] : []),
    ...(isPending(user) ? [accountId(personId)] : []),
  ];
  const step = { room: room.key, user };
  const invite: Arrival = { ...step, id: `invite ${room.key} ${user}`, type: 'invite', needs };
  const join = (after: readonly ActionId[]): Arrival => ({
    ...step,
    id: `join ${room.key} ${user}`,
    type: 'join',
    ...(name === null ? {} : { name }),
    needs: [...needs, ...after],
  });

  if (origin === 'linked') {
    const declined = membership === 'leave' && bySelf && inviteAgain !== true;
    return membership === 'invite' || declined || !room.inviteLinked ? [] : [invite];
  }
  if (membership === 'invite') return [join([])];
  if (room.join === 'invite' || room.parent === null) return [invite, join([invite.id])];
  // The homeserver lets in whoever is in the parent Space, which is cheaper than an invite; nobody else could join.
  const brought = insiders.get(room.parent)?.get(user);
  if (brought === undefined) return [];
  return [join(brought === null ? [] : [brought])];
}

/** Who is in a room under another name than the one that everybody there may know. */
function names(
  { key, members }: DesiredRoom,
  actual: Actual,
  { onlyUsers }: PlanOptions,
): ActionOf<'set_name'>[] {
  return members.flatMap(({ user, name }) => {
    if (name === null || (onlyUsers !== undefined && !onlyUsers.has(user))) return [];
    const found = actual.rooms.get(key)?.members.get(user);
    if (found?.membership !== 'join' || found.name === undefined || found.name === name) return [];
    return [{ id: `set_name ${key} ${user}`, type: 'set_name', room: key, user, name, needs: [] }];
  });
}

function insidersOf(
  room: DesiredRoom,
  arrivals: readonly Arrival[],
  actual: Actual,
): ReadonlyMap<UserRef, ActionId | null> {
  const inside = new Map<UserRef, ActionId | null>();
  for (const [user, { membership }] of actual.rooms.get(room.key)?.members ?? []) {
    if (membership === 'join') inside.set(user, null);
  }
  for (const { type, user, id } of arrivals) if (type === 'join') inside.set(user, id);
  return inside;
}

/**
 * Everybody who is in a room, or invited to it, without belonging there, whoever they are: these rooms hold children, and
 * nobody but Parta invites to them. The bot and those whom the templates name stay.
 */
function kicks(room: DesiredRoom, actual: Actual, options: PlanOptions): ActionOf<'kick'>[] {
  const { botUserId, keepMembers, onlyUsers } = options;
  const belong = new Set<UserRef>(room.members.map(({ user }) => user));
  const leaves = ([user, { membership }]: [UserId, ActualMember]): boolean =>
    PRESENT.has(membership) &&
    !belong.has(user) &&
    user !== botUserId &&
    !keepMembers.has(user) &&
    (onlyUsers === undefined || onlyUsers.has(user));
  return [...(actual.rooms.get(room.key)?.members ?? [])]
    .filter(leaves)
    .map(([user]) => ({ id: `kick ${room.key} ${user}`, type: 'kick', room: room.key, user, needs: [] }));
}
