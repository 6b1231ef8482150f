/** Who is who in a class. Pure. */
import type { ClassPerson, Role } from '../../api/types.ts';

const ORDER: readonly Role[] = [
  'class_teacher',
  'teacher',
  'pupil',
  'parent',
  'staff',
  'school_admin',
  'district_admin',
];

export interface Group {
  readonly role: Role;
  readonly people: readonly ClassPerson[];
}

/** People by role, in the order of a class list. Somebody with two roles in the class stands under both. */
export function groupByRole(people: readonly ClassPerson[], locale: string): Group[] {
  const { compare } = new Intl.Collator(locale);
  return ORDER.flatMap((role) => {
    const group = people
      .filter((one) => one.role === role)
      .sort((a, b) => compare(a.display_name, b.display_name));
    return group.length === 0 ? [] : [{ role, people: group }];
  });
}

/** Pupils and parents whom a card would bring in. */
export function absent(people: readonly ClassPerson[]): ClassPerson[] {
  const found = people.filter(({ role, arrived }) => !arrived && (role === 'pupil' || role === 'parent'));
  return [...new Map(found.map((one) => [one.person_id, one])).values()];
}
