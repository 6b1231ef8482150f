import { expect } from 'chai';
import type { SchoolState } from '../school/model.ts';
import { ACTS, actsOf, sidesOf, whyNotGuardian, type Act, type NotGuardian, type Side } from './rules.ts';

const IN_FORCE = { status: 'active', contact: 'allowed' } as const;

describe('what people may do about a guardianship', () => {
  const cases: [side: Side, acts: readonly Act[]][] = [
    ['guardian', ['accept', 'decline', 'end', 'consent']],
    ['child', []],
    ['teacher', ['confirm', 'decline', 'kind']],
    ['administrator', ACTS.filter((act) => act !== 'accept')],
  ];
  for (const [side, acts] of cases) {
    it(`a ${side} may ${acts.join(', ') || 'do nothing'}`, () => {
      expect(actsOf(new Set([side]), IN_FORCE)).to.deep.equal(acts);
    });
  }

  it('nobody accepts for a guardian, and nobody but an administrator touches what a court has ordered', () => {
    const without = (act: Act): Side[] =>
      (['guardian', 'child', 'teacher', 'administrator'] as const).filter((side) =>
        actsOf(new Set([side]), IN_FORCE).includes(act),
      );
    expect(without('accept')).to.deep.equal(['guardian']);
    expect(without('contact')).to.deep.equal(['administrator']);
    expect(without('dates')).to.deep.equal(['administrator']);
  });
});

describe('what somebody is to a guardianship', () => {
  const people = [
    'child',
    'mother',
    'teacher',
    'colleague',
    'admin',
    'elsewhere',
    'district',
    'gone',
    'stranger',
  ];
  const state: SchoolState = {
    schools: ['one', 'two'].map((id) => ({ id, name: id, locale: 'ru', timeZone: 'Europe/Moscow' })),
    years: [],
    classes: ['7Б', '7А'].map((id) => ({
      id,
      schoolId: 'one',
      schoolYearId: 'year',
      title: id,
      kind: 'homeroom',
      archived: false,
    })),
    persons: people.map((id) => ({
      id,
      givenName: id,
      familyName: '',
      middleName: '',
      locale: null,
      active: id !== 'gone',
    })),
    roles: [
      { personId: 'admin', schoolId: 'one', role: 'school_admin' as const },
      { personId: 'gone', schoolId: 'one', role: 'school_admin' as const },
      { personId: 'elsewhere', schoolId: 'two', role: 'school_admin' as const },
      { personId: 'district', schoolId: null, role: 'district_admin' as const },
      { personId: 'mother', schoolId: 'one', role: 'school_admin' as const },
    ].map((grant) => ({ ...grant, beginsOn: null, endsOn: null })),
    enrollments: [
      { personId: 'child', classId: '7Б', role: 'pupil' as const },
      { personId: 'teacher', classId: '7Б', role: 'teacher' as const },
      { personId: 'colleague', classId: '7А', role: 'class_teacher' as const },
    ].map((one) => ({ ...one, beginsOn: null, endsOn: null })),
    guardianships: [],
    accounts: [],
  };
  const cases: [who: string, sides: Side[], why: string][] = [
    ['mother', ['guardian'], 'the guardian, although she administers the school: nobody confirms herself'],
    ['child', ['child'], 'the child'],
    ['teacher', ['teacher'], 'a teacher of the child’s class'],
    ['colleague', [], 'nothing, for a teacher of another class'],
    ['admin', ['administrator'], 'an administrator of the child’s school'],
    ['elsewhere', [], 'nothing, for an administrator of another school'],
    ['district', ['administrator'], 'a district administrator'],
    ['gone', [], 'nothing, for an administrator who is not active any more'],
    ['stranger', [], 'nothing, for a stranger'],
  ];
  for (const [who, sides, why] of cases) {
    it(`is ${why}`, () => {
      const found = sidesOf(state, who, { guardianId: 'mother', childId: 'child' }, new Date());
      expect([...found]).to.deep.equal(sides);
    });
  }
});

describe('who cannot become the guardian of a child', () => {
  const nobody = {
    childId: 'child',
    personId: null,
    sessionId: null,
    browserOf: [] as string[],
    pupils: new Set<string>(),
    restricted: false,
  };
  const cases: [why: string, facts: Partial<Parameters<typeof whyNotGuardian>[0]>, NotGuardian | null][] = [
    ['somebody new can', {}, null],
    ['somebody known can', { personId: 'mother' }, null],
    ['somebody in a browser of their own can', { sessionId: 'mother', browserOf: ['mother'] }, null],
    ['somebody in a browser of another child of the family can', { browserOf: ['brother'] }, null],
    ['the child cannot', { personId: 'child' }, 'is_child'],
    ['a browser that is logged in as the child cannot', { sessionId: 'child' }, 'childs_browser'],
    [
      'a browser in which the child came in before cannot',
      { browserOf: ['mother', 'child'] },
      'childs_browser',
    ],
    ['another pupil cannot', { personId: 'friend', pupils: new Set(['friend']) }, 'is_pupil'],
    [
      'a browser that is logged in as another pupil cannot',
      { sessionId: 'friend', pupils: new Set(['friend']) },
      'is_pupil',
    ],
    ['somebody whom a court keeps away cannot', { personId: 'father', restricted: true }, 'restricted'],
    [
      'the child is told that it is the child before all else',
      { personId: 'child', sessionId: 'child', pupils: new Set(['child']), restricted: true },
      'is_child',
    ],
  ];
  for (const [why, facts, expected] of cases) {
    it(why, () => expect(whyNotGuardian({ ...nobody, ...facts })).to.equal(expected));
  }
});

describe('A guardianship that has ended', () => {
  const acts = (side: Side, contact: 'allowed' | 'restricted'): Act[] =>
    actsOf(new Set([side]), { status: 'ended', contact });

  it('leaves nobody anything to do', () => expect(acts('administrator', 'allowed')).to.deep.equal([]));
  it('leaves what a court has ordered to the school', () =>
    expect(acts('administrator', 'restricted')).to.deep.equal(['contact']));
  it('leaves it to nobody else', () => expect(acts('guardian', 'restricted')).to.deep.equal([]));
});
