/** Who somebody is towards others, read from the school register. Pure. */
import {
  covers,
  type IsoDate,
  type PersonId,
  type SchoolId,
  type SchoolState,
  type UserId,
} from '../school/model.ts';
import { childrenOf, classesOf, indexState, rolesInSchool, today } from '../school/rules.ts';
import type { AgeBand, Capacity, Party, Ward } from './model.ts';

/** An account, and whose it is. */
export interface Holder {
  readonly userId: UserId;
  readonly personId: PersonId | null;
  readonly active: boolean;
}

/** What the register says beside a `SchoolState`. */
export interface PartyFacts {
  readonly serverName: string;
  readonly botUserId: UserId;
  /** From which day somebody is of age, for those of whom it is known. */
  readonly ofAgeFrom: ReadonlyMap<PersonId, IsoDate>;
  /** The children whom a court lets somebody have no contact with. States hold only what is in force, so these are not in them. */
  readonly restricted: ReadonlyMap<PersonId, readonly PersonId[]>;
  /** Who has left quiet hours. */
  readonly leftQuiet: ReadonlySet<PersonId>;
}

/** @param state everything around the person (`Directory.aroundPersons`) */
export function partyOf(
  state: SchoolState,
  { userId, personId, active }: Holder,
  facts: PartyFacts,
  at: Date,
): Party {
  const local = userId.endsWith(`:${facts.serverName}`);
  if (userId === facts.botUserId || personId === null) {
    const kind = userId === facts.botUserId ? 'parta' : 'stranger';
    return { userId, personId: null, kind, active: true, local, age: 'of_age', capacities: [], wards: [] };
  }
  return {
    userId,
    personId,
    kind: 'person',
    active,
    local,
    age: ageOf(state, personId, facts, at),
    capacities: capacitiesOf(state, personId, at),
    wards: wardsOf(state, personId, facts, at),
    leftQuiet: facts.leftQuiet.has(personId),
  };
}

/** The day in some zone of the schools, for what is not of one school; without schools that of UTC. */
function anyDay(state: SchoolState, at: Date): IsoDate {
  return today(state.schools[0]?.timeZone ?? 'UTC', at);
}

/** Without a day from which they are of age, whoever is or ever was a pupil counts as under age. */
function ageOf(state: SchoolState, personId: PersonId, { ofAgeFrom }: PartyFacts, at: Date): AgeBand {
  const from = ofAgeFrom.get(personId);
  if (from !== undefined) return from <= anyDay(state, at) ? 'of_age' : 'under_age';
  const { rolesByPerson, enrollmentsByPerson } = indexState(state);
  const pupil =
    (rolesByPerson.get(personId) ?? []).some(({ role }) => role === 'pupil') ||
    (enrollmentsByPerson.get(personId) ?? []).some(({ role }) => role === 'pupil');
  return pupil ? 'under_age' : 'of_age';
}

/** Roles in classes, and those in schools that no class says already. */
function capacitiesOf(state: SchoolState, personId: PersonId, at: Date): Capacity[] {
  const { classes, rolesByPerson } = indexState(state);
  const found: Capacity[] = [];
  for (const { id: schoolId, timeZone } of state.schools) {
    const day = today(timeZone, at);
    const inClasses = new Set<string>();
    for (const [classId, roles] of classesOf(state, personId, day)) {
      const its = classes.get(classId);
      if (its === undefined || its.archived || its.schoolId !== schoolId) continue;
      for (const role of roles) {
        found.push({ role, schoolId, classId });
        inClasses.add(role === 'class_teacher' ? 'teacher' : role);
      }
    }
    for (const role of rolesInSchool(state, personId, schoolId, day)) {
      if (role === 'district_admin' || inClasses.has(role)) continue;
      found.push({ role, schoolId, classId: null });
    }
  }
  const day = anyDay(state, at);
  const district = (rolesByPerson.get(personId) ?? []).some(
    (grant) => grant.role === 'district_admin' && covers(grant, day),
  );
  if (district) found.push({ role: 'district_admin', schoolId: null, classId: null });
  return found;
}

function wardsOf(state: SchoolState, personId: PersonId, facts: PartyFacts, at: Date): Ward[] {
  return [
    ...childrenOf(state, personId, anyDay(state, at)).map((childId) => ({
      childId,
      contact: 'allowed' as const,
    })),
    ...(facts.restricted.get(personId) ?? []).map((childId) => ({ childId, contact: 'restricted' as const })),
  ];
}

/** The schools in which somebody is something. */
export function schoolsOf(parties: readonly Party[]): SchoolId[] {
  return [
    ...new Set(parties.flatMap(({ capacities }) => capacities.flatMap(({ schoolId }) => schoolId ?? []))),
  ];
}
