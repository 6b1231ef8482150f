/** `parta roster plan` and `parta roster apply`: on a real homeserver, and what they say. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { rosterCommand, type RosterContext } from '../../appservice/src/roster/cli.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { tempDir } from '../support/cleanup.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { startParta, type TestParta } from '../support/parta.ts';
import { freshDatabase } from '../support/postgres.ts';
import { writes } from './reconcile-school.ts';
import { registerContents } from './roster-contents.ts';

const PARTA = join(import.meta.dirname, '../../appservice/bin/parta.ts');
const DEMO = join(import.meta.dirname, '../../config/demo-school');

/** What `--json` writes, as far as it is looked at here. */
interface Told {
  ok: boolean;
  findings: unknown[];
  register: { changes: unknown[] };
  rooms: { counts: object; done: object };
}

/** A copy of the demo school's export in which a text of one file is replaced. */
function demoWith(file: string, from: string, to: string): string {
  const folder = tempDir('export');
  cpSync(DEMO, folder, { recursive: true });
  const path = join(folder, `${file}.csv`);
  const text = readFileSync(path, 'utf8');
  expect(text).to.include(from);
  writeFileSync(path, text.replace(from, to));
  return folder;
}

describe('parta roster, with a homeserver', function () {
  this.timeout(240_000);
  let proxy: FaultProxy;
  let database: Database;
  let parta: TestParta;

  before(async () => {
    const homeserver = await startHomeserver();
    proxy = await faultProxy({ target: homeserver.url });
    const fresh = await freshDatabase();
    database = fresh.database;
    parta = await startParta({ homeserver, homeserverUrl: proxy.url, databaseUrl: fresh.url, start: false });
  });

  const rooms = async (): Promise<number> =>
    (
      await database.query<{ count: number }>(
        'select count(*)::int from managed_room where room_id is not null',
      )
    ).rows[0]!.count;

  it('shows what an import would do, in people and in rooms, and does nothing', async () => {
    const before = await registerContents(database);
    const { code, stdout, stderr } = await parta.cli(['roster', 'plan', DEMO, '--lang', 'ru']);
    expect(stderr).to.equal('');
    expect(code).to.equal(0);
    expect(stdout).to.include('1 школа, 1 учебный год, 3 класса, 44 человека');
    // Of the school: Space, announcements, staff room; of each class: two Spaces, two chats, the lesson room.
    expect(stdout).to.include('новых комнат: 19');
    expect(stdout).to.include('новых учётных записей: 44');
    expect(writes(proxy)).to.deep.equal([]);
    expect(await registerContents(database)).to.deep.equal(before);
  });

  it('goes on where it was killed', async () => {
    const child = spawn(process.execPath, [PARTA, 'roster', 'apply', DEMO, '--config', parta.configFile], {
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await eventually(() => proxy.count({ method: 'POST', path: 'createRoom' }) >= 6, {
      timeout: 60_000,
      what: 'six rooms asked for',
    });
    child.kill('SIGKILL');
    await ended;
    expect(await rooms()).to.be.below(19);
    const { code, stdout, stderr } = await parta.cli(['roster', 'apply', DEMO, '--lang', 'ru']);
    expect(code, stdout + stderr).to.equal(0);
    expect(stdout).to.include('Комнаты приведены в порядок.');
    expect(stderr).to.match(/Комнаты: \d+\/\d+\n/);
    expect(await rooms()).to.equal(19);
  });

  it('writes nothing to the homeserver the second time', async () => {
    proxy.reset();
    const { code, stdout } = await parta.cli(['roster', 'apply', DEMO, '--lang', 'en']);
    expect(code).to.equal(0);
    expect(stdout).to.include('Everything is as the export says already.');
    expect(stdout).to.include('The rooms are in line already.');
    expect(writes(proxy)).to.deep.equal([]);
    const { rows } = await database.query('select state from roster_run order by started_at desc limit 1');
    expect(rows).to.deep.equal([{ state: 'done' }]);
  });

  it('brings a changed export into the rooms', async () => {
    const renamed = demoWith('classes', ',7Б,', ',8Б,');
    const planned = JSON.parse((await parta.cli(['roster', 'plan', renamed, '--json'])).stdout) as Told;
    expect(planned).to.deep.include({ ok: true, findings: [] });
    expect(planned.register.changes).to.deep.equal([
      { kind: 'class', action: 'update', sourcedIds: ['class-7b'], fields: ['title'] },
    ]);
    expect(Object.keys(planned.rooms.counts)).to.deep.equal(['set_state']);
    const applied = JSON.parse((await parta.cli(['roster', 'apply', renamed, '--json'])).stdout) as Told;
    expect(applied.ok).to.equal(true);
    expect(applied.rooms.done).to.deep.equal(planned.rooms.counts);
  });
});

describe('parta roster', function () {
  this.timeout(60_000);
  let database: Database;
  const said = { stdout: '', stderr: '' };

  beforeEach(async () => {
    ({ database } = await freshDatabase());
  });

  const DONE = { ok: true, done: {}, failed: [], skipped: [], problems: [], aborted: false };
  async function run(args: string[], more: Partial<RosterContext> = {}): Promise<number> {
    said.stdout = said.stderr = '';
    return rosterCommand(args, {
      database,
      reconciler: {
        preview: () => Promise.resolve({ actions: [], problems: [], rooms: new Map() }),
        reconcile: () => Promise.resolve(DONE),
      },
      defaults: { locale: 'en', timeZone: 'Europe/Moscow' },
      startedBy: 'test',
      stdout: { write: (text: string) => (said.stdout += text) },
      stderr: { write: (text: string) => (said.stderr += text) },
      env: {},
      now: () => new Date('2026-11-24T12:00:00Z'),
      ...more,
    });
  }
  const lastRun = async (): Promise<unknown> =>
    (await database.query('select state, error, started_by from roster_run order by started_at desc limit 1'))
      .rows[0];

  const wrong: { name: string; args: string[] }[] = [
    { name: 'nothing', args: [] },
    { name: 'no file', args: ['plan'] },
    { name: 'an unknown verb', args: ['undo', DEMO] },
    { name: 'two files', args: ['plan', DEMO, DEMO] },
    { name: 'an unknown option', args: ['plan', DEMO, '--force'] },
    { name: 'an unknown language', args: ['plan', DEMO, '--lang', 'de'] },
  ];
  for (const { name, args } of wrong) {
    it(`explains itself when given ${name}`, async () => {
      expect(await run(args)).to.equal(2);
      expect(said.stderr).to.match(/^Usage:/);
      expect(said.stdout).to.equal('');
    });
  }

  const languages: { name: string; args?: string[]; env?: Record<string, string>; says: string }[] = [
    { name: 'that of the district', says: 'People and classes' },
    { name: 'that of LANG', env: { LANG: 'ru_RU.UTF-8' }, says: 'Люди и классы' },
    { name: 'LC_ALL before LANG', env: { LANG: 'en_US.UTF-8', LC_ALL: 'ru_RU' }, says: 'Люди и классы' },
    {
      name: 'that of the option before all',
      args: ['--lang', 'en'],
      env: { LANG: 'ru_RU' },
      says: 'People and classes',
    },
    {
      name: 'that of the district for languages it does not speak',
      env: { LANG: 'de_DE' },
      says: 'People and classes',
    },
  ];
  for (const { name, args, env, says } of languages) {
    it(`speaks the language: ${name}`, async () => {
      expect(await run(['plan', DEMO, ...(args ?? [])], { env: env ?? {} })).to.equal(0);
      expect(said.stdout).to.include(says);
    });
  }

  it('refuses an export with errors, names each place, and changes nothing', async () => {
    const spoilt = demoWith('users', 'true,teacher-1,', 'perhaps,teacher-1,');
    expect(await run(['apply', spoilt, '--lang', 'ru'])).to.equal(1);
    expect(said.stdout).to.include(
      'Ошибка: users.csv:4 · enabledUser · «perhaps»\n    Такого значения нет. Допустимо: true, false.',
    );
    expect(said.stdout).to.include('Ничего не изменено.');
    expect(await registerContents(database)).to.deep.equal([]);
    expect(await lastRun()).to.equal(undefined);
  });

  it('says the same as JSON', async () => {
    const spoilt = demoWith('users', 'true,teacher-1,', 'perhaps,teacher-1,');
    expect(await run(['apply', spoilt, '--json'])).to.equal(1);
    expect(JSON.parse(said.stdout)).to.deep.equal({
      ok: false,
      findings: [
        {
          severity: 'error',
          code: 'value_unknown',
          file: 'users.csv',
          line: 4,
          column: 'enabledUser',
          value: 'perhaps',
          message: 'There is no such value. Allowed: true, false.',
          more: 0,
        },
      ],
    });
  });

  it('never names people', async () => {
    const renamed = demoWith('users', 'Алиса', 'Аделаида');
    await run(['apply', DEMO]);
    expect(await run(['apply', renamed])).to.equal(0);
    expect(said.stdout).to.include('person pupil-7b-1: given name');
    expect(said.stdout + said.stderr).not.to.match(/Алиса|Аделаида|Тестова/);
  });

  it('reports what is not in the export any more', async () => {
    await run(['apply', DEMO]);
    const without = demoWith(
      'enrollments',
      'pupil-7b-8-in-7b,,,class-7b,school-1,pupil-7b-8,student,,,\n',
      '',
    );
    expect(await run(['apply', without])).to.equal(0);
    expect(said.stdout).to.include('Not in the export, but in Parta: 1 enrollment. None of it is removed.');
    expect(said.stdout).to.include('enrollment pupil-7b-8 → class-7b');
  });

  it('shows the people also when the homeserver is away, and says so', async () => {
    const reconciler = {
      preview: () => Promise.reject(new Error('no answer')),
      reconcile: () => Promise.reject(new Error('no answer')),
    };
    expect(await run(['plan', DEMO], { reconciler })).to.equal(1);
    expect(said.stdout).to.include('44 people');
    expect(said.stdout).to.include('The rooms were not compared: no answer');
    expect(await run(['apply', DEMO], { reconciler })).to.equal(1);
    expect(said.stdout).to.include('People and classes are up to date; run the command again');
    expect(await lastRun()).to.deep.equal({ state: 'incomplete', error: 'rooms', started_by: 'test' });
  });

  it('names the room of a failure by its class, and ends with 1', async () => {
    const reconcile = async () => {
      const { rows } = await database.query<{ id: string }>(`select id from class where title = '7Б'`);
      const room = `class_chat/${rows[0]!.id}`;
      const action = { id: 'x', needs: [], type: 'create_room' as const, room };
      return { ...DONE, ok: false, failed: [{ action, error: 'M_FORBIDDEN' }] };
    };
    const preview = () => Promise.reject(new Error('not asked'));
    expect(await run(['apply', DEMO], { reconciler: { preview, reconcile } })).to.equal(1);
    expect(said.stdout).to.include('failed: create_room class_chat 7Б – M_FORBIDDEN');
    expect(await lastRun()).to.include({ state: 'incomplete' });
  });

  it('draws a bar on a terminal', async () => {
    let drawn = '';
    const stderr = { isTTY: true, columns: 60, write: (text: string) => (drawn += text) };
    expect(await run(['apply', DEMO], { stderr })).to.equal(0);
    expect(drawn.replaceAll('\u001b[2K', '')).to.match(/\rPeople and classes \[█{24}\] 147\/147/);
    for (const line of drawn.split(/[\r\n]/)) expect(line.replace('\u001b[2K', '').length).to.be.below(60);
  });
});
