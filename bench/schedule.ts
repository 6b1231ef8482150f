/**
 * Calendar feeds of a school of 5,000 people: each person's feed fetched once through the service, on a real PostgreSQL, eight at
 * a time. The floor is the same request's database work alone: reading the person's surroundings and lessons.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDirectory } from '../appservice/src/accounts/directory.ts';
import { createLog } from '../appservice/src/log.ts';
import { createSchedule } from '../appservice/src/schedule/schedule.ts';
import { openDatabase, type Database } from '../appservice/src/store/database.ts';
import { migrate } from '../appservice/src/store/migrate.ts';
import { startPostgres } from '../local-stack/src/postgres.ts';

const CLASSES = 150;
const PUPILS_A_CLASS = 31;
const TEACHERS = 350;
const LESSONS_A_CLASS = 35;
const AT_ONCE = 8;
const NOW = new Date('2026-11-23T05:00:00Z');

async function run(print: (line: string) => void): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'parta-bench-'));
  const server = await startPostgres({ dir, throwaway: true });
  try {
    await server.createDatabase('bench');
    const client = new pg.Client({ connectionString: server.url('bench') });
    await client.connect();
    await migrate(client).finally(() => client.end());
    const database = openDatabase(server.url('bench'), { poolSize: AT_ONCE + 2 });
    try {
      await measure(database, print);
    } finally {
      await database.close();
    }
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function measure(database: Database, print: (line: string) => void): Promise<void> {
  const people = await fill(database);
  const directory = createDirectory({ database });
  const schedule = createSchedule({
    database,
    directory,
    homeserver: { sendMessage: () => Promise.resolve('$'), sendState: () => Promise.resolve('$') },
    messages: { send: () => Promise.resolve(true) },
    rooms: { listForClass: () => Promise.resolve([]) },
    jobs: { add: () => Promise.resolve() },
    config: {
      homeserver: { server_name: 'example.org' },
      web: { public_url: 'https://parta.example.org' },
      district: { default_locale: 'ru' },
      timetable: { private_networks: 'allow' },
    },
    log: createLog('silent'),
    now: () => NOW,
  });
  const tokens = new Map<string, string>();
  for (const personId of people) {
    const { url } = await schedule.feeds.create(personId, { personId });
    tokens.set(personId, url.slice(url.lastIndexOf('/') + 1, -'.ics'.length));
  }
  const window = { from: NOW.getTime() - 62 * 86_400_000, to: NOW.getTime() + 400 * 86_400_000 };
  let bytes = 0;
  const floor = await time(people, (personId) => schedule.views.load(personId, { personId }, () => window));
  const feeds = await time(people, async (personId) => {
    const { body } = await schedule.feeds.fetch(tokens.get(personId)!);
    bytes += Buffer.byteLength(body);
  });
  print(
    `${people.length} people, ${CLASSES * LESSONS_A_CLASS} lessons, ${AT_ONCE} at once, ${Math.round(bytes / people.length / 1024)} KB a feed`,
  );
  print(
    `feed:                p50 ${show(feeds, 0.5)}, p95 ${show(feeds, 0.95)} (goal: p95 ≤ 200 ms), max ${show(feeds, 1)}`,
  );
  print(`database alone:      p50 ${show(floor, 0.5)}, p95 ${show(floor, 0.95)}`);
  print(`p95 of feed / floor: ${(at(feeds, 0.95) / at(floor, 0.95)).toFixed(2)}`);
}

/** Milliseconds of each, in ascending order. */
async function time(
  people: readonly string[],
  work: (personId: string) => Promise<unknown>,
): Promise<number[]> {
  const queue = [...people];
  const taken: number[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let personId = queue.pop(); personId !== undefined; personId = queue.pop()) {
        const before = performance.now();
        await work(personId);
        taken.push(performance.now() - before);
      }
    }),
  );
  return taken.sort((a, b) => a - b);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
const show = (sorted: readonly number[], share: number): string => `${at(sorted, share).toFixed(1)} ms`;

/** One school with its people and a full week of lessons for each class; one lesson in ten has an override. Returns the people. */
async function fill(database: Database): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `with s as (
       insert into school (source, sourced_id, name, locale, time_zone) values ('b', 's', 'Школа', 'ru', 'Europe/Moscow')
       returning id
     ), y as (
       insert into school_year (school_id, source, sourced_id, title, begins_on, ends_on)
       select id, 'b', 'y', '2026/27', '2026-09-01', '2027-07-01' from s returning id, school_id
     ), c as (
       insert into class (school_id, school_year_id, source, sourced_id, title, kind)
       select school_id, id, 'b', n::text, 'Класс ' || n, 'homeroom' from y, generate_series(1, $1::int) n
       returning id, sourced_id::int as n, school_id
     ), pupils as (
       insert into person (source, sourced_id, given_name, family_name)
       select 'pupil', n || '-' || p, 'Имя ' || p, 'Фамилия ' || n from c, generate_series(1, $2::int) p
       returning id, split_part(sourced_id, '-', 1)::int as n
     ), teachers as (
       insert into person (source, sourced_id, given_name, family_name)
       select 'teacher', t::text, 'Учитель', 'Номер ' || t from generate_series(1, $3::int) t
       returning id, sourced_id::int as t
     ), enrolled as (
       insert into enrollment (person_id, class_id, role, source)
       select pupils.id, c.id, 'pupil', 'b' from pupils join c using (n)
     ), granted as (
       insert into role_grant (person_id, school_id, role, source) select teachers.id, s.id, 'teacher', 'b' from teachers, s
     ), rooms as (
       insert into location (school_id, title) select id, r::text from s, generate_series(1, 120) r returning id, title::int as r
     ), off as (
       insert into day_off (school_id, title, begins_on, ends_on)
       select id, 'День ' || d, date '2026-11-04' + d * 14, date '2026-11-05' + d * 14 from s, generate_series(0, 9) d
     ), l as (
       insert into lesson (school_id, uid, title, starts_at, time_zone, duration_minutes, rrule, location_id, extent_begins, extent_ends)
       select c.school_id, c.n || '-' || k || '@example.org', 'Предмет ' || k % 12,
              timestamp '2026-09-07 08:30' + (k % 5) * interval '1 day' + (k / 5) * interval '55 minutes', 'Europe/Moscow', 45,
              'FREQ=WEEKLY;UNTIL=20270525T205959Z', rooms.id, '2026-09-07', '2027-05-26'
         from c, generate_series(0, $4::int - 1) k join rooms on rooms.r = 1 + k % 120
       returning id, starts_at, split_part(uid, '-', 1)::int as n, split_part(split_part(uid, '-', 2), '@', 1)::int as k
     ), lc as (
       insert into lesson_class (lesson_id, class_id) select l.id, c.id from l join c using (n)
     ), lt as (
       insert into lesson_teacher (lesson_id, person_id)
       select l.id, teachers.id from l join teachers on teachers.t = 1 + (l.n * 7 + l.k) % $3::int
     ), lo as (
       insert into lesson_override (lesson_id, recurrence_id, status, title)
       select id, starts_at + interval '14 days', 'confirmed', 'Замена' from l where k % 10 = 0
     )
     select id from pupils union all select id from teachers`,
    [CLASSES, PUPILS_A_CLASS, TEACHERS, LESSONS_A_CLASS],
  );
  await database.query('analyze');
  return rows.map(({ id }) => id);
}

await run((line) => console.log(line));
