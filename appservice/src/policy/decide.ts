/**
 * The contact policy: may `from` open a room with `to`, and on what terms. Pure, and the one place where this is decided.
 *
 * 1. Hard rules, in the order of `HARD_RULES`: the first that applies decides.
 * 2. Then the matrix. Each role of a person counts by itself: every pair of a role of the one and a role of the other is looked up
 *    by what connects them *in these roles*, closest first (class, school, district), in the matrix of the school that they share;
 *    in two schools both matrices are asked and the stricter answer holds. Of all pairs of roles the widest answer holds, for a
 *    role is a right and takes none away: a teacher whose child is in the class is a teacher of it all the same.
 * 3. A pupil under age is a pupil and nothing else, whatever other roles somebody gave them.
 *
 * Nothing here depends on the order of rows. Quiet hours deny nothing: they say until when pushes are held.
 */
import { compareOutcomes, lineOf, matrixRule, stricter, worksAtSchool } from './matrix.ts';
import {
  RELATIONS,
  CONTACT_ROLES,
  type AgeBand,
  type Capacity,
  type Cell,
  type ContactRole,
  type Decision,
  type HardRule,
  type Outcome,
  type Party,
  type PolicyContext,
  type Relation,
} from './model.ts';
import { quietUntil } from './quiet.ts';
import type { SchoolId } from '../school/model.ts';

/** Decides for one direction: `from` is the one who opens the room. */
export function decide(from: Party, to: Party, context: PolicyContext): Decision {
  const hard = hardRule(from, to);
  const quiet = quietUntil(to, context);
  if (hard !== null) return { outcome: HARD_OUTCOMES[hard], rule: hard, quietUntil: quiet, cell: null };
  const { outcome, cell } = byMatrix(from, to, context);
  return {
    outcome,
    rule: matrixRule(cell.fromRole, cell.toRole, cell.relation),
    quietUntil: quiet,
    cell,
  };
}

/** What each hard rule says. */
export const HARD_OUTCOMES: { readonly [rule in HardRule]: 'allow' | 'deny' } = {
  self: 'allow',
  parta: 'allow',
  inactive: 'deny',
  other_homeserver: 'deny',
  unknown_account: 'deny',
  not_ours: 'allow',
  contact_restricted: 'deny',
  own_child: 'allow',
};

function hardRule(from: Party, to: Party): HardRule | null {
  if (from.userId === to.userId || (from.personId !== null && from.personId === to.personId)) return 'self';
  if (from.kind === 'parta' || to.kind === 'parta') return 'parta';
  if (!from.active || !to.active) return 'inactive';
  const contact = guardianContact(from, to);
  if (contact === 'restricted') return 'contact_restricted';
  if (contact === 'allowed') return 'own_child';
  const [fromStranger, toStranger] = [isStranger(from), isStranger(to)];
  if ((fromStranger && isMinor(to)) || (toStranger && isMinor(from))) {
    const stranger = fromStranger && isMinor(to) ? from : to;
    return stranger.local || stranger.personId !== null ? 'unknown_account' : 'other_homeserver';
  }
  if (fromStranger && toStranger) return 'not_ours';
  return null;
}

/** An account that is nobody's here, or somebody who is nothing in any school today. */
export function isStranger(party: Party): boolean {
  return party.kind === 'stranger' || (party.kind === 'person' && party.capacities.length === 0);
}

/** Whom strangers never reach: pupils of any age, and everybody under age. */
function isMinor(party: Party): boolean {
  return party.age === 'under_age' || party.capacities.some(({ role }) => role === 'pupil');
}

function isPupilUnderAge(party: Party): boolean {
  return party.age === 'under_age' && party.capacities.some(({ role }) => role === 'pupil');
}

/** What is known of one of them as the guardian of the other; a pupil under age is nobody's guardian. */
function guardianContact(one: Party, other: Party): 'allowed' | 'restricted' | null {
  let found: 'allowed' | null = null;
  for (const [guardian, child] of [
    [one, other],
    [other, one],
  ] as const) {
    for (const { childId, contact } of guardian.wards) {
      if (childId !== child.personId) continue;
      if (contact === 'restricted') return 'restricted';
      if (!isPupilUnderAge(guardian)) found = 'allowed';
    }
  }
  return found;
}

interface Side {
  readonly role: ContactRole;
  readonly schoolId: SchoolId | null;
  readonly classId: string | null;
}

const STRANGER: readonly Side[] = [{ role: 'stranger', schoolId: null, classId: null }];

/** The roles that count. */
function sidesOf(party: Party): readonly (Side | Capacity)[] {
  if (isStranger(party)) return STRANGER;
  if (!isPupilUnderAge(party)) return party.capacities;
  return party.capacities.filter(({ role }) => role === 'pupil');
}

