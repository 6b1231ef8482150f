/** Who may do what about a guardianship, and who cannot become a guardian at all. Pure. */
import type { IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import {
  administersSchool,
  indexState,
  rolesInClass,
  rolesInSchool,
  teaches,
  today,
} from '../school/rules.ts';

/** The kinds that people choose from; an import may bring others. */
export const RELATIONS = ['mother', 'father', 'guardian', 'other'] as const;
export type Relation = (typeof RELATIONS)[number];

/** What somebody is to a guardianship. */
export type Side = 'guardian' | 'child' | 'teacher' | 'administrator';

/**
 * `accept` is the guardian's word and `confirm` the school's; `decline` ends what is still pending, `end` what is in force. `contact` is what a
 * court has ordered.
 */
export const ACTS = ['accept', 'confirm', 'decline', 'end', 'kind', 'consent', 'contact', 'dates'] as const;
export type Act = (typeof ACTS)[number];

const MAY: { readonly [side in Side]: readonly Act[] } = {
  guardian: ['accept', 'decline', 'end', 'consent'],
  // A child neither confirms nor ends: that would be for sale in the schoolyard.
  child: [],
  teacher: ['confirm', 'decline', 'kind'],
  administrator: ['confirm', 'decline', 'end', 'kind', 'consent', 'contact', 'dates'],
};

export function mayDo(sides: ReadonlySet<Side>, act: Act): boolean {
  return [...sides].some((side) => MAY[side].includes(act));
}

/** Whether somebody puts a guardian on record, who is then to accept. */
export function mayPropose(sides: ReadonlySet<Side>): boolean {
  return sides.has('administrator');
}

/**
 * All that somebody may do about a guardianship as it stands, in the order of `ACTS`. Of one that ended nothing is left but what a court has
 * ordered: that outlives the guardianship, until the school notes that it is over.
 */
export function actsOf(
  sides: ReadonlySet<Side>,
  {
    status,
    contact,
  }: { readonly status: 'pending' | 'active' | 'ended'; readonly contact: 'allowed' | 'restricted' },
): Act[] {
  const acts = status !== 'ended' ? ACTS : contact === 'restricted' ? (['contact'] as const) : [];
  return acts.filter((act) => mayDo(sides, act));
}

/**
 * What `askerId` is to a guardianship now. Nobody speaks for the school about their own guardianship, nor about themselves as a child.
 * `state` holds everything around asker and child (`Directory.aroundPair`).
 */
export function sidesOf(
  state: SchoolState,
  askerId: PersonId,
  { guardianId, childId }: { readonly guardianId: PersonId; readonly childId: PersonId },
  now: Date,
): ReadonlySet<Side> {
  if (askerId === guardianId) return new Set<Side>(['guardian']);
  if (askerId === childId) return new Set<Side>(['child']);
  const sides = new Set<Side>();
  if (indexState(state).persons.get(askerId)?.active !== true) return sides;
  for (const { id, timeZone } of state.schools) {
    const day = today(timeZone, now);
    if (!rolesInSchool(state, childId, id, day).has('pupil')) continue;
    if (administersSchool(state, askerId, id, day)) sides.add('administrator');
    if (teachesPupil(state, askerId, childId, id, day)) sides.add('teacher');
  }
  return sides;
}

/** Whether somebody teaches a class of a school in which a person is a pupil. */
export function teachesPupil(
  state: SchoolState,
  askerId: PersonId,
  childId: PersonId,
  schoolId: SchoolId,
  day: IsoDate,
): boolean {
  return state.classes.some(
    ({ id, schoolId: its, archived }) =>
      its === schoolId &&
      !archived &&
      teaches(rolesInClass(state, askerId, id, day)) &&
      rolesInClass(state, childId, id, day).has('pupil'),
  );
}

/** Why somebody cannot become the guardian of a child. */
export type NotGuardian = 'is_child' | 'childs_browser' | 'is_pupil' | 'restricted';

/**
 * A child must not become its own parent: not as the same person, not in a browser that is logged in as the child, not in one where the child
 * has come in before. Pupils are nobody's guardians.
 */
export function whyNotGuardian(facts: {
  readonly childId: PersonId;
  /** Who asks, if they are known. */
  readonly personId: PersonId | null;
  /** Who is logged in in the browser that asks. */
  readonly sessionId: PersonId | null;
  /** Who has come in by this browser before. */
  readonly browserOf: readonly PersonId[];
  /** Those of them who are pupils. */
  readonly pupils: ReadonlySet<PersonId>;
  /** Contact of this very person with the child is restricted. */
  readonly restricted: boolean;
}): NotGuardian | null {
  const { childId, personId, sessionId, browserOf, pupils, restricted } = facts;
  if (personId === childId) return 'is_child';
  if (sessionId === childId || browserOf.includes(childId)) return 'childs_browser';
  if ([personId, sessionId].some((id) => id !== null && pupils.has(id))) return 'is_pupil';
  return restricted ? 'restricted' : null;
}
