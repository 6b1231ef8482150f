import { expect } from 'chai';
import type { Role, SchoolRole } from '../school/model.ts';
import { whyNot, type Refusal } from './rules.ts';

const ROLES: readonly Role[] = [
  'pupil',
  'parent',
  'teacher',
  'class_teacher',
  'staff',
  'school_admin',
  'district_admin',
];

describe('who may give and end which roles', () => {
  const no: readonly SchoolRole[] = ['pupil', 'parent', 'teacher', 'staff'];
  for (const asker of no) {
    for (const role of ROLES) {
      for (const what of ['give', 'end'] as const) {
        it(`a ${asker} may not ${what} ${role}`, () => {
          const answer = whyNot({ do: what, role, askerRoles: new Set([asker]), own: true, others: 5 });
          expect(answer).to.equal('not_yours');
        });
      }
    }
  }

  const given: [asker: SchoolRole, role: Role, give: Refusal | null, end: Refusal | null][] = [
    ['school_admin', 'pupil', null, null],
    ['school_admin', 'parent', 'parents_by_guardian', null],
    ['school_admin', 'teacher', null, null],
    ['school_admin', 'class_teacher', null, null],
    ['school_admin', 'staff', null, null],
    ['school_admin', 'school_admin', null, null],
    ['school_admin', 'district_admin', 'not_yours', 'not_yours'],
    ['district_admin', 'pupil', null, null],
    ['district_admin', 'parent', 'parents_by_guardian', null],
    ['district_admin', 'teacher', null, null],
    ['district_admin', 'class_teacher', null, null],
    ['district_admin', 'staff', null, null],
    ['district_admin', 'school_admin', null, null],
    ['district_admin', 'district_admin', null, null],
  ];
  for (const [asker, role, give, end] of given) {
    for (const [what, expected] of [
      ['give', give],
      ['end', end],
    ] as const) {
      it(`a ${asker} ${expected === null ? 'may' : `may not (${expected})`} ${what} ${role}`, () => {
        const answer = whyNot({ do: what, role, askerRoles: new Set([asker]), own: false, others: 0 });
        expect(answer).to.equal(expected);
      });
    }
  }

  const last: [who: string, role: Role, own: boolean, others: number, expected: Refusal | null][] = [
    ['the last administrator of a school', 'school_admin', true, 0, 'last_admin'],
    ['one of two administrators', 'school_admin', true, 1, null],
    ['the last of a school, ended by somebody else', 'school_admin', false, 0, null],
    ['the last district administrator', 'district_admin', true, 0, 'last_admin'],
    ['the only teacher that the administrator is', 'teacher', true, 0, null],
  ];
  for (const [who, role, own, others, expected] of last) {
    it(`${who} can${expected === null ? '' : 'not'} be removed`, () => {
      const askerRoles = new Set<SchoolRole>(['school_admin', 'district_admin']);
      expect(whyNot({ do: 'end', role, askerRoles, own, others })).to.equal(expected);
    });
  }

  it('with several roles at once the strongest counts', () => {
    const askerRoles = new Set<SchoolRole>(['teacher', 'parent', 'school_admin']);
    expect(whyNot({ do: 'give', role: 'teacher', askerRoles, own: true, others: 0 })).to.equal(null);
    expect(whyNot({ do: 'give', role: 'district_admin', askerRoles, own: true, others: 0 })).to.equal(
      'not_yours',
    );
  });
});
