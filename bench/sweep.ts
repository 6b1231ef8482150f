/**
 * The sweep over 10,000 rooms of a school of two thousand people: rooms a second, statements and homeserver requests for each, memory; first
 * with everything in line, then after a rule changed that concerns a part of them. The homeserver is in memory and answers at once, so this is
 * what Parta itself takes. The baseline is what nobody can do without: one SELECT for each room of the same rows.
 */
import { createDirectory } from '../appservice/src/accounts/directory.ts';
import { createContacts } from '../appservice/src/contacts/contacts.ts';
import { createRuleKeeper } from '../appservice/src/contacts/rule-keeper.ts';
import { createLog } from '../appservice/src/log.ts';
import { createPolicy } from '../appservice/src/policy/policy.ts';
import { sayRule } from '../appservice/src/policy/messages.ts';
import { daysOffOf } from '../appservice/src/schedule/days-off.ts';
import type { Database, Sql } from '../appservice/src/store/database.ts';
import { endAll } from '../test/support/cleanup.ts';
import { freshDatabase } from '../test/support/postgres.ts';
import { largeSchool, type LargeSchool } from './large-school.ts';
import { memoryHomeserver, type MemoryHomeserver } from './memory-homeserver.ts';

const SERVER = 'school.test';
const ROOMS = Number(process.env.PARTA_BENCH_ROOMS ?? 10_000);
/** Six in ten are direct rooms that Parta made, the others were made in clients. */
const DIRECT = Math.round(ROOMS * 0.6);

/** The same database, with its statements counted. */
function counted(database: Database): { database: Database; statements: () => number } {
  let statements = 0;
  const counting = (sql: Sql): Sql => ({
    query(text, values) {
      statements += 1;
      return sql.query(text, values);
    },
  });
  return {
    database: {
      ...database,
      ...counting(database),
      transaction: (work) => {
        // Begin and commit.
        statements += 2;
        return database.transaction((tx) => work(counting(tx)));
      },
    },
    statements: () => statements,
  };
}

interface World {
  readonly school: LargeSchool;
  readonly memory: MemoryHomeserver;
}

/** Rooms of two as Parta would have made them: of classmates, of parents of a class, of parents and teachers, of pupils and teachers. */
async function directRooms(sql: Sql, { school }: World): Promise<void> {
  const { pupils, parents, teachers, userIdOf } = school;
  const classes = teachers.length;
  const rows = Array.from({ length: DIRECT }, (_, n) => {
    const at = n % pupils.length;
    const mate = (at + classes * (1 + Math.floor(n / pupils.length))) % pupils.length;
    const teacher = teachers[at % classes]!;
    const second = teachers[(at + classes - 1) % classes]!;
    const [one, other, supervised] = (
      [
        [pupils[at]!, pupils[mate]!, false],
        [parents[at]!, parents[mate]!, false],
        [parents[at]!, teacher, false],
        [pupils[at]!, teacher, true],
      ] as const
    )[Math.floor(n / pupils.length) % 4]!;
    return { one, other, supervised, second: supervised ? second : null };
  });
  await sql.query(
    `insert into direct_room (key, alias_localpart, room_id, school_id, one_user, one_person, other_user, other_person,
       opened_by, supervised, second_user, second_person)
     select encode(sha256(n::text::bytea), 'hex'), 'direct ' || n, '!direct' || n, $1, ou, op, tu, tp, ou, sv, su, sp
       from unnest($2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::boolean[], $7::text[], $8::uuid[])
         with ordinality as one (ou, op, tu, tp, sv, su, sp, n)`,
    [
      school.schoolId,
      rows.map(({ one }) => userIdOf(one)),
      rows.map(({ one }) => one),
      rows.map(({ other }) => userIdOf(other)),
      rows.map(({ other }) => other),
      rows.map(({ supervised }) => supervised),
      rows.map(({ second }) => (second === null ? null : userIdOf(second))),
      rows.map(({ second }) => second),
    ],
  );
}

/** Rooms of two to six that people made in clients of their own: classmates, or parents of a class with its teacher. */
function foreignRooms({ school, memory }: World): void {
  const { pupils, parents, teachers, userIdOf } = school;
  const classes = teachers.length;
  for (let n = 0; n < ROOMS - DIRECT; n++) {
    const group = n % 2 === 0 ? pupils : parents;
    const size = 2 + (n % 5);
    const people = Array.from(
      { length: size },
      (_, i) => group[(n + i * classes * (1 + (n % 3))) % group.length]!,
    );
    if (group === parents) people[0] = teachers[n % classes]!;
    memory.rooms.set(
      `!foreign${n}`,
      [...new Set(people)].map((person) => ({
        userId: userIdOf(person),
        membership: 'join',
        sender: userIdOf(person),
        name: null,
      })),
    );
  }
}

