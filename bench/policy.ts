/**
 * Decisions of the contact policy a second: the pure function alone, and through the service with PostgreSQL, which must find out who the two
 * are. The baseline of the same run is one SELECT by a primary key for each decision, which nobody can do without. Rounds alternate.
 */
import { createDirectory } from '../appservice/src/accounts/directory.ts';
import { decide } from '../appservice/src/policy/decide.ts';
import { createPolicy } from '../appservice/src/policy/policy.ts';
import { listHolders } from '../appservice/src/policy/store.ts';
import { daysOffOf } from '../appservice/src/schedule/days-off.ts';
import { endAll } from '../test/support/cleanup.ts';
import { freshDatabase } from '../test/support/postgres.ts';
import { largeSchool } from './large-school.ts';
import { median } from './median.ts';

const ROUNDS = 5;
const SECONDS = 2;
/** As many ask at once. */
const AT_ONCE = 8;
const IN_A_ROOM = 30;

const SERVER = 'school.test';

/** How often something is done in a second. */
async function rateOf(work: (n: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const until = began + SECONDS * 1000;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (performance.now() < until) await work(done++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (done / (performance.now() - began)) * 1000;
}

const said = (values: readonly number[]): string => Math.round(median(values)).toLocaleString('en');

try {
  const { database } = await freshDatabase();
  const school = await largeSchool(database, SERVER);
  const policy = createPolicy({
    database,
    directory: createDirectory({ database }),
    homeserver: { serverName: SERVER, botUserId: `@parta:${SERVER}` },
    daysOff: (schoolIds, from) => daysOffOf(database, schoolIds, from),
  });
  const users = [...school.pupils, ...school.parents, ...school.teachers].map((id) => school.userIdOf(id));
  // Steps that have no divisor in common with the number of people meet every sort of pair.
  const from = (n: number): string => users[(n * 7) % users.length]!;
  const to = (n: number): string => users[(n * 331 + 1) % users.length]!;

  const holders = await listHolders(database, school.schoolId);
  const { parties, context } = await policy.parties.loadHolders(holders, new Date());
  const outcomes = new Map<string, number>();
  let pure = 0;
  const began = performance.now();
  for (; performance.now() - began < SECONDS * 1000; pure++) {
    const one = parties[(pure * 7) % parties.length]!;
    const { outcome } = decide(one, parties[(pure * 331 + 1) % parties.length]!, context);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  const purely = (pure / (performance.now() - began)) * 1000;
  const shares = [...outcomes].map(([outcome, n]) => `${outcome} ${((100 * n) / pure).toFixed(1)} %`);
  console.log(`pure: ${Math.round(purely).toLocaleString('en')} decisions a second (${shares.join(', ')})`);

  const bare = (n: number) =>
    database.query('select person_id from matrix_account where user_id = $1', [from(n)]);
  const pairs = (n: number) => policy.decide(from(n), to(n));
  const room = (n: number) =>
    policy.decideAmong(Array.from({ length: IN_A_ROOM }, (_, i) => users[(n * 7 + i * 331) % users.length]!));
  for (const work of [bare, pairs, room]) await rateOf(work);
  const rates = { bare: [] as number[], pairs: [] as number[], room: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    rates.bare.push(await rateOf(bare));
    rates.pairs.push(await rateOf(pairs));
    rates.room.push((await rateOf(room)) * IN_A_ROOM * (IN_A_ROOM - 1));
  }
  const times = median(rates.bare.map((rate, round) => rate / rates.pairs[round]!));
  console.log(`baseline, one SELECT by key: ${said(rates.bare)} a second, ${AT_ONCE} at once`);
  console.log(
    `service, two people: ${said(rates.pairs)} decisions a second; one takes ${times.toFixed(1)} SELECTs`,
  );
  console.log(`service, every pair of a room of ${IN_A_ROOM}: ${said(rates.room)} decisions a second`);
} finally {
  await endAll();
}
