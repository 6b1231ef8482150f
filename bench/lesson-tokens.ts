/**
 * How fast tokens for a lesson are given out (POST /livekit/jwt/sfu/get), next to what every such service must at least do:
 * have the homeserver verify the OpenID token. A class enters at once, over and over; appservice and homeserver are
 * processes of their own; rounds alternate, so that what else the machine does meets both.
 */
import { freePort } from '../local-stack/src/ports.ts';
import { endAll } from '../test/support/cleanup.ts';
import { lessonSchool, type Someone } from '../test/support/lesson.ts';
import { startParta } from '../test/support/parta.ts';
import { median } from './median.ts';

const PUPILS = 28;
/** Every pupil in every round asks so many times. */
const TIMES = 8;
const ROUNDS = 5;
const AT_ONCE = 8;

interface Round {
  perSecond: number;
  p95: number;
}

async function run(): Promise<void> {
  const ids: string[] = [];
  const school = await lessonSchool({
    lessons: { wait_for_teacher: false },
    async populate(register) {
      for (let n = 0; n < PUPILS; n++)
        ids.push(await register.person(`Ученик Номер${n}`, { inClass: 'pupil' }));
    },
  });
  const { running, homeserver, livekit } = school;
  await school.timetable();
  const pupils: Someone[] = [];
  for (const id of ids) pupils.push(await running.logIn(id));
  // Beside the appservice of this process, which makes the load: one that does nothing else.
  const { url } = await startParta({
    homeserver,
    livekit,
    databaseUrl: running.core.config.database.url,
    port: await freePort(),
    config: { lessons: { wait_for_teacher: false } },
  });
  const tokens = await Promise.all(pupils.map((pupil) => school.openId(pupil)));

  const floor = async (n: number): Promise<Response> => {
    const { access_token: token } = tokens[n % PUPILS] as { access_token: string };
    return fetch(
      `${homeserver.url}/_matrix/federation/v1/openid/userinfo?access_token=${encodeURIComponent(token)}`,
    );
  };
  const ask = async (n: number): Promise<Response> =>
    fetch(`${url}/livekit/jwt/sfu/get`, {
      method: 'POST',
      body: JSON.stringify({
        room: school.roomId,
        openid_token: tokens[n % PUPILS],
        device_id: `DEVICE${n % PUPILS}`,
      }),
    });

  await measure(floor);
  await measure(ask);
  const rounds: { floor: Round; ask: Round }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ floor: await measure(floor), ask: await measure(ask) });
  const [low, own] = [summary(rounds.map((round) => round.floor)), summary(rounds.map((round) => round.ask))];
  console.log(`floor, the homeserver's OpenID verification alone: ${say(low)}`);
  console.log(`token answers: ${say(own)}`);
  const times = median(rounds.map((round) => round.floor.perSecond / round.ask.perSecond));
  const longer = median(rounds.map((round) => round.ask.p95 / round.floor.p95));
  console.log(
    `a token answer takes ${times.toFixed(1)} times as long as the floor; p95 ${longer.toFixed(1)} times ` +
      `(medians of ${ROUNDS} pairs of rounds, ${AT_ONCE} at once)`,
  );
}

/** One round. @throws when an answer is no success: a bench of refusals would look fine */
async function measure(request: (n: number) => Promise<Response>): Promise<Round> {
  const took: number[] = [];
  let next = 0;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (next < PUPILS * TIMES) {
      const started = performance.now();
      const response = await request(next++);
      const text = await response.text();
      if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
      took.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - began) / 1000;
  took.sort((a, b) => a - b);
  return { perSecond: took.length / seconds, p95: took[Math.floor(took.length * 0.95)]! };
}

function summary(rounds: Round[]): Round {
  return { perSecond: median(rounds.map((r) => r.perSecond)), p95: median(rounds.map((r) => r.p95)) };
}

const say = ({ perSecond, p95 }: Round): string =>
  `${perSecond.toFixed(0)} a second, p95 ${p95.toFixed(0)} ms`;

try {
  await run();
} finally {
  await endAll();
}
process.exit();
