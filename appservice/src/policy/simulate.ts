/**
 * What another matrix would change: between which kinds of people, for how many, and in which rooms of two that exist. Pure.
 *
 * People with the same roles in the same classes are alike for the matrix, so they are decided about once; a school of a thousand is some
 * hundred kinds. Guardians and their own children are left out, since no matrix decides about them.
 */
import { kindOf } from './circle.ts';
import { decide } from './decide.ts';
import { compareOutcomes, stricter } from './matrix.ts';
import type { ContactRole, MatrixRule, Outcome, Party, PolicyContext, Relation, AgeBand } from './model.ts';
import type { RoomId, SchoolId, UserId } from '../school/model.ts';

/** A room of two people, perhaps with a second adult; those are people too, not the bot. */
export interface DirectRoom {
  readonly roomId: RoomId;
  readonly openedBy: UserId;
  readonly members: readonly UserId[];
  /** Whether a second adult is there. */
  readonly supervised: boolean;
}

export interface Population {
  readonly people: readonly Party[];
  readonly rooms: readonly DirectRoom[];
}

export interface KindOfChange {
  readonly rule: MatrixRule;
  readonly roles: readonly [ContactRole, ContactRole];
  readonly relation: Relation;
  readonly age: AgeBand;
  readonly before: Outcome;
  readonly after: Outcome;
  /** How many pairs of people, and how many people in them. */
  readonly pairs: number;
  readonly people: number;
  /** Some of the pairs. */
  readonly examples: readonly (readonly [UserId, UserId])[];
}

export interface Simulation {
  readonly changes: readonly KindOfChange[];
  /** How many people are concerned by any of the changes. */
  readonly people: number;
  readonly rooms: {
    readonly closed: readonly RoomId[];
    /** A second adult would join. */
    readonly completed: readonly RoomId[];
  };
  /** False: there were too many kinds of people to look at all, and the figures are what is changed at least. */
  readonly complete: boolean;
}

const MOST_PAIRS_OF_KINDS = 300_000;
const EXAMPLES = 3;

/** People who are alike for the matrix. */
interface Kind {
  readonly one: Party;
  readonly people: readonly Party[];
}

/** @param population everybody whom the matrix is about, without strangers: those are added here, one of each sort */
export function simulate(before: PolicyContext, after: PolicyContext, population: Population): Simulation {
  const kinds = kindsOf([...population.people, ...STRANGERS]);
  const relatives = countRelatives(population.people);
  const concerned = new Set<UserId>();
  const changes = new Map<string, KindOfChange & { readonly ids: Set<UserId> }>();
  let looked = 0;

  for (const [index, one] of kinds.entries()) {
    for (const other of kinds.slice(index)) {
      if (looked++ >= MOST_PAIRS_OF_KINDS) break;
      const alike = one === other;
      if (alike && one.people.length < 2) continue;
      const mate = alike
        ? { ...other.one, userId: `${other.one.userId}#`, personId: `${other.one.personId}#` }
        : other.one;
      const was = between(one.one, mate, before);
      const is = between(one.one, mate, after);
      if (was.cell === null || was.outcome === is.outcome) continue;
      const [n, m] = [one.people.length, other.people.length];
      const pairs =
        (alike ? (n * (n - 1)) / 2 : n * m) -
        (relatives.get(pairKey(kindOf(one.one), kindOf(other.one))) ?? 0);
      if (pairs <= 0) continue;
      const { fromRole, toRole, relation, age } = was.cell;
      const key = [was.rule, fromRole, toRole, relation, age, was.outcome, is.outcome].join('/');
      const earlier = changes.get(key);
      const ids = earlier?.ids ?? new Set<UserId>();
      for (const { userId } of [...one.people, ...other.people]) {
        if (STRANGERS.some((stranger) => stranger.userId === userId)) continue;
        ids.add(userId);
        concerned.add(userId);
      }
      changes.set(key, {
        rule: was.rule as MatrixRule,
        roles: [fromRole, toRole],
        relation,
        age,
        before: was.outcome,
        after: is.outcome,
        pairs: (earlier?.pairs ?? 0) + pairs,
        people: ids.size,
        examples: [...(earlier?.examples ?? []), ...examplesOf(one, other)].slice(0, EXAMPLES),
        ids,
      });
    }
  }
  return {
    changes: [...changes.values()]
      .map(({ ids: _, ...change }) => change)
      .sort((a, b) => b.pairs - a.pairs || (a.rule < b.rule ? -1 : 1)),
    people: concerned.size,
    rooms: roomsChanged(before, after, population),
    complete: looked <= MOST_PAIRS_OF_KINDS,
  };
}

