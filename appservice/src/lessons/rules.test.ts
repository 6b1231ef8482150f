import { expect } from 'chai';
import type { Enrollment, RoleGrant, SchoolState } from '../school/model.ts';
import type { LessonKind, LessonRoom, Profile, SeatRole, Source } from './model.ts';
import { lessonKind, mayNotEnter, seatGrant, standing, waits } from './rules.ts';

const DAY = '2026-11-24';

function school(is: {
  enrolled?: Partial<Enrollment>[];
  granted?: RoleGrant['role'][];
  guardian?: boolean;
  active?: boolean;
  archived?: boolean;
}): SchoolState {
  const person = (id: string, active = true) => ({
    id,
    givenName: id,
    familyName: '',
    middleName: '',
    locale: null,
    active,
  });
  const always = { beginsOn: null, endsOn: null };
  return {
    schools: [{ id: 'school', name: 'School', locale: 'en', timeZone: 'UTC' }],
    years: [],
    classes: ['7b', '7a'].map((id) => ({
      id,
      schoolId: 'school',
      schoolYearId: 'year',
      title: id,
      kind: 'homeroom' as const,
      archived: is.archived === true,
    })),
    persons: [person('somebody', is.active), person('child')],
    roles: (is.granted ?? []).map((role) => ({
      personId: 'somebody',
      schoolId: role === 'district_admin' ? null : 'school',
      role,
      ...always,
    })),
    enrollments: [
      ...(is.enrolled ?? []).map((one) => ({
        personId: 'somebody',
        classId: '7b',
        role: 'pupil' as const,
        ...always,
        ...one,
      })),
      { personId: 'child', classId: '7b', role: 'pupil' as const, ...always },
    ],
    guardianships:
      is.guardian === true ? [{ guardianId: 'somebody', childId: 'child', relation: 'parent' }] : [],
    accounts: [],
  };
}

const room = (kind: LessonKind, classId: string | null = '7b'): LessonRoom => ({
  roomId: '!room',
  kind,
  schoolId: 'school',
  classId: kind === 'broadcast' ? null : classId,
});

