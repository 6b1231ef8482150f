import { ClientEvent, type MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { RoomEvent, type Room } from 'matrix-js-sdk/lib/models/room.js';
import { RoomStateEvent } from 'matrix-js-sdk/lib/models/room-state.js';
import { createStore } from '../app/store.ts';
import { SYNC_LIMIT } from './client.ts';
import { asking } from './errors.ts';
import { membershipOf, nameIn, rawEvents } from './room-list.ts';
import type { RawEvent, RoomHandle, RoomView } from './types.ts';

/** Power level of those who write where others only read (docs/data-model.md: teachers 50 and up). */
const STAFF_POWER = 50;
/** A chat is opened with at least so many messages on the screen, where there are as many. */
const FIRST_PAGE = 20;

function emptyView(roomId: string): RoomView {
  return {
    roomId,
    membership: 'none',
    events: [],
    names: new Map(),
    staff: new Set(),
    mayWrite: true,
    mayReact: true,
    mayDeleteOthers: false,
    atStart: false,
    readUpTo: null,
  };
}

function look(room: Room, me: string): RoomView {
  const events = rawEvents(room);
  const people = new Set(
    events.flatMap((event) => [event.sender, ...(event.state_key?.startsWith('@') ? [event.state_key] : [])]),
  );
  const names = new Map<string, string>();
  const staff = new Set<string>();
  for (const userId of people) {
    const name = nameIn(room, userId);
    if (name !== null) names.set(userId, name);
    if ((room.getMember(userId)?.powerLevel ?? 0) >= STAFF_POWER) staff.add(userId);
  }
  const state = room.currentState;
  return {
    roomId: room.roomId,
    membership: membershipOf(room),
    events,
    names,
    staff,
    mayWrite: state.maySendMessage(me),
    mayReact: state.maySendEvent('m.reaction', me),
    mayDeleteOthers: state.hasSufficientPowerLevelFor('redact', room.getMember(me)?.powerLevel ?? 0),
    atStart: room.oldState.paginationToken === null,
    readUpTo: room.getEventReadUpTo(me),
  };
}

export function openRoom(client: MatrixClient, roomId: string): RoomHandle {
  const me = client.getSafeUserId();
  const view = createStore(emptyView(roomId));
  let scheduled = false;
  let holders = 0;
  let filling = false;

  const refresh = (): void => {
    scheduled = false;
    const room = client.getRoom(roomId);
    if (holders === 0 || room === null) return;
    view.set(look(room, me));
    void fill(room);
  };
  /** Many events of one synchronisation make one new view. */
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(refresh);
  };

  /**
   * Not the SDK's `scrollback`: when a synchronisation brings so much that the timeline begins anew while that waits, it
   * puts what it loaded above the new one, and hides what lies between.
   */
  async function paginate(room: Room): Promise<void> {
    await client.paginateEventTimeline(room.getLiveTimeline(), { backwards: true, limit: SYNC_LIMIT });
  }

  /** Joins and other events without a message may fill what a synchronisation brings; then earlier ones are loaded. */
  async function fill(room: Room): Promise<void> {
    const messages = view
      .get()
      .events.filter(({ type }) => type.startsWith('m.room.message') || type === 'm.room.encrypted');
    if (filling || messages.length >= FIRST_PAGE || view.get().atStart || membershipOf(room) !== 'join')
      return;
    if (view.get().events.length > 10 * SYNC_LIMIT) return;
    filling = true;
    try {
      await paginate(room);
    } catch {
      // Scrolling up asks again and shows what is wrong.
      return;
    }
    filling = false;
    schedule();
  }

  const ofRoom = (room: { roomId: string } | undefined): void => {
    if (room?.roomId === roomId) schedule();
  };
  const onTimeline = (_event: unknown, room: Room | undefined): void => ofRoom(room);
  const onRoom = (room: Room): void => ofRoom(room);
  const onReceipt = (_event: unknown, room: Room): void => ofRoom(room);
  const onState = (_event: unknown, state: { roomId: string }): void => ofRoom(state);
  const onTimelineReset = (room: Room | undefined): void => ofRoom(room);

  const watch = (): void => {
    client.on(RoomEvent.Timeline, onTimeline);
    client.on(RoomEvent.TimelineReset, onTimelineReset);
    client.on(RoomEvent.Redaction, onTimeline);
    client.on(RoomEvent.MyMembership, onRoom);
    client.on(RoomEvent.Receipt, onReceipt);
    client.on(RoomStateEvent.Events, onState);
    client.on(ClientEvent.Room, onRoom);
  };
  const unwatch = (): void => {
    client.off(RoomEvent.Timeline, onTimeline);
    client.off(RoomEvent.TimelineReset, onTimelineReset);
    client.off(RoomEvent.Redaction, onTimeline);
    client.off(RoomEvent.MyMembership, onRoom);
    client.off(RoomEvent.Receipt, onReceipt);
    client.off(RoomStateEvent.Events, onState);
    client.off(ClientEvent.Room, onRoom);
  };
  const present = client.getRoom(roomId);
  if (present !== null) view.set(look(present, me));

  return {
    view,
    async loadOlder() {
      const room = client.getRoom(roomId);
      if (room === null) return;
      await asking(paginate(room));
      schedule();
    },
    async markRead(eventId) {
      const event = client.getRoom(roomId)?.findEventById(eventId);
      if (event === undefined) return;
      await asking(client.setRoomReadMarkers(roomId, eventId, undefined, event));
      schedule();
    },
    async fetchEvent(eventId) {
      const known = client.getRoom(roomId)?.findEventById(eventId);
      if (known !== undefined) return known.event as unknown as RawEvent;
      try {
        return (await client.fetchRoomEvent(roomId, eventId)) as unknown as RawEvent;
      } catch {
        return null;
      }
    },
    nameOf(userId) {
      const room = client.getRoom(roomId);
      return room === null ? null : nameIn(room, userId);
    },
    hold() {
      if (holders++ > 0) return;
      watch();
      schedule();
    },
    release() {
      if (--holders === 0) unwatch();
    },
  };
}
