/**
 * A lesson session is what is held in a lesson room or broadcast hall from opening to end; a seat is one account's place in it. (A lesson
 * in schedule/ is the repeating thing of the timetable.) Moments count milliseconds since 1970 UTC.
 */
import type { ClassId, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';

/** What pupils may publish: camera and microphone, nothing, the camera only; `broadcast`: viewers only watch. */
export type Profile = 'discussion' | 'listen' | 'test' | 'broadcast';
export type SeatRole = 'teacher' | 'pupil' | 'viewer';
/** As LiveKit calls the sources of tracks. */
export type Source = 'microphone' | 'camera' | 'screen_share' | 'screen_share_audio';
/** A meeting (staff room, parents' chat) has no session: it is always open, and everybody in it publishes. */
export type LessonKind = 'lesson' | 'broadcast' | 'meeting';

export type Refusal =
  | 'lesson.closed'
  | 'lesson.not_yours'
  | 'lesson.locked'
  | 'lesson.removed'
  | 'lesson.parents'
  /** Calls in direct rooms: the contact policy allows the two none (any more), the second adult is not there, the other has quiet hours. */
  | 'call.forbidden'
  | 'call.alone'
  | 'call.quiet'
  | 'lesson.media_off'
  | 'lesson.media_preparing'
  | 'lesson.media_unavailable';

/** A managed room in which calls are held. */
export interface LessonRoom {
  readonly roomId: RoomId;
  readonly kind: LessonKind;
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
}

/** A direct room of two people, perhaps with a second adult: who may call in it is the contact policy's affair (contacts/). */
export interface CallRoom {
  readonly roomId: RoomId;
  readonly kind: 'call';
  /** Null: the two have no school in common. */
  readonly schoolId: SchoolId | null;
  readonly classId: null;
}

/** Any room in which people meet on LiveKit. */
export type MediaRoom = LessonRoom | CallRoom;

/** Meetings and calls are always open: there are no sessions, no seats, nobody who runs them. */
export const isAlwaysOpen = ({ kind }: Pick<MediaRoom, 'kind'>): boolean =>
  kind === 'meeting' || kind === 'call';

/** What lessons ask about calls in direct rooms. */
export interface Calls {
  /** Null for a room that is no direct room. */
  roomOf(roomId: RoomId): Promise<CallRoom | null>;
  /** Why somebody has no place in the call of a direct room just now; null when they have. */
  whyNot(
    roomId: RoomId,
    personId: PersonId,
  ): Promise<Extract<Refusal, 'lesson.not_yours' | 'call.forbidden' | 'call.alone'> | null>;
  /**
   * Whether somebody must not begin a call now, because another one has quiet hours. Of those who are there already
   * nobody is disturbed.
   */
  disturbs(roomId: RoomId, personId: PersonId, there: ReadonlySet<PersonId>): Promise<boolean>;
}

/** Stretch of time in which the timetable opens a room. */
export interface LessonWindow {
  /** The occurrence that it is for; of several at once the first. */
  readonly lessonId: string;
  readonly recurrenceId: string;
  readonly uid: string;
  readonly title: string;
  readonly opensAt: number;
  readonly begins: number;
  readonly ends: number;
  readonly closesAt: number;
  /** Who gives it, substitutes included: they run it even if they do not teach the class otherwise. */
  readonly teacherIds: readonly PersonId[];
}

export interface Group {
  readonly n: number;
  readonly title: string;
  readonly user_ids: readonly UserId[];
}

export interface Session {
  readonly id: string;
  readonly roomId: RoomId;
  readonly kind: 'lesson' | 'broadcast';
  readonly schoolId: SchoolId;
  readonly classId: ClassId | null;
  readonly title: string;
  readonly profile: Profile;
  readonly locked: boolean;
  readonly lobby: boolean;
  readonly spotlight: UserId | null;
  readonly groups: readonly Group[];
  /** Of the timetable; null when it was opened by hand. */
  readonly lessonId: string | null;
  readonly recurrenceId: string | null;
  readonly uid: string | null;
  readonly opensAt: number;
  readonly begins: number;
  readonly ends: number;
  readonly closesAt: number;
  /** Somebody prolonged it: the timetable does not end it earlier. */
  readonly prolonged: boolean;
  readonly teacherIds: readonly PersonId[];
  /** A teacher has been in it. */
  readonly teacherCame: boolean;
  /** Since when it is recorded; null while it is not. */
  readonly recordingSince: number | null;
  /** Folder of its stream for many viewers; null without one. */
  readonly hlsPath: string | null;
  /** When LiveKit last said who is there. */
  readonly sweptAt: number | null;
  readonly endedAt: number | null;
}

export interface Seat {
  readonly userId: UserId;
  readonly personId: PersonId;
  readonly role: SeatRole;
  readonly admitted: boolean;
  /** Null: as the profile says. */
  readonly maySpeak: boolean | null;
  readonly mayShow: boolean | null;
  readonly removed: boolean;
  /** They have been in the lesson, so that a lock does not keep them out. */
  readonly came: boolean;
}

/** What somebody may do on LiveKit. */
export interface Grant {
  readonly canSubscribe: boolean;
  readonly sources: readonly Source[];
  readonly canPublishData: boolean;
  readonly hidden: boolean;
}
