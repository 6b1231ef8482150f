/**
 * What an import would change in the register: a pure comparison of a roster with what Parta holds of the same source.
 * What somebody changed by hand holds until the export says something else than it did then. Records of other sources (invites, other
 * systems) are never touched, and what the export no longer has is reported
 * and kept: an export that failed half-way must not lock anybody out.
 */
import type {
  Enrollment,
  Guardianship,
  Person,
  RoleGrant,
  School,
  SchoolClass,
  SchoolYear,
} from '../school/model.ts';
import { pair, type Roster } from './model.ts';
import { recordId } from './record-id.ts';
import type { Owned, Register, Sourced } from './register.ts';

export interface Records {
  readonly school: School;
  readonly year: SchoolYear;
  readonly class: SchoolClass;
  readonly person: Person;
  readonly role: RoleGrant;
  readonly enrollment: Enrollment;
  readonly guardianship: Guardianship;
}
export type Kind = keyof Records;
/** In the order in which they refer to each other, and so in which they are written. */
export const KINDS: readonly Kind[] = [
  'school',
  'year',
  'class',
  'person',
  'role',
  'enrollment',
  'guardianship',
];

export type Action = 'create' | 'update' | 'activate' | 'deactivate';

/** What can change in a record; its own key cannot. */
export type Field = Exclude<
  { [K in Kind]: keyof Records[K] }[Kind],
  'id' | 'personId' | 'classId' | 'guardianId' | 'childId' | 'archived'
>;

export interface ChangeOf<K extends Kind> {
  readonly kind: K;
  readonly action: Action;
  /** As it is to be. */
  readonly record: Records[K];
  /** As it was; null for a new one. */
  readonly previous: Records[K] | null;
  /** The key in the school's own system; for relations those of both sides. */
  readonly sourcedIds: readonly string[];
  /** Why: the fields that differ from the export; empty for a new record. */
  readonly fields: readonly Field[];
}
export type SchoolChange = { [K in Kind]: ChangeOf<K> }[Kind];

export type Vanished = {
  [K in Kind]: { readonly kind: K; readonly record: Records[K]; readonly sourcedIds: readonly string[] };
}[Kind];

export type Kept = Extract<Vanished, { kind: 'role' | 'enrollment' }>;

export interface RosterPlan {
  /** Ordered: applied one after the other, everything referred to is there. */
  readonly changes: readonly SchoolChange[];
  /** Of this source and in force, but not in the export any more. Nothing is done about them. */
  readonly vanished: readonly Vanished[];
  /** Changed by hand since the export said what it still says: left as it is. */
  readonly kept: readonly Kept[];
}

