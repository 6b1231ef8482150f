/** Whose votes there are, and what they come to. */
import { countVotes, type PollCount } from '@parta/protocol';
import type { Directory } from '../accounts/directory.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import { displayName, type PersonId, type UserId } from '../school/model.ts';
import { classMembers, indexState, today } from '../school/rules.ts';
import type { Sql } from '../store/database.ts';
import { namesOf, timeZoneOf } from '../store/school-store.ts';
import { childrenIn, FOR_FAMILIES, type PollPlace } from './rights.ts';
import { ballotsOf, holdersOf, votesOf, type PollResult, type PollRow } from './store.ts';
import type { NamedVote } from './results.ts';

/** With fewer voters the numbers of an anonymous poll would tell who voted how. */
const LEAST_ANONYMOUS = 3;

export interface CountingDependencies {
  readonly database: Sql;
  readonly directory: Pick<Directory, 'aroundPersons' | 'aroundClass'>;
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly now: () => Date;
}

export interface Counting {
  /** What the votes that are there now come to. */
  result(sql: Sql, poll: PollRow, until?: Date): Promise<PollResult>;
  /** For whom a person votes: themselves, or each of their children. */
  voicesOf(poll: PollRow, personId: PersonId): Promise<readonly string[]>;
  /** Who answered what, by name; nobody in an anonymous poll. */
  named(poll: PollRow): Promise<NamedVote[]>;
  /** Those of the class who have not voted: pupils, parents or, one vote a child, children; null where nobody is expected by name. */
  missing(poll: PollRow, askerId: PersonId): Promise<{ personId: PersonId; name: string }[] | null>;
}

export function createCounting({ database, directory, rooms, now }: CountingDependencies): Counting {
  async function placeOf({ roomId, schoolId, classId }: PollRow): Promise<PollPlace> {
    const kind = (await rooms.find(roomId))?.kind ?? 'class_chat';
    return { kind, schoolId, classId };
  }

  const dayOf = async ({ schoolId }: PollRow): Promise<string> =>
    today(await timeZoneOf(database, schoolId), now());

  /** The voices of some people, all at once. */
  async function voices(poll: PollRow, personIds: readonly PersonId[]): Promise<Map<PersonId, string[]>> {
    if (poll.per === 'person') return new Map(personIds.map((id) => [id, [id]]));
    const [state, day, place] = await Promise.all([
      directory.aroundPersons(personIds),
      dayOf(poll),
      placeOf(poll),
    ]);
    return new Map(personIds.map((id) => [id, childrenIn(state, id, place, day)]));
  }

  async function count(sql: Sql, poll: PollRow, until?: Date): Promise<PollCount> {
    const votes = await votesOf(sql, poll.id);
    const holders = await holdersOf(sql, [...new Set(votes.map(({ voter }) => voter))]);
    const spoken = await voices(poll, [...new Set(holders.values())]);
    // Somebody whom the register does not know speaks for themselves, and for no child.
    const voicesOf = (voter: UserId): readonly string[] =>
      spoken.get(holders.get(voter) ?? '') ?? (poll.per === 'person' ? [voter] : []);
    const end = until ?? poll.endedAt;
    return countVotes(poll.question, votes, { voicesOf, ...(end !== null && { until: end.getTime() }) });
  }

  return {
    async result(sql, poll, until) {
      if (!poll.anonymous) {
        const { votes, voices: all } = await count(sql, poll, until);
        return { votes: Object.fromEntries(votes), voters: all.size };
      }
      const ballots = await ballotsOf(sql, poll.id);
      const votes = Object.fromEntries(
        poll.question.answers.map(({ id }) => [
          id,
          ballots.filter(({ answers }) => answers.includes(id)).length,
        ]),
      );
      return { votes: ballots.length < LEAST_ANONYMOUS ? null : votes, voters: ballots.length };
    },

    async voicesOf(poll, personId) {
      return (await voices(poll, [personId])).get(personId) ?? [];
    },

    async named(poll) {
      if (poll.anonymous) return [];
      const { voices: all } = await count(database, poll);
      // Those whom the register does not know speak under their Matrix IDs.
      const names = await namesOf(
        database,
        [...all.keys()].filter((voice) => !voice.startsWith('@')),
      );
      return [...all]
        .map(([voice, { at, answers }]) => ({ name: names.get(voice) ?? voice, at, answers }))
        .sort((a, b) => a.name.localeCompare(b.name));
    },

    async missing(poll, askerId) {
      const { classId } = poll;
      const { kind } = await placeOf(poll);
      if (poll.anonymous || classId === null) return null;
      const [state, day, { voices: all }] = await Promise.all([
        directory.aroundClass(classId, askerId),
        dayOf(poll),
        count(database, poll),
      ]);
      const expected = poll.per === 'person' && FOR_FAMILIES.has(kind) ? 'parent' : 'pupil';
      const { persons } = indexState(state);
      return [...classMembers(state, classId, day)]
        .filter(([personId, roles]) => roles.has(expected) && !all.has(personId))
        .map(([personId]) => ({ personId, name: displayName(persons.get(personId)!) }))
        .sort((a, b) => a.name.localeCompare(b.name));
    },
  };
}
