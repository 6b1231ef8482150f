import { expect } from 'chai';
import type { Enrollment, Guardianship, Person, RoleGrant, SchoolClass, SchoolState } from './model.ts';
import {
  classesOf,
  classMembers,
  indexState,
  mayInvite,
  rolesInClass,
  rolesInSchool,
  schoolMembers,
  teaches,
  today,
} from './rules.ts';

const DAY = '2026-11-24';

const person = (id: string, active = true): Person => ({
  id,
  givenName: id,
  familyName: 'Тестова',
  middleName: '',
  locale: null,
  active,
});
const schoolClass = (id: string, more: Partial<SchoolClass> = {}): SchoolClass => ({
  id,
  schoolId: 'school',
  schoolYearId: 'year',
  title: id,
  kind: 'homeroom',
  archived: false,
  ...more,
});
const enrolled = (
  personId: string,
  role: Enrollment['role'],
  more: Partial<Enrollment> = {},
): Enrollment => ({
  personId,
  classId: '7b',
  role,
  beginsOn: null,
  endsOn: null,
  ...more,
});
const granted = (personId: string, role: RoleGrant['role'], more: Partial<RoleGrant> = {}): RoleGrant => ({
  personId,
  schoolId: role === 'district_admin' ? null : 'school',
  role,
  beginsOn: null,
  endsOn: null,
  ...more,
});
const guards = (guardianId: string, childId: string): Guardianship => ({
  guardianId,
  childId,
  relation: 'parent',
});

/** A school with the classes 7b, 7a and an archived one, another school, and the people that a case names. */
function schoolWith(more: Partial<SchoolState>): SchoolState {
  return {
    schools: [
      { id: 'school', name: 'Школа № 1', locale: 'ru', timeZone: 'Europe/Moscow' },
      { id: 'other-school', name: 'Школа № 2', locale: 'ru', timeZone: 'Europe/Moscow' },
    ],
    years: [
      { id: 'year', schoolId: 'school', title: '2026/27', beginsOn: '2026-09-01', endsOn: '2027-09-01' },
      {
        id: 'other-year',
        schoolId: 'other-school',
        title: '2026/27',
        beginsOn: '2026-09-01',
        endsOn: '2027-09-01',
      },
    ],
    classes: [
      schoolClass('7b'),
      schoolClass('7a'),
      schoolClass('archived', { archived: true }),
      schoolClass('elsewhere', { schoolId: 'other-school', schoolYearId: 'other-year' }),
    ],
    persons: ['ann', 'child', 'second-child', 'mother', 'father', 'teacher'].map((id) => person(id)),
    roles: [],
    enrollments: [],
    guardianships: [],
    accounts: [],
    ...more,
  };
}

const listed = (roles: ReadonlySet<string>): string[] => [...roles].sort();
const listedAll = (members: ReadonlyMap<string, ReadonlySet<string>>): Record<string, string[]> =>
  Object.fromEntries([...members].map(([id, roles]) => [id, listed(roles)]));

describe('the people of a class', () => {
  const cases: { name: string; state: Partial<SchoolState>; members: Record<string, string[]> }[] = [
    { name: 'are nobody when nobody is enrolled', state: {}, members: {} },
    {
      name: 'are those enrolled in it and not those of the parallel class',
      state: {
        enrollments: [enrolled('child', 'pupil'), enrolled('second-child', 'pupil', { classId: '7a' })],
      },
      members: { child: ['pupil'] },
    },
    {
      name: 'include the guardians of its pupils as parents',
      state: {
        enrollments: [enrolled('child', 'pupil')],
        guardianships: [guards('mother', 'child'), guards('father', 'child'), guards('ann', 'second-child')],
      },
      members: { child: ['pupil'], mother: ['parent'], father: ['parent'] },
    },
    {
      name: 'include an enrolled parent who is nobody’s guardian on record',
      state: { enrollments: [enrolled('mother', 'parent')] },
      members: { mother: ['parent'] },
    },
    {
      name: 'do not include the guardians of its teachers',
      state: {
        enrollments: [enrolled('teacher', 'class_teacher')],
        guardianships: [guards('mother', 'teacher')],
      },
      members: { teacher: ['class_teacher'] },
    },
    {
      name: 'have both roles when a teacher’s own child is in the class',
      state: {
        enrollments: [enrolled('teacher', 'class_teacher'), enrolled('child', 'pupil')],
        guardianships: [guards('teacher', 'child')],
      },
      members: { teacher: ['class_teacher', 'parent'], child: ['pupil'] },
    },
    {
      name: 'do not include people who are not active',
      state: { persons: [person('child', false)], enrollments: [enrolled('child', 'pupil')] },
      members: {},
    },
    {
      name: 'do not include the guardians of a pupil who is not active',
      state: {
        persons: [person('child', false), person('mother')],
        enrollments: [enrolled('child', 'pupil')],
        guardianships: [guards('mother', 'child')],
      },
      members: {},
    },
    {
      name: 'do not include a guardian who is not active',
      state: {
        persons: [person('child'), person('mother', false)],
        enrollments: [enrolled('child', 'pupil')],
        guardianships: [guards('mother', 'child')],
      },
      members: { child: ['pupil'] },
    },
    {
      name: 'include somebody on the first day of their enrollment',
      state: { enrollments: [enrolled('child', 'pupil', { beginsOn: DAY })] },
      members: { child: ['pupil'] },
    },
    {
      name: 'do not include somebody whose enrollment begins tomorrow',
      state: { enrollments: [enrolled('child', 'pupil', { beginsOn: '2026-11-25' })] },
      members: {},
    },
    {
      name: 'do not include somebody, or their guardians, on the end day of their enrollment',
      state: {
        enrollments: [enrolled('child', 'pupil', { endsOn: DAY })],
        guardianships: [guards('mother', 'child')],
      },
      members: {},
    },
    {
      name: 'do not include an unknown person',
      state: { enrollments: [enrolled('nobody', 'pupil')] },
      members: {},
    },
  ];
  for (const { name, state, members } of cases) {
    it(name, () => {
      const school = schoolWith(state);
      expect(listedAll(classMembers(school, '7b', DAY))).to.deep.equal(members);
      for (const { id } of school.persons) {
        expect(listed(rolesInClass(school, id, '7b', DAY)), id).to.deep.equal(members[id] ?? []);
      }
    });
  }

  it('are found for a class that nobody knows: none', () => {
    expect(classMembers(schoolWith({}), 'unknown', DAY).size).to.equal(0);
  });
});

