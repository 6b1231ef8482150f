/**
 * The teacher's desk: what those who run a lesson do to it. Each act changes the database, is written to the audit trail in the same
 * transaction, and then LiveKit is brought into line at once; when LiveKit does not answer, a job does it as soon as it does.
 */
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { describeError } from '../inbox/failure.ts';
import type { Log } from '../log.ts';
import type { Redactor } from '../matrix/homeserver.ts';
import type { Locale, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Clock } from './clock.ts';
import type { Media } from './media.ts';
import { lessonText, type LessonMessage } from './messages.ts';
import type { Group, LessonRoom, Profile, Seat, Session, Source } from './model.ts';
import type { People } from './people.ts';
import { waits } from './rules.ts';
import { makeSeat } from './seats.ts';
import { sfuRoomsOf, type Settler } from './settle.ts';
import {
  changeSeat,
  changeSession,
  endSession,
  findOpen,
  findSeat,
  insertSession,
  isFirst,
  listHolders,
  listSeats,
  lockRoom,
  participantKey,
  reopenSession,
  setClock,
  type SeatChange,
} from './store.ts';
import { forgetHands, listHands } from './watch.ts';

/** Who acts. */
export interface Actor {
  readonly personId: PersonId;
}

export interface Desk {
  /** The room, if the actor runs lessons in it. @throws ApiError 404 for a room without lessons, 403 */
  roomFor(actor: Actor, roomId: RoomId): Promise<{ room: LessonRoom; session: Session | null }>;
  open(
    actor: Actor,
    roomId: RoomId,
    as: { title?: string; minutes?: number; profile?: Profile },
  ): Promise<void>;
  change(
    actor: Actor,
    roomId: RoomId,
    change: {
      profile?: Profile;
      locked?: boolean;
      lobby?: boolean;
      spotlight?: UserId | null;
      prolongMinutes?: number;
    },
    /** What asked for it, when it may ask twice: a repeat does nothing. */
    cause?: string,
  ): Promise<void>;
  /** Twice is harmless. */
  end(actor: Actor, roomId: RoomId): Promise<void>;
  /** Writes into the audit trail what was done elsewhere. */
  note(actor: Actor, roomId: RoomId, action: string): Promise<void>;
  /** Mutes somebody, or every pupil, now; who may speak can unmute themselves. Returns how many tracks. */
  mute(actor: Actor, roomId: RoomId, userId: UserId | null, source: Source): Promise<number>;
  changeSeat(actor: Actor, roomId: RoomId, userId: UserId, change: SeatChange): Promise<Seat>;
  /** Returns how many hands. */
  lowerHands(actor: Actor, roomId: RoomId, userId: UserId | null): Promise<number>;
  setGroups(actor: Actor, roomId: RoomId, groups: readonly Omit<Group, 'n'>[]): Promise<void>;
}

export interface DeskDependencies {
  readonly database: Database;
  readonly homeserver: Redactor;
  readonly media: Media;
  readonly settler: Settler;
  readonly clock: Clock;
  readonly people: People;
  readonly roomOf: (roomId: RoomId) => Promise<LessonRoom | null>;
  readonly personOf: (userId: UserId) => Promise<PersonId | null>;
  /** In which language a lesson that nobody named is called so. */
  readonly localeOf: (schoolId: SchoolId) => Promise<Locale>;
  readonly waitForTeacher: boolean;
  /** Minutes. */
  readonly closesAfter: number;
  readonly log: Log;
  readonly now: () => Date;
}

const MINUTE_MS = 60_000;
const DEFAULT_MINUTES = 45;

export const refuse = (status: number, errcode: string, key: LessonMessage): ApiError =>
  new ApiError(status, errcode, (locale) => lessonText(locale, key));

