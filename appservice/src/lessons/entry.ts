/**
 * Lets people into calls: the one place where tokens for LiveKit are given out. Whoever asks, by whatever endpoint, the same is checked: that
 * the room is one of Parta's, that the very account is in it, who the person is by the register, whether a session is open, and its rules.
 */
import { ApiError } from '../http/api-error.ts';
import { isJoined, type StateReader } from '../matrix/homeserver.ts';
import type { PersonId, RoomId, UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from './clock.ts';
import { attributesOf, type Media, type MediaUnavailable } from './media.ts';
import { lessonText, REFUSALS } from './messages.ts';
import {
  isAlwaysOpen,
  type Grant,
  type MediaRoom,
  type Refusal,
  type SeatRole,
  type Session,
} from './model.ts';
import type { People } from './people.ts';
import { mayNotEnter, seatGrant, waits } from './rules.ts';
import { emptySeconds, roomMetadata } from './settle.ts';
import { findSeat, saveIdentity, saveSeat } from './store.ts';

/** Who wants to enter which room on LiveKit. */
export interface Knock {
  readonly userId: UserId;
  readonly roomId: RoomId;
  /** Of the room on LiveKit, and of the participant in it: see sfu-names.ts. */
  readonly sfuRoom: string;
  readonly identity: string;
  /** Number of a breakout group. */
  readonly group?: number;
}

export interface Ticket {
  readonly url: string;
  readonly jwt: string;
}

export interface Entry {
  /** Throws `Refused`, MediaUnavailable, or what the homeserver throws. */
  enter(knock: Knock): Promise<Ticket>;
}

/** Somebody may not enter. */
export class Refused extends ApiError {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(403, refusal, (locale) => lessonText(locale, REFUSALS[refusal]));
    this.refusal = refusal;
  }
}

export interface EntryDependencies {
  readonly database: Database;
  readonly homeserver: Pick<StateReader, 'readStateEvent'>;
  readonly roomOf: (roomId: RoomId) => Promise<MediaRoom | null>;
  readonly isDisturbing: (room: MediaRoom, personId: PersonId) => Promise<boolean>;
  readonly personOf: (userId: UserId) => Promise<PersonId | null>;
  readonly people: People;
  readonly clock: Pick<Clock, 'wind'>;
  readonly media: Media;
  readonly waitForTeacher: boolean;
  readonly now: () => Date;
}

/** A meeting or a call on LiveKit outlives the last of its people by so much. */
const MEETING_EMPTY_SECONDS = 300;

export function createEntry(dependencies: EntryDependencies): Entry {
  const { database, homeserver, roomOf, personOf, people, clock, media, waitForTeacher, now } = dependencies;
  const { isDisturbing } = dependencies;

  /** Gives them a seat, and says what they may do in it. */
  async function sit(
    session: Session,
    { userId, group }: Knock,
    personId: PersonId,
    role: SeatRole,
  ): Promise<{ grant: Grant; waiting: boolean }> {
    const known = await findSeat(database, session.id, userId);
    const refusal = mayNotEnter(session, role, known);
    if (refusal !== null) throw new Refused(refusal);
    if (group !== undefined) {
      const found = session.groups.find(({ n }) => n === group);
      if (found === undefined) throw new Refused('lesson.closed');
      if (role !== 'teacher' && !found.user_ids.includes(userId)) throw new Refused('lesson.not_yours');
    }
    const seat = await saveSeat(database, session.id, { userId, personId, role });
    const waiting = waits(session, seat, waitForTeacher);
    return { grant: seatGrant({ ...seat, profile: session.profile, waiting }), waiting };
  }

  return {
    async enter(knock) {
      const room = await roomOf(knock.roomId);
      if (room === null) throw new Refused('lesson.not_yours');
      const [member, personId, session] = await Promise.all([
        isJoined(homeserver, knock.roomId, knock.userId),
        personOf(knock.userId),
        room.kind === 'call' ? null : clock.wind(room),
      ]);
      if (personId === null) throw new Refused('lesson.not_yours');
      const is = await people.standingOf(personId, room, session);
      if (is.role === null) throw new Refused(is.refusal);
      // After the standing: a parent is told that lessons are not for parents, not that they are not in the room.
      if (!member) throw new Refused('lesson.not_yours');

      if (await isDisturbing(room, personId)) throw new Refused('call.quiet');

      const meeting = isAlwaysOpen(room);
      if (!meeting && session === null) throw new Refused('lesson.closed');
      if (meeting && knock.group !== undefined) throw new Refused('lesson.closed');
      const { grant, waiting } = meeting
        ? { grant: seatGrant({ role: is.role, profile: 'discussion' }), waiting: false }
        : await sit(session!, knock, personId, is.role);

      await Promise.all([
        media.ensureRoom(
          knock.sfuRoom,
          meeting ? '' : roomMetadata(session!),
          meeting ? MEETING_EMPTY_SECONDS : emptySeconds(session!, now().getTime()),
        ),
        // Before the token goes out: LiveKit's webhook asks for this row.
        saveIdentity(database, room.roomId, knock),
      ]);
      const jwt = await media.token({
        room: knock.sfuRoom,
        identity: knock.identity,
        grant,
        attributes: attributesOf(is.role, waiting),
      });
      return { url: media.url, jwt };
    },
  };
}

/** What people are told while LiveKit is away. */
export function mediaError(error: MediaUnavailable): ApiError {
  const refusal = `lesson.media_${error.status}` as const;
  const retryAfterMs = error.status === 'off' ? {} : { retryAfterMs: (error.retryAfterSeconds ?? 5) * 1_000 };
  return new ApiError(503, refusal, (locale) => lessonText(locale, REFUSALS[refusal]), retryAfterMs);
}
