/** What lessons learn from the homeserver: who leaves a room, who is in its call, whose hand is up. */
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { JsonObject } from '../matrix/homeserver.ts';
import type { RoomId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import type { Media } from './media.ts';
import type { MediaRoom } from './model.ts';
import { revokeIdentities, listIdentities } from './store.ts';

/** Name of the job that disconnects somebody who has left a room. */
export const EXPEL_TASK = 'lessons.expel';
/** As Element Call raises a hand: a reaction on one's own membership of the call. */
export const HAND = '🖐️';

export interface WatchDependencies {
  readonly roomOf: (roomId: RoomId) => Promise<MediaRoom | null>;
  readonly jobs: Pick<Jobs, 'add'>;
}

export function watchRooms({ roomOf, jobs }: WatchDependencies): EventHandler[] {
  async function memberChanged(
    { room_id: roomId, state_key: userId, content }: RoomEvent,
    tx: Sql,
  ): Promise<void> {
    if (userId === undefined || content.membership === 'join' || content.membership === 'invite') return;
    if ((await roomOf(roomId)) === null) return;
    const participants = await listIdentities(tx, roomId, userId);
    await revokeIdentities(tx, roomId, userId);
    await tx.query('delete from lesson_call_member where room_id = $1 and user_id = $2', [roomId, userId]);
    await tx.query('delete from lesson_hand where room_id = $1 and user_id = $2', [roomId, userId]);
    // A job, so that the room's events do not wait for a LiveKit that is down.
    if (participants.length > 0) await jobs.add(tx, EXPEL_TASK, { participants });
  }

  async function callMemberChanged(event: RoomEvent, tx: Sql): Promise<void> {
    const { room_id: roomId, state_key: stateKey, sender, event_id: eventId, content } = event;
    if (stateKey === undefined || (await roomOf(roomId)) === null) return;
    // Others could write somebody's membership (any state key that begins with _ may be): theirs does not count.
    if (!stateKey.replace(/^_/, '').startsWith(`${sender}_`)) return;
    await tx.query(
      `delete from lesson_hand where member_event_id in
         (select event_id from lesson_call_member where room_id = $1 and state_key = $2)`,
      [roomId, stateKey],
    );
    if (Object.keys(content).length === 0) {
      await tx.query('delete from lesson_call_member where room_id = $1 and state_key = $2', [
        roomId,
        stateKey,
      ]);
      return;
    }
    await tx.query(
      `insert into lesson_call_member (room_id, state_key, user_id, event_id) values ($1, $2, $3, $4)
       on conflict (room_id, state_key) do update set user_id = excluded.user_id, event_id = excluded.event_id`,
      [roomId, stateKey, sender, eventId],
    );
  }

  async function reacted(
    { room_id: roomId, sender, event_id: eventId, content }: RoomEvent,
    tx: Sql,
  ): Promise<void> {
    const relation = content['m.relates_to'] as JsonObject | undefined;
    if (relation?.rel_type !== 'm.annotation' || relation.key !== HAND) return;
    await tx.query(
      `insert into lesson_hand (event_id, room_id, user_id, member_event_id)
       select $1, $2, $3, event_id from lesson_call_member where room_id = $2 and user_id = $3 and event_id = $4
       on conflict do nothing`,
      [eventId, roomId, sender, typeof relation.event_id === 'string' ? relation.event_id : ''],
    );
  }

  async function redacted(event: RoomEvent, tx: Sql): Promise<void> {
    // Room version 11 and later have it in the content, older ones beside it.
    const redacts = event.content.redacts ?? (event as { redacts?: unknown }).redacts;
    if (typeof redacts !== 'string') return;
    await tx.query('delete from lesson_hand where event_id = $1 and room_id = $2', [redacts, event.room_id]);
  }

  return [
    { name: 'lessons.membership', types: ['m.room.member'], handle: memberChanged },
    {
      name: 'lessons.call',
      types: ['org.matrix.msc3401.call.member'],
      ownRoomsOnly: true,
      handle: callMemberChanged,
    },
    { name: 'lessons.hand', types: ['m.reaction'], ownRoomsOnly: true, handle: reacted },
    { name: 'lessons.lowered', types: ['m.room.redaction'], ownRoomsOnly: true, handle: redacted },
  ];
}

/** The job `EXPEL_TASK`. */
export async function expel(media: Media, payload: unknown): Promise<void> {
  const { participants } = (payload ?? {}) as { participants?: { sfuRoom: string; identity: string }[] };
  for (const { sfuRoom, identity } of participants ?? []) await media.remove(sfuRoom, identity);
}

export interface Hand {
  readonly eventId: string;
  readonly userId: string;
}

/** Raised hands, the first to rise first. */
export async function listHands(sql: Sql, roomId: RoomId): Promise<Hand[]> {
  const { rows } = await sql.query<Hand>(
    'select event_id as "eventId", user_id as "userId" from lesson_hand where room_id = $1 order by raised_at, event_id',
    [roomId],
  );
  return rows;
}

export async function forgetHands(sql: Sql, eventIds: readonly string[]): Promise<void> {
  await sql.query('delete from lesson_hand where event_id = any($1)', [eventIds]);
}
