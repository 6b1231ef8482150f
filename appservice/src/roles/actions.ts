/**
 * What people do in Parta, and the rule that says whether they may: the very functions by which the features decide. docs/roles.md is
 * made of it (reference.ts), so what is written there cannot differ from what happens. Pure.
 */
import { loginLinkSchool } from '../accounts/rules.ts';
import { mayReadLog } from '../audit/rules.ts';
import { may as mayDocument, maySetTasks, type Action } from '../documents/rules.ts';
import { ACTS, mayDo, mayPropose, sidesOf, type Act } from '../guardians/rules.ts';
import type { LessonKind } from '../lessons/model.ts';
import { maySeeAttendance, maySeeAttendanceOf } from '../lessons/rights.ts';
import { standing, type Standing } from '../lessons/rules.ts';
import {
  handles,
  mayModerate,
  mayRestrict,
  rankOf,
  whyNot as whyNotInCase,
  type Handler,
} from '../moderation/rules.ts';
import type { Party } from '../policy/model.ts';
import { mayAskAbout, mayEdit } from '../policy/rights.ts';
import { mayAsk, mayManage } from '../polls/rights.ts';
import { postsInClass } from '../quiet/rules.ts';
import { mayChangeLesson, maySeeClass, maySeePerson, worksAt } from '../schedule/rights.ts';
import type { ClassId, IsoDate, PersonId, SchoolId, SchoolState } from '../school/model.ts';
import {
  administersSchool,
  INVITE_ROLES,
  mayInvite,
  rolesInSchool,
  type InviteRole,
} from '../school/rules.ts';
import { GIVEN_ROLES, PLACE_OF, whyNot, type GivenRole } from './rules.ts';

/** Who asks, of what register, when. */
export interface Asking {
  readonly state: SchoolState;
  readonly askerId: PersonId;
  readonly now: Date;
  /** The same in every school. */
  readonly day: IsoDate;
  /** As the contact policy sees somebody. */
  readonly partyOf: (personId: PersonId) => Party;
}

/** Where something is done, and to whom. */
export interface Target {
  readonly schoolId: SchoolId;
  readonly classId: ClassId;
  /** A pupil of the class, and a guardian of theirs. */
  readonly pupilId: PersonId;
  readonly guardianId: PersonId;
  /** Works at the school. */
  readonly staffId: PersonId;
}

export interface RoleAction {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** What it is about: somebody (who may be the asker or their child), a class, a school, or the whole district. */
  readonly about: 'person' | 'class' | 'school' | 'district';
  may(asking: Asking, target: Target): boolean;
}

type Given = Omit<RoleAction, 'group'>;
const group = (name: string, actions: readonly Given[]): RoleAction[] =>
  actions.map((action) => ({ ...action, group: name }));

const INVITED: { readonly [role in InviteRole]: string } = {
  pupil: 'invite pupils to a class, see and end such invites, let in who waits',
  parent: 'the same for parents',
  teacher: 'the same for teachers',
};

const NAMED: { readonly [role in GivenRole]: string } = {
  pupil: 'make somebody a pupil of a class, or end it',
  teacher: 'make somebody a teacher, or end it',
  class_teacher: 'make somebody a class teacher, or end it',
  staff: 'make somebody staff, or end it',
  school_admin: 'make somebody a school administrator, or end it (not one’s own as the last one)',
  district_admin: 'make somebody a district administrator, or end it (the same)',
};

const administers = ({ state, askerId, day }: Asking, { schoolId }: Target): boolean =>
  administersSchool(state, askerId, schoolId, day);

