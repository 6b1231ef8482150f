import { expect } from 'chai';
import { ALWAYS, EMPTY, imported, inShort, person, SCHOOL, SOURCE, vanished } from './example-school.ts';
import type { Roster } from './model.ts';
import { planRoster, type RosterPlan } from './plan.ts';
import { recordId } from './record-id.ts';
import type { Register } from './register.ts';

describe('planning an import', () => {
  it('creates everything of a first export, in the order of references', () => {
    expect(inShort(planRoster(SCHOOL, EMPTY))).to.deep.equal([
      'create school school',
      'create year year',
      'create class 7b',
      'create person teacher',
      'create person child',
      'create person mother',
      'create role teacher',
      'create enrollment teacher 7b',
      'create enrollment child 7b',
      'create guardianship mother child',
    ]);
  });

  const cases: {
    name: string;
    roster?: Partial<Roster>;
    register?: (before: Register) => Register;
    plan: string[];
    gone?: string[];
  }[] = [
    { name: 'changes nothing when the export says the same again', plan: [] },
    {
      name: 'says which fields of a record changed',
      roster: {
        persons: [
          person('teacher'),
          person('child', { givenName: 'Алиса', middleName: 'Т' }),
          person('mother'),
        ],
      },
      plan: ['update person child givenName middleName'],
    },
    {
      name: 'closes the access of somebody whom the export disables',
      roster: { persons: [person('teacher'), person('child', { active: false }), person('mother')] },
      plan: ['deactivate person child active'],
    },
    {
      name: 'gives access again to somebody whom the export enables again',
      register: (before) => ({
        ...before,
        persons: before.persons.map((one) => ({
          ...one,
          record: { ...one.record, active: one.sourcedId !== 'child' },
        })),
      }),
      plan: ['activate person child active'],
    },
    {
      name: 'does not take in somebody unknown who has no access, nor anything about them',
      roster: {
        persons: [...SCHOOL.persons, person('former', { active: false })],
        roles: [
          ...SCHOOL.roles,
          { personSourcedId: 'former', schoolSourcedId: 'school', role: 'pupil', ...ALWAYS },
        ],
        enrollments: [
          ...SCHOOL.enrollments,
          { personSourcedId: 'former', classSourcedId: '7b', role: 'pupil', ...ALWAYS },
        ],
        guardianships: [
          ...SCHOOL.guardianships,
          { guardianSourcedId: 'mother', childSourcedId: 'former', relation: 'parent' },
        ],
      },
      plan: [],
    },
    {
      name: 'reports who is not in the export any more, with all that hangs on them, and keeps them',
      roster: { persons: [person('teacher'), person('child')], guardianships: [] },
      plan: [],
      gone: ['person mother', 'guardianship mother child'],
    },
    {
      name: 'reports a class that is not in the export any more and keeps it',
      roster: { classes: [], enrollments: [] },
      plan: [],
      gone: ['class 7b', 'enrollment teacher 7b', 'enrollment child 7b'],
    },
    {
      name: 'does not report an archived class that is not in the export any more',
      register: (before) => ({
        ...before,
        classes: before.classes.map((one) => ({ ...one, record: { ...one.record, archived: true } })),
        enrollments: [],
      }),
      roster: { classes: [], enrollments: [] },
      plan: [],
    },
    {
      name: 'leaves a class archived that the export still has',
      register: (before) => ({
        ...before,
        classes: before.classes.map((one) => ({ ...one, record: { ...one.record, archived: true } })),
      }),
      plan: [],
    },
    {
      name: 'keeps the language that a person chose',
      register: (before) => ({
        ...before,
        persons: before.persons.map((one) => ({ ...one, record: { ...one.record, locale: 'en' } })),
      }),
      plan: [],
    },
    {
      name: 'turns the enrollment of a class teacher into that of a teacher',
      roster: {
        enrollments: [{ ...SCHOOL.enrollments[0]!, role: 'teacher' }, SCHOOL.enrollments[1]!],
      },
      plan: ['update enrollment teacher 7b role'],
    },
    {
      name: 'changes the period of an enrollment',
      roster: { enrollments: [SCHOOL.enrollments[0]!, { ...SCHOOL.enrollments[1]!, endsOn: '2027-01-01' }] },
      plan: ['update enrollment child 7b endsOn'],
    },
    {
      name: 'leaves alone what an invite gave to people of the export',
      register: (before) => ({
        ...before,
        enrollments: [
          ...before.enrollments,
          {
            owner: 'invite',
            sourcedIds: ['mother', '7b'],
            record: {
              personId: recordId(SOURCE, 'person', 'mother'),
              classId: recordId(SOURCE, 'class', '7b'),
              role: 'parent',
              ...ALWAYS,
            },
          },
        ],
      }),
      plan: [],
    },
  ];
  for (const { name, roster, register, plan, gone } of cases) {
    it(name, () => {
      const before = register?.(imported(SCHOOL)) ?? imported(SCHOOL);
      const planned = planRoster({ ...SCHOOL, ...roster }, before);
      expect(inShort(planned)).to.deep.equal(plan);
      expect(vanished(planned)).to.deep.equal(gone ?? []);
    });
  }

  it('gives new records the same ids wherever it is planned', () => {
    const ids = (plan: RosterPlan): unknown[] => plan.changes.map(({ record }) => record);
    expect(ids(planRoster(SCHOOL, EMPTY))).to.deep.equal(ids(planRoster(structuredClone(SCHOOL), EMPTY)));
    expect(recordId(SOURCE, 'person', 'a')).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(recordId(SOURCE, 'person', 'a', 'b')).not.to.equal(recordId(SOURCE, 'person', 'a,b'));
  });
});
