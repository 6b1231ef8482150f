/**
 * The bot's direct chats: rooms that hold nobody but the bot and one user. It accepts invites from anybody, because a
 * stranger's `!join` begins with one; what a stranger can cost is bounded. Whenever somebody else comes into such a
 * room, the bot leaves it, so that nothing private is ever said before others.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import {
  createOrFindRoom,
  HomeserverError,
  type EventId,
  type MemberMover,
  type MessageSender,
  type RoomCreator,
  type StateReader,
  type StateSender,
} from '../matrix/homeserver.ts';
import type { RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';

/** A user has at most so many chats with the bot; with a new one it leaves the oldest. */
export const MAX_CHATS_PER_USER = 3;

/**
 * Pauses before each try to follow an invite. An invite from another homeserver comes to us before that homeserver
 * has stored it itself: whoever follows it at once is refused there.
 */
const JOIN_PAUSES_MS = [0, 250, 1_000, 3_000];

const ROOM_VERSION = '12';

export type ChatHomeserver = MemberMover &
  MessageSender &
  RoomCreator &
  StateReader &
  StateSender & {
    readonly botUserId: UserId;
    readonly serverName: string;
    isOwnUser(userId: UserId): boolean;
  };

export interface Chats {
  /** Whose direct chat a room is, or null. */
  userOf(sql: Sql, roomId: RoomId): Promise<UserId | null>;
  /** Those of some rooms that are direct chats. */
  among(sql: Sql, roomIds: readonly RoomId[]): Promise<RoomId[]>;
  /**
   * Accepts an invite. `opened`: it is a direct chat with that user now; `crowded`: others are in the room, so the
   * bot is in it only to say so; `gone`: the invite no longer holds.
   */
  accept(sql: Sql, roomId: RoomId, userId: UserId): Promise<'opened' | 'crowded' | 'gone'>;
  /** Declines an invite, or leaves a room and forgets it. A room it is not in is success. */
  leave(sql: Sql, roomId: RoomId): Promise<void>;
  /** The direct chat with a user, made if there is none. `cause` makes a repeat find the same room. */
  openWith(sql: Sql, userId: UserId, cause: EventId): Promise<RoomId>;
}

export function createChats({ homeserver, log }: { homeserver: ChatHomeserver; log: Log }): Chats {
  async function leave(sql: Sql, roomId: RoomId): Promise<void> {
    await sql.query('delete from bot_chat where room_id = $1', [roomId]);
    await homeserver.leave(roomId).catch(ignoreRefusal);
  }

  async function remember(sql: Sql, roomId: RoomId, userId: UserId): Promise<void> {
    await sql.query('insert into bot_chat (room_id, user_id) values ($1, $2) on conflict do nothing', [
      roomId,
      userId,
    ]);
    const { rows } = await sql.query<{ room_id: RoomId }>(
      `select room_id from bot_chat where user_id = $1 and room_id <> $2 order by created_at desc offset $3`,
      [userId, roomId, MAX_CHATS_PER_USER - 1],
    );
    for (const { room_id } of rows) await leave(sql, room_id);
  }

  async function joinInvited(roomId: RoomId): Promise<boolean> {
    for (const pauseMs of JOIN_PAUSES_MS) {
      await sleep(pauseMs);
      try {
        await homeserver.join(roomId);
        return true;
      } catch (error) {
        ignoreRefusal(error);
      }
    }
    return false;
  }

  async function present(roomId: RoomId): Promise<UserId[] | null> {
    const state = await homeserver.readState(roomId);
    return (
      state
        ?.filter(
          ({ type, content }) =>
            type === 'm.room.member' && (content.membership === 'join' || content.membership === 'invite'),
        )
        .map(({ state_key }) => state_key) ?? null
    );
  }

  async function create(cause: EventId): Promise<RoomId> {
    const aliasLocalpart = `parta_chat_${createHash('sha256').update(cause).digest('hex').slice(0, 24)}`;
    return createOrFindRoom(homeserver, {
      roomVersion: ROOM_VERSION,
      aliasLocalpart,
      name: 'Parta',
      initialState: [
        { type: 'm.room.join_rules', state_key: '', content: { join_rule: 'invite' } },
        { type: 'm.room.history_visibility', state_key: '', content: { history_visibility: 'invited' } },
        { type: 'm.room.guest_access', state_key: '', content: { guest_access: 'forbidden' } },
      ],
      // Nobody but the bot may bring others in.
      powerLevels: {
        users_default: 0,
        events_default: 0,
        state_default: 100,
        invite: 100,
        kick: 100,
        ban: 100,
      },
    });
  }

  return {
    leave,

    async userOf(sql, roomId) {
      const { rows } = await sql.query<{ user_id: UserId }>(
        'select user_id from bot_chat where room_id = $1',
        [roomId],
      );
      return rows[0]?.user_id ?? null;
    },

    async among(sql, roomIds) {
      const { rows } = await sql.query<{ room_id: RoomId }>(
        'select room_id from bot_chat where room_id = any($1)',
        [roomIds],
      );
      return rows.map(({ room_id: roomId }) => roomId);
    },

    async accept(sql, roomId, userId) {
      if (!(await joinInvited(roomId))) return 'gone';
      const members = await present(roomId);
      if (members === null) return 'gone';
      const others = members.filter((member) => member !== homeserver.botUserId && member !== userId);
      if (others.length > 0) return 'crowded';
      await remember(sql, roomId, userId);
      log.info({ roomId }, 'direct chat opened');
      return 'opened';
    },

    async openWith(sql, userId, cause) {
      const { rows } = await sql.query<{ room_id: RoomId }>(
        'select room_id from bot_chat where user_id = $1 order by created_at desc limit 1',
        [userId],
      );
      if (rows[0] !== undefined) return rows[0].room_id;

      const roomId = await create(cause);
      const members = (await present(roomId)) ?? [];
      if (!members.includes(userId)) {
        // As an event, for only so can an invite say that the room is a direct chat (`is_direct`).
        await homeserver.sendState(roomId, 'm.room.member', userId, {
          membership: 'invite',
          is_direct: true,
        });
      }
      if (homeserver.isOwnUser(userId)) await homeserver.joinAs(roomId, userId);
      await remember(sql, roomId, userId);
      return roomId;
    },
  };
}

/** The homeserver says no: an invite was withdrawn, the room is gone. Trying again would not help. */
function ignoreRefusal(error: unknown): void {
  if (error instanceof HomeserverError && error.status < 500 && error.status !== 429) return;
  throw error;
}
