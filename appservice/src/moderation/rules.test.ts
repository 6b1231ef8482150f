import { expect } from 'chai';
import type { SchoolState } from '../school/model.ts';
import {
  handles,
  mayModerate,
  mayRestrict,
  stateAfter,
  whyNot,
  type CaseAction,
  type CaseFacts,
  type CaseRefusal,
  type CaseState,
  type Handler,
  type Rank,
} from './rules.ts';

const DAY = '2026-10-01';
const person = (id: string) => ({
  ...{ id, givenName: id, familyName: '', middleName: '', locale: null, active: true },
});
const enrolled = (
  personId: string,
  classId: string,
  role: 'pupil' | 'teacher' | 'class_teacher' | 'parent',
) => ({
  ...{ personId, classId, role, beginsOn: null, endsOn: null },
});
const granted = (
  personId: string,
  schoolId: string | null,
  role: 'school_admin' | 'district_admin' | 'staff',
) => ({
  ...{ personId, schoolId, role, beginsOn: null, endsOn: null },
});
const inYear = (id: string, schoolId: string, archived = false) => ({
  ...{ id, schoolId, schoolYearId: 'y', title: id, kind: 'homeroom' as const, archived },
});

const STATE: SchoolState = {
  schools: ['one', 'two'].map((id) => ({ id, name: id, locale: 'ru', timeZone: 'Europe/Moscow' })),
  years: [],
  classes: [inYear('a', 'one'), inYear('b', 'one'), inYear('old', 'one', true), inYear('c', 'two')],
  persons: [
    ...['pupil', 'parent', 'teacher', 'classTeacher', 'oldClassTeacher'],
    ...['staff', 'admin', 'district', 'otherAdmin'],
  ].map(person),
  roles: [
    granted('staff', 'one', 'staff'),
    granted('admin', 'one', 'school_admin'),
    granted('otherAdmin', 'two', 'school_admin'),
    granted('district', null, 'district_admin'),
  ],
  enrollments: [
    enrolled('pupil', 'a', 'pupil'),
    enrolled('parent', 'a', 'parent'),
    enrolled('teacher', 'a', 'teacher'),
    enrolled('classTeacher', 'a', 'class_teacher'),
    enrolled('oldClassTeacher', 'old', 'class_teacher'),
  ],
  guardianships: [],
  accounts: [],
};

describe('who may moderate', () => {
  const table: [string, string, string | null, boolean][] = [
    ['a class teacher moderates their class', 'classTeacher', 'a', true],
    ['a class teacher does not moderate another class', 'classTeacher', 'b', false],
    ['a class teacher does not moderate the school', 'classTeacher', null, false],
    ['a class teacher of an archived class does not moderate it', 'oldClassTeacher', 'old', false],
    ['a teacher does not moderate a class they only teach in', 'teacher', 'a', false],
    ['an administrator moderates every class of the school', 'admin', 'b', true],
    ['an administrator moderates the school', 'admin', null, true],
    ['an administrator of another school does not', 'otherAdmin', 'a', false],
    ['a district administrator moderates every school', 'district', null, true],
    ['staff do not moderate', 'staff', 'a', false],
    ['a pupil does not moderate', 'pupil', 'a', false],
    ['a parent does not moderate', 'parent', 'a', false],
  ];
  for (const [name, personId, classId, expected] of table) {
    it(name, () => {
      expect(mayModerate(STATE, personId, { schoolId: 'one', classId }, DAY)).to.equal(expected);
    });
  }
  it('a class teacher has no power in a class that belongs to another school than was said', () => {
    expect(mayModerate(STATE, 'classTeacher', { schoolId: 'two', classId: 'a' }, DAY)).to.equal(false);
  });

  const ranks: [Rank, Rank, boolean][] = [
    ['other', 'other', true],
    ['staff', 'other', true],
    ['staff', 'staff', false],
    ['staff', 'administrator', false],
    ['administrator', 'other', true],
    ['administrator', 'staff', true],
    ['administrator', 'administrator', false],
  ];
  for (const [asker, target, expected] of ranks) {
    it(`${asker} ${expected ? 'restricts' : 'does not restrict'} ${target}`, () => {
      expect(mayRestrict({ personId: '1', rank: asker }, { personId: '2', rank: target })).to.equal(expected);
    });
  }
  it('nobody restricts themselves', () => {
    const me = { personId: '1', rank: 'other' as const };
    expect(mayRestrict({ ...me, rank: 'administrator' }, me)).to.equal(false);
  });
});