describe('Who is what in a call', () => {
  const cases: [
    sentence: string,
    Parameters<typeof school>[0],
    LessonRoom,
    said: string,
    teacherIds?: string[],
  ][] = [
    ['a pupil of the class is a pupil', { enrolled: [{}] }, room('lesson'), 'pupil'],
    [
      'a pupil of another class has no business there',
      { enrolled: [{ classId: '7a' }] },
      room('lesson'),
      'lesson.not_yours',
    ],
    [
      'who left the class has none either',
      { enrolled: [{ endsOn: DAY }] },
      room('lesson'),
      'lesson.not_yours',
    ],
    ['a teacher of the class runs it', { enrolled: [{ role: 'teacher' }] }, room('lesson'), 'teacher, runs'],
    ['the class teacher runs it', { enrolled: [{ role: 'class_teacher' }] }, room('lesson'), 'teacher, runs'],
    ['a teacher of another class does not', { granted: ['teacher'] }, room('lesson'), 'lesson.not_yours'],
    [
      'a substitute runs the lesson that they give',
      { granted: ['teacher'] },
      room('lesson'),
      'teacher, runs',
      ['somebody'],
    ],
    ['an administrator runs it', { granted: ['school_admin'] }, room('lesson'), 'teacher, runs'],
    ['so does one of the district', { granted: ['district_admin'] }, room('lesson'), 'teacher, runs'],
    ['a parent is refused', { guardian: true }, room('lesson'), 'lesson.parents'],
    [
      'a parent on the register alone is refused',
      { enrolled: [{ role: 'parent' }] },
      room('lesson'),
      'lesson.parents',
    ],
    [
      'a parent who teaches the class is a teacher',
      { guardian: true, enrolled: [{ role: 'teacher' }] },
      room('lesson'),
      'teacher, runs',
    ],
    [
      'who is not active has no business there',
      { enrolled: [{ role: 'teacher' }], active: false },
      room('lesson'),
      'lesson.not_yours',
    ],
    ['an inactive substitute neither', { active: false }, room('lesson'), 'lesson.not_yours', ['somebody']],
    [
      'an archived class has no lessons',
      { enrolled: [{}], archived: true },
      room('lesson'),
      'lesson.not_yours',
    ],
    ['a stranger has no business there', {}, room('lesson'), 'lesson.not_yours'],
    ['a teacher speaks in a broadcast', { granted: ['teacher'] }, room('broadcast'), 'teacher, runs'],
    ['staff speak in a broadcast', { granted: ['staff'] }, room('broadcast'), 'teacher, runs'],
    ['a pupil watches a broadcast', { enrolled: [{}] }, room('broadcast'), 'viewer'],
    ['a parent watches a broadcast', { guardian: true }, room('broadcast'), 'viewer'],
    ['a stranger does not watch it', {}, room('broadcast'), 'lesson.not_yours'],
    ['a teacher talks in the staff room', { granted: ['teacher'] }, room('meeting', null), 'teacher'],
    ['a pupil does not', { enrolled: [{}] }, room('meeting', null), 'lesson.not_yours'],
    ['a parent does not', { guardian: true }, room('meeting', null), 'lesson.not_yours'],
    ['a parent talks in the parents’ chat', { guardian: true }, room('meeting'), 'teacher'],
    ['a teacher of the class talks there', { enrolled: [{ role: 'teacher' }] }, room('meeting'), 'teacher'],
    ['a pupil does not talk there', { enrolled: [{}] }, room('meeting'), 'lesson.not_yours'],
  ];
  for (const [sentence, is, where, said, teacherIds] of cases) {
    it(sentence, () => {
      const found = standing(school(is), 'somebody', where, DAY, teacherIds);
      expect(found.role === null ? found.refusal : found.run ? `${found.role}, runs` : found.role).to.equal(
        said,
      );
    });
  }

  it('somebody whom the register does not know has no business anywhere', () =>
    expect(standing(school({}), null, room('broadcast'), DAY)).to.deep.equal({
      role: null,
      run: false,
      refusal: 'lesson.not_yours',
    }));

  it('only some rooms have calls', () => {
    expect(lessonKind('lesson_room')).to.equal('lesson');
    expect(lessonKind('broadcast_hall')).to.equal('broadcast');
    expect([lessonKind('staff_room'), lessonKind('parents_chat')]).to.deep.equal(['meeting', 'meeting']);
    expect([lessonKind('class_chat'), lessonKind('announcements'), lessonKind('class_space')]).to.deep.equal([
      null,
      null,
      null,
    ]);
  });
});

describe('Who may enter a session', () => {
  const seat = { removed: false, came: false, admitted: false };
  const cases: [sentence: string, ...Parameters<typeof mayNotEnter>, said: string | null][] = [
    ['nobody when it is closed', null, 'pupil', null, 'lesson.closed'],
    ['not even a teacher', null, 'teacher', null, 'lesson.closed'],
    ['a pupil when it is open', { locked: false }, 'pupil', null, null],
    ['nobody new when it is locked', { locked: true }, 'pupil', null, 'lesson.locked'],
    ['not who only has a seat', { locked: true }, 'pupil', seat, 'lesson.locked'],
    ['who has been in it comes back', { locked: true }, 'pupil', { ...seat, came: true }, null],
    ['who was admitted comes', { locked: true }, 'pupil', { ...seat, admitted: true }, null],
    ['a teacher always', { locked: true }, 'teacher', null, null],
    [
      'not who was removed',
      { locked: false },
      'pupil',
      { ...seat, came: true, removed: true },
      'lesson.removed',
    ],
    [
      'not a viewer who was removed',
      { locked: false },
      'viewer',
      { ...seat, removed: true },
      'lesson.removed',
    ],
    [
      'a teacher is not kept out by being removed',
      { locked: false },
      'teacher',
      { ...seat, removed: true },
      null,
    ],
  ];
  for (const [sentence, session, role, one, said] of cases)
    it(sentence, () => expect(mayNotEnter(session, role, one)).to.equal(said));
});

