/**
 * Some people at one moment, for many questions about them: whoever is known already is not looked up again, and people who are alike for the
 * policy are told, so that a room of hundreds is judged by its few kinds of people and not by its thousands of pairs.
 */
import type { PersonId, SchoolId, UserId } from '../school/model.ts';
import { decide } from './decide.ts';
import type { Decision, Party, PolicyContext, SchoolPolicy } from './model.ts';
import type { Parties } from './parties.ts';

export interface Circle {
  /** Makes sure that these are known; of others nothing may be asked. */
  know(userIds: Iterable<UserId>): Promise<void>;
  decide(from: UserId, to: UserId): Decision;
  /** Of each of some people a name of their kind: what is decided between them depends on their kinds alone. */
  kindsAmong(userIds: readonly UserId[]): ReadonlyMap<UserId, string>;
}

export function createCircle(parties: Pick<Parties, 'load'>, at: Date): Circle {
  const known = new Map<UserId, Party>();
  const schools = new Map<SchoolId, SchoolPolicy>();
  let context: PolicyContext = { at, district: new Map(), schools };

  return {
    async know(userIds) {
      const strangers = [...new Set(userIds)].filter((userId) => !known.has(userId));
      if (strangers.length === 0) return;
      const loaded = await parties.load(strangers, at);
      for (const party of loaded.parties) known.set(party.userId, party);
      for (const [id, policy] of loaded.context.schools) schools.set(id, policy);
      context = { ...context, district: loaded.context.district };
    },

    decide: (from, to) => decide(known.get(from)!, known.get(to)!, context),

    kindsAmong(userIds) {
      const people = userIds.map((userId) => known.get(userId)!);
      // Of guardian and child among them each is one of a kind, and so are several accounts of one person.
      const present = Map.groupBy(people, ({ personId }) => personId);
      const isPresent = (id: PersonId): boolean => present.has(id);
      const own = new Set(
        people.flatMap(({ personId, wards }) => {
          const children = wards.map(({ childId }) => childId).filter(isPresent);
          return children.length === 0 || personId === null ? [] : [personId, ...children];
        }),
      );
      for (const [personId, accounts] of present)
        if (personId !== null && accounts.length > 1) own.add(personId);
      return new Map(
        people.map((one) => [
          one.userId,
          one.personId !== null && own.has(one.personId) ? one.userId : kindOf(one),
        ]),
      );
    },
  };
}

/** The same for people about whom every matrix says the same. */
export function kindOf({ kind, active, local, personId, age, capacities }: Party): string {
  const roles = capacities.map(({ role, schoolId, classId }) => `${role}@${schoolId}/${classId}`).sort();
  const stranger = capacities.length === 0 && [local, personId === null];
  return [kind, active, stranger, age, ...roles].join(' ');
}