/** Seen from the side that may do less. */
function between(one: Party, other: Party, context: PolicyContext): ReturnType<typeof decide> {
  const [there, back] = [decide(one, other, context), decide(other, one, context)];
  return compareOutcomes(there.outcome, back.outcome) >= 0 ? there : back;
}

function kindsOf(people: readonly Party[]): Kind[] {
  return [...Map.groupBy(people, kindOf).values()].map((alike) => ({
    // No matrix decides about their children, and those are subtracted.
    one: { ...alike[0]!, wards: [] },
    people: alike,
  }));
}

const pairKey = (one: string, other: string): string => (one < other ? `${one}|${other}` : `${other}|${one}`);

/** How many pairs of guardian and child there are between two kinds. */
function countRelatives(people: readonly Party[]): Map<string, number> {
  const byPerson = new Map(people.map((one) => [one.personId, one]));
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  for (const guardian of people) {
    for (const { childId } of guardian.wards) {
      const child = byPerson.get(childId);
      const pair = pairKey(guardian.personId ?? '', childId);
      if (child === undefined || seen.has(pair)) continue;
      seen.add(pair);
      const key = pairKey(kindOf(guardian), kindOf(child));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}

function examplesOf(one: Kind, other: Kind): (readonly [UserId, UserId])[] {
  const found: (readonly [UserId, UserId])[] = [];
  for (const from of one.people.slice(0, EXAMPLES + 1)) {
    for (const to of other.people.slice(0, EXAMPLES + 1)) {
      const kin = [from, to].some(({ wards }) =>
        wards.some(({ childId }) => childId === from.personId || childId === to.personId),
      );
      if (from.userId === to.userId || kin || found.some(([a, b]) => a === to.userId && b === from.userId))
        continue;
      if (found.push([from.userId, to.userId]) === EXAMPLES) return found;
    }
  }
  return found;
}

const stranger = (local: boolean): Party => ({
  userId: local ? '@stranger:here' : '@stranger:elsewhere',
  personId: null,
  kind: 'stranger',
  active: true,
  local,
  age: 'of_age',
  capacities: [],
  wards: [],
});
const STRANGERS: readonly Party[] = [stranger(true), stranger(false)];

/** What a room of some people needs to be. */
export function roomOutcome(
  room: DirectRoom,
  people: ReadonlyMap<UserId, Party>,
  context: PolicyContext,
): Outcome {
  let found: Outcome = 'allow';
  const opener = people.get(room.openedBy);
  for (const from of room.members) {
    for (const to of room.members) {
      const [one, other] = [people.get(from), people.get(to)];
      if (one === undefined || other === undefined || one === other) continue;
      const { outcome } = decide(one, other, context);
      // Who opened it rightly may be answered.
      if (outcome === 'teacher_first' && one !== opener) continue;
      found = stricter(found, outcome);
    }
  }
  return found;
}

function roomsChanged(
  before: PolicyContext,
  after: PolicyContext,
  { people, rooms }: Population,
): Simulation['rooms'] {
  const byUser = new Map(people.map((one) => [one.userId, one]));
  const closes = (outcome: Outcome): boolean => outcome === 'deny' || outcome === 'teacher_first';
  const changed = rooms.map((room) => ({
    room,
    was: roomOutcome(room, byUser, before),
    is: roomOutcome(room, byUser, after),
  }));
  const idsOf = (those: typeof changed): RoomId[] => those.map(({ room }) => room.roomId).sort();
  return {
    closed: idsOf(changed.filter(({ was, is }) => closes(is) && !closes(was))),
    completed: idsOf(
      changed.filter(({ room, was, is }) => is === 'second_adult' && was !== is && !room.supervised),
    ),
  };
}

/** A context with other lines of the district (null) or of one school. */
export function withMatrix(
  context: PolicyContext,
  schoolId: SchoolId | null,
  matrix: PolicyContext['district'],
): PolicyContext {
  if (schoolId === null) return { ...context, district: matrix };
  const school = context.schools.get(schoolId);
  if (school === undefined) return context;
  return { ...context, schools: new Map(context.schools).set(schoolId, { ...school, matrix }) };
}
