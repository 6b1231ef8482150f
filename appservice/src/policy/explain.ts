/**
 * Why somebody can or cannot reach somebody, and what would change it. Pure. The answer is that of `decide`; what would change it is found
 * by asking `decide` again about things as they might be, so that an explanation can never say anything else than the policy does.
 */
import { decide, isStranger } from './decide.ts';
import { cellKey, compareOutcomes } from './matrix.ts';
import type { Capacity, ContactRole, Decision, Party, PolicyContext } from './model.ts';

/** What would let them do more, in the order in which it is told. */
export const REMEDIES = [
  'activate',
  'register',
  'lift_restriction',
  'let_the_other_begin',
  'confirm_guardian',
  'share_class',
  'come_of_age',
  'change_line',
] as const;
export type Remedy = (typeof REMEDIES)[number];

export interface Explanation {
  readonly decision: Decision;
  /** Empty when they may do everything already. */
  readonly remedies: readonly Remedy[];
}

export function explain(from: Party, to: Party, context: PolicyContext): Explanation {
  const decision = decide(from, to, context);
  if (decision.outcome === 'allow') return { decision, remedies: [] };
  const better = (one: Party, other: Party, inContext: PolicyContext = context): boolean =>
    compareOutcomes(decide(one, other, inContext).outcome, decision.outcome) < 0;
  const helps: { readonly [remedy in Remedy]: () => boolean } = {
    activate: () => decision.rule === 'inactive' && better(active(from), active(to)),
    // Who they would be is not known, so nobody can say what they would be allowed.
    register: () => decision.rule === 'unknown_account' || decision.rule === 'other_homeserver',
    lift_restriction: () => better(unrestricted(from), unrestricted(to)),
    let_the_other_begin: () => better(to, from),
    confirm_guardian: () => better(guardianOf(from, to), to) || better(from, guardianOf(to, from)),
    share_class: () => better(inClassOf(from, to), to) || better(from, inClassOf(to, from)),
    come_of_age: () => better(grownUp(from), grownUp(to)),
    change_line: () => decision.cell !== null && better(from, to, withLineOpened(decision, context)),
  };
  return { decision, remedies: REMEDIES.filter((remedy) => helps[remedy]()) };
}

const active = (party: Party): Party => ({ ...party, active: true });

const unrestricted = (party: Party): Party => ({
  ...party,
  wards: party.wards.map((ward) => ({ ...ward, contact: 'allowed' })),
});

const grownUp = (party: Party): Party => (isStranger(party) ? party : { ...party, age: 'of_age' });

const isPupil = ({ capacities }: Party): boolean => capacities.some(({ role }) => role === 'pupil');

function guardianOf(party: Party, child: Party): Party {
  if (child.personId === null || party.kind !== 'person' || isPupil(party) || !isPupil(child)) return party;
  return { ...party, wards: [...party.wards, { childId: child.personId, contact: 'allowed' }] };
}

const CLASS_ROLES: readonly ContactRole[] = ['pupil', 'parent', 'teacher', 'class_teacher'];

/** The same person, in the classes of the other as well, in the roles they have already. */
function inClassOf(party: Party, other: Party): Party {
  const more = party.capacities.flatMap((capacity) =>
    CLASS_ROLES.includes(capacity.role)
      ? other.capacities.flatMap(({ schoolId, classId }): Capacity[] =>
          classId === null ? [] : [{ role: capacity.role, schoolId, classId }],
        )
      : [],
  );
  return { ...party, capacities: [...party.capacities, ...more] };
}

/** As if the line that decided said `allow`, in the district and in every school. */
function withLineOpened({ cell }: Decision, context: PolicyContext): PolicyContext {
  const { fromRole, toRole, relation, age } = cell!;
  const key = cellKey(fromRole, toRole, relation, age);
  const schools = [...context.schools].map(
    ([id, school]) => [id, { ...school, matrix: new Map(school.matrix).set(key, 'allow') }] as const,
  );
  return {
    ...context,
    district: new Map(context.district).set(key, 'allow'),
    schools: new Map(schools),
  };
}