export function createDesk(dependencies: DeskDependencies): Desk {
  const { database, homeserver, media, settler, clock, people, roomOf, personOf, log, now } = dependencies;

  async function roomFor(
    { personId }: Actor,
    roomId: RoomId,
  ): Promise<{ room: LessonRoom; session: Session | null }> {
    const room = await roomOf(roomId);
    if (room === null || room.kind === 'meeting') throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    const session = await clock.wind(room);
    const is = await people.standingOf(personId, room, session);
    if (is.role === null && is.refusal === 'lesson.not_yours')
      throw refuse(404, 'M_NOT_FOUND', 'no_such_room');
    if (!is.run) throw refuse(403, 'M_FORBIDDEN', 'not_staff');
    return { room, session };
  }

  /** Does something to a room whose session may or may not be open, and brings LiveKit into line. */
  async function act<T>(
    actor: Actor,
    roomId: RoomId,
    action: string,
    work: (
      tx: Sql,
      room: LessonRoom,
      session: Session | null,
    ) => Promise<{ result: T; details?: Details } | null>,
  ): Promise<T | null> {
    const { room } = await roomFor(actor, roomId);
    const done = await database.transaction(async (tx) => {
      await lockRoom(tx, roomId);
      const { session } = await findOpen(tx, roomId, now().getTime());
      const outcome = await work(tx, room, session);
      if (outcome === null) return null;
      await audit(tx, {
        action,
        actorId: actor.personId,
        schoolId: room.schoolId,
        details: { room: roomId, session: session?.id ?? null, ...outcome.details },
      });
      await clock.refreshLater(tx, roomId);
      return outcome;
    });
    if (done === null) return null;
    await settler.settle(room).catch((error: unknown) => {
      // The job that was queued above does it.
      log.warn({ roomId, error: describeError(error) }, 'lessons: LiveKit could not be told at once');
    });
    return done.result;
  }

  type Details = Readonly<Record<string, string | number | boolean | null>>;

  async function inSession<T>(
    actor: Actor,
    roomId: RoomId,
    action: string,
    work: (tx: Sql, session: Session, room: LessonRoom) => Promise<{ result: T; details?: Details }>,
  ): Promise<T> {
    const result = await act(actor, roomId, action, (tx, room, session) => {
      if (session === null) throw refuse(409, 'lesson.closed', 'closed');
      return work(tx, session, room);
    });
    return result as T;
  }

  /** The seat of somebody who may not have come yet. */
  async function seatFor(tx: Sql, room: LessonRoom, session: Session, userId: UserId): Promise<Seat> {
    const seat =
      (await findSeat(tx, session.id, userId)) ??
      (await makeSeat(tx, { people, personOf }, room, session, userId));
    if (seat === null) throw refuse(404, 'M_NOT_FOUND', 'no_such_seat');
    return seat;
  }

  return {
    roomFor,

    async open(actor, roomId, { title, minutes = DEFAULT_MINUTES, profile }) {
      await act(actor, roomId, 'lesson.open', async (tx, room, session) => {
        if (session !== null) return null;
        const at = now().getTime();
        const reopened = await reopenSession(tx, roomId, at);
        if (reopened !== null) {
          if (profile !== undefined) await changeSession(tx, reopened.id, { profile });
          return { result: null, details: { session: reopened.id, again: true } };
        }
        const ends = at + minutes * MINUTE_MS;
        const opened = await insertSession(tx, room, {
          title:
            title?.trim() ||
            lessonText(
              await dependencies.localeOf(room.schoolId),
              room.kind === 'broadcast' ? 'a_broadcast' : 'a_lesson',
            ),
          profile: profile ?? (room.kind === 'broadcast' ? 'broadcast' : 'discussion'),
          opensAt: at,
          begins: at,
          ends,
          closesAt: ends + dependencies.closesAfter * MINUTE_MS,
          window: null,
        });
        await setClock(tx, roomId, at);
        return { result: null, details: { session: opened.id } };
      });
    },

    async note(actor, roomId, action) {
      const { room, session } = await roomFor(actor, roomId);
      await audit(database, {
        action,
        actorId: actor.personId,
        schoolId: room.schoolId,
        details: { room: roomId, session: session?.id ?? null },
      });
    },

    async change(actor, roomId, change, cause) {
      await act(actor, roomId, 'lesson.change', async (tx, _room, session) => {
        if (session === null) throw refuse(409, 'lesson.closed', 'closed');
        if (cause !== undefined && !(await isFirst(tx, cause))) return null;
        if (change.lobby === true && !session.lobby) {
          // Who is in stays in.
          for (const seat of await listSeats(tx, session.id)) {
            if (seat.came && !waits(session, seat, dependencies.waitForTeacher))
              await changeSeat(tx, session.id, seat.userId, { admitted: true });
          }
        }
        await changeSession(tx, session.id, change);
        if (change.prolongMinutes !== undefined) await setClock(tx, roomId, now().getTime());
        return { result: null, details: { ...change } };
      });
    },

    async end(actor, roomId) {
      await act(actor, roomId, 'lesson.end', async (tx, _room, session) => {
        if (session === null) return null;
        const at = now().getTime();
        await endSession(tx, session.id, at);
        await setClock(tx, roomId, at);
        return { result: null };
      });
    },

    async mute(actor, roomId, userId, source) {
      const { session } = await roomFor(actor, roomId);
      if (session === null) throw refuse(409, 'lesson.closed', 'closed');
      const teachers = new Set(
        (await listSeats(database, session.id))
          .filter(({ role }) => role === 'teacher')
          .map((one) => one.userId),
      );
      const holders = await listHolders(database, roomId);
      const meant = (holder: UserId | undefined): boolean =>
        userId === null ? holder === undefined || !teachers.has(holder) : holder === userId;
      let muted = 0;
      for (const sfuRoom of sfuRoomsOf(roomId, session)) {
        for (const { identity, tracks } of await media.participants(sfuRoom)) {
          if (!meant(holders.get(participantKey(sfuRoom, identity)))) continue;
          for (const track of tracks.filter((one) => one.source === source && !one.muted)) {
            await media.mute(sfuRoom, identity, track.sid);
            muted++;
          }
        }
      }
      await audit(database, {
        action: 'lesson.mute',
        actorId: actor.personId,
        schoolId: session.schoolId,
        details: { room: roomId, session: session.id, user: userId, source },
      });
      return muted;
    },

    changeSeat: (actor, roomId, userId, change) =>
      inSession(actor, roomId, 'lesson.seat', async (tx, session, room) => {
        const seat = await seatFor(tx, room, session, userId);
        if (seat.role === 'teacher') throw refuse(409, 'M_FORBIDDEN', 'teachers_are_free');
        const result = (await changeSeat(tx, session.id, userId, change))!;
        return { result, details: { user: userId, ...change } };
      }),

    async lowerHands(actor, roomId, userId) {
      const { session } = await roomFor(actor, roomId);
      const hands = (await listHands(database, roomId)).filter(
        (one) => userId === null || one.userId === userId,
      );
      for (const { eventId } of hands) await homeserver.redact(roomId, eventId, `lower-${eventId}`);
      await database.transaction(async (tx) => {
        await forgetHands(
          tx,
          hands.map(({ eventId }) => eventId),
        );
        await audit(tx, {
          action: 'lesson.lower_hands',
          actorId: actor.personId,
          schoolId: session?.schoolId ?? null,
          details: { room: roomId, user: userId, hands: hands.length },
        });
      });
      return hands.length;
    },

    async setGroups(actor, roomId, groups) {
      const named = groups.flatMap(({ user_ids: ids }) => ids);
      if (new Set(named).size !== named.length) throw refuse(400, 'ORG.PARTA.IN_TWO_GROUPS', 'in_two_groups');
      await inSession(actor, roomId, 'lesson.groups', async (tx, session) => {
        await changeSession(tx, session.id, { groups: groups.map((group, at) => ({ n: at + 1, ...group })) });
        return { result: null, details: { groups: groups.length } };
      });
    },
  };
}