const REGISTER = group('People, roles, invites', [
  ...INVITE_ROLES.map((role): Given => ({
    id: `invite.${role}`,
    title: INVITED[role],
    about: 'class',
    may: ({ state, askerId, day }, { classId }) => mayInvite(state, askerId, classId, day).includes(role),
  })),
  ...GIVEN_ROLES.map((role): Given => ({
    id: `role.${role}`,
    title: NAMED[role],
    about: PLACE_OF[role] === 'district' ? 'district' : PLACE_OF[role] === 'class' ? 'class' : 'school',
    may({ state, askerId, day }, { schoolId }) {
      const askerRoles = rolesInSchool(state, askerId, schoolId, day);
      return whyNot({ do: 'give', role, askerRoles, own: false, others: 1 }) === null;
    },
  })),
  {
    id: 'role.parent',
    title: 'end that somebody is a parent of a class (it begins by a guardianship)',
    about: 'class',
    may({ state, askerId, day }, { schoolId }) {
      const askerRoles = rolesInSchool(state, askerId, schoolId, day);
      return whyNot({ do: 'end', role: 'parent', askerRoles, own: false, others: 1 }) === null;
    },
  },
  { id: 'role.move', title: 'move a pupil to another class', about: 'class', may: administers },
  {
    id: 'login_link.pupil',
    title: 'make a log-in card for a pupil or a parent',
    about: 'class',
    may: ({ state, askerId, now }, { pupilId }) => loginLinkSchool(state, askerId, pupilId, now) !== null,
  },
  {
    id: 'login_link.staff',
    title: 'make a log-in card for somebody who works at school',
    about: 'school',
    may: ({ state, askerId, now }, { staffId }) => loginLinkSchool(state, askerId, staffId, now) !== null,
  },
]);

const GUARDIAN_ACTS: { readonly [act in Act]: string } = {
  accept: 'accept a guardianship: the guardian’s word',
  confirm: 'confirm a guardianship: the school’s word',
  decline: 'decline one that waits',
  end: 'end one that is in force',
  kind: 'say of what kind it is (mother, father, guardian)',
  consent: 'give or withdraw the guardian’s consent',
  contact: 'note what a court has ordered, or that it is over',
  dates: 'say from when to when it holds',
};

const GUARDIANS = group('Guardians', [
  ...ACTS.map((act): Given => ({
    id: `guardian.${act}`,
    title: GUARDIAN_ACTS[act],
    about: 'person',
    may: ({ state, askerId, now }, { guardianId, pupilId: childId }) =>
      mayDo(sidesOf(state, askerId, { guardianId, childId }, now), act),
  })),
  {
    id: 'guardian.propose',
    title: 'put a guardian on record, who then accepts',
    about: 'person',
    may: ({ state, askerId, now }, { guardianId, pupilId: childId }) =>
      mayPropose(sidesOf(state, askerId, { guardianId, childId }, now)),
  },
]);

const TIMETABLE = group('Timetable', [
  {
    id: 'timetable.see_class',
    title: 'see the timetable of a class',
    about: 'class',
    may: ({ state, askerId, day }, { classId }) => maySeeClass(state, askerId, classId, day),
  },
  {
    id: 'timetable.see_person',
    title: 'see somebody’s timetable',
    about: 'person',
    may: ({ state, askerId, day }, { pupilId }) => maySeePerson(state, askerId, pupilId, () => day),
  },
  {
    id: 'timetable.change',
    title: 'change lessons of a class, import them, subscribe the class to a calendar',
    about: 'class',
    may: ({ state, askerId, day }, { schoolId, classId }) =>
      mayChangeLesson(state, askerId, { schoolId, classIds: [classId] }, day),
  },
  {
    id: 'timetable.school',
    title: 'change lessons of no class, import those of a school',
    about: 'school',
    may: ({ state, askerId, day }, { schoolId }) =>
      mayChangeLesson(state, askerId, { schoolId, classIds: [] }, day),
  },
  {
    id: 'timetable.see_frame',
    title: 'see terms, days off, bells, teachers and places',
    about: 'school',
    may: ({ state, askerId, day }, { schoolId }) => worksAt(state, askerId, schoolId, day),
  },
  { id: 'timetable.frame', title: 'change terms, days off and bells', about: 'school', may: administers },
]);

const inLibrary =
  (action: Action): Given['may'] =>
  ({ state, askerId, day }, { classId }) =>
    mayDocument(state, askerId, action, { kind: 'library', classId }, day);
