/** Takes people out of lessons and meetings in which they have no place any more, when what they are has changed. */
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { Media } from './media.ts';
import { isAlwaysOpen, type MediaRoom } from './model.ts';
import type { People } from './people.ts';
import type { Settler } from './settle.ts';
import { findOpen, listIdentities, revokeIdentities } from './store.ts';

export interface LeaversDependencies {
  readonly database: Database;
  readonly people: People;
  readonly media: Pick<Media, 'remove'>;
  readonly settler: Pick<Settler, 'settle'>;
  readonly roomOf: (roomId: RoomId) => Promise<MediaRoom | null>;
  /** Whether there is a LiveKit to tell. */
  readonly live: boolean;
  readonly now: () => Date;
}

/** Looks at every seat and token that these people hold: what they are not any more ends, what changed is granted anew. */
export function createLeavers(dependencies: LeaversDependencies) {
  const { database, people, media, settler, roomOf, live, now } = dependencies;

  async function lookAt(personId: PersonId, userId: UserId, room: MediaRoom): Promise<void> {
    const { session } = isAlwaysOpen(room)
      ? { session: null }
      : await findOpen(database, room.roomId, now().getTime());
    const { role } = await people.standingOf(personId, room, session);
    if (session !== null) {
      // Whoever still belongs gets a seat again, in the role that they have now.
      await database.query(
        'delete from lesson_seat where session_id = $1 and user_id = $2 and role is distinct from $3',
        [session.id, userId, role],
      );
    }
    if (role === null) {
      const participants = await listIdentities(database, room.roomId, userId);
      await revokeIdentities(database, room.roomId, userId);
      if (live) for (const one of participants) await media.remove(one.sfuRoom, one.identity);
    }
    if (live) await settler.settle(room);
  }

  return async function takeOut(personIds: readonly PersonId[]): Promise<void> {
    const { rows } = await database.query<{ personId: PersonId; userId: UserId; roomId: RoomId }>(
      `select a.person_id as "personId", a.user_id as "userId", i.room_id as "roomId"
         from lesson_identity i join matrix_account a on a.user_id = i.user_id
        where a.person_id = any($1::uuid[]) and not i.revoked
       union
       select s.person_id, s.user_id, l.room_id from lesson_seat s join lesson_session l on l.id = s.session_id
        where s.person_id = any($1::uuid[]) and l.ended_at is null`,
      [personIds],
    );
    for (const { personId, userId, roomId } of rows) {
      const room = await roomOf(roomId);
      if (room !== null) await lookAt(personId, userId, room);
    }
  };
}
