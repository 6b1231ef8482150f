/**
 * Who is what, where, on a given day: the rules of a school as pure functions of its state.
 *
 * A role is granted, never claimed. Beside the grants themselves, an enrollment makes its holder a pupil, parent or
 * teacher of the school, and the guardians of an enrolled pupil are parents of the class. People who are not active
 * have no role anywhere, and through a pupil who is not active nobody is a parent.
 *
 * A state is immutable, so its indexes are made once (`indexState`) and every rule costs what it answers,
 * not what the state holds: a district has a million enrollments.
 */
import {
  covers,
  type ClassId,
  type ClassRole,
  type Enrollment,
  type Guardianship,
  type IsoDate,
  type MatrixAccount,
  type Person,
  type PersonId,
  type RoleGrant,
  type School,
  type SchoolClass,
  type SchoolId,
  type SchoolRole,
  type SchoolState,
  type SchoolYear,
} from './model.ts';

/** The roles that an invite to a class can give. */
export const INVITE_ROLES = ['pupil', 'parent', 'teacher'] as const;
export type InviteRole = (typeof INVITE_ROLES)[number];

/** A state by its keys. Lists that do not exist are absent, not empty. */
export interface SchoolIndex {
  readonly schools: ReadonlyMap<SchoolId, School>;
  readonly years: ReadonlyMap<string, SchoolYear>;
  readonly classes: ReadonlyMap<ClassId, SchoolClass>;
  readonly classesBySchool: ReadonlyMap<SchoolId, readonly SchoolClass[]>;
  readonly persons: ReadonlyMap<PersonId, Person>;
  readonly rolesByPerson: ReadonlyMap<PersonId, readonly RoleGrant[]>;
  /** Grants for one school; those of district administrators are under `null`. */
  readonly rolesBySchool: ReadonlyMap<SchoolId | null, readonly RoleGrant[]>;
  readonly enrollmentsByPerson: ReadonlyMap<PersonId, readonly Enrollment[]>;
  readonly enrollmentsByClass: ReadonlyMap<ClassId, readonly Enrollment[]>;
  readonly guardianshipsByChild: ReadonlyMap<PersonId, readonly Guardianship[]>;
  readonly guardianshipsByGuardian: ReadonlyMap<PersonId, readonly Guardianship[]>;
  readonly accountsByPerson: ReadonlyMap<PersonId, readonly MatrixAccount[]>;
}

const indexes = new WeakMap<SchoolState, SchoolIndex>();

/** The indexes of a state, made at the first call and kept as long as the state itself. */
export function indexState(state: SchoolState): SchoolIndex {
  let index = indexes.get(state);
  if (index === undefined) {
    index = {
      schools: byKey(state.schools, (school) => school.id),
      years: byKey(state.years, (year) => year.id),
      classes: byKey(state.classes, (one) => one.id),
      classesBySchool: groupBy(state.classes, (one) => one.schoolId),
      persons: byKey(state.persons, (person) => person.id),
      rolesByPerson: groupBy(state.roles, (grant) => grant.personId),
      rolesBySchool: groupBy(state.roles, (grant) => grant.schoolId),
      enrollmentsByPerson: groupBy(state.enrollments, (enrollment) => enrollment.personId),
      enrollmentsByClass: groupBy(state.enrollments, (enrollment) => enrollment.classId),
      guardianshipsByChild: groupBy(state.guardianships, (one) => one.childId),
      guardianshipsByGuardian: groupBy(state.guardianships, (one) => one.guardianId),
      accountsByPerson: groupBy(state.accounts, (account) => account.personId),
    };
    indexes.set(state, index);
  }
  return index;
}

/** Whether these class roles include teaching: class teachers teach too. */
export function teaches(roles: ReadonlySet<ClassRole>): boolean {
  return roles.has('class_teacher') || roles.has('teacher');
}

/** Whether these roles in a school include administering it: district administrators do so in every school. */
export function administers(roles: ReadonlySet<SchoolRole>): boolean {
  return roles.has('school_admin') || roles.has('district_admin');
}

/** Whether these roles in a school are those of somebody who works there. */
export function worksThere(roles: ReadonlySet<SchoolRole>): boolean {
  return administers(roles) || roles.has('teacher') || roles.has('staff');
}

/** Whether somebody with these roles in a school is there as a pupil only: one whose name is not for everybody of the school. */
export function isOnlyPupil(roles: ReadonlySet<SchoolRole>): boolean {
  return roles.has('pupil') && !worksThere(roles);
}

/**
 * What a person is in a class on a day; empty when nothing. Somebody can be several things at once,
 * e.g. a teacher whose own child is in the class.
 */
export function rolesInClass(
  state: SchoolState,
  personId: PersonId,
  classId: ClassId,
  day: IsoDate,
): ReadonlySet<ClassRole> {
  return classesOf(state, personId, day).get(classId) ?? new Set();
}

/** The classes, archived ones too, that a person belongs to on a day, with the roles in each. */
export function classesOf(
  state: SchoolState,
  personId: PersonId,
  day: IsoDate,
): ReadonlyMap<ClassId, ReadonlySet<ClassRole>> {
  const { enrollmentsByPerson } = indexState(state);
  const found = new Map<ClassId, Set<ClassRole>>();
  if (!isActive(state, personId)) return found;
  for (const enrollment of enrollmentsByPerson.get(personId) ?? []) {
    if (covers(enrollment, day)) addTo(found, enrollment.classId, enrollment.role);
  }
  for (const childId of childrenOf(state, personId, day)) {
    for (const enrollment of enrollmentsByPerson.get(childId) ?? []) {
      if (enrollment.role === 'pupil' && covers(enrollment, day)) addTo(found, enrollment.classId, 'parent');
    }
  }
  return found;
}

