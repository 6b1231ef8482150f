import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import type { Room } from 'matrix-js-sdk/lib/models/room.js';
import { DIRECT_EVENT, LESSON_EVENT } from '@parta/protocol';
import { lastMessage } from './preview.ts';
import { readLesson } from './lesson-state.ts';
import type { Membership, RawEvent, RoomSummary } from './types.ts';

export function rawEvents(room: Room): RawEvent[] {
  return room
    .getLiveTimeline()
    .getEvents()
    .map((event) => event.event as unknown as RawEvent)
    .filter(({ event_id: id }) => typeof id === 'string');
}

export function membershipOf(room: Room | null): Membership {
  return (room?.getMyMembership() ?? 'none') as Membership;
}

/** The name as the person has it. The SDK's own `name` adds the Matrix ID when two are called the same. */
export function nameIn(room: Room, userId: string): string | null {
  const member = room.getMember(userId);
  const name = member?.rawDisplayName ?? member?.user?.displayName ?? null;
  return name === null || name === userId || name === '' ? null : name;
}

function summarise(room: Room): RoomSummary {
  const last = lastMessage(rawEvents(room));
  return {
    roomId: room.roomId,
    membership: membershipOf(room),
    unread: Math.max(room.getUnreadNotificationCount(), unreadSince(room)),
    last: last === null ? null : { ...last, senderName: nameIn(room, last.sender) ?? '' },
    lesson: readLesson(room.currentState.getStateEvents(LESSON_EVENT, '')?.getContent()),
    ...(isDirect(room) && { caller: callerIn(room) }),
  };
}

/** Homeservers count what rings. What came in quiet hours did not; it is counted here, as far back as the room is loaded. */
function unreadSince(room: Room): number {
  const read = room.getEventReadUpTo(room.myUserId);
  const events = rawEvents(room);
  const last = events.findIndex(({ event_id: id }) => id === read);
  return last === -1 ? 0 : events.slice(last + 1).filter((event) => isUnread(event, room.myUserId)).length;
}

function isUnread({ type, sender, content }: RawEvent, me: string): boolean {
  const relates = content['m.relates_to'] as { rel_type?: unknown } | null | undefined;
  return (
    type === 'm.room.message' &&
    sender !== me &&
    typeof content['msgtype'] === 'string' &&
    content['msgtype'] !== 'm.notice' &&
    relates?.rel_type !== 'm.replace'
  );
}

export const CALL_MEMBER = 'org.matrix.msc3401.call.member';

/** Whether Parta made the room for two people. */
export function isDirect(room: Room): boolean {
  return room.currentState.getStateEvents(DIRECT_EVENT, '') !== null;
}

/** Somebody else whose client says to be in the call and has not forgotten to take it back. */
function callerIn(room: Room): string | null {
  const now = Date.now();
  const member = room.currentState.getStateEvents(CALL_MEMBER).find((event) => {
    const {
      application,
      expires,
      created_ts: since,
    } = event.getContent<{
      application?: unknown;
      expires?: unknown;
      created_ts?: unknown;
    }>();
    const begin = typeof since === 'number' ? since : event.getTs();
    const isOver = begin + (typeof expires === 'number' ? expires : LONGEST_CALL) < now;
    return application === 'm.call' && !isOver && event.getSender() !== room.myUserId;
  });
  const userId = member?.getSender();
  return userId === undefined ? null : (nameIn(room, userId) ?? userId);
}

/** As long as clients say by default that they are in a call. Milliseconds. */
const LONGEST_CALL = 4 * 3_600_000;

function same(a: RoomSummary | undefined, b: RoomSummary): boolean {
  return a !== undefined && JSON.stringify(a) === JSON.stringify(b);
}

/** Summaries of all rooms. Those that did not change keep their object, so that their rows are not drawn again. */
export function summariseRooms(
  client: MatrixClient,
  before: ReadonlyMap<string, RoomSummary>,
): ReadonlyMap<string, RoomSummary> {
  const after = new Map<string, RoomSummary>();
  let changed = false;
  for (const room of client.getRooms()) {
    const old = before.get(room.roomId);
    const fresh = summarise(room);
    if (old !== undefined && same(old, fresh)) after.set(room.roomId, old);
    else {
      after.set(room.roomId, fresh);
      changed = true;
    }
  }
  return changed || after.size !== before.size ? after : before;
}
