/** What somebody is to another, in words. Pure: the words of the list of people; who may write to whom is decided by the policy alone. */
import type { ContactRole, Party } from '../policy/model.ts';
import { displayName, type ClassId, type Locale, type PersonId, type SchoolState } from '../school/model.ts';
import { indexState } from '../school/rules.ts';
import { contactText } from './messages.ts';

export type Tie =
  | { readonly kind: 'child' | 'guardian' }
  | { readonly kind: ContactRole; readonly classIds: readonly ClassId[] };

/** Somebody who is several things to another is called by the first of these. */
const BY_RANK: readonly ContactRole[] = [
  'class_teacher',
  'teacher',
  'school_admin',
  'district_admin',
  'staff',
  'parent',
  'pupil',
];
const MOST_NAMED = 4;

export function tieOf(asker: Party, other: Party): Tie {
  const isWard = (of: Party, child: Party): boolean =>
    of.wards.some(({ childId, contact }) => childId === child.personId && contact === 'allowed');
  if (isWard(asker, other)) return { kind: 'child' };
  if (isWard(other, asker)) return { kind: 'guardian' };
  const mine = new Set(asker.capacities.flatMap(({ classId }) => classId ?? []));
  const inMine = other.capacities.filter(({ classId }) => classId !== null && mine.has(classId));
  // Nearer than what somebody is elsewhere in the school is what they are in a class of one's own.
  for (const capacities of [inMine, other.capacities]) {
    for (const kind of BY_RANK) {
      const of = capacities.filter(({ role }) => role === kind);
      if (of.length > 0) return { kind, classIds: [...new Set(of.flatMap(({ classId }) => classId ?? []))] };
    }
  }
  return { kind: 'stranger', classIds: [] };
}

export interface TieFacts {
  /** Everything around both. */
  readonly state: SchoolState;
  /** What somebody teaches a class. */
  readonly subjectsOf: (personId: PersonId, classId: ClassId) => readonly string[];
}

export function sayTie(
  locale: Locale,
  tie: Tie,
  asker: Party,
  other: Party,
  { state, subjectsOf }: TieFacts,
): string {
  if (!('classIds' in tie)) return contactText(locale, `tie_${tie.kind}`);
  const { classes } = indexState(state);
  const titles = tie.classIds.flatMap((id) => classes.get(id)?.title ?? []).sort();
  const subjects = tie.classIds.flatMap((id) => subjectsOf(other.personId!, id));
  const role = contactText(locale, `tie_${tie.kind}`, {
    subjects: few(subjects) ?? 'none',
    children: few(childrenNamed(tie, asker, other, state)) ?? 'none',
  });
  return [role, few(titles)].filter((part) => part !== null).join(' · ');
}

/** Whose parent somebody is, for those who teach the child. */
function childrenNamed(
  { kind, classIds }: Tie & { classIds: readonly ClassId[] },
  asker: Party,
  other: Party,
  state: SchoolState,
): string[] {
  if (kind !== 'parent') return [];
  const taught = new Set(
    asker.capacities.flatMap(({ role, classId }) =>
      classId !== null && classIds.includes(classId) && (role === 'teacher' || role === 'class_teacher')
        ? [classId]
        : [],
    ),
  );
  const { persons, enrollmentsByPerson } = indexState(state);
  return other.wards.flatMap(({ childId, contact }) => {
    const child = persons.get(childId);
    const inTaught = (enrollmentsByPerson.get(childId) ?? []).some(({ classId }) => taught.has(classId));
    return child !== undefined && contact === 'allowed' && inTaught ? [displayName(child)] : [];
  });
}

function few(words: readonly string[]): string | null {
  const all = [...new Set(words)];
  if (all.length === 0) return null;
  return all.slice(0, MOST_NAMED).join(', ') + (all.length > MOST_NAMED ? '…' : '');
}
