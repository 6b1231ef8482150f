/** A small school as a roster, and the register in memory. For tests. */
import type { Roster } from './model.ts';
import { planRoster, type Kind, type Records, type RosterPlan } from './plan.ts';
import type { Owned, Register, Sourced } from './register.ts';

export const SOURCE = 'oneroster:test';
export const EMPTY: Register = {
  schools: [],
  years: [],
  classes: [],
  persons: [],
  roles: [],
  enrollments: [],
  guardianships: [],
};
export const ALWAYS = { beginsOn: null, endsOn: null };

export const person = (
  sourcedId: string,
  more: Partial<Roster['persons'][number]> = {},
): Roster['persons'][number] => ({
  sourcedId,
  givenName: 'Имя',
  familyName: 'Вымышленное',
  middleName: '',
  active: true,
  ...more,
});

/** A school with class 7b, its class teacher, a pupil and the pupil's mother. */
export const SCHOOL: Roster = {
  source: SOURCE,
  schools: [{ sourcedId: 'school', name: 'Школа № 1', locale: 'ru', timeZone: 'Europe/Moscow' }],
  years: [
    {
      sourcedId: 'year',
      schoolSourcedId: 'school',
      title: '2026/27',
      beginsOn: '2026-09-01',
      endsOn: '2027-09-01',
    },
  ],
  classes: [
    { sourcedId: '7b', schoolSourcedId: 'school', yearSourcedId: 'year', title: '7Б', kind: 'homeroom' },
  ],
  persons: [person('teacher'), person('child'), person('mother')],
  roles: [{ personSourcedId: 'teacher', schoolSourcedId: 'school', role: 'teacher', ...ALWAYS }],
  enrollments: [
    { personSourcedId: 'teacher', classSourcedId: '7b', role: 'class_teacher', ...ALWAYS },
    { personSourcedId: 'child', classSourcedId: '7b', role: 'pupil', ...ALWAYS },
  ],
  guardianships: [{ guardianSourcedId: 'mother', childSourcedId: 'child', relation: 'parent' }],
};

/** What the database would hold after the plan: the in-memory twin of `writeChanges`. */
export function registerAfter(register: Register, { changes }: RosterPlan, source: string): Register {
  const keyOf: { [K in Kind]: (record: Records[K]) => string } = {
    school: ({ id }) => id,
    year: ({ id }) => id,
    class: ({ id }) => id,
    person: ({ id }) => id,
    role: (one) => [one.personId, one.schoolId, one.role].join(),
    enrollment: (one) => [one.personId, one.classId, one.role].join(),
    guardianship: (one) => [one.guardianId, one.childId].join(),
  };
  const written = <K extends Kind, Item extends Sourced<Records[K]> | Owned<Records[K]>>(
    kind: K,
    items: readonly Item[],
    make: (record: Records[K], sourcedIds: readonly string[]) => Item,
  ): readonly Item[] => {
    const result = new Map(items.map((item) => [keyOf[kind](item.record), item]));
    for (const change of changes) {
      if (change.kind !== kind) continue;
      if (change.previous !== null) result.delete(keyOf[kind](change.previous as Records[K]));
      const record = change.record as Records[K];
      result.set(keyOf[kind](record), make(record, change.sourcedIds));
    }
    return [...result.values()];
  };
  const sourced = <Record>(record: Record, [sourcedId]: readonly string[]): Sourced<Record> => ({
    record,
    sourcedId: sourcedId!,
  });
  const owned = <Record>(record: Record, sourcedIds: readonly string[]): Owned<Record> => ({
    record,
    sourcedIds,
    owner: source,
  });
  return {
    schools: written('school', register.schools, sourced),
    years: written('year', register.years, sourced),
    classes: written('class', register.classes, sourced),
    persons: written('person', register.persons, sourced),
    roles: written('role', register.roles, owned),
    enrollments: written('enrollment', register.enrollments, owned),
    guardianships: written('guardianship', register.guardianships, owned),
  };
}

export const imported = (roster: Roster): Register =>
  registerAfter(EMPTY, planRoster(roster, EMPTY), roster.source);

/** Changes as `action kind keys… fields…`. */
export const inShort = ({ changes }: RosterPlan): string[] =>
  changes.map(({ action, kind, sourcedIds, fields }) => [action, kind, ...sourcedIds, ...fields].join(' '));
/** Of what is not in the export any more: kind and keys. */
export const vanished = (plan: RosterPlan): string[] =>
  plan.vanished.map(({ kind, sourcedIds }) => [kind, ...sourcedIds].join(' '));
