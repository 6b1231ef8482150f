/** A school whose lessons are held on a real LiveKit, and people with real WebRTC in them. */
import {
  AudioFrame,
  AudioSource,
  dispose,
  LocalAudioTrack,
  Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { TokenVerifier, type ClaimGrants } from 'livekit-server-sdk';
import { atEnd } from './cleanup.ts';
import { startHomeserver, type TestHomeserver } from './homeserver.ts';
import { startLivekit, type TestLivekit } from './livekit.ts';
import { matrixApi, type Answer, type MatrixApi } from './matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from './running-school.ts';

export type Someone = Pick<LoggedInPerson, 'userId' | 'matrix'>;

export interface LessonSchool {
  readonly running: RunningSchool;
  readonly homeserver: TestHomeserver;
  readonly livekit: TestLivekit;
  /** The lesson room of 7Б. */
  readonly roomId: string;
  /** Of the appservice. */
  readonly url: string;
  readonly people: {
    readonly [name in 'admin' | 'teacher' | 'pupil' | 'classmate' | 'parent' | 'stranger']: LoggedInPerson;
  };
  /** An OpenID token, as a client gets it from its own homeserver. */
  openId(of: Someone): Promise<object>;
  /** Asks for a token as Element Call does. */
  sfuGet(of: Someone, more?: object): Promise<Answer>;
  /** A token with which they can enter. @throws when they are refused */
  enter(of: Someone, more?: object): Promise<{ url: string; jwt: string }>;
  getToken(of: Someone, more?: { roomId?: string; member?: object }): Promise<Answer>;
  /** What LiveKit reads in a token. */
  claims(jwt: string): Promise<ClaimGrants>;
  /** Puts a lesson into the timetable that began so many minutes ago. */
  timetable(minutesAgo?: number, fields?: object): Promise<{ lesson_id: string }>;
}

export interface LessonSchoolOptions {
  readonly lessons?: object;
  /** False: LiveKit is not there until `livekit.restart()`. */
  readonly startLivekit?: boolean;
  readonly homeserver?: TestHomeserver;
  readonly populate?: (school: RunningSchool['school']) => Promise<unknown>;
}

export async function lessonSchool(options: LessonSchoolOptions = {}): Promise<LessonSchool> {
  const homeserver = options.homeserver ?? (await startHomeserver());
  const url = `http://127.0.0.1:${homeserver.appservicePort}`;
  const livekit = await startLivekit({
    webhookUrl: `${url}/livekit/webhook`,
    ...(options.startLivekit === undefined ? {} : { start: options.startLivekit }),
  });
  const ids: Record<string, string> = {};
  const running = await runningSchool({
    homeserver,
    livekit,
    async populate(school) {
      ids.admin = await school.person('Ольга Светлая', { role: 'school_admin' });
      ids.teacher = await school.person('Анна Пёстрая', { inClass: 'class_teacher' });
      ids.pupil = await school.person('Мила Тихая', { inClass: 'pupil' });
      ids.classmate = await school.person('Лев Быстрый', { inClass: 'pupil' });
      ids.parent = await school.person('Пётр Тихий', { guardianOf: ids.pupil });
      const other = await school.addClass('7А');
      ids.stranger = await school.person('Ира Дальняя', { inClass: 'pupil', classId: other });
      await options.populate?.(school);
    },
    ...(options.lessons === undefined ? {} : { config: { lessons: options.lessons } }),
  });
  const people: Record<string, LoggedInPerson> = {};
  for (const [name, id] of Object.entries(ids)) people[name] = await running.logIn(id);
  const roomId = await running.room('lesson_room');
  const jwtService = matrixApi(`${url}/livekit/jwt`);

  const school: LessonSchool = {
    running,
    homeserver,
    livekit,
    roomId,
    url,
    people: people as unknown as LessonSchool['people'],
    async openId({ userId, matrix }) {
      const { status, body } = await matrix.post(
        `/v3/user/${encodeURIComponent(userId)}/openid/request_token`,
      );
      if (status !== 200) throw new Error(`no OpenID token: ${JSON.stringify(body)}`);
      return body as object;
    },
    sfuGet: async (of, more = {}) =>
      jwtService.post('/sfu/get', {
        room: roomId,
        openid_token: await school.openId(of),
        device_id: 'DEVICE',
        ...more,
      }),
    async enter(of, more) {
      const { status, body } = await school.sfuGet(of, more);
      if (status !== 200) throw new Error(`refused: ${status} ${JSON.stringify(body)}`);
      return body as { url: string; jwt: string };
    },
    getToken: async (of, { roomId: room = roomId, member = {} } = {}) =>
      jwtService.post('/get_token', {
        room_id: room,
        slot_id: 'm.call#ROOM',
        openid_token: await school.openId(of),
        member: { id: 'member-1', claimed_user_id: of.userId, claimed_device_id: 'DEVICE', ...member },
      }),
    claims: (jwt) => new TokenVerifier(livekit.apiKey, livekit.apiSecret).verify(jwt),
    async timetable(minutesAgo = 5, fields = {}) {
      // Moscow has had the same offset since 2014.
      const local = new Date(Date.now() - minutesAgo * 60_000 + 3 * 3_600_000).toISOString().slice(0, 16);
      const { status, body } = await people.admin!.parta.post('/lessons', {
        school_id: running.school.schoolId,
        title: 'Физика',
        class_ids: [running.school.classId],
        teacher_ids: [ids.teacher],
        starts_at: local,
        duration_minutes: 45,
        ...fields,
      });
      if (status !== 201) throw new Error(`no lesson: ${status} ${JSON.stringify(body)}`);
      return body as { lesson_id: string };
    },
  };
  return school;
}

/** Somebody in a room on LiveKit. */
export interface Attendee {
  readonly room: Room;
  /** Why they were disconnected; null while they are not. */
  ended(): number | null;
  /** Publishes a tone as their microphone; rejects when LiveKit refuses. */
  speak(): Promise<void>;
  /** Identities of those whose sound arrives. */
  hears(): string[];
  leave(): Promise<void>;
}

let usesWebRtc = false;

/** Enters with a token. @throws when LiveKit does not let them in */
export async function attend({ url, jwt }: { url: string; jwt: string }): Promise<Attendee> {
  if (!usesWebRtc) {
    usesWebRtc = true;
    // Its threads would keep the process alive.
    atEnd(dispose);
  }
  const room = new Room();
  let reason: number | null = null;
  room.on('disconnected', (why) => void (reason = why));
  await room.connect(url, jwt, { autoSubscribe: true, dynacast: false });
  const closing: (() => void)[] = [];
  const leave = async (): Promise<void> => {
    for (const close of closing.splice(0)) close();
    await room.disconnect();
  };
  atEnd(leave);
  return {
    room,
    ended: () => reason,
    async speak() {
      const source = new AudioSource(48_000, 1);
      const track = LocalAudioTrack.createAudioTrack('microphone', source);
      await room.localParticipant!.publishTrack(
        track,
        new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
      );
      const frame = new AudioFrame(
        new Int16Array(480).map((_, n) => 8_000 * Math.sin(n / 5)),
        48_000,
        1,
        480,
      );
      const timer = setInterval(() => void source.captureFrame(frame).catch(() => {}), 10);
      closing.push(() => clearInterval(timer));
    },
    hears: () =>
      [...room.remoteParticipants.values()]
        .filter((one) => [...one.trackPublications.values()].some(({ track }) => track !== undefined))
        .map(({ identity }) => identity),
    leave,
  };
}

export type { MatrixApi };