const inSlot =
  (action: Action): Given['may'] =>
  ({ state, askerId, day }, { classId, pupilId }) =>
    mayDocument(state, askerId, action, { kind: 'hand_in', classId, pupilId }, day);

const DOCUMENTS = group('Documents', [
  { id: 'document.read', title: 'read the library of a class', about: 'class', may: inLibrary('read') },
  {
    id: 'document.add',
    title: 'put documents into it, change and delete them',
    about: 'class',
    may: inLibrary('add'),
  },
  {
    id: 'task.set',
    title: 'set a class tasks to hand in',
    about: 'class',
    may: ({ state, askerId, day }, { classId }) => maySetTasks(state, askerId, classId, day),
  },
  { id: 'task.hand_in', title: 'hand work in', about: 'person', may: inSlot('add') },
  { id: 'task.read', title: 'see work that was handed in', about: 'person', may: inSlot('read') },
  { id: 'task.return', title: 'return it with a comment', about: 'person', may: inSlot('return') },
]);

const inMedia =
  (kind: LessonKind, of: 'class' | 'school', may: (is: Standing) => boolean): Given['may'] =>
  ({ state, askerId, day }, { schoolId, classId }) =>
    may(
      standing(state, askerId, { roomId: '', kind, schoolId, classId: of === 'class' ? classId : null }, day),
    );
const enters = ({ role }: Standing): boolean => role !== null;
const runs = ({ run }: Standing): boolean => run;

const LESSONS = group('Lessons and broadcasts', [
  {
    id: 'lesson.enter',
    title: 'enter a lesson of a class while it is held',
    about: 'class',
    may: inMedia('lesson', 'class', enters),
  },
  {
    id: 'lesson.run',
    title: 'run it: open, end, prolong, mute, remove, lobby, groups, record',
    about: 'class',
    may: inMedia('lesson', 'class', runs),
  },
  {
    id: 'broadcast.watch',
    title: 'watch a broadcast, ask questions',
    about: 'school',
    may: inMedia('broadcast', 'school', enters),
  },
  {
    id: 'broadcast.run',
    title: 'run a broadcast: speak, decide about questions, record, stream',
    about: 'school',
    may: inMedia('broadcast', 'school', runs),
  },
  {
    id: 'meeting.staff',
    title: 'call in the staff room',
    about: 'school',
    may: inMedia('meeting', 'school', enters),
  },
  {
    id: 'meeting.parents',
    title: 'call in the parents’ chat',
    about: 'class',
    may: inMedia('meeting', 'class', enters),
  },
  {
    id: 'attendance.class',
    title: 'see, correct and export attendance of a class',
    about: 'class',
    may: ({ state, askerId, day }, { classId }) => maySeeAttendance(state, askerId, classId, day),
  },
  {
    id: 'attendance.person',
    title: 'see which lessons somebody missed',
    about: 'person',
    may: ({ state, askerId, now }, { pupilId }) => maySeeAttendanceOf(state, askerId, pupilId, now),
  },
  {
    id: 'poll.ask',
    title: 'let Parta ask in a class, also anonymously; parents in their own chat',
    about: 'class',
    may: ({ state, askerId, day }, { schoolId, classId }) =>
      mayAsk(state, askerId, { kind: 'parents_chat', schoolId, classId }, day),
  },
  {
    id: 'poll.manage',
    title: 'end others’ polls in a class, see who has not voted, export the result',
    about: 'class',
    may: ({ state, askerId, day }, { schoolId, classId }) =>
      mayManage(state, askerId, { kind: 'class_chat', schoolId, classId }, day),
  },
]);

/** The asker as one who handles a case about somebody. */
function inCase({ state, askerId, day }: Asking, { schoolId, classId }: Target, subjectId: PersonId) {
  const who: Handler = {
    personId: askerId,
    rank: rankOf(state, askerId, schoolId, day),
    moderates: mayModerate(state, askerId, { schoolId, classId }, day),
  };
  return { who, subjectId, subjectRank: rankOf(state, subjectId, schoolId, day) };
}