describe('the classes of a person', () => {
  it('are their own and those of their children, with the roles in each', () => {
    const state = schoolWith({
      enrollments: [
        enrolled('teacher', 'class_teacher', { classId: '7a' }),
        enrolled('child', 'pupil'),
        enrolled('teacher', 'teacher'),
      ],
      guardianships: [guards('teacher', 'child')],
    });
    expect(listedAll(classesOf(state, 'teacher', DAY))).to.deep.equal({
      '7a': ['class_teacher'],
      '7b': ['parent', 'teacher'],
    });
  });
});

describe('the roles of a person in a school', () => {
  const cases: { name: string; state: Partial<SchoolState>; roles: string[] }[] = [
    { name: 'are none without grants and enrollments', state: {}, roles: [] },
    {
      name: 'are those granted',
      state: { roles: [granted('ann', 'teacher'), granted('ann', 'school_admin')] },
      roles: ['school_admin', 'teacher'],
    },
    {
      name: 'are not those granted in another school',
      state: { roles: [granted('ann', 'teacher', { schoolId: 'other-school' })] },
      roles: [],
    },
    {
      name: 'include district administration, which holds in every school',
      state: { roles: [granted('ann', 'district_admin')] },
      roles: ['district_admin'],
    },
    {
      name: 'do not include a grant that is over',
      state: { roles: [granted('ann', 'teacher', { endsOn: DAY })] },
      roles: [],
    },
    {
      name: 'do not include a grant that has not begun',
      state: { roles: [granted('ann', 'teacher', { beginsOn: '2026-11-25' })] },
      roles: [],
    },
    {
      name: 'are teacher for a class teacher',
      state: { enrollments: [enrolled('ann', 'class_teacher')] },
      roles: ['teacher'],
    },
    {
      name: 'are pupil for somebody enrolled as a pupil',
      state: { enrollments: [enrolled('ann', 'pupil')] },
      roles: ['pupil'],
    },
    {
      name: 'are parent for the guardian of a pupil',
      state: { enrollments: [enrolled('child', 'pupil')], guardianships: [guards('ann', 'child')] },
      roles: ['parent'],
    },
    {
      name: 'are none for the guardian of a pupil of another school',
      state: {
        enrollments: [enrolled('child', 'pupil', { classId: 'elsewhere' })],
        guardianships: [guards('ann', 'child')],
      },
      roles: [],
    },
    {
      name: 'do not follow from an archived class',
      state: { enrollments: [enrolled('ann', 'pupil', { classId: 'archived' })] },
      roles: [],
    },
    {
      name: 'are none for somebody who is not active, whatever was granted',
      state: {
        persons: [person('ann', false)],
        roles: [granted('ann', 'district_admin'), granted('ann', 'teacher')],
        enrollments: [enrolled('ann', 'pupil')],
      },
      roles: [],
    },
  ];
  for (const { name, state, roles } of cases) {
    it(name, () => {
      const school = schoolWith(state);
      expect(listed(rolesInSchool(school, 'ann', 'school', DAY))).to.deep.equal(roles);
      // The list of all members gives the same answer.
      expect(listed(schoolMembers(school, 'school', DAY).get('ann') ?? new Set())).to.deep.equal(roles);
    });
  }
});

