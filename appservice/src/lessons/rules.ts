/** Who is what in a lesson, who may enter it, and what they may publish. Pure. */
import type { RoomKind } from '@parta/protocol';
import type { IsoDate, PersonId, SchoolState } from '../school/model.ts';
import {
  administers,
  indexState,
  rolesInClass,
  rolesInSchool,
  teaches,
  worksThere,
} from '../school/rules.ts';
import type {
  Grant,
  LessonKind,
  LessonRoom,
  Profile,
  Refusal,
  Seat,
  SeatRole,
  Session,
  Source,
} from './model.ts';

/** What calls in a managed room are; null where there are none. */
export function lessonKind(kind: RoomKind): LessonKind | null {
  switch (kind) {
    case 'lesson_room':
      return 'lesson';
    case 'broadcast_hall':
      return 'broadcast';
    case 'staff_room':
    case 'parents_chat':
      return 'meeting';
    default:
      return null;
  }
}

/** What a person is in a room's calls, by the register alone. */
export type Standing =
  | { readonly role: SeatRole; readonly run: boolean }
  | {
      readonly role: null;
      readonly run: false;
      readonly refusal: Extract<
        Refusal,
        `lesson.${'not_yours' | 'parents'}` | `call.${'forbidden' | 'alone'}`
      >;
    };

const runs: Standing = { role: 'teacher', run: true };
const refused = (refusal: 'lesson.not_yours' | 'lesson.parents'): Standing => ({
  role: null,
  run: false,
  refusal,
});

/**
 * In lessons teachers of the class, whoever gives the lesson, and administrators are teachers; pupils are pupils; parents are refused, also
 * those of the class. In broadcasts everybody who works at the school speaks and everybody else of the school watches.
 *
 * @param teacherIds who gives the lesson that is held now
 */
export function standing(
  state: SchoolState,
  personId: PersonId | null,
  room: LessonRoom,
  day: IsoDate,
  teacherIds: readonly PersonId[] = [],
): Standing {
  if (personId === null || indexState(state).persons.get(personId)?.active !== true)
    return refused('lesson.not_yours');
  const inSchool = rolesInSchool(state, personId, room.schoolId, day);
  const works = worksThere(inSchool);

  if (room.kind === 'broadcast') {
    if (works) return runs;
    return inSchool.size > 0 ? { role: 'viewer', run: false } : refused('lesson.not_yours');
  }
  if (room.classId === null) {
    return works && room.kind === 'meeting' ? { role: 'teacher', run: false } : refused('lesson.not_yours');
  }
  const found = indexState(state).classes.get(room.classId);
  if (found === undefined || found.archived) return refused('lesson.not_yours');
  const inClass = rolesInClass(state, personId, room.classId, day);
  if (room.kind === 'meeting') {
    const belongs = administers(inSchool) || teaches(inClass) || inClass.has('parent');
    return belongs ? { role: 'teacher', run: false } : refused('lesson.not_yours');
  }
  if (administers(inSchool) || teaches(inClass) || teacherIds.includes(personId)) return runs;
  if (inClass.has('pupil')) return { role: 'pupil', run: false };
  return refused(inClass.has('parent') ? 'lesson.parents' : 'lesson.not_yours');
}

/** Why somebody who belongs in the room cannot enter the session; null when they can. Teachers are locked out of nothing but a closed room. */
export function mayNotEnter(
  session: Pick<Session, 'locked'> | null,
  role: SeatRole,
  seat: Pick<Seat, 'removed' | 'came' | 'admitted'> | null,
): Extract<Refusal, `lesson.${'closed' | 'removed' | 'locked'}`> | null {
  if (session === null) return 'lesson.closed';
  if (role === 'teacher') return null;
  if (seat?.removed === true) return 'lesson.removed';
  const expected = seat !== null && (seat.came || seat.admitted);
  return session.locked && !expected ? 'lesson.locked' : null;
}

/** Whether somebody waits in the lobby: for a teacher to come, or to be admitted where the lobby is on. */
export function waits(
  session: Pick<Session, 'lobby' | 'teacherCame' | 'kind'>,
  seat: Pick<Seat, 'role' | 'admitted'>,
  waitForTeacher: boolean,
): boolean {
  if (seat.role !== 'pupil' || seat.admitted) return false;
  return session.lobby || (waitForTeacher && !session.teacherCame);
}

const ALL: readonly Source[] = ['microphone', 'camera', 'screen_share', 'screen_share_audio'];
const NOTHING: Grant = { canSubscribe: false, sources: [], canPublishData: false, hidden: false };

/**
 * What somebody may do on LiveKit. `maySpeak` is the microphone, `mayShow` camera and screen; null is what the profile says. Viewers are not
 * shown to each other until they may speak or show.
 */
export function seatGrant(seat: {
  readonly role: SeatRole;
  readonly profile: Profile;
  readonly maySpeak?: boolean | null;
  readonly mayShow?: boolean | null;
  readonly waiting?: boolean;
}): Grant {
  const { role, profile, maySpeak = null, mayShow = null, waiting = false } = seat;
  if (role === 'teacher') return { canSubscribe: true, sources: ALL, canPublishData: true, hidden: false };
  if (waiting) return NOTHING;
  const ofProfile: readonly Source[] = role === 'viewer' ? [] : PUPILS[profile];
  const sources = ALL.filter((source) => {
    const override = source === 'microphone' ? maySpeak : mayShow;
    return override ?? ofProfile.includes(source);
  });
  return {
    canSubscribe: true,
    sources,
    canPublishData: false,
    hidden: role === 'viewer' && sources.length === 0,
  };
}

const PUPILS: { readonly [P in Profile]: readonly Source[] } = {
  discussion: ['microphone', 'camera'],
  listen: [],
  test: ['camera'],
  broadcast: [],
};
