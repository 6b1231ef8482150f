/** A school with a timetable behind the real HTTP app, on a fresh clock: what tests of the timetable start from. */
import type { OutgoingHttpHeaders } from 'node:http';
import { createDirectory } from '../../appservice/src/accounts/directory.ts';
import { parseCommand } from '../../appservice/src/bot/parser.ts';
import { createFailureLimiter } from '../../appservice/src/http/limits.ts';
import { createLog } from '../../appservice/src/log.ts';
import { scheduleCommands } from '../../appservice/src/schedule/commands.ts';
import { scheduleRoutes } from '../../appservice/src/schedule/routes.ts';
import { createSchedule, type Schedule } from '../../appservice/src/schedule/schedule.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { demoApp, type DemoApp } from './demo-app.ts';
import { send, type RawAnswer } from './raw-http.ts';
import { makeSchool, type TestSchool } from './school.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

export interface Answer {
  readonly status: number;
  readonly json: Json;
}

export interface TestTimetable {
  readonly school: TestSchool;
  readonly schedule: Schedule;
  readonly app: DemoApp;
  readonly people: Record<'admin' | 'teacher' | 'colleague' | 'pupil' | 'parent' | 'stranger', string>;
  /** What the class was told. */
  readonly sent: { roomId: string; body: string }[];
  /** What single people were told by the bot. */
  readonly told: { personId: string; body: string }[];
  readonly states: Record<string, unknown>[];
  readonly queued: (string | undefined)[];
  /** Jobs with what they are about. */
  readonly jobs: { task: string; payload: unknown }[];
  /** Turns the clock. */
  readonly setTime: (now: string) => void;
  readonly call: (personId: string, method: string, path: string, body?: object) => Promise<Answer>;
  /** The body of a new lesson: Physics of 7Б on Mondays at 10:15. */
  readonly physics: (fields?: object) => object;
  /** Creates it; throws unless that works. */
  readonly create: (fields?: object, by?: string) => Promise<{ lesson_id: string; location_id: string }>;
  /** Two weeks, a line a lesson, or status and code of an error. */
  readonly view: (by: string, query?: string) => Promise<string[]>;
  readonly fetchFeed: (url: string, headers?: OutgoingHttpHeaders) => Promise<RawAnswer>;
  /** What the bot answers. */
  readonly say: (personId: string, text: string, classId?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Monday, 23 November 2026, 7:00 in the school's time. */
const START = '2026-11-23T04:00:00Z';

export async function startTimetable(database: Database): Promise<TestTimetable> {
  const school = await makeSchool(database);
  const pupil = await school.person('Мила Тихая', { inClass: 'pupil' });
  const people = {
    admin: await school.person('Ольга Светлая', { role: 'school_admin' }),
    teacher: await school.person('Анна Пёстрая', { inClass: 'class_teacher' }),
    colleague: await school.person('Иван Лунный', { role: 'teacher' }),
    pupil,
    parent: await school.person('Пётр Тихий', { guardianOf: pupil }),
    stranger: await (await makeSchool(database, 'Школа № 2')).person('Лев Чужой', { role: 'teacher' }),
  };
  let now = new Date(START);
  const sent: { roomId: string; txnId: string; body: string }[] = [];
  const told: { personId: string; cause: string; body: string }[] = [];
  const states: Record<string, unknown>[] = [];
  const queued: (string | undefined)[] = [];
  const added: { task: string; payload: unknown }[] = [];
  const directory = createDirectory({ database });
  const schedule = createSchedule({
    database,
    directory,
    // Records what is sent; a transaction id that comes again sends nothing, as on a homeserver.
    homeserver: {
      sendMessage(roomId, txnId, content) {
        if (!sent.some((one) => one.txnId === txnId))
          sent.push({ roomId, txnId, body: String(content['body']) });
        return Promise.resolve('$event');
      },
      sendState(_roomId, _type, _key, content) {
        states.push(content);
        return Promise.resolve('$event');
      },
    },
    // Records what people are told; the same cause is told once, as by the bot.
    messages: {
      send(personId, cause, text) {
        if (!told.some((one) => one.cause === cause)) told.push({ personId, cause, body: text('ru') });
        return Promise.resolve(true);
      },
    },
    rooms: {
      listForClass: () =>
        Promise.resolve([
          { roomId: '!chat', kind: 'class_chat' },
          { roomId: '!space', kind: 'class_space' },
        ]),
    },
    jobs: {
      add(_tx, task, payload, options) {
        queued.push(options?.key);
        added.push({ task, payload });
        return Promise.resolve();
      },
    },
    config: {
      homeserver: { server_name: 'example.org' },
      web: { public_url: 'https://parta.example.org' },
      district: { default_locale: 'ru' },
      timetable: { private_networks: 'allow' },
    },
    log: createLog('silent'),
    now: () => now,
  });
  const app = await demoApp({
    routers: [scheduleRoutes({ schedule, failures: createFailureLimiter() })],
    // The token names the person.
    sessions: { find: (token) => Promise.resolve({ personId: token, userId: '@anna:example.org' }) },
    badResponses: 'refuse',
  });
  const commands = scheduleCommands({ schedule, now: () => now });

  const call: TestTimetable['call'] = async (personId, method, path, body) => {
    const answer = await send(`${app.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${personId}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = answer.bytes.toString();
    return { status: answer.status, json: text.startsWith('{') ? JSON.parse(text) : text };
  };
  const physics = (fields: object = {}): object => ({
    school_id: school.schoolId,
    title: 'Физика',
    class_ids: [school.classId],
    teacher_ids: [people.teacher],
    location: '201',
    starts_at: '2026-11-23T10:15',
    duration_minutes: 45,
    rrule: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261225',
    ...fields,
  });

  return {
    school,
    schedule,
    app,
    people,
    sent,
    told,
    jobs: added,
    states,
    queued,
    setTime: (time) => void (now = new Date(time)),
    call,
    physics,
    async create(fields = {}, by = people.admin) {
      const { status, json } = await call(by, 'POST', '/lessons', physics(fields));
      if (status !== 201)
        throw new Error(`${status} ${JSON.stringify(json)}\n${app.lines.slice(-3).join('')}`);
      return json as { lesson_id: string; location_id: string };
    },
    async view(by, query = '') {
      const { status, json } = await call(by, 'GET', `/timetable?days=14${query}`);
      if (status !== 200) return [`${status} ${json.errcode}`];
      return (json.lessons as Json[]).map((one) =>
        [
          String(one.day).slice(5),
          one.begins_at,
          one.title,
          one.location?.title ?? '-',
          (one.teachers as { name: string }[]).map(({ name }) => name).join('+') || '-',
          one.cancelled ? 'cancelled' : one.phase,
        ].join(' '),
      );
    },
    fetchFeed: (url, headers = {}) => send(url.replace('https://parta.example.org', app.url), { headers }),
    async say(personId, text, classId) {
      const parsed = parseCommand(`!parta ${text}`);
      if (parsed === null || !('command' in parsed)) throw new Error(`this is no command: ${text}`);
      const command = commands.find(({ name }) => name === parsed.command.name)!;
      const state = directory.aroundPerson(personId, { administered: true });
      const reply = await command
        .run({
          asker: { userId: '@a:example.org', personId, locale: 'ru', school: () => state },
          place: { roomId: '!r', direct: classId === undefined, schoolId: null, classId: classId ?? null },
          line: parsed.command,
          eventId: '$1',
          repliesTo: null,
          mentions: [],
        })
        .catch((error: { say(locale: 'ru'): string }) => ({ text: error.say('ru') }));
      return reply.text;
    },
    close: () => app.close(),
  };
}
