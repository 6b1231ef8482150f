/** A thousand spoilt configurations of each kind: every one is refused with the place named, or is a valid one. */
import { isAbsolute } from 'node:path';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { ConfigError, readConfig, type Config } from '../../appservice/src/config/config.ts';
import {
  createRandom,
  describeChanges,
  mutate,
  mutateText,
  type Change,
  type Json,
} from '../support/mutate.ts';

const RUNS = 1_000;
const FILE = '/etc/parta/parta.yaml';
const SECRETS = [
  'hunter2-of-the-database',
  'syt_token_of_an_administrator',
  '5b0c7d91e2f84a63b7d0c1e9f2a84d36',
];
/** Every setting, so that every one is spoilt now and then. */
const FULL = `
district: { name: Demo district, default_locale: en, default_time_zone: Asia/Yekaterinburg }
homeserver:
  url: http://127.0.0.1:8008
  public_url: https://matrix.example.org
  server_name: example.org
  admin_token: ${SECRETS[1]}
  request_timeout_ms: 30000
appservice: { url: http://127.0.0.1:8090, host: 127.0.0.1, port: 8091, registration: registration.yaml, trusted_proxies: 1 }
database: { url: 'postgresql://parta:${SECRETS[0]}@localhost/parta', pool_size: 10 }
web: { public_url: https://parta.example.org, client: ../client }
accounts: { provision: arrival, session_days: 7 }
rooms: { templates: rooms.yaml, concurrency: 4 }
safety: { watch: own_accounts }
inbox: { workers: 3, max_attempts: 5, keep_days: 20 }
lessons:
  livekit: { url: wss://example.org/livekit/sfu, api_url: http://livekit:7880, api_key: parta, api_secret: ${SECRETS[2]} }
  opens_before_minutes: 5
  closes_after_minutes: 15
  token_minutes: 3
  wait_for_teacher: false
log: { level: warn }
`;