/** The active children of whom a person is a guardian on a day. */
export function childrenOf(state: SchoolState, personId: PersonId, day: IsoDate): readonly PersonId[] {
  return (indexState(state).guardianshipsByGuardian.get(personId) ?? [])
    .filter((one) => holdsOn(one, day) && isActive(state, one.childId))
    .map(({ childId }) => childId);
}

/** The active guardians that a person has on a day. */
export function guardiansOf(state: SchoolState, childId: PersonId, day: IsoDate): readonly PersonId[] {
  return (indexState(state).guardianshipsByChild.get(childId) ?? [])
    .filter((one) => holdsOn(one, day) && isActive(state, one.guardianId))
    .map(({ guardianId }) => guardianId);
}

function holdsOn({ beginsOn = null, endsOn = null }: Guardianship, day: IsoDate): boolean {
  return covers({ beginsOn, endsOn }, day);
}

/**
 * The people of a class on a day with their roles in it: those enrolled, and as parents also the guardians of its
 * pupils. Holds for archived classes too; whether those still have rooms is not decided here.
 */
export function classMembers(
  state: SchoolState,
  classId: ClassId,
  day: IsoDate,
): ReadonlyMap<PersonId, ReadonlySet<ClassRole>> {
  const { enrollmentsByClass } = indexState(state);
  const members = new Map<PersonId, Set<ClassRole>>();
  for (const enrollment of enrollmentsByClass.get(classId) ?? []) {
    if (!covers(enrollment, day) || !isActive(state, enrollment.personId)) continue;
    addTo(members, enrollment.personId, enrollment.role);
    if (enrollment.role !== 'pupil') continue;
    for (const guardianId of guardiansOf(state, enrollment.personId, day))
      addTo(members, guardianId, 'parent');
  }
  return members;
}

/**
 * What a person is in a school on a day; empty when they do not belong to it. Counts grants, district administration
 * (which holds in every school), and what follows from the school's classes that are not archived.
 */
export function rolesInSchool(
  state: SchoolState,
  personId: PersonId,
  schoolId: SchoolId,
  day: IsoDate,
): ReadonlySet<SchoolRole> {
  const { classes, rolesByPerson } = indexState(state);
  const roles = new Set<SchoolRole>();
  if (!isActive(state, personId)) return roles;
  for (const grant of rolesByPerson.get(personId) ?? []) {
    if ((grant.schoolId === schoolId || grant.schoolId === null) && covers(grant, day)) roles.add(grant.role);
  }
  for (const [classId, classRoles] of classesOf(state, personId, day)) {
    const found = classes.get(classId);
    if (found === undefined || found.archived || found.schoolId !== schoolId) continue;
    for (const role of classRoles) roles.add(schoolRoleOf(role));
  }
  return roles;
}

/** Everybody who belongs to a school on a day, with their roles: the same answers as `rolesInSchool`, for all at once. */
export function schoolMembers(
  state: SchoolState,
  schoolId: SchoolId,
  day: IsoDate,
): ReadonlyMap<PersonId, ReadonlySet<SchoolRole>> {
  const { classesBySchool, rolesBySchool } = indexState(state);
  const members = new Map<PersonId, Set<SchoolRole>>();
  for (const scope of [schoolId, null]) {
    for (const grant of rolesBySchool.get(scope) ?? []) {
      if (covers(grant, day) && isActive(state, grant.personId)) addTo(members, grant.personId, grant.role);
    }
  }
  for (const found of classesBySchool.get(schoolId) ?? []) {
    if (found.archived) continue;
    for (const [personId, classRoles] of classMembers(state, found.id, day)) {
      for (const role of classRoles) addTo(members, personId, schoolRoleOf(role));
    }
  }
  return members;
}

/** Whether a person administers a school on a day. */
export function administersSchool(
  state: SchoolState,
  personId: PersonId,
  schoolId: SchoolId,
  day: IsoDate,
): boolean {
  return administers(rolesInSchool(state, personId, schoolId, day));
}

/** The schools of a state that a person administers now, each in its own time zone. */
export function administeredSchools(state: SchoolState, personId: PersonId, now: Date): School[] {
  return state.schools.filter(({ id, timeZone }) =>
    administersSchool(state, personId, id, today(timeZone, now)),
  );
}

/**
 * The roles that a person may give by an invite to a class on a day. Those who teach the class bring pupils and
 * parents in; only administrators bring teachers in. Nobody invites to a class that is archived or unknown.
 */
export function mayInvite(
  state: SchoolState,
  personId: PersonId,
  classId: ClassId,
  day: IsoDate,
): readonly InviteRole[] {
  const found = indexState(state).classes.get(classId);
  if (found === undefined || found.archived) return [];
  const inSchool = rolesInSchool(state, personId, found.schoolId, day);
  if (administers(inSchool)) return INVITE_ROLES;
  return teaches(rolesInClass(state, personId, classId, day)) ? ['pupil', 'parent'] : [];
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in an IANA time zone. Throws RangeError for a zone that does not exist. */
export function today(timeZone: string, now: Date): IsoDate {
  let format = dayFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', {
      timeZone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dayFormats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

function isActive(state: SchoolState, personId: PersonId): boolean {
  return indexState(state).persons.get(personId)?.active === true;
}

function schoolRoleOf(role: ClassRole): SchoolRole {
  return role === 'class_teacher' ? 'teacher' : role;
}

function addTo<Key, Value>(sets: Map<Key, Set<Value>>, key: Key, value: Value): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

function byKey<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value> {
  return new Map(values.map((value) => [keyOf(value), value]));
}

function groupBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  return Map.groupBy(values, keyOf);
}
