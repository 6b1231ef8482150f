/** What moderation lays over the rooms for a time: part of how rooms should be. Pure. */
import type { PersonId } from '../school/model.ts';
import type { DesiredRoom } from './desired.ts';
import type { RoomKey } from './room-key.ts';

export type Restriction =
  /** Only those who teach or administer may write. */
  | { readonly kind: 'lock'; readonly room: RoomKey }
  /** Reads, but may send nothing. */
  | { readonly kind: 'mute'; readonly room: RoomKey; readonly personId: PersonId }
  | { readonly kind: 'removal'; readonly room: RoomKey; readonly personId: PersonId };

/** The level that writing takes in a locked room: that of teachers. */
const WRITES_WHEN_LOCKED = 50;
/** Below what anything in a room takes. */
const MUTED = -1;

/** The rooms as they should be while the restrictions hold. */
export function restricted(
  rooms: readonly DesiredRoom[],
  restrictions: readonly Restriction[],
): DesiredRoom[] {
  const byRoom = Map.groupBy(restrictions, ({ room }) => room);
  return rooms.map((room) => (byRoom.get(room.key) ?? []).reduce(lay, room));
}

function lay(room: DesiredRoom, restriction: Restriction): DesiredRoom {
  switch (restriction.kind) {
    case 'lock': {
      const usual = room.powerLevels['events_default'];
      const level = Math.max(typeof usual === 'number' ? usual : 0, WRITES_WHEN_LOCKED);
      return { ...room, powerLevels: { ...room.powerLevels, events_default: level } };
    }
    case 'mute': {
      const members = room.members.map((member) =>
        member.personId === restriction.personId ? { ...member, level: MUTED } : member,
      );
      return { ...room, members };
    }
    case 'removal':
      return { ...room, members: room.members.filter(({ personId }) => personId !== restriction.personId) };
  }
}
