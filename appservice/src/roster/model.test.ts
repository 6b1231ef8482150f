import { expect } from 'chai';
import { person, SCHOOL } from './example-school.ts';
import { checkRoster, RosterInvalid } from './model.ts';

describe('the border between readers and the rest', () => {
  const cases: { name: string; roster: object; path: string }[] = [
    {
      name: 'a record with too much in it',
      roster: { persons: [{ ...person('p'), birthDate: '2014-01-01' }] },
      path: '/persons/0',
    },
    { name: 'a key twice', roster: { persons: [person('p'), person('p')] }, path: '/persons/1' },
    {
      name: 'a control character',
      roster: { persons: [person('p', { givenName: 'a\u0000' })] },
      path: '/persons/0/givenName',
    },
    {
      name: 'a role of nobody',
      roster: { roles: [{ ...SCHOOL.roles[0]!, personSourcedId: 'x' }] },
      path: '/roles/0',
    },
    {
      name: 'a district administrator of one school',
      roster: { roles: [{ ...SCHOOL.roles[0]!, role: 'district_admin' }] },
      path: '/roles/0',
    },
    {
      name: 'a class in a year of another school',
      roster: { classes: [{ ...SCHOOL.classes[0]!, yearSourcedId: 'x' }] },
      path: '/classes/0',
    },
    {
      name: 'a year that ends before it begins',
      roster: { years: [{ ...SCHOOL.years[0]!, endsOn: '2026-01-01' }] },
      path: '/years/0',
    },
    {
      name: 'a date that is none',
      roster: { years: [{ ...SCHOOL.years[0]!, endsOn: '2027' }] },
      path: '/years/0/endsOn',
    },
    {
      name: 'somebody’s own guardian',
      roster: { guardianships: [{ ...SCHOOL.guardianships[0]!, childSourcedId: 'mother' }] },
      path: '/guardianships/0',
    },
    {
      name: 'an enrollment in no class',
      roster: { enrollments: [{ ...SCHOOL.enrollments[0]!, classSourcedId: 'x' }] },
      path: '/enrollments/0',
    },
  ];
  for (const { name, roster, path } of cases) {
    it(`refuses ${name} and names the place`, () => {
      let problem: unknown;
      try {
        checkRoster({ ...SCHOOL, ...roster });
      } catch (error) {
        problem = error;
      }
      expect(problem).to.be.instanceOf(RosterInvalid);
      expect((problem as RosterInvalid).path).to.equal(path);
    });
  }

  it('passes a good roster', () => {
    expect(checkRoster(SCHOOL)).to.equal(SCHOOL);
  });
});