/** Two roles, what connects them, and the schools whose matrices are asked. */
interface Link {
  readonly fromRole: ContactRole;
  readonly toRole: ContactRole;
  readonly relation: Relation;
  readonly schools: readonly (SchoolId | null)[];
}

function byMatrix(from: Party, to: Party, context: PolicyContext): { outcome: Outcome; cell: Cell } {
  const age: AgeBand = from.age === 'under_age' || to.age === 'under_age' ? 'under_age' : 'of_age';
  let best: { outcome: Outcome; cell: Cell } | undefined;
  for (const link of linksBetween(from, to)) {
    const found = lookUp(link, age, context);
    if (best === undefined || compare(found, best) < 0) best = found;
  }
  // Both have at least one role, that of a stranger included, so there is at least one link.
  return best!;
}

function linksBetween(from: Party, to: Party): Iterable<Link> {
  const stranger = isStranger(from) ? from : isStranger(to) ? to : null;
  const links = new Map<string, Link>();
  const near = new Set<string>();
  for (const one of sidesOf(from)) {
    for (const other of sidesOf(to)) {
      const relation = stranger === null ? relationOf(one, other) : relationToStranger(stranger);
      const schools =
        relation === 'same_district' ? [one.schoolId, other.schoolId] : [one.schoolId ?? other.schoolId];
      const roles = `${one.role}/${other.role}`;
      if (relation !== 'same_district') near.add(roles);
      const key = `${roles}/${relation === 'same_district' ? 'district/' : ''}${schools.join('/')}`;
      const earlier = links.get(key);
      if (earlier !== undefined && closeness(earlier.relation) <= closeness(relation)) continue;
      links.set(key, { fromRole: one.role, toRole: other.role, relation, schools });
    }
  }
  // Who share a school in these roles are not strangers of the district in them as well.
  return [...links.values()].filter(
    ({ fromRole, toRole, relation }) => relation !== 'same_district' || !near.has(`${fromRole}/${toRole}`),
  );
}

function relationOf(one: Side, other: Side): Relation {
  if (one.classId !== null && one.classId === other.classId) return 'same_class';
  if (one.schoolId === null || other.schoolId === null || one.schoolId === other.schoolId)
    return 'same_school';
  return 'same_district';
}

function relationToStranger(stranger: Party): Relation {
  return stranger.local || stranger.personId !== null ? 'unknown' : 'other_homeserver';
}

const closeness = (relation: Relation): number => RELATIONS.indexOf(relation);

function lookUp(link: Link, age: AgeBand, context: PolicyContext): { outcome: Outcome; cell: Cell } {
  const { fromRole, toRole, relation } = link;
  const place = { roles: [fromRole, toRole], relation, age } as const;
  let found: { outcome: Outcome; cell: Cell } | undefined;
  for (const schoolId of link.schools) {
    const ofSchool = schoolId === null ? undefined : context.schools.get(schoolId)?.matrix;
    const { outcome: line, source } = lineOf(place, ofSchool, context.district);
    const outcome = line === 'teacher_first' && worksAtSchool(fromRole) ? 'allow' : line;
    const one = { outcome, cell: { fromRole, toRole, relation, age, source, schoolId } as const };
    if (found === undefined) found = one;
    else if (compareOutcomes(one.outcome, found.outcome) > 0) found = one;
    else if (one.outcome === found.outcome && compareText(one.cell.schoolId, found.cell.schoolId) < 0)
      found = one;
  }
  return found!;
}

/** Less than zero when the first is what holds: the wider one, then the closer one, then an order that depends on nothing. */
function compare(one: { outcome: Outcome; cell: Cell }, other: { outcome: Outcome; cell: Cell }): number {
  return (
    compareOutcomes(one.outcome, other.outcome) ||
    closeness(one.cell.relation) - closeness(other.cell.relation) ||
    CONTACT_ROLES.indexOf(one.cell.fromRole) - CONTACT_ROLES.indexOf(other.cell.fromRole) ||
    CONTACT_ROLES.indexOf(one.cell.toRole) - CONTACT_ROLES.indexOf(other.cell.toRole) ||
    compareText(one.cell.schoolId, other.cell.schoolId)
  );
}

const compareText = (one: string | null, other: string | null): number =>
  (one ?? '') < (other ?? '') ? -1 : (one ?? '') > (other ?? '') ? 1 : 0;

/** The strictest of some outcomes; `allow` when there are none. */
export function strictestOf(outcomes: Iterable<Outcome>): Outcome {
  let found: Outcome = 'allow';
  for (const outcome of outcomes) found = stricter(found, outcome);
  return found;
}
