/**
 * How long people who must not be together are so, whatever they do in a client of their own: from the homeserver's answer to what brings
 * them together until it has them apart, alone and while others write 30 messages a second. What the homeserver itself refuses counts as
 * no time at all, and is said. The homeserver's own time for a createRoom of the same run is the baseline.
 */
import { loadConfig } from '../appservice/src/config/config.ts';
import { createLog } from '../appservice/src/log.ts';
import { createCore } from '../appservice/src/core.ts';
import { startAppservice } from '../appservice/src/main.ts';
import { openDatabase } from '../appservice/src/store/database.ts';
import { atEnd, endAll } from '../test/support/cleanup.ts';
import { eventually } from '../test/support/eventually.ts';
import { twoHomeservers } from '../test/support/homeserver.ts';
import { matrixApi } from '../test/support/matrix-api.ts';
import { startParta } from '../test/support/parta.ts';
import { makeSchool } from '../test/support/school.ts';
import { invite, join, startChat, untilApart, write } from '../test/support/unruly.ts';

const TRIES = Number(process.env.PARTA_BENCH_TRIES ?? 200);
const EVENTS_A_SECOND = 30;
const WRITERS = 6;
/** What is promised; the bench says whether it holds, and does not fail on a slow machine. */
const PROMISED_MS = { alone: 1_000, busy: 5_000 };

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

// People here do in minutes what they do in a year.
const free = { per_second: 10_000, burst_count: 10_000 };
const [homeserver, elsewhere] = await twoHomeservers({
  config: {
    rc_message: free,
    rc_room_creation: free,
    rc_invites: { per_user: free, per_issuer: free, per_room: free },
    rc_joins: { local: free, remote: free },
  },
});
const parta = await startParta({ homeserver, start: false });
const config = await loadConfig(parta.configFile);
const log = createLog('error');
const core = await createCore(config, log);
atEnd(() => core.close());
const school = await makeSchool(core.database);
const other = await school.addClass('9А');
const ids = {
  pupil: await school.person('Петя Птичкин', { inClass: 'pupil' }),
  teacher: await school.person('Анна Тестова', { inClass: 'class_teacher' }),
  second: await school.person('Клара Физик', { inClass: 'teacher' }),
  adult: await school.person('Борис Чужой', { inClass: 'teacher', classId: other }),
  colleague: await school.person('Глеб Дальний', { inClass: 'teacher', classId: other }),
};
const login = async (personId: string) => {
  const { matrix } = await core.accounts.login(personId, 'bench');
  return { userId: matrix.userId, api: matrixApi(homeserver.url, matrix.accessToken) };
};
const [pupil, adult] = [await login(ids.pupil), await login(ids.adult)];
const [teacher, second] = [await login(ids.teacher), await login(ids.second)];
const colleague = await login(ids.colleague);
const stranger = await elsewhere.user('stranger');
const running = await startAppservice(config, log);
atEnd(() => running.stop());
const synapse = openDatabase(homeserver.databaseUrl, { poolSize: 4 });
atEnd(() => synapse.close());

type Someone = typeof pupil;
interface Meeting {
  readonly roomId: string;
  /** No two of these may be left together. */
  readonly people: readonly string[];
}

const path = (roomId: string): string => `/v3/rooms/${encodeURIComponent(roomId)}`;

async function chat(from: Someone, to: readonly Someone[], more: object = {}): Promise<Meeting | null> {
  const { roomId, status } = await startChat(
    from.api,
    to.map(({ userId }) => userId),
    more,
  );
  if (status !== 200 && status !== 403) throw new Error(`no room was made: ${status}`);
  return status === 403 ? null : { roomId, people: [from, ...to].map(({ userId }) => userId) };
}

