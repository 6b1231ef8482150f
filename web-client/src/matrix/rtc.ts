/**
 * Who is in a room's call by MatrixRTC, and the signs they give: the part of a lesson that Element Call shares with us.
 * Compatibility mode: membership in state events, a delayed event that ends it when this device falls silent, and every
 * member on the SFU of their own choice. Loaded with the lesson only.
 */
import type { MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { MatrixRTCSessionEvent } from 'matrix-js-sdk/lib/matrixrtc/MatrixRTCSession.js';
import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { IRoomTimelineData } from 'matrix-js-sdk/lib/models/event-timeline-set.js';
import { RoomEvent, type Room } from 'matrix-js-sdk/lib/models/room.js';
import { EventType, RelationType } from 'matrix-js-sdk/lib/@types/event.js';
import { createStore } from '../app/store.ts';
import { randomId } from '../app/ids.ts';
import {
  HAND,
  handContent,
  raisedHands,
  reactionContent,
  readReaction,
  REACTION_TYPE,
  type Hand,
} from './hands.ts';
import { isDirect, nameIn } from './room-list.ts';
import type { Call, CallMember, RawEvent } from './types.ts';

/** The homeserver ends a membership that was not heard of for so long. Milliseconds. */
const SILENT_MS = 18_000;
const RESTART_MS = 4_000;
/** After a membership failed for good it is tried anew. Milliseconds. */
const JOIN_AGAIN_MS = 10_000;
/** A hand that was up before this device came is asked for, so many members at a time. */
const ASK_AT_ONCE = 3;
/** An older reaction came with the history and is over. Milliseconds. */
const REACTION_FRESH = 30_000;

interface Send {
  readonly send: (roomId: string, type: string, txnId: string, content: object) => Promise<string>;
  readonly redact: (roomId: string, eventId: string, txnId: string) => Promise<string>;
}

export async function openCall(client: MatrixClient, roomId: string, { send, redact }: Send): Promise<Call> {
  const me = client.getSafeUserId();
  const myDevice = client.getDeviceId() ?? '';
  const known = client.getRoom(roomId);
  const room: Room = known?.getMyMembership() === 'join' ? known : await client.joinRoom(roomId);
  // With lazily loaded members the SDK takes whoever it has not seen for somebody who is not in the room.
  void room.loadMembersIfNeeded().catch(() => {});

  const session = client.matrixRTC.getRoomSession(room);
  const members = createStore<readonly CallMember[]>([]);
  const hands = createStore<readonly Hand[]>([]);
  const listeners = new Set<(reaction: { userId: string; emoji: string }) => void>();
  const annotations = new Map<string, RawEvent>();
  const redacted = new Set<string>();
  const asked = new Set<string>();
  let wanted = false;
  let closed = false;
  let again: ReturnType<typeof setTimeout> | undefined;

  const lookAtHands = (): void => {
    const memberships = new Map(members.get().map(({ eventId, userId }) => [eventId, userId]));
    const now = raisedHands([...annotations.values()], memberships, redacted);
    if (JSON.stringify(now) !== JSON.stringify(hands.get())) hands.set(now);
  };
  const lookAtMembers = (): void => {
    members.set(
      session.memberships.flatMap((member) =>
        member.eventId === undefined
          ? []
          : [
              {
                userId: member.userId,
                deviceId: member.deviceId,
                eventId: member.eventId,
                identity: member.rtcBackendIdentity,
              },
            ],
      ),
    );
    lookAtHands();
    void askForHands();
  };
  /** Hands that went up before this device looked are not in its timeline. */
  async function askForHands(): Promise<void> {
    const fresh = members.get().filter(({ eventId }) => !asked.has(eventId));
    for (const { eventId } of fresh) asked.add(eventId);
    while (fresh.length > 0 && !closed) {
      await Promise.all(
        fresh.splice(0, ASK_AT_ONCE).map(async ({ eventId }) => {
          const { chunk } = await client
            .fetchRelations(roomId, eventId, RelationType.Annotation, EventType.Reaction, { limit: 20 })
            .catch(() => ({ chunk: [] }));
          for (const event of chunk) {
            const raw = event as unknown as RawEvent;
            annotations.set(raw.event_id, raw);
          }
        }),
      );
      lookAtHands();
    }
  }

  const onTimeline = (
    event: MatrixEvent,
    where: Room | undefined,
    toStart: boolean | undefined,
    _removed: boolean,
    { liveEvent }: IRoomTimelineData,
  ): void => {
    if (where?.roomId !== roomId) return;
    const raw = event.event as unknown as RawEvent;
    if (raw.type === 'm.reaction') {
      annotations.set(raw.event_id, raw);
      lookAtHands();
    } else if (raw.type === REACTION_TYPE && liveEvent === true && toStart !== true) {
      const reaction = readReaction(raw);
      if (reaction === null || Date.now() - raw.origin_server_ts > REACTION_FRESH) return;
      for (const listener of listeners) listener(reaction);
    }
  };
  const onRedaction = (event: MatrixEvent, where: Room | undefined): void => {
    if (where?.roomId !== roomId) return;
    const target = event.event.redacts ?? (event.event.content as { redacts?: unknown } | undefined)?.redacts;
    if (typeof target !== 'string') return;
    redacted.add(target);
    lookAtHands();
  };

  async function join(): Promise<void> {
    if (closed || !wanted || session.isJoined()) return;
    const transports = await client._unstable_getRTCTransports();
    const found = transports.find(({ type }) => type === 'livekit') as
      { type: string; livekit_service_url?: unknown } | undefined;
    // Without an SFU of the homeserver's nobody in another client could follow us there anyway.
    if (typeof found?.livekit_service_url !== 'string' || !wanted) return;
    session.joinRTCSession(
      { userId: me, deviceId: myDevice, memberId: `${me}:${myDevice}` },
      [],
      // Old clients read the alias; it is not the name of the SFU's room.
      { type: 'livekit', livekit_service_url: found.livekit_service_url, livekit_alias: roomId },
      {
        manageMediaKeys: room.hasEncryptionStateEvent(),
        callIntent: 'video',
        // In a direct chat whoever comes first calls the other; a class is not rung for.
        ...(isDirect(room) && { notificationType: 'ring' as const }),
        delayedLeaveEventDelayMs: SILENT_MS,
        delayedLeaveEventRestartMs: RESTART_MS,
        networkErrorRetryMs: 500,
        unstableSendStickyEvents: false,
      },
    );
  }
  const joinUntilDone = (): void => {
    clearTimeout(again);
    join().catch(() => {
      again = setTimeout(joinUntilDone, JOIN_AGAIN_MS);
    });
  };
  const onError = (): void => {
    again = setTimeout(joinUntilDone, JOIN_AGAIN_MS);
  };

  session.on(MatrixRTCSessionEvent.MembershipsChanged, lookAtMembers);
  session.on(MatrixRTCSessionEvent.MembershipManagerError, onError);
  client.on(RoomEvent.Timeline, onTimeline);
  client.on(RoomEvent.Redaction, onRedaction);
  lookAtMembers();

  const own = (): CallMember | undefined =>
    members.get().find(({ userId, deviceId }) => userId === me && deviceId === myDevice);

  return {
    members,
    hands,
    nameOf: (userId) => nameIn(room, userId),
    setPresent(present) {
      if (present === wanted) return;
      wanted = present;
      if (present) joinUntilDone();
      else {
        clearTimeout(again);
        void session.leaveRoomSession(5_000).catch(() => false);
      }
    },
    async raiseHand() {
      const membership = own();
      if (membership === undefined || hands.get().some(({ userId }) => userId === me)) return false;
      const content = handContent(membership.eventId);
      const eventId = await send(roomId, 'm.reaction', randomId(), content);
      // Shown at once; the homeserver's own event comes with the next synchronisation.
      annotations.set(eventId, {
        event_id: eventId,
        type: 'm.reaction',
        sender: me,
        origin_server_ts: Date.now(),
        content: content as RawEvent['content'],
      });
      lookAtHands();
      return true;
    },
    async lowerHand() {
      const mine = [...annotations.values()].filter(
        (event) =>
          event.sender === me &&
          !redacted.has(event.event_id) &&
          (event.content['m.relates_to'] as { key?: unknown } | undefined)?.key === HAND,
      );
      await Promise.all(
        mine.map(async ({ event_id: eventId }) => {
          await redact(roomId, eventId, randomId());
          redacted.add(eventId);
        }),
      );
      lookAtHands();
    },
    async react(reaction) {
      const membership = own();
      if (membership === undefined) return;
      await send(roomId, REACTION_TYPE, randomId(), reactionContent(membership.eventId, reaction));
    },
    onReaction(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
      closed = true;
      wanted = false;
      clearTimeout(again);
      session.off(MatrixRTCSessionEvent.MembershipsChanged, lookAtMembers);
      session.off(MatrixRTCSessionEvent.MembershipManagerError, onError);
      client.off(RoomEvent.Timeline, onTimeline);
      client.off(RoomEvent.Redaction, onRedaction);
      await session.leaveRoomSession(5_000).catch(() => false);
    },
  };
}
