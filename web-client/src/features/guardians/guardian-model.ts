/** How a guardianship stands, for each of those it concerns. Pure. */
import type { PersonAttendance } from '../../api/people.ts';
import type { Guardianship, Me, MyClass, MySchool } from '../../api/types.ts';

export type Stage =
  /** The guardian is to say yes. */
  | 'proposed'
  /** The school is. */
  | 'waiting'
  | 'restricted'
  | 'in_force'
  | 'ended';

export function stageOf({ status, accepted, contact }: Guardianship): Stage {
  if (status === 'ended') return 'ended';
  if (status === 'pending') return accepted ? 'waiting' : 'proposed';
  return contact === 'restricted' ? 'restricted' : 'in_force';
}

export interface ChildPlace {
  readonly school: MySchool;
  readonly class: MyClass;
}

/** The classes of a child, in whatever schools, as the parent has them. */
export function placesOf(me: Me | null, childId: string): ChildPlace[] {
  const ids = new Set(
    me?.children.find(({ person_id: id }) => id === childId)?.classes.map(({ id }) => id) ?? [],
  );
  return (me?.schools ?? []).flatMap((school) =>
    school.classes.filter(({ class_id: id }) => ids.has(id)).map((one) => ({ school, class: one })),
  );
}

/** Whether somebody has anything to do with families: a parent, a pupil, or somebody whom a guardianship names. */
export function hasFamily(me: Me | null, guardianships: readonly Guardianship[]): boolean {
  return (
    guardianships.length > 0 ||
    (me?.children.length ?? 0) > 0 ||
    (me?.schools ?? []).some(({ roles }) => roles.includes('pupil') || roles.includes('parent'))
  );
}

/** Those that wait for the person's own word. */
export const waitingForMe = (guardianships: readonly Guardianship[], me: Me | null): Guardianship[] =>
  guardianships.filter((one) => one.guardian.person_id === me?.person_id && stageOf(one) === 'proposed');

/** The lessons that somebody was not in, or late to. */
export const missedIn = (sessions: readonly PersonAttendance[]): PersonAttendance[] =>
  sessions.filter(({ status }) => status === 'absent' || status === 'late');
