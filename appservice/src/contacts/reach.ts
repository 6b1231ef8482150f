/**
 * The people whom somebody may write to. Who comes into question is narrowed by what is around them; whether they may is decided by the
 * policy (policy/decide.ts) for each one, and nobody else is told of. What is looked at in one call is bounded.
 */
import { decide } from '../policy/decide.ts';
import { worksAtSchool } from '../policy/matrix.ts';
import type { Outcome, Party } from '../policy/model.ts';
import type { Policy } from '../policy/policy.ts';
import { schoolsOf } from '../policy/party.ts';
import type { ClassId, Locale, PersonId, RoomId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Verdict } from './rules.ts';
import { candidatesAround, roomsWith, wordsOf, type Candidate, type Circle } from './reach-store.ts';
import { sayTie, tieOf } from './tie.ts';

export interface Reachable {
  readonly personId: PersonId;
  readonly userId: UserId;
  readonly displayName: string;
  /** What they are to the asker, in words. */
  readonly relation: string;
  readonly outcome: Exclude<Outcome, 'deny'>;
  /** The sentence of the rule. */
  readonly text: string;
  readonly roomId: RoomId | null;
}

export interface ReachQuery {
  readonly search?: string;
  /** The person that the page before ended with. */
  readonly after?: PersonId;
  readonly limit: number;
}

export interface Reach {
  /** Those closest to the asker first. `next` is set when there may be more. */
  list(
    asker: { readonly personId: PersonId; readonly userId: UserId },
    query: ReachQuery,
    locale: Locale,
  ): Promise<{ people: Reachable[]; next: PersonId | null }>;
}

export interface ReachDependencies {
  readonly database: Database;
  readonly policy: Pick<Policy, 'parties'>;
  readonly sayRule: (locale: Locale, why: Verdict) => string;
  /** What some people teach, by class. */
  readonly subjectsTaught: (
    sql: Sql,
    personIds: readonly PersonId[],
  ) => Promise<ReadonlyMap<PersonId, ReadonlyMap<ClassId, readonly string[]>>>;
  readonly now?: () => Date;
}

/** So many are decided at once, and so many times in a call. */
const CHUNK = 200;
const MOST_CHUNKS = 5;
const SHORTEST_SEARCH = 2;

export function createReach(dependencies: ReachDependencies): Reach {
  const { database, policy, sayRule, subjectsTaught, now = () => new Date() } = dependencies;
  const { parties } = policy;

  /** Whoever works at a school may come to write to anybody of it; others look at all of it only when they search. */
  function circleOf(asker: Party, personId: PersonId, words: readonly string[]): Circle {
    const schoolIds = schoolsOf([asker]);
    const searches = words.some((word) => word.length >= SHORTEST_SEARCH);
    const works = asker.capacities.filter(({ role }) => worksAtSchool(role));
    const everywhere = works.some(({ schoolId }) => schoolId === null);
    return {
      personId,
      classIds: [...new Set(asker.capacities.flatMap(({ classId }) => classId ?? []))],
      schoolIds,
      wholeSchoolIds: everywhere
        ? null
        : searches
          ? schoolIds
          : [...new Set(works.flatMap(({ schoolId }) => schoolId ?? []))],
    };
  }

  /** Of some candidates those who may be written to. */
  async function decided(
    asker: { readonly personId: PersonId; readonly userId: UserId },
    candidates: readonly Candidate[],
    locale: Locale,
    at: Date,
  ): Promise<Reachable[]> {
    const ids = candidates.map(({ personId }) => personId);
    const [{ parties: all, context, state }, rooms, taught] = await Promise.all([
      parties.loadHolders(
        [asker, ...candidates].map(({ personId, userId }) => ({ personId, userId, active: true })),
        at,
      ),
      roomsWith(database, asker.personId, ids),
      subjectsTaught(database, ids),
    ]);
    const [from, ...others] = all as [Party, ...Party[]];
    const subjectsOf = (personId: PersonId, classId: ClassId) => taught.get(personId)?.get(classId) ?? [];
    return others.flatMap((to, index): Reachable[] => {
      const { outcome, rule } = decide(from, to, context);
      // A parent is shown no other people's children, whatever else is allowed.
      if (outcome === 'deny' || rule === 'anothers_child') return [];
      const { personId, userId, name } = candidates[index]!;
      const relation = sayTie(locale, tieOf(from, to), from, to, { state, subjectsOf });
      const text = sayRule(locale, { outcome, rule });
      const roomId = rooms.get(personId) ?? null;
      return [{ personId, userId, displayName: name, relation, outcome, text, roomId }];
    });
  }

  return {
    async list(asker, { search = '', after, limit }, locale) {
      const at = now();
      const words = wordsOf(search);
      const self = await parties.loadHolders([{ ...asker, active: true }], at);
      const circle = circleOf(self.parties[0]!, asker.personId, words);
      const people: Reachable[] = [];
      let next = after ?? null;
      for (let chunk = 0; chunk < MOST_CHUNKS; chunk++) {
        const candidates = await candidatesAround(database, circle, { words, after: next, limit: CHUNK });
        people.push(...(await decided(asker, candidates, locale, at)));
        if (people.length > limit) {
          const page = people.slice(0, limit);
          return { people: page, next: page.at(-1)!.personId };
        }
        next = candidates.at(-1)?.personId ?? null;
        if (candidates.length < CHUNK) return { people, next: null };
      }
      return { people, next };
    },
  };
}
