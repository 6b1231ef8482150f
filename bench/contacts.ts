/**
 * How long a pupil and a strange adult are together in a room that one of them made in a client of their own: from the answer to
 * createRoom until the homeserver has them apart, alone and while others write 30 messages a second. The homeserver's own time for a
 * createRoom of the same run is the baseline.
 */
import { loadConfig } from '../appservice/src/config/config.ts';
import { createLog } from '../appservice/src/log.ts';
import { createCore, startAppservice } from '../appservice/src/main.ts';
import { openDatabase } from '../appservice/src/store/database.ts';
import { atEnd, endAll } from '../test/support/cleanup.ts';
import { startHomeserver } from '../test/support/homeserver.ts';
import { matrixApi } from '../test/support/matrix-api.ts';
import { startParta } from '../test/support/parta.ts';
import { makeSchool } from '../test/support/school.ts';
import { startChat, untilApart, write } from '../test/support/unruly.ts';

const TRIES = Number(process.env.PARTA_BENCH_TRIES ?? 200);
const EVENTS_A_SECOND = 30;
const WRITERS = 6;
/** What is promised; the bench says whether it holds, and does not fail on a slow machine. */
const PROMISED_MS = { alone: 1_000, busy: 5_000 };

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!;

// People here do in minutes what they do in a year.
const free = { per_second: 10_000, burst_count: 10_000 };
const homeserver = await startHomeserver({
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
const pupilId = await school.person('Петя Птичкин', { inClass: 'pupil' });
const adultId = await school.person('Борис Чужой', { inClass: 'teacher', classId: other });
const login = async (personId: string) => {
  const { matrix } = await core.accounts.login(personId, 'bench');
  return { userId: matrix.userId, api: matrixApi(homeserver.url, matrix.accessToken) };
};
const [pupil, adult] = [await login(pupilId), await login(adultId)];
const running = await startAppservice(config, log);
atEnd(() => running.stop());
const synapse = openDatabase(homeserver.databaseUrl, { poolSize: 4 });
atEnd(() => synapse.close());

async function tries(count: number): Promise<{ apart: number[]; create: number[] }> {
  const [apart, create]: [number[], number[]] = [[], []];
  for (let n = 0; n < count; n++) {
    const began = performance.now();
    const { roomId, status } = await startChat(pupil.api, [adult.userId]);
    if (status !== 200) throw new Error(`no room was made: ${status}`);
    create.push(performance.now() - began);
    apart.push(await untilApart(synapse, roomId, [pupil.userId, adult.userId]));
  }
  return { apart, create };
}

function report(
  name: string,
  { apart, create }: { apart: number[]; create: number[] },
  promised: number,
): void {
  const [p50, p99, baseline] = [percentile(apart, 0.5), percentile(apart, 0.99), percentile(create, 0.5)];
  const ratio = (p50 / baseline).toFixed(2);
  console.log(
    `${name}: together for p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms over ${apart.length} tries ` +
      `(${ratio} × createRoom of ${baseline.toFixed(0)} ms); ${p99 <= promised ? 'within' : 'BEYOND'} ${promised} ms`,
  );
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

try {
  await tries(5);
  report('alone', await tries(TRIES), PROMISED_MS.alone);
  const { value, rate } = await busy(() => tries(TRIES));
  report(`beside ${rate.toFixed(0)} messages a second`, value, PROMISED_MS.busy);
} finally {
  await endAll();
}
