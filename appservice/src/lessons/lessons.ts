/** Lessons as they are held: sessions that follow the timetable, seats on LiveKit, control, attendance. */
import { LESSON_EVENT, type LessonContent } from '@parta/protocol';
import express, { type Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import type { Config } from '../config/config.ts';
import { ApiError } from '../http/api-error.ts';
import type { EventHandler } from '../inbox/handler.ts';
import type { Log } from '../log.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import { DAY_MS, instant } from '../schedule/local-time.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { ClassId, Locale, PersonId, RoomId, SchoolId, UserId } from '../school/model.ts';
import type { Database, Sql } from '../store/database.ts';
import { tasksOfLater, type Jobs, type JobTask } from '../store/jobs.ts';
import { timeZoneOf } from '../store/school-store.ts';
import { createAttendance } from './attendance.ts';
import { forgetOld } from './attendance-store.ts';
import type { Command, CommandAction } from '../bot/command.ts';
import { questionCommands } from './broadcast/commands.ts';
import { createQuestions, POST_QUESTION_TASK } from './broadcast/questions.ts';
import { hallRoutes } from './broadcast/routes.ts';
import { createCallCheck, createDisturbance } from './calls.ts';
import { createClock, REFRESH_TASK, WIND_TASK, type Clock } from './clock.ts';
import { lessonActions } from './commands.ts';
import { createDesk, type Desk } from './desk.ts';
import { createEntry } from './entry.ts';
import { createMedia } from './media.ts';
import { lessonText, REFUSALS } from './messages.ts';
import type { Calls, LessonRoom, MediaRoom, Refusal, Session } from './model.ts';
import { asLessonRoom, createPeople, type FoundRoom } from './people.ts';
import { createEgress } from './recording/egress.ts';
import { createRecordings } from './recording/recordings.ts';
import { createLeavers } from './leavers.ts';
import { lessonRoutes } from './routes.ts';
import { createSettler } from './settle.ts';
import { findOpen } from './store.ts';
import { createSweep, type Sweep } from './sweep.ts';
import { tokenService } from './token-service.ts';
import { createViews } from './view.ts';
import { EXPEL_TASK, expel, watchRooms } from './watch.ts';
import { webhookRoutes } from './webhooks.ts';

/** Names of the jobs that each night delete what is old, and each minute look after recordings. */
const FORGET_TASK = 'lessons.forget';

const RECORD_TASK = 'lessons.wind_recordings';

/** Name of the job that looks again at who is in the call of a direct room. */
const CALL_TASK = 'lessons.settle_call';

const TASKS = [
  CALL_TASK,
  REFRESH_TASK,
  WIND_TASK,
  EXPEL_TASK,
  FORGET_TASK,
  POST_QUESTION_TASK,
  RECORD_TASK,
] as const;

/** The tasks of the job queue, and when those of them that nobody asks for run (crontab, UTC). The queue is made before the lessons. */
export function lessonTasks(lessons: () => Pick<Lessons, 'tasks'>): {
  tasks: Readonly<Record<string, JobTask>>;
  schedule: Readonly<Record<string, string>>;
} {
  return {
    tasks: tasksOfLater(TASKS, lessons),
    schedule: { [WIND_TASK]: '* * * * *', [RECORD_TASK]: '* * * * *', [FORGET_TASK]: '47 1 * * *' },
  };
}

export interface LessonsDependencies {
  readonly database: Database;
  /** Calls in direct rooms, by the contact policy. */
  readonly calls: Calls;
  readonly directory: Directory;
  readonly homeserver: Homeserver;
  readonly rooms: {
    find(roomId: RoomId): Promise<FoundRoom | null>;
    listForClass(classId: ClassId): Promise<readonly FoundRoom[]>;
  };
  readonly schedule: Pick<Schedule, 'occurrencesOf'>;
  /** Its tasks must include those of `lessonTasks`. */
  readonly jobs: Pick<Jobs, 'add'>;
  readonly config: Pick<Config, 'lessons'>;
  readonly log: Log;
  readonly now?: () => Date;
}

export interface Lessons {
  readonly tasks: { readonly [name in (typeof TASKS)[number]]: JobTask };
  readonly clock: Clock;
  /** What is served under /livekit, outside the API. */
  readonly livekit: { readonly jwt: Router; readonly webhook: Router };
  readonly routes: Router;
  readonly handlers: readonly EventHandler[];
  /** Of `!parta lesson`. */
  readonly actions: readonly CommandAction[];
  /** Beside those. */
  readonly commands: readonly Command[];
  readonly desk: Desk;
  /** Whether somebody may enter what is held in a room now, and why not; null where nothing is held for them. */
  mayEnter(
    caller: { personId: PersonId; userId: UserId },
    roomId: RoomId,
  ): Promise<{ enter: boolean; whyNot: string | null; say(locale: Locale): string } | null>;
  readonly sweep: Sweep;
  /** What the contact policy says of a direct room is different now: whoever is in a call there is looked at again. */
  readonly callChanged: (tx: Sql, roomId: RoomId) => Promise<void>;
  /** Circumstances of some people have changed: their calls are looked at again. */
  readonly checkCalls: (personIds: readonly PersonId[]) => Promise<void>;
  /** Takes people out of lessons and calls in which they have no place any more. */
  readonly takeOut: (personIds: readonly PersonId[]) => Promise<void>;
}

export function createLessons(dependencies: LessonsDependencies): Lessons {
  const { database, directory, homeserver, rooms, schedule, jobs, config, log, calls } = dependencies;
  const { now = () => new Date() } = dependencies;
  const settings = config.lessons;
  const roomOf = async (roomId: RoomId): Promise<LessonRoom | null> => asLessonRoom(await rooms.find(roomId));
  const mediaRoomOf = async (roomId: RoomId): Promise<MediaRoom | null> =>
    (await roomOf(roomId)) ?? calls.roomOf(roomId);
  const personOf = (userId: UserId): Promise<PersonId | null> => directory.personOf(userId);
  const media = createMedia({ livekit: settings.livekit, tokenMinutes: settings.token_minutes });
  const people = createPeople({
    directory,
    calls,
    timeZoneOf: (schoolId: SchoolId) => timeZoneOf(database, schoolId),
    now,
  });
  const clock = createClock({
    database,
    occurrencesOf: schedule.occurrencesOf,
    roomOf,
    jobs,
    times: { opensBefore: settings.opens_before_minutes, closesAfter: settings.closes_after_minutes },
    log,
    now,
  });
  const shared = { database, media, people, personOf, waitForTeacher: settings.wait_for_teacher, now };
  const settler = createSettler(shared);
  const isDisturbing = createDisturbance({ ...shared, calls });
  const entry = createEntry({ ...shared, homeserver, roomOf: mediaRoomOf, isDisturbing, clock });
  const desk = createDesk({
    ...shared,
    homeserver,
    settler,
    clock,
    roomOf,
    localeOf: async (schoolId) => (await directory.schoolLocale(schoolId)) ?? 'ru',
    closesAfter: settings.closes_after_minutes,
    log,
  });
  const views = createViews({
    ...shared,
    clock,
    roomOf: mediaRoomOf,
    isDisturbing,
    hlsBase: settings.egress?.hls_url,
  });
  const questions = createQuestions({ ...shared, homeserver, roomOf, jobs });
  const recordings = createRecordings({
    ...shared,
    homeserver,
    egress:
      settings.livekit === undefined || settings.egress === undefined ? null : createEgress(settings.livekit),
    settings: settings.egress ?? null,
    desk,
    settler,
    roomOf,
    log,
  });
  const attendance = createAttendance({ database, directory, now });

  async function refresh(payload: unknown): Promise<void> {
    const roomId = (payload as { roomId?: unknown } | null)?.roomId;
    const room = typeof roomId === 'string' ? await roomOf(roomId) : null;
    if (room === null) return;
    const { session } = await findOpen(database, room.roomId, now().getTime());
    await homeserver.sendState(room.roomId, LESSON_EVENT, '', { ...lessonContent(session) });
    if (settings.livekit !== undefined) await settler.settle(room);
  }

  async function settleCall(payload: unknown): Promise<void> {
    const roomId = (payload as { roomId?: unknown } | null)?.roomId;
    const room = typeof roomId === 'string' ? await calls.roomOf(roomId) : null;
    if (room !== null && settings.livekit !== undefined) await settler.settle(room);
  }

  return {
    clock,
    desk,
    checkCalls:
      settings.livekit === undefined ? async () => {} : createCallCheck({ database, calls, settler }),
    callChanged: (tx, roomId) => jobs.add(tx, CALL_TASK, { roomId }),
    async mayEnter(caller, roomId) {
      try {
        const { may, why_not: whyNot } = await views.view(caller, roomId);
        return { enter: may.enter, whyNot, say: (locale) => sayEntry(locale, whyNot) };
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    tasks: {
      [REFRESH_TASK]: refresh,
      [CALL_TASK]: settleCall,
      [WIND_TASK]: () => clock.windDue(),
      [EXPEL_TASK]: (payload) => expel(media, payload),
      [POST_QUESTION_TASK]: (payload) => questions.post(payload),
      [RECORD_TASK]: () => recordings.wind(),
      async [FORGET_TASK]() {
        await recordings.forget();
        const at = now();
        const before = new Date(at.getTime() - settings.attendance_keep_days * DAY_MS);
        log.info({ sessions: await forgetOld(database, before, at) }, 'lessons: old attendance was deleted');
      },
    },
    livekit: {
      jwt: tokenService({ openId: homeserver, entry, log }),
      webhook: webhookRoutes({ ...shared, livekit: settings.livekit, settler, roomOf: mediaRoomOf, log }),
    },
    routes: express
      .Router()
      .use(lessonRoutes({ views, desk, entry, attendance }))
      .use(hallRoutes({ questions, recordings, views })),
    commands: questionCommands(questions),
    actions: lessonActions({ database, desk, views, directory, rooms, homeserver, recordings }),
    handlers: watchRooms({ roomOf: mediaRoomOf, jobs }),
    takeOut: createLeavers({ ...shared, settler, roomOf: mediaRoomOf, live: settings.livekit !== undefined }),
    sweep: createSweep({ database, clock, settler, roomOf, log }),
  };
}

function sayEntry(locale: Locale, whyNot: Refusal | null): string {
  return lessonText(locale, whyNot === null ? 'may_enter' : REFUSALS[whyNot]);
}

/** Content of `org.parta.lesson`. */
export function lessonContent(session: Session | null): LessonContent {
  if (session === null) return { state: 'closed' };
  return {
    state: 'open',
    title: session.title,
    ...(session.uid === null ? {} : { uid: session.uid, recurrence_id: session.recurrenceId! }),
    begins: instant(session.begins),
    ends: instant(session.ends),
    opens_at: instant(session.opensAt),
    closes_at: instant(session.closesAt),
    profile: session.profile,
  };
}
