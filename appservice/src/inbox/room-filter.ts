/**
 * What people say to each other is none of Parta's business. A homeserver pushes the events of every room that somebody of the
 * registration's users is in; those that handlers want only in Parta's own rooms are dropped before they are stored,
 * but for the id.
 */
import type { RoomId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { pendingRooms } from './store.ts';
import type { ReceivedEvent, Transaction } from './transaction.ts';

export interface RoomFilterDependencies {
  readonly database: Sql;
  /** Types that some handler wants wherever they come from. */
  readonly everywhere: ReadonlySet<string>;
  readonly ownRooms: ((roomIds: readonly RoomId[]) => Promise<ReadonlySet<RoomId>>) | undefined;
}

/** Leaves of events in rooms that are not Parta's business what is wanted everywhere; the rest is done on arrival. */
export function createRoomFilter({
  database,
  everywhere,
  ownRooms,
}: RoomFilterDependencies): (transaction: Transaction) => Promise<Transaction> {
  const isDoubtful = ({ state, type }: ReceivedEvent): boolean =>
    state === 'pending' && !everywhere.has(type);

  return async (transaction) => {
    if (ownRooms === undefined) return transaction;
    const doubtful = new Set(transaction.events.filter(isDoubtful).map(({ roomId }) => roomId));
    if (doubtful.size === 0) return transaction;
    // A room becomes ours by an event that is still to be handled, e.g. an invite of the bot: whatever follows it waits for it.
    for (const { state, type, roomId } of transaction.events) {
      if (state === 'pending' && everywhere.has(type)) doubtful.delete(roomId);
    }
    // In this order: an event that is handled between the two questions made its room ours before it stopped waiting.
    for (const roomId of await pendingRooms(database, [...doubtful])) doubtful.delete(roomId);
    for (const roomId of await ownRooms([...doubtful])) doubtful.delete(roomId);
    if (doubtful.size === 0) return transaction;
    const events = transaction.events.map((event) =>
      isDoubtful(event) && doubtful.has(event.roomId)
        ? { ...event, sender: null, body: null, state: 'done' as const }
        : event,
    );
    return { ...transaction, events };
  };
}
