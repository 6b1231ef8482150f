/** Who may moderate whom, and what may follow what in a case. Pure. */
import type { ClassId, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import {
  administers,
  administersSchool,
  indexState,
  rolesInClass,
  rolesInSchool,
  worksThere,
} from '../school/rules.ts';

/** Until when somebody may appeal against a decision. */
export function appealUntil(decidedAt: Date, appealDays: number): Date {
  return new Date(decidedAt.getTime() + appealDays * 86_400_000);
}

/** Where power is used: in a class, or with null in the school as a whole. */
export interface Scope {
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

/** Class teachers moderate their class, administrators the whole school. */
export function mayModerate(
  state: SchoolState,
  personId: PersonId,
  { schoolId, classId }: Scope,
  day: IsoDate,
): boolean {
  if (administersSchool(state, personId, schoolId, day)) return true;
  const found = classId === null ? undefined : indexState(state).classes.get(classId);
  return (
    found?.schoolId === schoolId &&
    !found.archived &&
    rolesInClass(state, personId, found.id, day).has('class_teacher')
  );
}

/** What somebody is in a school, as far as moderating them goes. */
export type Rank = 'administrator' | 'staff' | 'other';

export function rankOf(state: SchoolState, personId: PersonId, schoolId: SchoolId, day: IsoDate): Rank {
  const roles = rolesInSchool(state, personId, schoolId, day);
  return administers(roles) ? 'administrator' : worksThere(roles) ? 'staff' : 'other';
}

/** A class teacher restricts pupils and parents, an administrator staff too; nobody restricts an administrator or themselves. */
export function mayRestrict(
  asker: { readonly personId: PersonId; readonly rank: Rank },
  target: { readonly personId: PersonId; readonly rank: Rank },
): boolean {
  if (asker.personId === target.personId || target.rank === 'administrator') return false;
  return target.rank === 'other' || asker.rank === 'administrator';
}

export type CaseState = 'open' | 'decided' | 'appealed' | 'closed';

export const CASE_ACTIONS = [
  'assign',
  'redact',
  'mute',
  'remove',
  'warn',
  'talk',
  'uphold',
  'dismiss',
  'appeal',
  'confirm',
  'overturn',
  'ask',
  'allow',
] as const;
export type CaseAction = (typeof CASE_ACTIONS)[number];

/** What decides whether somebody may do something in a case. */
export interface CaseFacts {
  readonly state: CaseState;
  /** Null for somebody who is not in the register, or a room. */
  readonly subjectId: PersonId | null;
  readonly subjectRank: Rank;
  readonly decidedBy: PersonId | null;
  /** Whether the decision was that a rule was broken. */
  readonly upheld: boolean | null;
  /** Whether the time to appeal is over. */
  readonly appealOver: boolean;
}

export interface Handler {
  readonly personId: PersonId;
  readonly rank: Rank;
  /** `mayModerate` where the case is. */
  readonly moderates: boolean;
}

export type CaseRefusal = 'not_yours' | 'not_now' | 'another_person' | 'appeal_over';

/** Whether somebody handles a case at all: never their own, and one about staff only as an administrator. */
export function handles(facts: Pick<CaseFacts, 'subjectId' | 'subjectRank'>, who: Handler): boolean {
  if (!who.moderates || who.personId === facts.subjectId) return false;
  return facts.subjectRank === 'other' || who.rank === 'administrator';
}

/** Why somebody may not do something in a case, or null. */
export function whyNot(action: CaseAction, facts: CaseFacts, who: Handler): CaseRefusal | null {
  if (action === 'appeal') {
    if (facts.subjectId !== who.personId) return 'not_yours';
    if (facts.state !== 'decided' || facts.upheld !== true) return 'not_now';
    return facts.appealOver ? 'appeal_over' : null;
  }
  if (!handles(facts, who)) return 'not_yours';
  switch (action) {
    case 'confirm':
    case 'overturn':
      if (facts.state !== 'appealed') return 'not_now';
      return facts.decidedBy === who.personId ? 'another_person' : null;
    case 'ask':
      return null;
    case 'allow':
      return who.rank === 'administrator' ? null : 'not_yours';
    default:
      return facts.state === 'open' ? null : 'not_now';
  }
}

/** The state of a case after an action that is allowed. */
export function stateAfter(state: CaseState, action: CaseAction): CaseState {
  switch (action) {
    case 'uphold':
    case 'dismiss':
      return 'decided';
    case 'appeal':
      return 'appealed';
    case 'confirm':
    case 'overturn':
      return 'closed';
    default:
      return state;
  }
}
