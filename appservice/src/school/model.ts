/**
 * The school as Parta knows it: plain, immutable records without behaviour or I/O.
 *
 * PostgreSQL is the authority for these records (see docs/data-model.md); rooms on the homeserver
 * are a projection of them. Dates are ISO calendar dates (`YYYY-MM-DD`) in the school's own time
 * zone; a period includes `beginsOn` and excludes `endsOn`, as OneRoster's enrollments do
 * (OneRoster 1.2 CSV binding, enrollments.csv); `null` means no bound.
 */

export type SchoolId = string;
export type ClassId = string;
export type PersonId = string;
/** A Matrix user ID, `@localpart:server`. */
export type UserId = string;
/** A Matrix room ID. Opaque: room version 12 IDs carry no server name and must never be parsed. */
export type RoomId = string;
export type IsoDate = string;

/** What a person may be in a school. Roles are granted by roster or invite, never claimed. */
export const SCHOOL_ROLES = [
  'pupil',
  'parent',
  'teacher',
  'staff',
  'school_admin',
  'district_admin',
] as const;
export type SchoolRole = (typeof SCHOOL_ROLES)[number];

/** What a person may be in a class. A class teacher leads the class; a teacher teaches in it. */
export const CLASS_ROLES = ['pupil', 'parent', 'teacher', 'class_teacher'] as const;
export type ClassRole = (typeof CLASS_ROLES)[number];

/** Every role that a person can be seen in. */
export type Role = SchoolRole | ClassRole;

export type Locale = 'ru' | 'en';

export interface School {
  readonly id: SchoolId;
  readonly name: string;
  readonly locale: Locale;
  /** IANA time zone, e.g. `Europe/Moscow`. */
  readonly timeZone: string;
}

export interface SchoolYear {
  readonly id: string;
  readonly schoolId: SchoolId;
  readonly title: string;
  readonly beginsOn: IsoDate;
  readonly endsOn: IsoDate;
}

export interface SchoolClass {
  readonly id: ClassId;
  readonly schoolId: SchoolId;
  readonly schoolYearId: string;
  /** As people say it, e.g. `7Б`. */
  readonly title: string;
  readonly kind: 'homeroom' | 'group';
  readonly archived: boolean;
}

export interface Person {
  readonly id: PersonId;
  readonly givenName: string;
  /** Empty for people who came by a link and gave one name only. */
  readonly familyName: string;
  readonly middleName: string;
  readonly locale: Locale | null;
  readonly active: boolean;
}

export interface RoleGrant {
  readonly personId: PersonId;
  /** `null` only for `district_admin`, who has that role in every school. */
  readonly schoolId: SchoolId | null;
  readonly role: SchoolRole;
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

export interface Enrollment {
  readonly personId: PersonId;
  readonly classId: ClassId;
  readonly role: ClassRole;
  readonly beginsOn: IsoDate | null;
  readonly endsOn: IsoDate | null;
}

/**
 * A legal guardian of a child. States hold only those from which something follows: both sides have said yes, it was not ended and
 * contact is not restricted (the view `guardianship_in_force`). The period is absent where nobody sets bounds.
 */
export interface Guardianship {
  readonly guardianId: PersonId;
  readonly childId: PersonId;
  /** `mother`, `father`, `guardian`, …; what a school's system calls it. */
  readonly relation: string;
  readonly beginsOn?: IsoDate | null;
  readonly endsOn?: IsoDate | null;
}

export interface MatrixAccount {
  readonly userId: UserId;
  readonly personId: PersonId;
  /**
   * `created`: Parta made it in its own user namespace and may act for it (joins, profile, sessions).
   * `linked`: the person's own account, on any homeserver; it proved itself by `!join` and can only be invited.
   */
  readonly origin: 'created' | 'linked';
}

/** Everything that decides which rooms there should be and who belongs in them. */
export interface SchoolState {
  readonly schools: readonly School[];
  readonly years: readonly SchoolYear[];
  readonly classes: readonly SchoolClass[];
  readonly persons: readonly Person[];
  readonly roles: readonly RoleGrant[];
  readonly enrollments: readonly Enrollment[];
  readonly guardianships: readonly Guardianship[];
  readonly accounts: readonly MatrixAccount[];
}

/** The name that others see: given name first, then family name, in every locale Parta speaks. */
export function displayName(person: Pick<Person, 'givenName' | 'familyName'>): string {
  return [person.givenName, person.familyName].filter((part) => part !== '').join(' ');
}

/** Whether a period with an inclusive begin and an exclusive end covers a day. */
export function covers(period: { beginsOn: IsoDate | null; endsOn: IsoDate | null }, day: IsoDate): boolean {
  return (
    (period.beginsOn === null || period.beginsOn <= day) && (period.endsOn === null || day < period.endsOn)
  );
}
