/** A seat for somebody who has none in a session yet, by what they are in the school register. */
import type { PersonId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { LessonRoom, Seat, Session } from './model.ts';
import type { People } from './people.ts';
import { saveSeat } from './store.ts';

export interface Register {
  readonly people: Pick<People, 'standingOf'>;
  readonly personOf: (userId: UserId) => Promise<PersonId | null>;
}

/** Null for somebody who has no business in the session: no seat is made. */
export async function makeSeat(
  sql: Sql,
  { people, personOf }: Register,
  room: LessonRoom,
  session: Session,
  userId: UserId,
): Promise<Seat | null> {
  const personId = await personOf(userId);
  const is = await people.standingOf(personId, room, session);
  if (personId === null || is.role === null) return null;
  return saveSeat(sql, session.id, { userId, personId, role: is.role });
}
