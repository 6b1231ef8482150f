import { expect } from 'chai';
import type { Enrollment, Guardianship, RoleGrant, SchoolState } from '../school/model.ts';
import { loginLinkSchool } from './rules.ts';

const NOW = new Date('2026-11-24T09:00:00Z');
type Role = RoleGrant['role'];

/** Two schools with the classes 7b (of the first) and 5a (of the second), and people by what they are. */
function world(
  change: Partial<Pick<SchoolState, 'roles' | 'enrollments' | 'guardianships'>> = {},
): SchoolState {
  const school = (id: string) => ({ id, name: id, locale: 'ru' as const, timeZone: 'Europe/Moscow' });
  const year = (schoolId: string) => ({
    id: `year-${schoolId}`,
    schoolId,
    title: '2026/27',
    beginsOn: '2026-09-01',
    endsOn: '2027-09-01',
  });
  const schoolClass = (id: string, schoolId: string, archived = false) => ({
    id,
    schoolId,
    schoolYearId: `year-${schoolId}`,
    title: id,
    kind: 'homeroom' as const,
    archived,
  });
  const granted = (personId: string, role: Role, schoolId: string | null = 'one'): RoleGrant => ({
    personId,
    schoolId,
    role,
    beginsOn: null,
    endsOn: null,
  });
  const enrolled = (personId: string, role: Enrollment['role'], classId = '7b'): Enrollment => ({
    personId,
    classId,
    role,
    beginsOn: null,
    endsOn: null,
  });
  const roles: RoleGrant[] = [
    granted('district', 'district_admin', null),
    granted('district2', 'district_admin', null),
    granted('admin', 'school_admin'),
    granted('admin2', 'school_admin'),
    granted('adminOfTwo', 'school_admin', 'two'),
    granted('staff', 'staff'),
    granted('teacherAdmin', 'school_admin'),
    granted('adminParent', 'school_admin'),
    granted('parentWhoTeachesElsewhere', 'teacher', 'two'),
    { ...granted('formerAdmin', 'school_admin'), endsOn: '2026-11-24' },
    ...(change.roles ?? []),
  ];
  const enrollments: Enrollment[] = [
    enrolled('classTeacher', 'class_teacher'),
    enrolled('teacher', 'teacher'),
    enrolled('teacherAdmin', 'teacher'),
    enrolled('pupil', 'pupil'),
    enrolled('inactive', 'pupil'),
    enrolled('parent', 'parent'),
    enrolled('adminParent', 'parent'),
    enrolled('parentWhoTeachesElsewhere', 'parent'),
    enrolled('pupilOfTwo', 'pupil', '5a'),
    enrolled('teacherOfTwo', 'teacher', '5a'),
    enrolled('oldTeacher', 'teacher', 'old'),
    enrolled('oldPupil', 'pupil', 'old'),
    enrolled('formerAdmin', 'parent'),
    enrolled('parentInBoth', 'parent'),
    enrolled('parentInBoth', 'parent', '5a'),
    ...(change.enrollments ?? []),
  ];
  const guardianships: Guardianship[] = [
    { guardianId: 'guardian', childId: 'pupil', relation: 'parent' },
    ...(change.guardianships ?? []),
  ];
  const ids = new Set([
    ...roles.map(({ personId }) => personId),
    ...enrollments.map(({ personId }) => personId),
    'guardian',
    'stranger',
  ]);
  return {
    schools: [school('one'), school('two')],
    years: [year('one'), year('two')],
    classes: [schoolClass('7b', 'one'), schoolClass('old', 'one', true), schoolClass('5a', 'two')],
    persons: [...ids].map((id) => ({
      id,
      givenName: id,
      familyName: '',
      middleName: '',
      locale: null,
      active: id !== 'inactive',
    })),
    roles,
    enrollments,
    guardianships,
    accounts: [],
  };
}

describe('a log-in link', () => {
  const cases: [what: string, asker: string, person: string, school: string | null][] = [
    ['is made by a class teacher for a pupil', 'classTeacher', 'pupil', 'one'],
    ['is made by a teacher of the class for a pupil', 'teacher', 'pupil', 'one'],
    ['is made by a teacher for a parent', 'teacher', 'parent', 'one'],
    ['is made by a teacher for the guardian of a pupil', 'teacher', 'guardian', 'one'],
    ['is made by an administrator for a pupil', 'admin', 'pupil', 'one'],
    ['is made by an administrator for a teacher', 'admin', 'classTeacher', 'one'],
    ['is made by an administrator for staff', 'admin', 'staff', 'one'],
    ['is made by an administrator for another of the same school', 'admin', 'admin2', 'one'],
    ['is made by a district administrator for a school administrator', 'district', 'admin', 'one'],
    ['is made by a district administrator for a pupil of any school', 'district', 'pupilOfTwo', 'two'],
    ['is made by an administrator for a parent with a child elsewhere too', 'admin', 'parentInBoth', 'one'],
    ['is made by a teacher for a parent whose administration has ended', 'teacher', 'formerAdmin', 'one'],

    ['is not made by a teacher for another teacher', 'teacher', 'classTeacher', null],
    ['is not made by a teacher for an administrator who is a parent', 'teacher', 'adminParent', null],
    [
      'is not made by a teacher for a parent who teaches elsewhere',
      'teacher',
      'parentWhoTeachesElsewhere',
      null,
    ],
    [
      'is not made by an administrator for a parent who teaches elsewhere',
      'admin',
      'parentWhoTeachesElsewhere',
      null,
    ],
    ['is not made by a teacher for a pupil of another class', 'teacherOfTwo', 'pupil', null],
    ['is not made by a teacher of an archived class', 'oldTeacher', 'oldPupil', null],
    ['is not made by an administrator for people of another school', 'adminOfTwo', 'pupil', null],
    ['is not made by an administrator for a district administrator', 'admin', 'district', null],
    ['is not made by a pupil for a pupil', 'pupil', 'pupil', null],
    ['is not made by a parent for a pupil', 'parent', 'pupil', null],
    ['is not made by staff for a pupil', 'staff', 'pupil', null],
    ['is not made for somebody without any role', 'admin', 'stranger', null],
    ['is not made by somebody without any role', 'stranger', 'pupil', null],
    ['is not made for somebody who is not active', 'teacher', 'inactive', null],
    ['is not made for somebody unknown', 'district', 'nobody', null],
  ];
  for (const [what, asker, person, school] of cases) {
    it(what, () => expect(loginLinkSchool(world(), asker, person, NOW)).to.equal(school));
  }

  it('goes by the day in the school’s own time zone', () => {
    // In Moscow it is the 25th already.
    const late = new Date('2026-11-24T22:00:00Z');
    const state = world({
      enrollments: [
        { personId: 'leaver', classId: '7b', role: 'pupil', beginsOn: null, endsOn: '2026-11-25' },
      ],
    });
    expect(loginLinkSchool(state, 'teacher', 'leaver', NOW)).to.equal('one');
    expect(loginLinkSchool(state, 'teacher', 'leaver', late)).to.equal(null);
  });
});
