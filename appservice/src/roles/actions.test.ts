import { expect } from 'chai';
import type { KnownAction } from '../audit/actions.ts';
import { shippedTemplates } from '../reconcile/fixtures.ts';
import { ROLE_ACTIONS } from './actions.ts';
import type { COLUMNS } from './reference.ts';
import { reachOf, rolesReference } from './reference.ts';

/** By whom an act of the audit log is done besides those of the table. */
type Others =
  | 'parta'
  /** Whoever it is about: their own code, account, case or guardianship. */
  | 'themselves'
  /** The command line. */
  | 'operator';

/** Which line of docs/roles.md says who may do what the audit log tells of. A new act of somebody in power needs its line there. */
const WHO_MAY: { readonly [action in KnownAction]: Others | (string & {}) } = {
  'attendance.correct': 'attendance.class',
  'attendance.export': 'attendance.class',
  'audit.export': 'audit.school',
  'broadcast.stream': 'broadcast.run',
  'case.allow': 'case.allow',
  'case.appeal': 'themselves',
  'case.ask': 'case.pupil',
  'case.assign': 'case.pupil',
  'case.confirm': 'case.pupil',
  'case.dismiss': 'case.pupil',
  'case.mute': 'case.pupil',
  'case.open': 'parta',
  'case.overturn': 'case.pupil',
  'case.read': 'case.pupil',
  'case.redact': 'case.pupil',
  'case.remove': 'case.pupil',
  'case.report': 'themselves',
  'case.talk': 'case.pupil',
  'case.uphold': 'case.pupil',
  'case.warn': 'case.pupil',
  'command.refuse': 'parta',
  'contact.direct_room': 'parta',
  'contact.direct_open': 'parta',
  'contact.direct_read_only': 'parta',
  'contact.direct_close': 'parta',
  'contact.name_second': 'contact.second',
  'contact.room_cut': 'parta',
  'contact.room_closed': 'parta',
  'contact.room_replaced': 'parta',
  'document.delete': 'document.add',
  'feed.create': 'timetable.see_class',
  'guardian.accept': 'guardian.accept',
  'guardian.change': 'guardian.contact',
  'guardian.confirm': 'guardian.confirm',
  'guardian.decline': 'guardian.decline',
  'guardian.end': 'guardian.end',
  'guardian.propose': 'guardian.propose',
  'inbox.discard': 'operator',
  'inbox.replay': 'operator',
  'invite.approve': 'invite.pupil',
  'invite.create': 'invite.pupil',
  'invite.decline': 'invite.pupil',
  'invite.redeem': 'themselves',
  'invite.revoke': 'invite.pupil',
  'lesson.mute': 'lesson.run',
  'lesson.seat': 'lesson.run',
  'lesson.lower_hands': 'lesson.run',
  'login_link.create': 'login_link.pupil',
  'login_link.use': 'themselves',
  'message.filter': 'parta',
  'message.slow': 'parta',
  'poll.ask': 'poll.ask',
  'poll.end': 'poll.manage',
  'poll.export': 'poll.manage',
  'quiet.posting': 'policy.school',
  'quiet.urgent': 'quiet.post',
  'question.decide': 'broadcast.run',
  'policy.age': 'policy.school',
  'policy.matrix': 'policy.school',
  'policy.quiet_hours': 'policy.school',
  'recording.delete': 'lesson.run',
  'recording.read': 'lesson.run',
  'recording.start': 'lesson.run',
  'recording.stop': 'lesson.run',
  'restriction.begin': 'moderation.class',
  'restriction.end': 'moderation.class',
  'role.end': 'role.teacher',
  'role.give': 'role.teacher',
  'role.move': 'role.move',
  'roster.apply': 'operator',
  'task.change': 'task.set',
  'task.remove': 'task.set',
  'task.return': 'task.return',
  'task.set': 'task.set',
  'timetable.frame': 'timetable.frame',
  'timetable.import': 'timetable.change',
};

const reach = (id: string, column: (typeof COLUMNS)[number]): string =>
  reachOf(
    ROLE_ACTIONS.find((action) => action.id === id)!,
    column,
  );

describe('The table of roles and actions', () => {
  const sentences: readonly (readonly [string, string, (typeof COLUMNS)[number], string])[] = [
    ['a teacher invites pupils to their own class only', 'invite.pupil', 'teacher', 'class'],
    ['a teacher invites no teachers', 'invite.teacher', 'teacher', '–'],
    ['a school administrator moves pupils of the school', 'role.move', 'school_admin', 'school'],
    ['a district administrator moves pupils of every school', 'role.move', 'district_admin', 'district'],
    ['a parent sees what their own child missed', 'attendance.person', 'parent', 'own'],
    ['a parent sees no list of who has not voted', 'poll.manage', 'parent', '–'],
    ['a parent enters no lesson', 'lesson.enter', 'parent', '–'],
    ['a parent accepts a guardianship of their own only', 'guardian.accept', 'parent', 'own'],
    ['a pupil confirms no guardianship', 'guardian.confirm', 'pupil', '–'],
    ['a class teacher locks the chat of their class', 'moderation.class', 'class_teacher', 'class'],
    ['a teacher does not', 'moderation.class', 'teacher', '–'],
    ['staff see every timetable of their school', 'timetable.see_class', 'staff', 'school'],
    [
      'a school administrator does not change the matrix of the district',
      'policy.district',
      'school_admin',
      '–',
    ],
  ];
  for (const [sentence, id, column, expected] of sentences) {
    it(sentence, () => expect(reach(id, column)).to.equal(expected));
  }

  it('lets somebody without a role do nothing', () => {
    const allowed = ROLE_ACTIONS.filter((action) => reachOf(action, 'nobody') !== '–');
    expect(allowed.map(({ id }) => id)).to.deep.equal([]);
  });

  it('names each action once', () => {
    const ids = ROLE_ACTIONS.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('says of everything that the audit log tells of who may do it', () => {
    const lines = new Set([...ROLE_ACTIONS.map(({ id }) => id), 'parta', 'themselves', 'operator']);
    expect(Object.values(WHO_MAY).filter((id) => !lines.has(id))).to.deep.equal([]);
  });

  it('has a line for every action, and a column for every role', () => {
    const page = rolesReference(shippedTemplates);
    for (const { title } of ROLE_ACTIONS) expect(page).to.contain(`| ${title} |`);
    expect(page).to.contain('| school administrator | district administrator | no role |');
  });
});
