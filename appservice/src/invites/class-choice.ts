/** Which class somebody means who writes its name by hand. Pure. */
import type { ClassId, PersonId, School, SchoolClass, SchoolState } from '../school/model.ts';
import { indexState, mayInvite, today, type InviteRole } from '../school/rules.ts';

export interface InvitableClass {
  readonly id: ClassId;
  readonly title: string;
  readonly school: School;
  readonly roles: readonly InviteRole[];
}

/** The classes to which a person may invite on the school's day, by title. */
export function invitableClasses(state: SchoolState, personId: PersonId, now: Date): InvitableClass[] {
  const { schools } = indexState(state);
  return state.classes
    .flatMap((one: SchoolClass): InvitableClass[] => {
      const school = schools.get(one.schoolId);
      if (school === undefined) return [];
      const roles = mayInvite(state, personId, one.id, today(school.timeZone, now));
      return roles.length === 0 ? [] : [{ id: one.id, title: one.title, school, roles }];
    })
    .sort((a, b) => new Intl.Collator(undefined, { numeric: true }).compare(a.title, b.title));
}

// Cyrillic letters and the Latin ones that look the same: keyboards get switched, and nobody sees the difference.
const LATIN = 'abcehkmoptxy';
const CYRILLIC = 'авсенкмортху';

/** Titles that people take for the same: `7Б`, `7-б`, `7 «Б»`; also with a Latin letter for a Cyrillic one. */
export function sameTitle(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

function fold(title: string): string {
  const letters = title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return letters.replace(/[a-z]/g, (letter) => CYRILLIC[LATIN.indexOf(letter)] ?? letter);
}