type Subject = 'pupilId' | 'staffId';
const mutes =
  (subject: Subject): Given['may'] =>
  (asking, target) => {
    const { who, subjectId, subjectRank } = inCase(asking, target, target[subject]);
    return who.moderates && mayRestrict(who, { personId: subjectId, rank: subjectRank });
  };
const handlesCases =
  (subject: Subject): Given['may'] =>
  (asking, target) => {
    const { who, ...about } = inCase(asking, target, target[subject]);
    return handles(about, who);
  };

const MODERATION = group('Moderation', [
  {
    id: 'moderation.class',
    title: 'lock or slow down the chats of a class, pause its invites',
    about: 'class',
    may: ({ state, askerId, day }, { schoolId, classId }) =>
      mayModerate(state, askerId, { schoolId, classId }, day),
  },
  {
    id: 'moderation.school',
    title: 'the same in rooms of the whole school',
    about: 'school',
    may: ({ state, askerId, day }, { schoolId }) =>
      mayModerate(state, askerId, { schoolId, classId: null }, day),
  },
  {
    id: 'moderation.pupil',
    title: 'mute or remove a pupil or a parent for a time',
    about: 'class',
    may: mutes('pupilId'),
  },
  {
    id: 'moderation.staff',
    title: 'mute or remove somebody who works at school',
    about: 'class',
    may: mutes('staffId'),
  },
  {
    id: 'case.pupil',
    title: 'handle a case about a pupil or a parent',
    about: 'class',
    may: handlesCases('pupilId'),
  },
  {
    id: 'case.staff',
    title: 'handle a case about somebody who works at school',
    about: 'class',
    may: handlesCases('staffId'),
  },
  {
    id: 'case.allow',
    title: 'allow another one to read what is sealed in a case',
    about: 'class',
    may(asking, target) {
      const { who, ...about } = inCase(asking, target, target.pupilId);
      const facts = { ...about, state: 'open', decidedBy: null, upheld: null, appealOver: false } as const;
      return whyNotInCase('allow', facts, who) === null;
    },
  },
]);

const POLICY = group('Who may talk to whom', [
  {
    id: 'policy.explain',
    title: 'ask why somebody can or cannot reach another one, or is not in a room',
    about: 'person',
    may: ({ askerId, partyOf }, { pupilId }) => mayAskAbout(partyOf(askerId), partyOf(pupilId)),
  },
  {
    id: 'policy.school',
    title: 'read, simulate and change the contact matrix and quiet hours of a school; note who is of age',
    about: 'school',
    may: ({ askerId, partyOf }, { schoolId }) => mayEdit(partyOf(askerId), schoolId),
  },
  {
    id: 'policy.district',
    title: 'change the contact matrix of the district',
    about: 'district',
    may: ({ askerId, partyOf }) => mayEdit(partyOf(askerId), null),
  },
  {
    id: 'quiet.post',
    title: 'in quiet hours, have a message sent in the morning, or ring for a reason that is logged',
    about: 'class',
    may: ({ state, askerId, day }, { classId, schoolId }) =>
      postsInClass(state, askerId, { classId, schoolId }, day),
  },
  {
    id: 'contact.second',
    title: 'name the second adult of a direct chat',
    about: 'school',
    may: administers,
  },
]);

const AUDIT = group('Log of actions', [
  {
    id: 'audit.school',
    title: 'read, verify and export the log of a school',
    about: 'school',
    may: ({ state, askerId, day }, { schoolId }) => mayReadLog(state, askerId, schoolId, day),
  },
  {
    id: 'audit.district',
    title: 'the same for the log of the district',
    about: 'district',
    may: ({ state, askerId, day }) => mayReadLog(state, askerId, null, day),
  },
]);

/** In the order in which they are shown. */
export const ROLE_ACTIONS: readonly RoleAction[] = [
  ...REGISTER,
  ...GUARDIANS,
  ...TIMETABLE,
  ...DOCUMENTS,
  ...LESSONS,
  ...MODERATION,
  ...POLICY,
  ...AUDIT,
];
