/**
 * What has to be done so that the rooms that there are become the rooms that there should be: a pure function, which
 * never looks at a room that is not desired. The folder `cases/` shows its rules one by one.
 */
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../matrix/homeserver.ts';
import {
  accountId,
  creationId,
  type Action,
  type ActionId,
  type ActionOf,
  type Plan,
  type PlanOptions,
  type Problem,
} from './action.ts';
import type { Actual, ActualRoom } from './actual.ts';
import { isPending, type DesiredRoom } from './desired.ts';
import { planMembers } from './plan-members.ts';
import {
  childContent,
  keptState,
  pendingRoom,
  powerLevelsForSome,
  wantedPowerLevels,
  type RoomRef,
} from './room-content.ts';
import type { RoomKey } from './room-key.ts';

/** Plans in the order: accounts, rooms (Spaces first), what is wrong in existing rooms, children, people, their names. */
export function plan(desired: readonly DesiredRoom[], actual: Actual, options: PlanOptions): Plan {
  const rooms = new Map(desired.map((room) => [room.key, room]));
  const problems = new Map<RoomKey, Problem>();
  const usable: DesiredRoom[] = [];
  const whole = options.onlyUsers === undefined && options.onlyLevels !== true;
  // Parents come first, so a room inside one that may not be touched is seen to be so here.
  for (const room of desired) {
    const message = whyNot(room, actual, problems);
    if (message !== null) problems.set(room.key, { room: room.key, message });
    else if (whole || actual.rooms.has(room.key)) usable.push(room);
  }
  const existing = usable.flatMap((room) => {
    const found = actual.rooms.get(room.key);
    return found === undefined ? [] : [{ room, actual: found }];
  });
  if (options.onlyLevels === true) {
    const actions = existing.flatMap(({ room, actual: found }) => powerLevels(room, found, options));
    return { actions, problems: [...problems.values()], rooms };
  }
  const members = planMembers(usable, actual, options);
  return {
    actions: [
      ...accounts(usable, options),
      ...(whole ? usable.filter(({ key }) => !actual.rooms.has(key)).map(createRoom(actual)) : []),
      ...(whole ? existing.flatMap(({ room, actual: found }) => drift(room, found, actual, options)) : []),
      ...existing.flatMap(({ room, actual: found }) => powerLevels(room, found, options)),
      ...members.kicks,
      ...(whole ? children(usable, actual, options) : []),
      ...members.arrivals,
      ...members.names,
    ],
    problems: [...problems.values()],
    rooms,
  };
}

function whyNot(room: DesiredRoom, actual: Actual, problems: ReadonlyMap<RoomKey, Problem>): string | null {
  const own = actual.blocked.get(room.key);
  if (own !== undefined) return own;
  return room.parent !== null && problems.has(room.parent)
    ? `its Space ${room.parent} cannot be brought into line`
    : null;
}

function accounts(rooms: readonly DesiredRoom[], { onlyUsers }: PlanOptions): ActionOf<'create_account'>[] {
  const pending = new Map(
    rooms
      .flatMap(({ members }) => members)
      .filter(({ user }) => isPending(user) && (onlyUsers === undefined || onlyUsers.has(user)))
      .map(({ user, personId }) => [user, personId]),
  );
  return [...pending.values()].map((personId) => ({
    id: accountId(personId),
    type: 'create_account',
    personId,
    needs: [],
  }));
}

function createRoom({ rooms }: Actual): (room: DesiredRoom) => ActionOf<'create_room'> {
  return ({ key, parent }) => ({
    id: creationId(key),
    type: 'create_room',
    room: key,
    needs: parent === null || rooms.has(parent) ? [] : [creationId(parent)],
  });
}

/** Where a room is now, or will be. */
function refTo(key: RoomKey, { rooms }: Actual): RoomRef {
  return rooms.get(key)?.roomId ?? pendingRoom(key);
}

function needsOf(key: RoomKey, { rooms }: Actual): ActionId[] {
  return rooms.has(key) ? [] : [creationId(key)];
}

/** State events that are not as they should be; events of other types are none of our business. */
function drift(room: DesiredRoom, found: ActualRoom, actual: Actual, { serverName }: PlanOptions): Action[] {
  const parent = room.parent === null ? null : refTo(room.parent, actual);
  return keptState(room, parent, serverName)
    .filter(
      ({ type, state_key: key, content }) => !isDeepStrictEqual(found.state.get(type)?.get(key), content),
    )
    .map((event) => ({
      id: `set_state ${room.key} ${event.type} ${event.state_key}`,
      type: 'set_state',
      room: room.key,
      event,
      needs: room.parent === null ? [] : needsOf(room.parent, actual),
    }));
}

/** One event a room, however many people's levels change, and only if something does. */
function powerLevels(room: DesiredRoom, found: ActualRoom, options: PlanOptions): Action[] {
  const { onlyUsers, keepMembers } = options;
  const now: JsonObject = found.state.get('m.room.power_levels')?.get('') ?? {};
  const wanted =
    onlyUsers === undefined
      ? wantedPowerLevels(room, now, keepMembers)
      : powerLevelsForSome(room, now, (user) => onlyUsers.has(user));
  if (isDeepStrictEqual(now, wanted)) return [];
  return [
    {
      id: `set_power_levels ${room.key}`,
      type: 'set_power_levels',
      room: room.key,
      content: wanted,
      replaces: now,
      needs: [],
    },
  ];
}

function children(rooms: readonly DesiredRoom[], actual: Actual, { serverName }: PlanOptions): Action[] {
  const parentOf = new Map(
    rooms.flatMap(({ key, parent }) => {
      const found = actual.rooms.get(key);
      return found === undefined ? [] : [[found.roomId, parent] as const];
    }),
  );
  const additions = rooms.flatMap((child): Action[] => {
    const { key, parent } = child;
    if (parent === null) return [];
    const content = childContent(child, serverName);
    const now = actual.rooms.get(parent)?.state.get('m.space.child')?.get(refTo(key, actual));
    if (isDeepStrictEqual(now, content)) return [];
    const needs = [...needsOf(parent, actual), ...needsOf(key, actual)];
    return [
      { id: `add_child ${parent} ${key}`, type: 'add_child', room: parent, child: key, content, needs },
    ];
  });
  // A room of ours that belongs elsewhere now. Rooms that people added, and those of archived classes, stay.
  const removals = rooms.flatMap(({ key }): Action[] =>
    [...(actual.rooms.get(key)?.state.get('m.space.child') ?? [])]
      .filter(
        ([id, content]) => parentOf.has(id) && parentOf.get(id) !== key && Object.keys(content).length > 0,
      )
      .map(([id]) => ({
        id: `remove_child ${key} ${id}`,
        type: 'remove_child',
        room: key,
        childId: id,
        needs: [],
      })),
  );
  return [...additions, ...removals];
}
