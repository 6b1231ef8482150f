/** The rooms that there are, as far as they were looked at. */
import type { JsonObject, StateEvent } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { RoomKey } from './room-key.ts';

export interface ActualMember {
  readonly membership: string;
  /** Whether the person did it: who left by themselves is not invited again. */
  readonly bySelf: boolean;
  /** How they are called in the room, null: not at all; absent where that was not looked at. */
  readonly name?: string | null;
}

export interface ActualRoom {
  readonly roomId: RoomId;
  /** Current state without the members. */
  readonly state: StateMap;
  readonly members: ReadonlyMap<UserId, ActualMember>;
}

export interface Actual {
  readonly rooms: ReadonlyMap<RoomKey, ActualRoom>;
  /** Rooms that exist but may not be touched, and why. */
  readonly blocked: ReadonlyMap<RoomKey, string>;
}

/** Contents of state events, by type and then by state key. */
export type StateMap = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>;

/** Sorts the state of a room as a homeserver answers it. */
export function actualRoom(roomId: RoomId, events: readonly StateEvent[]): ActualRoom {
  const state = new Map<string, Map<string, JsonObject>>();
  const members = new Map<UserId, ActualMember>();
  for (const event of events) {
    if (event.type === 'm.room.member') {
      members.set(event.state_key, actualMember(event));
      continue;
    }
    const ofType = state.get(event.type) ?? new Map<string, JsonObject>();
    state.set(event.type, ofType.set(event.state_key, event.content));
  }
  return { roomId, state, members };
}

export function actualMember({ content, sender, state_key: userId }: StateEvent): ActualMember {
  const { membership, displayname: name } = content;
  return {
    membership: typeof membership === 'string' ? membership : 'leave',
    bySelf: sender === userId,
    name: typeof name === 'string' ? name : null,
  };
}
