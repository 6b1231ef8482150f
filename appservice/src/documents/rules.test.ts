import { expect } from 'chai';
import type { ClassRole, SchoolState } from '../school/model.ts';
import { allowed, maySetTasks, standing, type Action, type Place, type Standing } from './rules.ts';

const DAY = '2026-11-24';
const enrolled = (personId: string, classId: string, role: ClassRole, endsOn: string | null = null) => ({
  personId,
  classId,
  role,
  beginsOn: null,
  endsOn,
});

const state: SchoolState = {
  schools: ['one', 'two'].map((id) => ({ id, name: id, locale: 'ru', timeZone: 'Europe/Moscow' })),
  years: [],
  classes: ['7Б', '7А', 'old'].map((id) => ({
    id,
    schoolId: 'one',
    schoolYearId: 'year',
    title: id,
    kind: 'homeroom',
    archived: id === 'old',
  })),
  persons: [
    ...['pupil', 'classmate', 'former', 'mother', 'otherParent', 'formerParent', 'teacher', 'formerTeacher'],
    ...['colleague', 'admin', 'adminElsewhere', 'district', 'locked'],
  ].map((id) => ({
    id,
    givenName: id,
    familyName: '',
    middleName: '',
    locale: null,
    active: id !== 'locked',
  })),
  roles: [
    { personId: 'admin', schoolId: 'one', role: 'school_admin', beginsOn: null, endsOn: null },
    { personId: 'adminElsewhere', schoolId: 'two', role: 'school_admin', beginsOn: null, endsOn: null },
    { personId: 'district', schoolId: null, role: 'district_admin', beginsOn: null, endsOn: null },
  ],
  enrollments: [
    enrolled('pupil', '7Б', 'pupil'),
    enrolled('pupil', 'old', 'pupil'),
    enrolled('classmate', '7Б', 'pupil'),
    enrolled('locked', '7Б', 'pupil'),
    enrolled('former', '7Б', 'pupil', DAY),
    enrolled('teacher', '7Б', 'teacher'),
    enrolled('teacher', 'old', 'teacher'),
    enrolled('formerTeacher', '7Б', 'teacher', '2026-09-30'),
    enrolled('colleague', '7А', 'class_teacher'),
  ],
  guardianships: [
    { guardianId: 'mother', childId: 'pupil', relation: 'mother' },
    { guardianId: 'otherParent', childId: 'classmate', relation: 'father' },
    { guardianId: 'formerParent', childId: 'pupil', relation: 'father', endsOn: '2026-10-01' },
  ],
  accounts: [],
};

const library: Place = { kind: 'library', classId: '7Б' };
const slot: Place = { kind: 'hand_in', classId: '7Б', pupilId: 'pupil' };
const own: Place = { kind: 'personal', ownerId: 'mother' };

describe('what people may do with documents', () => {
  const cases: readonly (readonly [string, string, Place, readonly Action[]])[] = [
    ['a pupil reads the library of their class', 'pupil', library, ['read']],
    ['a parent reads the library of their child’s class', 'mother', library, ['read']],
    ['a teacher fills the library of their class', 'teacher', library, ['read', 'add', 'change']],
    ['an administrator of the school fills it, too', 'admin', library, ['read', 'add', 'change']],
    ['so does an administrator of the district', 'district', library, ['read', 'add', 'change']],
    ['a teacher of another class does not see it', 'colleague', library, []],
    ['an administrator of another school does not see it', 'adminElsewhere', library, []],
    ['who left the class today does not see it', 'former', library, []],
    ['who taught the class once does not see it', 'formerTeacher', library, []],
    ['who was a guardian once does not see it', 'formerParent', library, []],
    ['who is not active sees nothing', 'locked', library, []],
    ['a person that nobody knows sees nothing', 'nobody', library, []],
    [
      'the library of an archived class is only read',
      'teacher',
      { kind: 'library', classId: 'old' },
      ['read'],
    ],
    ['a class that is not there has no library', 'district', { kind: 'library', classId: 'none' }, []],
    ['a pupil hands in, and takes back what they handed in', 'pupil', slot, ['read', 'add', 'change']],
    ['a guardian sees the work of their child', 'mother', slot, ['read']],
    ['a teacher of the class sees and returns it', 'teacher', slot, ['read', 'return']],
    ['a classmate does not see it', 'classmate', slot, []],
    ['the parent of another child does not see it', 'otherParent', slot, []],
    ['who was a guardian once does not see the work', 'formerParent', slot, []],
    ['who only administers the school does not see it', 'admin', slot, []],
    ['who administers the district does not see it', 'district', slot, []],
    ['a teacher of another class does not see the work', 'colleague', slot, []],
    ['who taught the class once does not see the work', 'formerTeacher', slot, []],
    [
      'who left the class no longer sees what they handed in there',
      'former',
      { kind: 'hand_in', classId: '7Б', pupilId: 'former' },
      [],
    ],
    [
      'in an archived class nothing is handed in any more',
      'pupil',
      { kind: 'hand_in', classId: 'old', pupilId: 'pupil' },
      ['read'],
    ],
    ['everybody has a store of their own', 'mother', own, ['read', 'add', 'change', 'share']],
    ['a child does not see the store of a parent', 'pupil', own, []],
    ['an administrator does not see the store of a parent', 'district', own, []],
  ];
  for (const [sentence, personId, place, expected] of cases) {
    it(sentence, () => expect(allowed(state, personId, place, DAY)).to.deep.equal(expected));
  }

  it('only who teaches a class sets it tasks', () => {
    const may = state.persons.filter(({ id }) => maySetTasks(state, id, '7Б', DAY)).map(({ id }) => id);
    expect(may).to.deep.equal(['teacher']);
    expect(maySetTasks(state, 'teacher', 'old', DAY)).to.equal(false);
  });
});

describe('how work stands', () => {
  const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 24, hour));
  const cases: readonly (readonly [string, number | null, number | null, number | null, Standing])[] = [
    ['is open before the deadline', null, null, 12, 'open'],
    ['is open without a deadline', null, null, null, 'open'],
    ['is missing after the deadline', null, null, 9, 'missing'],
    ['is handed in on the very deadline', 9, null, 9, 'handed_in'],
    ['is late after it', 9, null, 8, 'late'],
    ['is returned when the teacher has commented', 8, 9, 7, 'returned'],
    ['is handed in again after it was returned', 9, 8, 12, 'handed_in'],
  ];
  for (const [sentence, handedIn, returned, due, expected] of cases) {
    it(sentence, () => {
      const slotOf = {
        handedInAt: handedIn === null ? null : at(handedIn),
        returnedAt: returned === null ? null : at(returned),
      };
      expect(standing(slotOf, due === null ? null : at(due), at(10))).to.equal(expected);
    });
  }
});
