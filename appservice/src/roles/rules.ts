/** Who may give and end which roles. Pure tables. */
import type { ClassRole, Role, SchoolRole } from '../school/model.ts';

/** The roles that are given by hand. Parents come by a guardianship (guardians/), never by a grant. */
export const GIVEN_ROLES = [
  'pupil',
  'teacher',
  'class_teacher',
  'staff',
  'school_admin',
  'district_admin',
] as const satisfies readonly Role[];
export type GivenRole = (typeof GIVEN_ROLES)[number];

/** Where a role is held: `class` needs one, `school` has none, `both` may be either; `district` is every school. */
export const PLACE_OF: { readonly [role in Role]: 'class' | 'school' | 'both' | 'district' } = {
  pupil: 'class',
  parent: 'both',
  teacher: 'both',
  class_teacher: 'class',
  staff: 'school',
  school_admin: 'school',
  district_admin: 'district',
};

/** What administrators may give, and end. Nobody gives more than they have. */
const MAY_GIVE: { readonly [role in 'school_admin' | 'district_admin']: readonly Role[] } = {
  school_admin: ['pupil', 'teacher', 'class_teacher', 'staff', 'school_admin'],
  district_admin: GIVEN_ROLES,
};
/** Ended, though never given: parents of a class who came by a link for all of it. */
const ONLY_ENDED: readonly Role[] = ['parent'];

export type Refusal = 'not_yours' | 'parents_by_guardian' | 'last_admin';

/** Why somebody may not give or end a role; null when they may. */
export function whyNot(act: {
  readonly do: 'give' | 'end';
  readonly role: Role;
  /** Of the asker, in the school that it is about; in any for a role of the district. */
  readonly askerRoles: ReadonlySet<SchoolRole>;
  /** The role is the asker's own. */
  readonly own: boolean;
  /** Others who hold the same role there now. */
  readonly others: number;
}): Refusal | null {
  const { role, askerRoles, own, others } = act;
  const powers = (['school_admin', 'district_admin'] as const).filter((power) => askerRoles.has(power));
  if (powers.length === 0) return 'not_yours';
  if (ONLY_ENDED.includes(role)) return act.do === 'give' ? 'parents_by_guardian' : null;
  if (!powers.some((power) => MAY_GIVE[power].includes(role))) return 'not_yours';
  const isPower = role === 'school_admin' || role === 'district_admin';
  return act.do === 'end' && own && isPower && others === 0 ? 'last_admin' : null;
}

/** The roles in classes that end together with a role in the school. */
export const CLASS_ROLES_OF: { readonly [role in SchoolRole]: readonly ClassRole[] } = {
  pupil: ['pupil'],
  parent: ['parent'],
  teacher: ['teacher', 'class_teacher'],
  staff: [],
  school_admin: [],
  district_admin: [],
};
