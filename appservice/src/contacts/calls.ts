/**
 * Calls in direct rooms, by the contact policy at that very moment: who may be in one is whoever may write there. Quiet hours deny nobody a
 * call that is under way, but nobody begins one with somebody who has them; guardians and their children reach each other at any time.
 */
import { isJoined, type StateReader } from '../matrix/homeserver.ts';
import type { Calls } from '../lessons/model.ts';
import type { Policy } from '../policy/policy.ts';
import type { Database } from '../store/database.ts';
import { decisionIn } from './direct-rooms.ts';
import { between, callRefusal, directStatus } from './rules.ts';
import { directRoomByRoom, type DirectRoom } from './store.ts';

export interface CallsDependencies {
  readonly database: Database;
  readonly homeserver: Pick<StateReader, 'readStateEvent'>;
  readonly policy: Pick<Policy, 'decideAmong' | 'quietUntil'>;
}

export function createCalls({ database, homeserver, policy }: CallsDependencies): Calls {
  const decisions = async ({ one, other }: DirectRoom) =>
    (await policy.decideAmong([one.userId, other.userId])).pairs;

  return {
    async roomOf(roomId) {
      const room = await directRoomByRoom(database, roomId);
      return room === null ? null : { roomId, kind: 'call', schoolId: room.schoolId, classId: null };
    },

    async whyNot(roomId, personId) {
      const room = await directRoomByRoom(database, roomId);
      if (room === null) return 'lesson.not_yours';
      const { one, other, second, openedBy } = room;
      const pairs = await decisions(room);
      const { outcome } = between(one.userId, other.userId, openedBy, (from, to) =>
        decisionIn(pairs, from, to),
      );
      const supervised = outcome === 'second_adult';
      const people = supervised ? [one, other, second] : [one, other];
      if (!people.some((party) => party?.personId === personId)) return 'lesson.not_yours';
      const attended = supervised && second !== null && (await isJoined(homeserver, roomId, second.userId));
      return callRefusal(directStatus(outcome, attended));
    },

    async disturbs(roomId, personId, there) {
      const room = await directRoomByRoom(database, roomId);
      if (room === null) return false;
      const called = [room.one, room.other, room.second].filter(
        (party) => party !== null && party.personId !== personId && !there.has(party.personId ?? ''),
      );
      const pairs = await decisions(room);
      const isFamily = pairs.some(({ decision }) => decision.rule === 'own_child');
      const quiet = await Promise.all(called.map((party) => policy.quietUntil(party!.userId)));
      return !isFamily && quiet.some((until) => until !== null);
    },
  };
}