/** Compares. Applying the changes and planning again yields no changes. */
export function planRoster(roster: Roster, register: Register): RosterPlan {
  const { source } = roster;
  const changes: SchoolChange[] = [];
  const vanished: Vanished[] = [];
  const kept: Kept[] = [];

  const schools = keyed(register.schools, ({ sourcedId }) => sourcedId);
  const schoolIds = new Map<string, string>();
  for (const { sourcedId, name, locale, timeZone } of roster.schools) {
    const previous = schools.take(sourcedId)?.record ?? null;
    const id = previous?.id ?? recordId(source, 'school', sourcedId);
    schoolIds.set(sourcedId, id);
    changes.push(...compared('school', { id, name, locale, timeZone }, previous, [sourcedId]));
  }
  const schoolIdOf = (sourcedId: string): string => schoolIds.get(sourcedId)!;

  const years = keyed(register.years, ({ sourcedId, record }) => pair(record.schoolId, sourcedId));
  const yearIds = new Map<string, string>();
  for (const { sourcedId, schoolSourcedId, title, beginsOn, endsOn } of roster.years) {
    const schoolId = schoolIdOf(schoolSourcedId);
    const previous = years.take(pair(schoolId, sourcedId))?.record ?? null;
    const id = previous?.id ?? recordId(source, 'year', schoolSourcedId, sourcedId);
    yearIds.set(pair(schoolSourcedId, sourcedId), id);
    changes.push(...compared('year', { id, schoolId, title, beginsOn, endsOn }, previous, [sourcedId]));
  }

  const classes = keyed(register.classes, ({ sourcedId }) => sourcedId);
  const classIds = new Map<string, string>();
  for (const one of roster.classes) {
    const previous = classes.take(one.sourcedId)?.record ?? null;
    const id = previous?.id ?? recordId(source, 'class', one.sourcedId);
    classIds.set(one.sourcedId, id);
    const record: SchoolClass = {
      id,
      schoolId: schoolIdOf(one.schoolSourcedId),
      schoolYearId: yearIds.get(pair(one.schoolSourcedId, one.yearSourcedId))!,
      title: one.title,
      kind: one.kind,
      // Archiving is Parta's own decision.
      archived: previous?.archived ?? false,
    };
    changes.push(...compared('class', record, previous, [one.sourcedId]));
  }

  const persons = keyed(register.persons, ({ sourcedId }) => sourcedId);
  const personIds = new Map<string, string>();
  for (const { sourcedId, givenName, familyName, middleName, active } of roster.persons) {
    const previous = persons.take(sourcedId)?.record ?? null;
    // Whoever has no access and was never known stays unknown: no data without need.
    if (previous === null && !active) continue;
    const id = previous?.id ?? recordId(source, 'person', sourcedId);
    personIds.set(sourcedId, id);
    const locale = previous?.locale ?? null;
    const record: Person = { id, givenName, familyName, middleName, locale, active };
    changes.push(...compared('person', record, previous, [sourcedId]));
  }

  const roles = keyed(register.roles, ({ record }) =>
    pair(record.personId, record.schoolId ?? '', record.role),
  );
  for (const { personSourcedId, schoolSourcedId, role, beginsOn, endsOn } of roster.roles) {
    const personId = personIds.get(personSourcedId);
    if (personId === undefined) continue;
    const schoolId = schoolSourcedId === null ? null : schoolIdOf(schoolSourcedId);
    const record: RoleGrant = { personId, schoolId, role, beginsOn, endsOn };
    const previous = roles.take(pair(personId, schoolId ?? '', role));
    if (isHeld(previous, record))
      kept.push({ kind: 'role', record: previous!.record, sourcedIds: [personSourcedId] });
    else changes.push(...compared('role', record, previous?.record ?? null, [personSourcedId]));
  }

  const enrollments = keyed(register.enrollments, ({ record }) =>
    pair(record.personId, record.classId, record.role),
  );
  for (const { personSourcedId, classSourcedId, role, beginsOn, endsOn } of roster.enrollments) {
    const personId = personIds.get(personSourcedId);
    if (personId === undefined) continue;
    const classId = classIds.get(classSourcedId)!;
    // A teacher who becomes the class teacher, or no longer is, keeps their enrollment.
    const other = role === 'teacher' ? 'class_teacher' : role === 'class_teacher' ? 'teacher' : null;
    const previous =
      enrollments.take(pair(personId, classId, role)) ??
      (other === null ? undefined : enrollments.take(pair(personId, classId, other)));
    const record: Enrollment = { personId, classId, role, beginsOn, endsOn };
    const sourcedIds = [personSourcedId, classSourcedId];
    if (isHeld(previous, record)) kept.push({ kind: 'enrollment', record: previous!.record, sourcedIds });
    else changes.push(...compared('enrollment', record, previous?.record ?? null, sourcedIds));
  }

  const guardianships = keyed(register.guardianships, ({ record }) =>
    pair(record.guardianId, record.childId),
  );
  for (const { guardianSourcedId, childSourcedId, relation } of roster.guardianships) {
    const guardianId = personIds.get(guardianSourcedId);
    const childId = personIds.get(childSourcedId);
    if (guardianId === undefined || childId === undefined) continue;
    const previous = guardianships.take(pair(guardianId, childId))?.record ?? null;
    changes.push(
      ...compared('guardianship', { guardianId, childId, relation }, previous, [
        guardianSourcedId,
        childSourcedId,
      ]),
    );
  }

  // What is left was not taken by the export.
  const sourced = <K extends Kind>(kind: K, items: Iterable<Sourced<Records[K]>>): void => {
    for (const { record, sourcedId } of items)
      vanished.push({ kind, record, sourcedIds: [sourcedId] } as Vanished);
  };
  sourced('school', schools.left());
  sourced('year', years.left());
  sourced(
    'class',
    [...classes.left()].filter(({ record }) => !record.archived),
  );
  sourced(
    'person',
    [...persons.left()].filter(({ record }) => record.active),
  );
  const owned = <K extends Kind>(kind: K, items: Iterable<Owned<Records[K]>>): void => {
    for (const { record, owner, sourcedIds } of items) {
      if (owner === source) vanished.push({ kind, record, sourcedIds } as Vanished);
    }
  };
  owned('role', roles.left());
  owned('enrollment', enrollments.left());
  owned('guardianship', guardianships.left());
  return { changes, vanished, kept };
}

/** Whether the export still says what it said when somebody changed this by hand. */
function isHeld(
  previous: Owned<RoleGrant> | Owned<Enrollment> | undefined,
  record: RoleGrant | Enrollment,
): boolean {
  const { heldAgainst = null } = previous ?? {};
  return (
    heldAgainst !== null &&
    heldAgainst === `${record.beginsOn ?? ''}/${record.endsOn ?? ''}` &&
    previous?.record.role === record.role
  );
}

function compared<K extends Kind>(
  kind: K,
  record: Records[K],
  previous: Records[K] | null,
  sourcedIds: readonly string[],
): SchoolChange[] {
  if (previous === null)
    return [{ kind, action: 'create', record, previous, sourcedIds, fields: [] } as unknown as SchoolChange];
  const fields = (Object.keys(record) as (keyof Records[K] & string)[]).filter(
    (field) => record[field] !== previous[field],
  );
  if (fields.length === 0) return [];
  const action =
    kind === 'person' && fields.includes('active' as never) ? activity(record as Person) : 'update';
  return [{ kind, action, record, previous, sourcedIds, fields } as unknown as SchoolChange];
}

function activity(person: Person): Action {
  return person.active ? 'activate' : 'deactivate';
}

interface Keyed<Item> {
  /** The item, which is then no longer left. */
  take(key: string): Item | undefined;
  left(): Iterable<Item>;
}

function keyed<Item>(items: readonly Item[], keyOf: (item: Item) => string): Keyed<Item> {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  return {
    take(key) {
      const item = byKey.get(key);
      byKey.delete(key);
      return item;
    },
    left: () => byKey.values(),
  };
}

/** How many changes of each sort: `create person`, `update class`, … */
export function countChanges(changes: readonly SchoolChange[]): Record<string, number> {
  return countBy(changes, ({ action, kind }) => `${action} ${kind}`);
}

export function countVanished(vanished: readonly Vanished[]): Record<string, number> {
  return countBy(vanished, ({ kind }) => kind);
}

function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[nameOf(item)] = (counts[nameOf(item)] ?? 0) + 1;
  return counts;
}
