import { expect } from 'chai';
import fc from 'fast-check';
import { ALWAYS, EMPTY, inShort, registerAfter, SOURCE, vanished } from './example-school.ts';
import { checkRoster, type Roster } from './model.ts';
import { planRoster } from './plan.ts';

describe('planning any import after any other', () => {
  const ids = (prefix: string, max: number) =>
    fc.uniqueArray(
      fc.integer({ min: 0, max: 6 }).map((n) => `${prefix}${n}`),
      { maxLength: max, minLength: 1 },
    );
  const period = fc.constantFrom(
    ALWAYS,
    { beginsOn: '2026-09-01', endsOn: null },
    { beginsOn: '2026-09-01', endsOn: '2027-01-01' },
  );
  const rosters: fc.Arbitrary<Roster> = fc
    .record({ schools: ids('school-', 2), classes: ids('class-', 4), persons: ids('person-', 7) })
    .chain(({ schools, classes, persons }) =>
      fc.record({
        source: fc.constant(SOURCE),
        schools: fc.constant(
          schools.map((sourcedId) => ({
            sourcedId,
            name: sourcedId,
            locale: 'ru' as const,
            timeZone: 'UTC',
          })),
        ),
        years: fc.constant(
          schools.map((schoolSourcedId) => ({
            sourcedId: 'year',
            schoolSourcedId,
            title: '2026/27',
            beginsOn: '2026-09-01',
            endsOn: '2027-09-01',
          })),
        ),
        classes: fc.tuple(
          ...classes.map((sourcedId) =>
            fc.record({
              sourcedId: fc.constant(sourcedId),
              schoolSourcedId: fc.constantFrom(...schools),
              yearSourcedId: fc.constant('year'),
              title: fc.constantFrom('7Б', '8Б'),
              kind: fc.constantFrom('homeroom' as const, 'group' as const),
            }),
          ),
        ),
        persons: fc.tuple(
          ...persons.map((sourcedId) =>
            fc.record({
              sourcedId: fc.constant(sourcedId),
              givenName: fc.constantFrom('Алиса', 'Боря'),
              familyName: fc.constant(''),
              middleName: fc.constant(''),
              active: fc.boolean(),
            }),
          ),
        ),
        roles: fc.uniqueArray(
          fc
            .tuple(
              fc.constantFrom(...persons),
              fc.constantFrom(...schools),
              fc.constantFrom('teacher' as const, 'district_admin' as const),
              period,
            )
            .map(([personSourcedId, school, role, when]) => ({
              personSourcedId,
              schoolSourcedId: role === 'district_admin' ? null : school,
              role,
              ...when,
            })),
          { maxLength: 6, selector: (one) => [one.personSourcedId, one.schoolSourcedId, one.role].join() },
        ),
        // One place of a person in a class, as readers give it.
        enrollments: fc.uniqueArray(
          fc
            .tuple(
              fc.constantFrom(...persons),
              fc.constantFrom(...classes),
              fc.constantFrom('pupil' as const, 'teacher' as const, 'class_teacher' as const),
              period,
            )
            .map(([personSourcedId, classSourcedId, role, when]) => ({
              personSourcedId,
              classSourcedId,
              role,
              ...when,
            })),
          { maxLength: 10, selector: (one) => [one.personSourcedId, one.classSourcedId].join() },
        ),
        guardianships: fc
          .uniqueArray(
            fc
              .tuple(fc.constantFrom(...persons), fc.constantFrom(...persons))
              .map(([guardianSourcedId, childSourcedId]) => ({
                guardianSourcedId,
                childSourcedId,
                relation: 'parent',
              })),
            { maxLength: 5, selector: (one) => [one.guardianSourcedId, one.childSourcedId].join() },
          )
          .map((list) => list.filter((one) => one.guardianSourcedId !== one.childSourcedId)),
      }),
    );

  it('applied once leaves nothing to plan, and holds all that the export says', () => {
    fc.assert(
      fc.property(rosters, rosters, (a, b) => {
        checkRoster(a);
        const first = registerAfter(EMPTY, planRoster(a, EMPTY), SOURCE);
        const plan = planRoster(b, first);
        const second = registerAfter(first, plan, SOURCE);
        const again = planRoster(b, second);
        expect(inShort(again)).to.deep.equal([]);
        // What vanished stays vanished, and nothing else does.
        expect(vanished(again).sort()).to.deep.equal(vanished(plan).sort());
        // Everything of b is there as b says.
        const known = new Set(second.persons.map(({ sourcedId }) => sourcedId));
        for (const one of b.persons) {
          const found = second.persons.find(({ sourcedId }) => sourcedId === one.sourcedId)?.record;
          if (found === undefined) expect(one.active).to.equal(false);
          else expect(found).to.include({ givenName: one.givenName, active: one.active });
        }
        for (const one of b.enrollments.filter(({ personSourcedId }) => known.has(personSourcedId))) {
          const found = second.enrollments.filter(
            ({ sourcedIds: [who, where], record }) =>
              who === one.personSourcedId && where === one.classSourcedId && record.role === one.role,
          );
          expect(found.map(({ record }) => [record.beginsOn, record.endsOn])).to.deep.equal([
            [one.beginsOn, one.endsOn],
          ]);
        }
        // Nothing of a is lost.
        for (const { record } of first.persons)
          expect(second.persons.some((one) => one.record.id === record.id)).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });
});