/** What people try; null when the homeserver refused it. */
const WAYS: { readonly [name: string]: () => Promise<Meeting | null> } = {
  'a pupil’s chat with a strange adult': () => chat(pupil, [adult]),
  'a strange adult’s chat with a pupil': () => chat(adult, [pupil]),
  async 'a pupil in a group of strange adults'() {
    const group = await chat(pupil, [adult, colleague]);
    // The two adults may stay.
    return group && { ...group, people: [pupil.userId, adult.userId] };
  },
  'an invite of another homeserver to a pupil': () => chat(stranger, [pupil]),
  async 'a room upgraded to escape'() {
    const { roomId } = (await chat(pupil, [], { room_version: '11' }))!;
    const upgraded = await pupil.api.post(`${path(roomId)}/upgrade`, { new_version: '12' });
    const { replacement_room: next } = upgraded.body as { replacement_room: string };
    const { status } = await invite(pupil.api, next, adult.userId);
    return status === 403 ? null : { roomId: next, people: [pupil.userId, adult.userId] };
  },
  async 'the second adult kicked'() {
    // Anybody with the room's id may come in, and in this preset not everybody is a creator whom nobody can remove.
    const { roomId } = (await chat(teacher, [], { preset: 'public_chat' }))!;
    for (const one of [second, pupil]) await join(one.api, roomId);
    const { status } = await teacher.api.post(`${path(roomId)}/kick`, { user_id: second.userId });
    if (status !== 200) throw new Error(`the second adult could not be kicked: ${status}`);
    return { roomId, people: [pupil.userId, teacher.userId] };
  },
};

interface Tries {
  readonly apart: number[];
  refused: number;
}

async function tries(way: () => Promise<Meeting | null>, count: number): Promise<Tries> {
  const found: Tries = { apart: [], refused: 0 };
  for (let n = 0; n < count; n++) {
    const meeting = await way();
    found.apart.push(meeting === null ? 0 : await untilApart(synapse, meeting.roomId, meeting.people));
    if (meeting === null) found.refused += 1;
  }
  return found;
}

/** The middle time of making a room with nobody else in it. */
async function createRoom(): Promise<number> {
  const took: number[] = [];
  for (let n = 0; n < 15; n++) {
    const began = performance.now();
    await chat(adult, []);
    took.push(performance.now() - began);
  }
  return percentile(took, 0.5);
}

async function measure(where: string, promised: number): Promise<void> {
  const baseline = await createRoom();
  console.log(`${where} (a createRoom takes ${baseline.toFixed(0)} ms)`);
  for (const [name, way] of Object.entries(WAYS)) {
    const { apart, refused } = await tries(way, TRIES);
    const [p50, p99] = [percentile(apart, 0.5), percentile(apart, 0.99)];
    const said =
      refused === apart.length
        ? 'refused by the homeserver'
        : `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms (p50 is ${(p50 / baseline).toFixed(2)} × createRoom); ` +
          `${p99 <= promised ? 'within' : 'BEYOND'} ${promised} ms`;
    console.log(`  ${name}: ${said}; ${apart.length} tries`);
  }
}

/** Others who write, until told to stop; says how many messages a second they reached. */
async function busy<T>(work: () => Promise<T>): Promise<{ value: T; rate: number }> {
  const writers = await Promise.all(
    Array.from({ length: WRITERS }, async (_, n) => {
      const { api } = await homeserver.user(`writer-${n}`);
      return { api, roomId: (await startChat(api, [])).roomId };
    }),
  );
  let [going, sent] = [true, 0];
  const began = performance.now();
  const loops = writers.map(async ({ api, roomId }) => {
    for (let next = performance.now(); going; next += (1000 * WRITERS) / EVENTS_A_SECOND) {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
      if ((await write(api, roomId, 'something of no concern')).status === 200) sent += 1;
    }
  });
  try {
    const value = await work();
    return { value, rate: (sent / (performance.now() - began)) * 1000 };
  } finally {
    going = false;
    await Promise.all(loops);
  }
}

/** Until the pupil carries the invite rules, the homeserver refuses nothing. */
async function untilRules(): Promise<void> {
  await eventually(async () => (await chat(adult, [pupil])) === null, {
    what: 'the invite rules of the pupil',
    timeout: 60_000,
  });
}

try {
  await untilRules();
  await tries(WAYS['a pupil’s chat with a strange adult']!, 5);
  await measure('alone', PROMISED_MS.alone);
  const { rate } = await busy(() => measure('beside others who write', PROMISED_MS.busy));
  console.log(`they wrote ${rate.toFixed(0)} messages a second`);
} finally {
  await endAll();
}
