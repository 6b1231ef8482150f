/** The direct rooms of somebody, for their list of chats. */
import { namesOf } from '../store/school-store.ts';
import type { PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { DirectParty, DirectStatus } from './rules.ts';
import { directRoomsOf, lackingSecond, type DirectRoom } from './store.ts';

export interface NamedParty extends DirectParty {
  readonly displayName: string;
}

export interface MyDirectRoom {
  readonly roomId: RoomId;
  readonly status: DirectStatus;
  readonly supervised: boolean;
  readonly as: 'party' | 'second_adult' | 'administrator';
  /** Of the two, those who are not the asker. */
  readonly people: readonly NamedParty[];
  readonly second: NamedParty | null;
}

/** Those that somebody is in, and those of schools that they administer in which a second adult is missing. */
export async function myDirectRooms(
  sql: Sql,
  personId: PersonId,
  administered: readonly SchoolId[],
): Promise<MyDirectRoom[]> {
  const own = await directRoomsOf(sql, [personId]);
  const mine = new Set(own.map(({ key }) => key));
  const lacking = (await lackingSecond(sql, administered)).filter(({ key }) => !mine.has(key));
  const all = [...own, ...lacking];
  const nameOf = await namesIn(sql, all);
  const named = (party: DirectParty): NamedParty => ({ ...party, displayName: nameOf(party) });
  return all.map((room) => {
    const both = [room.one, room.other];
    const isParty = both.some((one) => one.personId === personId);
    return {
      roomId: room.roomId!,
      status: room.status,
      supervised: room.supervised,
      as: isParty ? 'party' : room.second?.personId === personId ? 'second_adult' : 'administrator',
      people: both.filter((one) => one.personId !== personId).map(named),
      second: room.second === null ? null : named(room.second),
    };
  });
}

async function namesIn(sql: Sql, rooms: readonly DirectRoom[]): Promise<(party: DirectParty) => string> {
  const ids = rooms.flatMap(({ one, other, second }) =>
    [one, other, second].flatMap((party) => party?.personId ?? []),
  );
  const names = await namesOf(sql, ids);
  return ({ personId, userId }: { personId: PersonId | null; userId: UserId }) =>
    (personId === null ? undefined : names.get(personId)) ?? userId;
}
