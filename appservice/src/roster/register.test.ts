import { expect } from 'chai';
import { ALWAYS, imported, person, SCHOOL, SOURCE } from './example-school.ts';
import type { Roster } from './model.ts';
import { refusals } from './register.ts';

describe('an export that lost half of what is known', () => {
  const people = (count: number): Roster['persons'] =>
    Array.from({ length: count }, (_, n) => person(`p${n}`));
  const classes = (count: number): Roster['classes'] =>
    Array.from({ length: count }, (_, n) => ({ ...SCHOOL.classes[0]!, sourcedId: `c${n}` }));
  const enrollments = (count: number): Roster['enrollments'] =>
    Array.from({ length: count }, (_, n) => ({
      personSourcedId: `p${n}`,
      classSourcedId: 'c0',
      role: 'pupil' as const,
      ...ALWAYS,
    }));
  const school = (persons: number, inClasses: number, enrolled: number): Roster => ({
    ...SCHOOL,
    persons: people(persons),
    classes: classes(inClasses),
    enrollments: enrollments(enrolled),
    roles: [],
    guardianships: [],
  });
  const before = imported(school(10, 4, 10));

  const cases: { name: string; now: Roster; day?: string; refused: string[] }[] = [
    { name: 'is refused when people are gone', now: school(4, 4, 4), refused: ['persons', 'enrollments'] },
    { name: 'is refused when classes are gone', now: school(10, 1, 10), refused: ['classes'] },
    { name: 'is refused when enrollments are gone', now: school(10, 4, 4), refused: ['enrollments'] },
    { name: 'is accepted when half is still there', now: school(5, 2, 5), refused: [] },
    {
      name: 'is accepted when the school year is over, for then its classes are expected to go',
      now: school(10, 1, 0),
      day: '2027-09-01',
      refused: [],
    },
  ];
  for (const { name, now, day, refused } of cases) {
    it(name, () => {
      const found = refusals(now, before, SOURCE, day ?? '2026-11-24');
      expect(found.map(({ code }) => code)).to.deep.equal(refused.map(() => 'export_shrunk'));
      expect(found.map(({ values }) => values['what'])).to.deep.equal(refused);
    });
  }
});