describe('what may be done in a case', () => {
  const facts = (change: Partial<CaseFacts> = {}): CaseFacts => ({
    ...{ state: 'open', subjectId: 'subject', subjectRank: 'other', decidedBy: null, upheld: null },
    appealOver: false,
    ...change,
  });
  const decided = facts({ state: 'decided', decidedBy: 'teacher', upheld: true });
  const appealed = facts({ state: 'appealed', decidedBy: 'teacher', upheld: true });
  const closed = facts({ state: 'closed', decidedBy: 'teacher', upheld: true });
  const teacher: Handler = { personId: 'teacher', rank: 'staff', moderates: true };
  const admin: Handler = { personId: 'admin', rank: 'administrator', moderates: true };
  const subject: Handler = { personId: 'subject', rank: 'other', moderates: false };
  const stranger: Handler = { personId: 'stranger', rank: 'other', moderates: false };

  const table: [string, CaseAction, CaseFacts, Handler, CaseRefusal | null][] = [
    ['the class teacher removes the message', 'redact', facts(), teacher, null],
    ['the class teacher mutes', 'mute', facts(), teacher, null],
    ['the class teacher decides', 'uphold', facts(), teacher, null],
    ['an administrator decides', 'dismiss', facts(), admin, null],
    ['somebody who does not moderate there does nothing', 'redact', facts(), stranger, 'not_yours'],
    ['the person concerned does nothing but appeal', 'dismiss', facts(), subject, 'not_yours'],
    [
      'an administrator does not handle a case about themselves',
      'dismiss',
      facts({ subjectId: 'admin', subjectRank: 'administrator' }),
      admin,
      'not_yours',
    ],
    [
      'a class teacher does not handle one about staff',
      'warn',
      facts({ subjectRank: 'staff' }),
      teacher,
      'not_yours',
    ],
    ['an administrator handles one about staff', 'warn', facts({ subjectRank: 'staff' }), admin, null],
    ['nothing more is done after the decision', 'mute', decided, teacher, 'not_now'],
    ['it is not decided twice', 'dismiss', decided, admin, 'not_now'],
    ['the person concerned appeals the decision', 'appeal', decided, subject, null],
    ['nobody else appeals it', 'appeal', decided, stranger, 'not_yours'],
    ['nobody appeals before the decision', 'appeal', facts(), subject, 'not_now'],
    ['a dismissal is not appealed', 'appeal', { ...decided, upheld: false }, subject, 'not_now'],
    ['nobody appeals twice', 'appeal', appealed, subject, 'not_now'],
    ['nobody appeals when the case is closed', 'appeal', closed, subject, 'not_now'],
    ['nobody appeals too late', 'appeal', { ...decided, appealOver: true }, subject, 'appeal_over'],
    ['who decided does not decide the appeal', 'overturn', appealed, teacher, 'another_person'],
    ['who decided does not confirm it either', 'confirm', appealed, teacher, 'another_person'],
    ['another one decides the appeal', 'overturn', appealed, admin, null],
    ['an appeal that was not made is not decided', 'confirm', decided, admin, 'not_now'],
    ['who handles it asks for the evidence, also later', 'ask', closed, teacher, null],
    ['an administrator allows that', 'allow', facts(), admin, null],
    ['a class teacher does not allow it', 'allow', facts(), teacher, 'not_yours'],
    ['a stranger does not ask for it', 'ask', facts(), stranger, 'not_yours'],
  ];
  for (const [name, action, of, who, expected] of table) {
    it(name, () => expect(whyNot(action, of, who)).to.equal(expected));
  }

  it('a case goes from open to decided, and over an appeal to closed, and never back', () => {
    const path = (...actions: CaseAction[]): CaseState => actions.reduce(stateAfter, 'open' as CaseState);
    expect(path('assign', 'redact', 'mute', 'remove', 'warn', 'talk', 'ask', 'allow')).to.equal('open');
    expect([path('uphold'), path('dismiss')]).to.deep.equal(['decided', 'decided']);
    expect(path('uphold', 'appeal')).to.equal('appealed');
    expect([path('uphold', 'appeal', 'confirm'), path('uphold', 'appeal', 'overturn')]).to.deep.equal([
      'closed',
      'closed',
    ]);
    expect(handles(facts(), subject)).to.equal(false);
  });
});
