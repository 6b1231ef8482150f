/** What the watch over rooms learns from the homeserver: who comes and goes. */
import type { EventHandler, RoomEvent } from '../inbox/handler.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { DirectRooms } from './direct-rooms.ts';
import type { ForeignRooms } from './foreign-rooms.ts';
import { accountsAmong } from './pupils.ts';
import type { RuleKeeper } from './rule-keeper.ts';
import { directRoomByRoom, noteInvite } from './store.ts';

export interface WatchDependencies {
  readonly homeserver: Pick<Homeserver, 'botUserId' | 'mayActFor'>;
  /** Whether a room is one that Parta manages, or a direct chat of the bot. */
  readonly isOurs: (sql: Sql, roomId: RoomId) => Promise<boolean>;
  readonly direct: Pick<DirectRooms, 'settle'>;
  readonly foreign: ForeignRooms;
  readonly rules: Pick<RuleKeeper, 'keep'>;
}

export function contactHandlers({
  homeserver,
  isOurs,
  direct,
  foreign,
  rules,
}: WatchDependencies): EventHandler[] {
  /** An invite got through to a pupil: their rules are gone, or were lifted just then. */
  async function reassert(tx: Sql, userId: UserId): Promise<void> {
    for (const account of await accountsAmong(tx, [userId])) await rules.keep(account);
  }

  async function memberChanged(event: RoomEvent, tx: Sql): Promise<void> {
    const { room_id: roomId, state_key: userId, sender, content, event_id: cause } = event;
    if (userId === undefined || userId === homeserver.botUserId) return;
    const invited = content.membership === 'invite';
    const room = await directRoomByRoom(tx, roomId);
    if (room !== null) {
      // What the bot does here it does in line; anything else may be the second adult leaving.
      if (sender !== homeserver.botUserId && room.supervised) await direct.settle(room.key);
      return;
    }
    if (sender === homeserver.botUserId || (await isOurs(tx, roomId))) return;
    if (homeserver.mayActFor(userId)) await noteInvite(tx, roomId, userId, invited ? sender : null);
    await foreign.bringIntoLine({
      roomId,
      cause,
      actors: [sender, userId],
      ...(invited ? { invite: { sender, target: userId } } : {}),
      ...(content.membership === 'leave' || content.membership === 'ban' ? { left: userId } : {}),
    });
    if (invited && homeserver.mayActFor(userId)) await reassert(tx, userId);
  }

  /** A room goes on in another one, or comes from one: whoever is there already is looked at. */
  async function moved(event: RoomEvent, tx: Sql): Promise<void> {
    const { room_id: here, sender, content, event_id: cause, type } = event;
    const there = type === 'm.room.tombstone' ? content.replacement_room : here;
    if (typeof there !== 'string' || sender === homeserver.botUserId) return;
    if ((await directRoomByRoom(tx, there)) !== null || (await isOurs(tx, there))) return;
    await foreign.bringIntoLine({ roomId: there, cause, actors: [sender] });
  }

  return [
    { name: 'contacts.members', types: ['m.room.member'], handle: memberChanged },
    { name: 'contacts.moved', types: ['m.room.tombstone', 'm.room.create'], handle: moved },
  ];
}
