/**
 * The words of the contact policy: who somebody is towards others, and what may be decided. Plain records, no I/O.
 *
 * The policy answers one question: may `from` open a room with `to`, and on what terms (`decide.ts`).
 */
import type { ClassId, IsoDate, PersonId, Role, SchoolId, UserId } from '../school/model.ts';

/** What somebody may be, in the order in which a pair of roles is written. `stranger`: nobody in the register, or without any role today. */
export const CONTACT_ROLES = [
  'pupil',
  'parent',
  'teacher',
  'class_teacher',
  'staff',
  'school_admin',
  'district_admin',
  'stranger',
] as const satisfies readonly (Role | 'stranger')[];
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** The roles of those who work at a school. */
export const WORK_ROLES = ['teacher', 'class_teacher', 'staff', 'school_admin', 'district_admin'] as const;

/**
 * What connects two people in a pair of their roles, closest first. `own_child` is decided before any matrix.
 * `other_homeserver` and `unknown` are those of strangers: an account elsewhere, or one here that is nobody's.
 */
export const RELATIONS = [
  'own_child',
  'same_class',
  'same_school',
  'same_district',
  'unknown',
  'other_homeserver',
] as const;
export type Relation = (typeof RELATIONS)[number];

/** Of a pair: `under_age` when at least one of the two is. A pupil whose age is not known counts as under age. */
export const AGE_BANDS = ['under_age', 'of_age'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/**
 * From the widest to the strictest. `second_adult`: only with a second adult in the room. `teacher_first`: the room may be
 * opened only by the one who works at the school; asked from that side, the answer is `allow`.
 */
export const OUTCOMES = ['allow', 'second_adult', 'teacher_first', 'deny'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Hard rules, in the order in which they are asked; the first that applies decides and no matrix changes it. */
export const HARD_RULES = [
  /** The same person, also with another account of theirs. */
  'self',
  /** Parta's own bot. */
  'parta',
  /** One of them is not active any more. */
  'inactive',
  /** A guardian whose contact with the child a court has restricted. */
  'contact_restricted',
  /** A guardian and their own child. */
  'own_child',
  /** An account of another homeserver that is nobody's here, towards a pupil or somebody under age. */
  'other_homeserver',
  /** An account of this homeserver that is nobody's, or somebody without a role today, towards the same. */
  'unknown_account',
  /** Two strangers: not a matter of any school. */
  'not_ours',
] as const;
export type HardRule = (typeof HARD_RULES)[number];

/** What the contact matrix speaks of: the names of its rows, for people. */
export const MATRIX_RULES = [
  'classmates',
  'other_pupils',
  'own_teacher',
  'other_teacher',
  'pupil_and_staff',
  'anothers_child',
  'class_parents',
  'other_parents',
  'childs_teacher',
  'parent_and_school',
  'colleagues',
  'stranger_and_adult',
] as const;
export type MatrixRule = (typeof MATRIX_RULES)[number];
export type RuleId = HardRule | MatrixRule;

/** One role of a person, in a school and perhaps in a class of it. */
export interface Capacity {
  readonly role: Exclude<ContactRole, 'stranger'>;
  /** Null: in every school, as district administrators are. */
  readonly schoolId: SchoolId | null;
  readonly classId: ClassId | null;
}

/** A child of somebody. */
export interface Ward {
  readonly childId: PersonId;
  readonly contact: 'allowed' | 'restricted';
}

/** Somebody, as the policy sees them on a day. Made by `partyOf` (party.ts); the order of lists means nothing. */
export interface Party {
  readonly userId: UserId;
  /** Null for an account that is nobody's here. */
  readonly personId: PersonId | null;
  readonly kind: 'person' | 'stranger' | 'parta';
  readonly active: boolean;
  /** Whether the account is of this deployment's homeserver. */
  readonly local: boolean;
  readonly age: AgeBand;
  /** What they are today. */
  readonly capacities: readonly Capacity[];
  readonly wards: readonly Ward[];
  /** They have asked for pushes in quiet hours too; counts for adults only. */
  readonly leftQuiet?: boolean;
}

/** A line of the contact matrix that says otherwise than the default. The order of the two roles means nothing. */
export interface ContactRule {
  readonly roles: readonly [ContactRole, ContactRole];
  readonly relation: Relation;
  readonly age: AgeBand;
  readonly outcome: Outcome;
}

/** The lines of a school or of the district by their keys (`cellKey` of matrix.ts). */
export type ContactMatrix = ReadonlyMap<string, Outcome>;

/** When pushes to people are held. The most specific lines count: of a class before those of a role before those of the school. */
export interface QuietHours {
  readonly role: Exclude<ContactRole, 'stranger' | 'district_admin'> | null;
  readonly classId: ClassId | null;
  /** Days on which it begins, 1 (Monday) to 7. */
  readonly weekdays: readonly number[];
  /** `HH:MM` of the school's own clock; when `endsAt` is not later than `beginsAt`, it ends on the next day. */
  readonly beginsAt: string;
  readonly endsAt: string;
  /** Whether days off of the school calendar are quiet from midnight to midnight. */
  readonly daysOff: boolean;
}

export interface DayOff {
  readonly beginsOn: IsoDate;
  readonly endsOn: IsoDate;
}

export interface SchoolPolicy {
  readonly timeZone: string;
  readonly matrix: ContactMatrix;
  readonly quietHours: readonly QuietHours[];
  readonly daysOff: readonly DayOff[];
}

/** Everything beside the two people that decides. */
export interface PolicyContext {
  readonly at: Date;
  readonly district: ContactMatrix;
  /** Those of both people's schools at least. */
  readonly schools: ReadonlyMap<SchoolId, SchoolPolicy>;
}

/** The cell of the matrix that decided. */
export interface Cell {
  readonly fromRole: ContactRole;
  readonly toRole: ContactRole;
  readonly relation: Relation;
  readonly age: AgeBand;
  /** Whose line it is. */
  readonly source: 'default' | 'district' | 'school';
  /** The school whose matrix was asked; null when that of the district alone. */
  readonly schoolId: SchoolId | null;
}

export interface Decision {
  readonly outcome: Outcome;
  readonly rule: RuleId;
  /** Until when pushes to `to` are held; null when they are not. A matter of pushes only: nothing is denied by it. */
  readonly quietUntil: Date | null;
  /** Null for hard rules. */
  readonly cell: Cell | null;
}
