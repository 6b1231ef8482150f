/**
 * Keeps sessions as time and timetable say: opens, adjusts and ends them. Whoever asks about a room winds it first, so that nobody is let in
 * late or early because a job was slow; a job each minute winds the rooms that nobody asks about.
 */
import { describeError } from '../inbox/failure.ts';
import type { Log } from '../log.ts';
import type { Occurrence, Span } from '../schedule/model.ts';
import type { ClassId, RoomId, SchoolId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import type { LessonRoom, LessonWindow, Session } from './model.ts';
import { adjustSession, endedOf, endSession, findOpen, insertSession, lockRoom, setClock } from './store.ts';
import { isOf, nextMoment, nextStep, windows, type WindowOptions } from './windows.ts';

/** Name of the job that makes a room's state event and LiveKit be as its session is. */
export const REFRESH_TASK = 'lessons.refresh';
/** Name of the job, each minute, that winds the rooms whose time has come. */
export const WIND_TASK = 'lessons.wind';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A change of the timetable is told at once (`changed`); this is for what nobody tells, e.g. a class that moves to another school. */
const LOOK_AGAIN_MS = 10 * MINUTE_MS;
const BATCH = 20;

export interface Clock {
  /** The session that is open in a room now. */
  wind(room: LessonRoom): Promise<Session | null>;
  /** What the timetable will open next, after the session that is open now. */
  upcoming(room: LessonRoom, current: Session | null): Promise<LessonWindow | null>;
  /** The timetable of some classes, or of a school, is not as it was. */
  changed(tx: Sql, of: { classIds: readonly ClassId[] } | { schoolId: SchoolId }): Promise<void>;
  /** The job `WIND_TASK`. */
  windDue(): Promise<void>;
  /** Queues `REFRESH_TASK` for a room in a transaction. */
  refreshLater(tx: Sql, roomId: RoomId): Promise<void>;
}

export interface ClockDependencies {
  readonly database: Database;
  readonly occurrencesOf: (sql: Sql, classId: ClassId, window: Span) => Promise<Occurrence[]>;
  readonly roomOf: (roomId: RoomId) => Promise<LessonRoom | null>;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly times: WindowOptions;
  readonly log: Log;
  readonly now: () => Date;
}

export function createClock(dependencies: ClockDependencies): Clock {
  const { database, occurrencesOf, roomOf, jobs, times, log, now } = dependencies;

  async function windowsOf(sql: Sql, { kind, classId }: LessonRoom, at: number): Promise<LessonWindow[]> {
    if (kind !== 'lesson' || classId === null) return [];
    const span = { from: at - 12 * HOUR_MS, to: at + 36 * HOUR_MS };
    return windows(await occurrencesOf(sql, classId, span), times);
  }

  async function refreshLater(tx: Sql, roomId: RoomId): Promise<void> {
    await jobs.add(tx, REFRESH_TASK, { roomId }, { key: `${REFRESH_TASK}:${roomId}` });
  }

  /** One step; true when there may be another, e.g. an end after which something opens. */
  async function step(
    tx: Sql,
    room: LessonRoom,
    found: readonly LessonWindow[],
    at: number,
  ): Promise<boolean> {
    const { session } = await findOpen(tx, room.roomId, at);
    const over = await endedOf(tx, room.roomId, found);
    const next = nextStep(session, found, at, (one) => over.has(`${one.lessonId}/${one.recurrenceId}`));
    if (next.do === 'nothing') return false;
    if (next.do === 'adjust') {
      await adjustSession(tx, session!.id, next.window);
    } else {
      if (session !== null) await endSession(tx, session.id, at);
      if (next.do === 'open') {
        await insertSession(tx, room, { ...next.window, profile: 'discussion', window: next.window });
      }
    }
    await refreshLater(tx, room.roomId);
    log.info({ roomId: room.roomId, step: next.do }, 'lesson session');
    return true;
  }

  async function wind(room: LessonRoom): Promise<Session | null> {
    if (room.kind === 'meeting') return null;
    const at = now().getTime();
    const known = await findOpen(database, room.roomId, at);
    if (known.fresh) return known.session;
    return database.transaction(async (tx) => {
      await lockRoom(tx, room.roomId);
      const again = await findOpen(tx, room.roomId, at);
      if (again.fresh) return again.session;
      const found = await windowsOf(tx, room, at);
      for (let steps = 0; steps < 3 && (await step(tx, room, found, at)); steps++);
      const { session } = await findOpen(tx, room.roomId, at);
      const moment = nextMoment(session, found, at) ?? Infinity;
      await setClock(tx, room.roomId, Math.min(moment, at + LOOK_AGAIN_MS));
      return session;
    });
  }

  /** Of many: one that fails does not keep the others from their turn. */
  async function windOne(roomId: RoomId): Promise<void> {
    try {
      const room = await roomOf(roomId);
      if (room === null) await database.query('delete from lesson_clock where room_id = $1', [roomId]);
      else await wind(room);
    } catch (error) {
      log.error({ roomId, error: describeError(error) }, 'lessons: the clock of a room stands still');
      await setClock(database, roomId, now().getTime() + MINUTE_MS);
    }
  }

  return {
    refreshLater,

    wind,

    async upcoming(room, current) {
      const at = now().getTime();
      const found = await windowsOf(database, room, at);
      return found.find((one) => one.begins > at && (current === null || !isOf(one, current))) ?? null;
    },

    async changed(tx, of) {
      const [column, values] = 'classIds' in of ? ['class_id', of.classIds] : ['school_id', [of.schoolId]];
      await tx.query(
        `update lesson_clock set due_at = $2 where room_id in
           (select room_id from managed_room where ${column} = any($1::uuid[]))`,
        [values, now()],
      );
    },

    async windDue() {
      await database.query(
        `insert into lesson_clock (room_id, due_at) select room_id, $1 from managed_room
          where room_id is not null and kind in ('lesson_room', 'broadcast_hall') on conflict do nothing`,
        [now()],
      );
      for (;;) {
        const { rows } = await database.query<{ roomId: RoomId }>(
          'select room_id as "roomId" from lesson_clock where due_at <= $1 order by due_at limit $2',
          [now(), BATCH],
        );
        for (const { roomId } of rows) await windOne(roomId);
        if (rows.length < BATCH) return;
      }
    },
  };
}