/** The problems that a text has, or null when it is a configuration, which is looked over then. */
function judge(text: string, env: NodeJS.ProcessEnv = {}): ConfigError['problems'] | null {
  let config: Config;
  try {
    config = readConfig(text, FILE, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  checkConfig(config);
  return null;
}

/** What the rest of the program relies on, said again without the schema. */
function checkConfig({
  district,
  homeserver,
  appservice,
  database,
  web,
  accounts,
  rooms,
  inbox,
  lessons,
  log,
}: Config): void {
  for (const url of [homeserver.url, homeserver.public_url, appservice.url, web.public_url]) {
    expect(url).to.match(/^https?:\/\/[^?#\s]*[^/?#\s]$/i);
  }
  for (const path of [appservice.registration, rooms.templates, web.client ?? '/'])
    expect(isAbsolute(path)).to.equal(true);
  if (lessons.livekit) {
    expect(lessons.livekit.url).to.match(/^wss?:\/\/[^?#\s]*[^/?#\s]$/i);
    expect(lessons.livekit.api_url).to.match(/^https?:\/\/[^?#\s]*[^/?#\s]$/i);
    expect(lessons.livekit.api_secret).to.have.length.of.at.least(32);
  }
  expect(lessons.opens_before_minutes + lessons.closes_after_minutes + lessons.token_minutes).to.satisfy(
    Number.isSafeInteger,
  );
  expect(lessons.wait_for_teacher).to.be.a('boolean');
  const numbers = [homeserver.request_timeout_ms, appservice.port, database.pool_size, accounts.session_days];
  for (const number of [...numbers, rooms.concurrency, inbox.workers, inbox.max_attempts, inbox.keep_days]) {
    expect(number).to.satisfy(Number.isSafeInteger).and.to.be.greaterThan(0);
  }
  expect(() => new Intl.DateTimeFormat('en', { timeZone: district.default_time_zone })).to.not.throw();
  expect(['ru', 'en']).to.include(district.default_locale);
  expect(['debug', 'info', 'warn', 'error']).to.include(log.level);
  expect(['roster', 'arrival']).to.include(accounts.provision);
  expect(database.url).to.match(/^postgres/);
}

/** Whether a problem concerns what was changed: the same place, one inside it, or one around it. */
function concerns(problem: { path: string }, changes: readonly Change[]): boolean {
  const place = problem.path;
  return changes.some(({ path }) => {
    const changed = path
      .split('/')
      .slice(1)
      .map((key) => (/^[\w-]{1,60}$/.test(key) ? key : JSON.stringify(key.slice(0, 60))))
      .join('.');
    return (
      place === changed ||
      changed === '' ||
      place === '' ||
      place.startsWith(`${changed}.`) ||
      changed.startsWith(`${place}.`)
    );
  });
}

/** The variables of all settings. */
function variablesOf(settings: object, prefix: string): string[] {
  return Object.entries(settings).flatMap(([key, value]: [string, unknown]) => {
    const name = prefix + key.toUpperCase();
    return typeof value === 'object' && value !== null ? variablesOf(value, `${name}__`) : [name];
  });
}

describe('A thousand spoilt configurations', function () {
  this.timeout(120_000);

  function checkProblems(
    problems: NonNullable<ReturnType<typeof judge>>,
    seed: number,
    changes: readonly Change[],
  ): void {
    const what = `seed ${seed}, ${describeChanges(changes)}`;
    expect(problems, what).to.not.be.empty;
    for (const { message } of problems) expect(message, what).to.match(/^[a-z].{5,}$/s);
    const said = new ConfigError(FILE, problems).message;
    for (const secret of SECRETS) expect(said, what).to.not.include(secret);
  }

  it('by value: each is valid, or is refused with a problem for what was changed', () => {
    let refused = 0;
    const original = parse(FULL) as Json;
    for (let seed = 0; seed < RUNS; seed++) {
      const { value, changes } = mutate(original, createRandom(seed));
      const problems = judge(stringify(value));
      if (problems === null) continue;
      refused++;
      checkProblems(problems, seed, changes);
      for (const problem of problems) {
        expect(
          concerns(problem, changes),
          `seed ${seed}: ${problem.path} ${problem.message}; ${describeChanges(changes)}`,
        ).to.equal(true);
      }
    }
    expect(refused).to.be.within(RUNS / 2, RUNS - 50);
  });

  it('by text: each is valid, or is refused with a place', () => {
    let refused = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const { value, changes } = mutateText(FULL, createRandom(seed));
      const problems = judge(value);
      if (problems === null) continue;
      refused++;
      checkProblems(problems, seed, changes);
      // Only a file that is nothing but a text or a list as a whole has no place within it.
      for (const { path, message } of problems) {
        if (path === '') expect(message).to.match(/^must hold sections|^is too deeply nested/);
      }
    }
    expect(refused).to.be.within(RUNS / 4, RUNS - 50);
  });

  it('by environment: each is valid, or is refused with the name of the variable', () => {
    const names = variablesOf(parse(FULL) as object, 'PARTA_');
    let refused = 0;
    for (let seed = 0; seed < RUNS; seed++) {
      const random = createRandom(seed);
      const name = random.pick(names);
      const spoilt = random.chance(0.3) ? `${name.slice(0, 8 + random.integer(name.length - 8))}X` : name;
      const { value } = mutateText(
        random.pick(['ru', '7', 'http://127.0.0.1:1', 'Europe/Moscow', SECRETS[0]!]),
        random,
      );
      const variable = spoilt.includes('__') ? spoilt : name;
      const problems = judge(FULL, { [variable]: value });
      if (problems === null) continue;
      refused++;
      checkProblems(problems, seed, [{ path: variable, what: JSON.stringify(value.slice(0, 50)) }]);
      const said = problems.map(({ path, message }) => `${path} ${message}`).join('\n');
      expect(said, `seed ${seed}`).to.include(variable);
    }
    expect(refused).to.be.within(RUNS / 4, RUNS - 50);
  });
});
