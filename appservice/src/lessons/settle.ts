/**
 * Makes LiveKit be as the database says, and attendance as LiveKit says: permissions and attributes of every participant, the room's metadata,
 * who is there. It compares and repairs, so it may run at any time, twice, after a crash of either side, and in several processes.
 */
import type { RoomId, UserId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { openVisits, saveGone, saveSeen } from './attendance-store.ts';
import { attributesOf, isAsGranted, type Media, type Participant } from './media.ts';
import type { LessonRoom, MediaRoom, Seat, Session } from './model.ts';
import type { People } from './people.ts';
import { seatGrant, waits } from './rules.ts';
import { makeSeat } from './seats.ts';
import { groupSlot, sfuRoomName } from './sfu-names.ts';
import {
  changeSeat,
  changeSession,
  findOpen,
  findSeat,
  forgetSfuRoom,
  listHolders,
  listIdentities,
  listSeats,
  participantKey,
  revokeIdentities,
  usedSfuRooms,
} from './store.ts';

export interface Settler {
  /** Brings a room into line. Runs for one room do not overlap: a call while one is under way waits for one more run. */
  settle(room: MediaRoom): Promise<void>;
  /** The same for one participant that has just come, without asking who else is there. */
  admit(room: LessonRoom, sfuRoom: string, participant: Participant, userId: UserId): Promise<void>;
}

export interface SettlerDependencies {
  readonly database: Database;
  readonly media: Media;
  readonly people: People;
  readonly personOf: (userId: UserId) => Promise<string | null>;
  readonly waitForTeacher: boolean;
  readonly now: () => Date;
}

export function createSettler(dependencies: SettlerDependencies): Settler {
  const { database, media, people, personOf, waitForTeacher, now } = dependencies;
  const running = new Map<RoomId, { promise: Promise<void>; again: Promise<void> | null }>();

  /** The seat of somebody who is there; null for who has no business there. */
  async function seatOf(
    room: LessonRoom,
    session: Session,
    userId: UserId,
    known: Seat | null,
  ): Promise<Seat | null> {
    const seat = known ?? (await makeSeat(database, { people, personOf }, room, session, userId));
    return seat !== null && seat.removed && seat.role !== 'teacher' ? null : seat;
  }

  async function note(
    session: Session,
    seat: Seat,
    { sid, joinedAt, active }: Participant,
  ): Promise<Session> {
    if (!active || (session.kind === 'broadcast' && seat.role !== 'teacher')) return session;
    const at = now().getTime();
    // LiveKit's clock may be wrong: they were not there before the room opened, nor when it was last looked at, nor later than now.
    const since = Math.min(at, Math.max(joinedAt, session.opensAt, session.sweptAt ?? 0));
    const visitor = { participantSid: sid, personId: seat.personId, userId: seat.userId, role: seat.role };
    await saveSeen(database, session.id, visitor, since, at);
    if (!seat.came) await changeSeat(database, session.id, seat.userId, { came: true });
    if (seat.role !== 'teacher' || session.teacherCame) return session;
    return changeSession(database, session.id, { teacherCame: true });
  }

  async function hold(
    sfuRoom: string,
    session: Session,
    seat: Seat,
    participant: Participant,
  ): Promise<void> {
    const waiting = waits(session, seat, waitForTeacher);
    const grant = seatGrant({ ...seat, profile: session.profile, waiting });
    const attributes = attributesOf(seat.role, waiting);
    if (isAsGranted(participant, grant, attributes)) return;
    await media.update(sfuRoom, participant.identity, grant, attributes);
  }

  async function settleOpen(room: LessonRoom, opened: Session): Promise<void> {
    let session = opened;
    const holders = await listHolders(database, room.roomId);
    const seats = new Map((await listSeats(database, session.id)).map((seat) => [seat.userId, seat]));
    const wanted = sfuRoomsOf(room.roomId, session);
    // Nobody has asked for a token: most lessons are held in a classroom, and LiveKit need not hear of them.
    if (holders.size === 0) return swept(session);
    const there: { sfuRoom: string; participant: Participant; seat: Seat }[] = [];
    const present = new Set<string>();
    for (const sfuRoom of wanted) {
      for (const participant of await media.participants(sfuRoom)) {
        const userId = holders.get(participantKey(sfuRoom, participant.identity));
        const seat =
          userId === undefined ? null : await seatOf(room, session, userId, seats.get(userId) ?? null);
        if (seat === null) {
          await media.remove(sfuRoom, participant.identity);
          continue;
        }
        seats.set(seat.userId, seat);
        session = await note(session, seat, participant);
        present.add(participant.sid);
        there.push({ sfuRoom, participant, seat });
      }
    }
    // After all have been seen: the teacher who came may have been the last of them.
    for (const { sfuRoom, participant, seat } of there) await hold(sfuRoom, session, seat, participant);
    for (const sid of (await openVisits(database, session.id)).keys()) {
      if (!present.has(sid)) await saveGone(database, sid);
    }
    await swept(session);
    await tell(room.roomId, session, wanted);
    await endOthers(room.roomId, wanted);
  }

  async function swept({ id }: Session): Promise<void> {
    await database.query('update lesson_session set swept_at = $2 where id = $1', [id, now()]);
  }

  async function tell(roomId: RoomId, session: Session, sfuRooms: ReadonlySet<string>): Promise<void> {
    const metadata = roomMetadata(session);
    for (const sfuRoom of sfuRooms) {
      const said = await media.metadataOf(sfuRoom);
      if (said !== null && said !== metadata) await media.setMetadata(sfuRoom, metadata);
      // LiveKit was started anew meanwhile: who comes back finds the room again.
      if (said === null && sfuRoom === sfuRoomName(roomId)) {
        await media.ensureRoom(sfuRoom, metadata, emptySeconds(session, now().getTime()));
      }
    }
  }

  /** Ends the rooms on LiveKit that belong to no session and no group any more; their tokens are worth nothing then. */
  async function endOthers(roomId: RoomId, wanted: ReadonlySet<string>): Promise<void> {
    for (const sfuRoom of await usedSfuRooms(database, roomId)) {
      if (wanted.has(sfuRoom)) continue;
      await media.endRoom(sfuRoom);
      await forgetSfuRoom(database, roomId, sfuRoom);
    }
  }

  async function settleMeeting({ roomId }: MediaRoom): Promise<void> {
    const sfuRoom = sfuRoomName(roomId);
    const known = new Set((await listIdentities(database, roomId)).map(({ identity }) => identity));
    for (const { identity } of await media.participants(sfuRoom)) {
      if (!known.has(identity)) await media.remove(sfuRoom, identity);
    }
  }

  /** Who has no place in the call any more loses their tokens with it. */
  async function settleCall(room: MediaRoom): Promise<void> {
    const holders = new Set((await listIdentities(database, room.roomId)).map(({ userId }) => userId));
    for (const userId of holders) {
      const { role } = await people.standingOf(await personOf(userId), room, null);
      if (role === null) await revokeIdentities(database, room.roomId, userId);
    }
    await settleMeeting(room);
  }

  async function run(room: MediaRoom): Promise<void> {
    if (room.kind === 'call') return settleCall(room);
    if (room.kind === 'meeting') return settleMeeting(room);
    const { session } = await findOpen(database, room.roomId, now().getTime());
    if (session !== null) return settleOpen(room, session);
    await endOthers(room.roomId, new Set());
  }

  function settle(room: MediaRoom): Promise<void> {
    const current = running.get(room.roomId);
    if (current !== undefined) {
      // Whatever is asked for during this run is done by one more.
      return (current.again ??= current.promise.catch(() => {}).then(() => start(room)));
    }
    return start(room);
  }

  function start(room: MediaRoom): Promise<void> {
    const promise = run(room).finally(() => {
      if (running.get(room.roomId)?.promise === promise) running.delete(room.roomId);
    });
    running.set(room.roomId, { promise, again: null });
    return promise;
  }

  return {
    settle,
    async admit(room, sfuRoom, participant, userId) {
      const { session } = await findOpen(database, room.roomId, now().getTime());
      if (session === null) return settle(room);
      const known = await findSeat(database, session.id, userId);
      const seat = await seatOf(room, session, userId, known);
      if (seat === null || !sfuRoomsOf(room.roomId, session).has(sfuRoom)) {
        return media.remove(sfuRoom, participant.identity);
      }
      const after = await note(session, seat, participant);
      // The teacher has come: everybody who waited is let in.
      if (after.teacherCame !== session.teacherCame) return settle(room);
      await hold(sfuRoom, after, seat, participant);
    },
  };
}

/** The rooms on LiveKit that a session uses. */
export function sfuRoomsOf(roomId: RoomId, session: Pick<Session, 'groups'>): Set<string> {
  return new Set([sfuRoomName(roomId), ...session.groups.map(({ n }) => sfuRoomName(roomId, groupSlot(n)))]);
}

/** What everybody in the room on LiveKit can read; version 1. */
export function roomMetadata(session: Session): string {
  const { profile, locked, lobby, spotlight, ends, closesAt, groups, recordingSince } = session;
  return JSON.stringify({
    v: 1,
    profile,
    locked,
    lobby,
    spotlight,
    ends_at: ends,
    closes_at: closesAt,
    groups,
    recording: recordingSince === null ? null : { since: recordingSince },
  });
}

/** How long a room may stay empty: until the session closes. */
export function emptySeconds({ closesAt }: Pick<Session, 'closesAt'>, now: number): number {
  return Math.max(60, Math.ceil((closesAt - now) / 1_000));
}
