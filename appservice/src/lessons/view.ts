/** A lesson as the API shows it to one person. */
import type { components } from '@parta/protocol';
import { instant } from '../schedule/local-time.ts';
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import { openVisits } from './attendance-store.ts';
import type { Clock } from './clock.ts';
import { refuse } from './desk.ts';
import type { Media } from './media.ts';
import {
  isAlwaysOpen,
  type LessonRoom,
  type MediaRoom,
  type Refusal,
  type Seat,
  type Session,
} from './model.ts';
import type { People } from './people.ts';
import { hlsUrl } from './recording/recordings.ts';
import { mayNotEnter, seatGrant, waits } from './rules.ts';
import { findSeat, listSeats } from './store.ts';
import { listHands } from './watch.ts';

export type LessonView = components['schemas']['LessonView'];
export type LessonSeat = components['schemas']['LessonSeat'];

export interface LessonViews {
  /** Throws ApiError 404 for a room without lessons, and for who has nothing to do with it. */
  view(caller: { personId: PersonId; userId: UserId }, roomId: RoomId): Promise<LessonView>;
  seats(room: LessonRoom, session: Session, seats?: readonly Seat[]): Promise<LessonSeat[]>;
}

export interface ViewDependencies {
  readonly database: Sql;
  readonly media: Media;
  readonly clock: Pick<Clock, 'wind' | 'upcoming'>;
  readonly people: People;
  readonly roomOf: (roomId: RoomId) => Promise<MediaRoom | null>;
  readonly isDisturbing: (room: MediaRoom, personId: PersonId) => Promise<boolean>;
  readonly waitForTeacher: boolean;
  /** Where browsers find the streams of broadcasts. */
  readonly hlsBase: string | undefined;
}

export function createViews(dependencies: ViewDependencies): LessonViews {
  const { database, media, clock, people, roomOf, waitForTeacher, hlsBase } = dependencies;
  const { isDisturbing } = dependencies;

  async function seats(room: LessonRoom, session: Session, some?: readonly Seat[]): Promise<LessonSeat[]> {
    const [all, visits, hands] = await Promise.all([
      some ?? listSeats(database, session.id),
      openVisits(database, session.id),
      listHands(database, room.roomId),
    ]);
    const here = new Set(visits.values());
    const raised = new Set(hands.map(({ userId }) => userId));
    return all.map((seat) => ({
      user_id: seat.userId,
      person_id: seat.personId,
      role: seat.role,
      here: here.has(seat.userId),
      waiting: here.has(seat.userId) && waits(session, seat, waitForTeacher),
      admitted: seat.admitted,
      may_speak: seat.maySpeak,
      may_show: seat.mayShow,
      removed: seat.removed,
      hand_raised: raised.has(seat.userId),
    }));
  }

  return {
    seats,
    async view({ personId, userId }, roomId) {
      const room = await roomOf(roomId);
      if (room === null) throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
      const session = room.kind === 'call' ? null : await clock.wind(room);
      const [is, mediaStatus, seat, next] = await Promise.all([
        people.standingOf(personId, room, session),
        media.status(),
        session === null ? null : findSeat(database, session.id, userId),
        room.kind === 'call' ? null : clock.upcoming(room, session),
      ]);
      if (is.role === null && is.refusal === 'lesson.not_yours')
        throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
      const meeting = isAlwaysOpen(room);
      const { status, retryAfterSeconds } = mediaStatus;
      const whyNot: Refusal | null =
        is.role === null
          ? is.refusal
          : ((meeting ? null : mayNotEnter(session, is.role, seat)) ??
            (status !== 'ready'
              ? `lesson.media_${status}`
              : (await isDisturbing(room, personId))
                ? 'call.quiet'
                : null));
      const grant =
        is.role === null
          ? null
          : seatGrant({
              ...(seat === null ? {} : { maySpeak: seat.maySpeak, mayShow: seat.mayShow }),
              role: is.role,
              profile: session?.profile ?? (room.kind === 'broadcast' ? 'broadcast' : 'discussion'),
            });
      return {
        room_id: roomId,
        class_id: room.classId,
        school_id: room.schoolId,
        kind: room.kind,
        media: {
          status,
          ...(retryAfterSeconds === undefined ? {} : { retry_after_seconds: retryAfterSeconds }),
        },
        state: meeting || session !== null ? 'open' : 'closed',
        may: { enter: whyNot === null, run: is.run, publish: [...(grant?.sources ?? [])] },
        why_not: whyNot,
        session:
          session === null
            ? null
            : {
                id: session.id,
                title: session.title,
                profile: session.profile,
                locked: session.locked,
                lobby: session.lobby,
                spotlight: session.spotlight,
                opens_at: instant(session.opensAt),
                begins: instant(session.begins),
                ends: instant(session.ends),
                closes_at: instant(session.closesAt),
                by_hand: session.lessonId === null,
                recording:
                  session.recordingSince === null ? null : { since: instant(session.recordingSince) },
                hls_url: hlsUrl(hlsBase, session),
                waiting_for_teacher: session.kind === 'lesson' && waitForTeacher && !session.teacherCame,
                groups: session.groups.map((group) => ({ ...group, user_ids: [...group.user_ids] })),
                ...(is.run && room.kind !== 'call' ? { seats: await seats(room, session) } : {}),
              },
        next:
          next === null
            ? null
            : {
                title: next.title,
                opens_at: instant(next.opensAt),
                begins: instant(next.begins),
                ends: instant(next.ends),
              },
      };
    },
  };
}
