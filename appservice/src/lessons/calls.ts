/** Calls in direct rooms: whether one may begin just now, and whether those that are under way may go on. */
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { MediaUnavailable, type Media } from './media.ts';
import type { Calls, MediaRoom } from './model.ts';
import type { Settler } from './settle.ts';
import { sfuRoomName } from './sfu-names.ts';
import { listHolders, participantKey } from './store.ts';

/** Whether somebody would disturb quiet hours by entering a room; only calls can. */
export function createDisturbance({
  database,
  media,
  calls,
  personOf,
}: {
  readonly database: Sql;
  readonly media: Pick<Media, 'participants'>;
  readonly calls: Pick<Calls, 'disturbs'>;
  readonly personOf: (userId: UserId) => Promise<PersonId | null>;
}): (room: MediaRoom, personId: PersonId) => Promise<boolean> {
  async function there(room: MediaRoom): Promise<Set<PersonId>> {
    const [sfuRoom, holders] = [sfuRoomName(room.roomId), await listHolders(database, room.roomId)];
    if (holders.size === 0) return new Set();
    const present = await media.participants(sfuRoom).catch((error: unknown) => {
      // Whoever enters is told so in a moment.
      if (error instanceof MediaUnavailable) return [];
      throw error;
    });
    const users = present.flatMap(({ identity }) => holders.get(participantKey(sfuRoom, identity)) ?? []);
    return new Set((await Promise.all(users.map(personOf))).filter((id) => id !== null));
  }

  return async (room, personId) =>
    room.kind === 'call' && calls.disturbs(room.roomId, personId, await there(room));
}

/** Looks again at the calls for which some people hold a token. */
export function createCallCheck({
  database,
  calls,
  settler,
}: {
  readonly database: Sql;
  readonly calls: Pick<Calls, 'roomOf'>;
  readonly settler: Pick<Settler, 'settle'>;
}): (personIds: readonly PersonId[]) => Promise<void> {
  return async (personIds) => {
    const { rows } = await database.query<{ room_id: RoomId }>(
      `select distinct i.room_id from lesson_identity i join matrix_account a on a.user_id = i.user_id
        where a.person_id = any($1::uuid[]) and not i.revoked`,
      [personIds],
    );
    for (const { room_id: roomId } of rows) {
      const room = await calls.roomOf(roomId);
      if (room !== null) await settler.settle(room);
    }
  };
}