try {
  const { database: bare } = await freshDatabase();
  const { database, statements } = counted(bare);
  const memory = memoryHomeserver(SERVER);
  const world: World = { school: await largeSchool(bare, SERVER), memory };
  await directRooms(bare, world);
  foreignRooms(world);
  await bare.query('delete from contact_change');
  await bare.query('analyze');

  const directory = createDirectory({ database });
  const { homeserver } = memory;
  const acts: string[] = [];
  const contacts = createContacts({
    database,
    directory,
    homeserver,
    policy: createPolicy({
      database,
      directory,
      homeserver,
      daysOff: (schoolIds, from) => daysOffOf(database, schoolIds, from),
    }),
    inviteRules: createRuleKeeper({ database, homeserver }),
    calls: { onRoom: () => Promise.resolve(), onPeople: () => Promise.resolve() },
    names: { pupilsAmong: () => Promise.resolve(new Map()) },
    onChanged: () => Promise.resolve(),
    messages: { send: () => Promise.resolve(true) },
    rooms: { among: () => Promise.resolve([]) },
    chatsAmong: () => Promise.resolve([]),
    jobs: () => ({
      add: (_tx, task) => {
        if (task !== 'contacts.sweep') acts.push(task);
        return Promise.resolve();
      },
    }),
    keepMembers: new Set(),
    defaultLocale: 'ru',
    sayRule: (locale, { outcome, rule }) => sayRule(locale, outcome, rule),
    subjectsTaught: () => Promise.resolve(new Map()),
    log: createLog('silent'),
  });

  const run = async (name: string, mark: () => Promise<unknown>): Promise<number> => {
    await mark();
    globalThis.gc?.();
    const before = { asked: memory.asked(), statements: statements(), rss: process.memoryUsage().rss };
    let peak = before.rss;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
    const began = performance.now();
    await contacts.tasks['contacts.sweep'](
      {},
      { signal: new AbortController().signal, jobId: name, attempt: 1 },
    );
    const seconds = (performance.now() - began) / 1000;
    clearInterval(watch);
    const each = (count: number): string => (count / ROOMS).toFixed(2);
    console.log(
      `${name}: ${seconds.toFixed(1)} s, ${Math.round(ROOMS / seconds)} rooms a second; for each room ` +
        `${each(statements() - before.statements)} statements and ${each(memory.asked() - before.asked)} homeserver requests; ` +
        `${Math.round((peak - before.rss) / 1e6)} MB more at the peak`,
    );
    return ROOMS / seconds;
  };
  const everybody = () => contacts.sweep.sweep(database, { everybody: true });

  const keys = (await bare.query<{ key: string }>('select key from direct_room')).rows;
  const began = performance.now();
  for (const { key } of keys) await bare.query('select * from direct_room where key = $1', [key]);
  for (const members of memory.rooms.values()) {
    await bare.query('select * from matrix_account where user_id = any($1::text[])', [
      members.map(({ userId }) => userId),
    ]);
  }
  const baseline = ROOMS / ((performance.now() - began) / 1000);
  console.log(`baseline, one SELECT for each room: ${Math.round(baseline)} rooms a second`);

  await run('the first time, with the invite rules of every pupil', everybody);
  const inLine = await run('everything in line', everybody);
  console.log(`a room takes as long as ${(baseline / inLine).toFixed(1)} SELECTs`);
  await run('after a rule that closes the rooms of parents of a class', async () => {
    await bare.query(
      `insert into contact_rule (school_id, one_role, other_role, relation, age, outcome)
       values ($1, 'parent', 'parent', 'same_class', 'of_age', 'deny')`,
      [world.school.schoolId],
    );
  });
  const { rows } = await bare.query<{ status: string; rooms: number }>(
    'select status, count(*)::int as rooms from direct_room group by status order by status',
  );
  const statuses = rows.map(({ status, rooms }) => `${rooms} ${status}`).join(', ');
  const mixed = (await bare.query('select distinct room_id from room_intervention')).rows.length;
  console.log(`direct rooms then: ${statuses}; of the others ${mixed} were brought into line`);
} finally {
  await endAll();
}