describe('Who waits in the lobby', () => {
  const begun = { kind: 'lesson', lobby: false, teacherCame: true } as const;
  const alone = { ...begun, teacherCame: false };
  const pupil = { role: 'pupil', admitted: false } as const;
  const cases: [sentence: string, ...Parameters<typeof waits>, said: boolean][] = [
    ['a pupil until a teacher comes', alone, pupil, true, true],
    ['not once one has come', begun, pupil, true, false],
    ['not where the school does not wait', alone, pupil, false, false],
    ['a pupil while the lobby is on', { ...begun, lobby: true }, pupil, false, true],
    ['not who was admitted', { ...alone, lobby: true }, { ...pupil, admitted: true }, true, false],
    ['never a teacher', { ...alone, lobby: true }, { role: 'teacher', admitted: false }, true, false],
    ['never a viewer', { ...alone, kind: 'broadcast' }, { role: 'viewer', admitted: false }, true, false],
  ];
  for (const [sentence, session, seat, wait, said] of cases)
    it(sentence, () => expect(waits(session, seat, wait)).to.equal(said));
});

describe('What somebody may do on LiveKit', () => {
  type Override = { maySpeak?: boolean | null; mayShow?: boolean | null };
  const all: Source[] = ['microphone', 'camera', 'screen_share', 'screen_share_audio'];
  const show = all.slice(1);
  const cases: [sentence: string, SeatRole, Profile, Override, Source[]][] = [
    ['a teacher publishes all', 'teacher', 'test', {}, all],
    ['nobody takes that from a teacher', 'teacher', 'listen', { maySpeak: false, mayShow: false }, all],
    ['a pupil in a discussion speaks and is seen', 'pupil', 'discussion', {}, ['microphone', 'camera']],
    ['a pupil who listens publishes nothing', 'pupil', 'listen', {}, []],
    ['until they may speak', 'pupil', 'listen', { maySpeak: true }, ['microphone']],
    ['or show', 'pupil', 'listen', { mayShow: true }, show],
    ['or both', 'pupil', 'listen', { maySpeak: true, mayShow: true }, all],
    ['a pupil in a test is seen', 'pupil', 'test', {}, ['camera']],
    ['and heard if allowed', 'pupil', 'test', { maySpeak: true }, ['microphone', 'camera']],
    ['one pupil can be silenced in a discussion', 'pupil', 'discussion', { maySpeak: false }, ['camera']],
    ['and not be seen', 'pupil', 'discussion', { mayShow: false }, ['microphone']],
    [
      'null is what the profile says',
      'pupil',
      'discussion',
      { maySpeak: null, mayShow: null },
      ['microphone', 'camera'],
    ],
    ['a viewer only watches', 'viewer', 'broadcast', {}, []],
    ['whatever the profile', 'viewer', 'discussion', {}, []],
    ['until they may ask their question', 'viewer', 'broadcast', { maySpeak: true }, ['microphone']],
  ];
  for (const [sentence, role, profile, override, sources] of cases) {
    it(sentence, () => {
      const grant = seatGrant({ role, profile, ...override });
      expect(grant.sources).to.deep.equal(sources);
      expect(grant.canSubscribe).to.equal(true);
      expect(grant.canPublishData).to.equal(role === 'teacher');
      expect(grant.hidden).to.equal(role === 'viewer' && sources.length === 0);
    });
  }

  it('who waits neither hears nor is heard, whatever else they may', () =>
    expect(
      seatGrant({ role: 'pupil', profile: 'discussion', maySpeak: true, mayShow: true, waiting: true }),
    ).to.deep.equal({ canSubscribe: false, sources: [], canPublishData: false, hidden: false }));
});