describe('inviting to a class', () => {
  const cases: { name: string; state: Partial<SchoolState>; classId?: string; may: string[] }[] = [
    {
      name: 'a class teacher may bring pupils and parents',
      state: { enrollments: [enrolled('ann', 'class_teacher')] },
      may: ['pupil', 'parent'],
    },
    {
      name: 'a teacher of the class may bring pupils and parents',
      state: { enrollments: [enrolled('ann', 'teacher')] },
      may: ['pupil', 'parent'],
    },
    {
      name: 'a teacher of the parallel class may bring nobody',
      state: {
        roles: [granted('ann', 'teacher')],
        enrollments: [enrolled('ann', 'class_teacher', { classId: '7a' })],
      },
      may: [],
    },
    {
      name: 'a school administrator may bring pupils, parents and teachers',
      state: { roles: [granted('ann', 'school_admin')] },
      may: ['pupil', 'parent', 'teacher'],
    },
    {
      name: 'a district administrator may bring pupils, parents and teachers',
      state: { roles: [granted('ann', 'district_admin')] },
      may: ['pupil', 'parent', 'teacher'],
    },
    {
      name: 'an administrator of another school may bring nobody',
      state: { roles: [granted('ann', 'school_admin', { schoolId: 'other-school' })] },
      may: [],
    },
    { name: 'a pupil may bring nobody', state: { enrollments: [enrolled('ann', 'pupil')] }, may: [] },
    { name: 'a parent may bring nobody', state: { enrollments: [enrolled('ann', 'parent')] }, may: [] },
    { name: 'staff may bring nobody', state: { roles: [granted('ann', 'staff')] }, may: [] },
    {
      name: 'a class teacher whose enrollment is over may bring nobody',
      state: { enrollments: [enrolled('ann', 'class_teacher', { endsOn: DAY })] },
      may: [],
    },
    {
      name: 'an administrator who is not active may bring nobody',
      state: { persons: [person('ann', false)], roles: [granted('ann', 'school_admin')] },
      may: [],
    },
    {
      name: 'nobody may invite to an archived class',
      state: {
        roles: [granted('ann', 'school_admin')],
        enrollments: [enrolled('ann', 'class_teacher', { classId: 'archived' })],
      },
      classId: 'archived',
      may: [],
    },
    {
      name: 'nobody may invite to a class that does not exist',
      state: { roles: [granted('ann', 'district_admin')] },
      classId: 'unknown',
      may: [],
    },
  ];
  for (const { name, state, classId, may } of cases) {
    it(name, () => {
      expect(mayInvite(schoolWith(state), 'ann', classId ?? '7b', DAY)).to.deep.equal(may);
    });
  }
});

describe('teaching', () => {
  it('is what teachers and class teachers do, and nobody else', () => {
    expect(teaches(new Set(['teacher']))).to.equal(true);
    expect(teaches(new Set(['parent', 'class_teacher']))).to.equal(true);
    expect(teaches(new Set(['pupil', 'parent']))).to.equal(false);
    expect(teaches(new Set())).to.equal(false);
  });
});

describe('today', () => {
  const cases: { zone: string; now: string; day: string }[] = [
    { zone: 'Europe/Moscow', now: '2026-11-23T20:59:59Z', day: '2026-11-23' },
    { zone: 'Europe/Moscow', now: '2026-11-23T21:00:00Z', day: '2026-11-24' },
    { zone: 'Asia/Kamchatka', now: '2026-12-31T12:00:00Z', day: '2027-01-01' },
    { zone: 'America/New_York', now: '2026-03-01T04:59:59Z', day: '2026-02-28' },
  ];
  for (const { zone, now, day } of cases) {
    it(`is ${day} in ${zone} at ${now}`, () => {
      expect(today(zone, new Date(now))).to.equal(day);
    });
  }

  it('refuses a time zone that does not exist', () => {
    expect(() => today('Europe/Vymyslen', new Date())).to.throw(RangeError);
  });
});

describe('a district with a million enrollments', () => {
  it('is indexed once and then answers at once', function () {
    this.timeout(60_000);
    const pupils = 60_000;
    const classes = 24_000;
    const state = schoolWith({
      classes: Array.from({ length: classes }, (_, n) => schoolClass(`c${n}`)),
      persons: Array.from({ length: pupils }, (_, n) => person(`p${n}`)),
      enrollments: Array.from({ length: 1_000_000 }, (_, n) =>
        enrolled(`p${n % pupils}`, 'pupil', { classId: `c${(n * 7) % classes}` }),
      ),
    });
    const index = indexState(state);
    expect(indexState(state)).to.equal(index);
    const began = performance.now();
    for (let n = 0; n < 10_000; n++) {
      rolesInSchool(state, `p${n}`, 'school', DAY);
      classMembers(state, `c${n}`, DAY);
    }
    // Some 10 microseconds each; a scan of the enrollments would take minutes.
    expect(performance.now() - began).to.be.below(5_000);
  });
});
