/** The `parta` command as operators run it: a process of its own, with its exit code and output. */
import { createServer } from 'node:net';
import { expect } from 'chai';
import { freePort } from '../../local-stack/src/ports.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver, type TestHomeserver } from '../support/homeserver.ts';
import { startParta, type TestParta } from '../support/parta.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { makeSchool, type TestSchool } from '../support/school.ts';

describe('The parta command', function () {
  this.timeout(120_000);
  let homeserver: TestHomeserver;
  let parta: TestParta;
  let database: Database;
  let school: TestSchool;

  before(async () => {
    homeserver = await startHomeserver();
    parta = await startParta({ homeserver, start: false, databaseUrl: await emptyDatabase('cli') });
    database = openDatabase(parta.databaseUrl, { poolSize: 4 });
    atEnd(() => database.close());
  });

  it('migrates an empty database, and again without harm', async () => {
    for (let run = 0; run < 2; run++) {
      expect(await parta.cli(['migrate'])).to.deep.equal({
        code: 0,
        stdout: 'The database is up to date.\n',
        stderr: '',
      });
    }
    school = await makeSchool(database);
  });

  describe('login-link', () => {
    let teacher: string;
    before(async () => {
      teacher = await school.person('Анна Тестова', { inClass: 'class_teacher', sourcedId: 'teacher-1' });
      await school.person('Вера Тестова', { inClass: 'pupil', sourcedId: 'pupil-1' });
      const gone = await school.person('Егор Тестов', { sourcedId: 'gone-1' });
      await database.query('update person set active = false where id = $1', [gone]);
      await database.query(
        `insert into person (source, sourced_id, given_name) values ('other', 'teacher-1', 'Роза')`,
      );
    });

    const links = async (): Promise<number> =>
      (await database.query('select 1 from login_link')).rowCount ?? 0;

    it('prints a link for each person, of which only the hash is kept', async () => {
      const { code, stdout, stderr } = await parta.cli([
        ...['login-link', '--sourced-id', 'pupil-1', '--person-id', teacher, '--expires-in', '1'],
      ]);
      expect([code, stderr]).to.deep.equal([0, '']);
      const lines = stdout.trimEnd().split('\n');
      expect(lines.map((line) => line.split('  ')[0])).to.deep.equal(['pupil-1', teacher]);
      const urls = lines.map((line) => line.split('  ')[1]!);
      for (const url of urls) expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/login#[0-9A-Z-]{16,}$/);
      const { rows } = await database.query(
        `select t::text as row, expires_at - now() between '59 minutes' and '1 hour' as in_an_hour from login_link t`,
      );
      expect(rows).to.have.length(2);
      for (const row of rows) expect(row['in_an_hour']).to.equal(true);
      const code0 = urls[0]!.split('#')[1]!;
      expect(JSON.stringify(rows)).to.not.include(code0).and.not.include(code0.replaceAll('-', ''));
    });

    const wrong: readonly [string, string[], string][] = [
      [
        'somebody unknown',
        ['--sourced-id', 'nobody'],
        'There is nobody with the ID nobody. Check it, and that the roster was applied.\n',
      ],
      [
        'an id that is none',
        ['--person-id', "'; drop table person; --"],
        "There is nobody with the ID '; drop table person; --. Check it, and that the roster was applied.\n",
      ],
      [
        'somebody without an account',
        ['--user-id', '@anna:example.org'],
        'There is nobody with the ID @anna:example.org. Check it, and that the roster was applied.\n',
      ],
      [
        'an ID of two systems',
        ['--sourced-id', 'teacher-1'],
        'Several people have the ID teacher-1, of these systems: other, test. Name one with --source.\n',
      ],
      [
        'somebody who left',
        ['--sourced-id', 'gone-1'],
        'The person with the ID gone-1 is no longer active and cannot log in.\n',
      ],
    ];
    for (const [what, args, said] of wrong) {
      it(`refuses ${what}, and makes no link for the others either`, async () => {
        const before = await links();
        const { code, stdout, stderr } = await parta.cli(['login-link', '--sourced-id', 'pupil-1', ...args]);
        expect({ code, stdout, stderr }).to.deep.equal({ code: 1, stdout: '', stderr: said });
        expect(await links()).to.equal(before);
      });
    }

    it('takes the system that is meant', async () => {
      const { code, stdout } = await parta.cli([
        'login-link',
        '--sourced-id',
        'teacher-1',
        '--source',
        'test',
      ]);
      expect([code, stdout.split('  ')[0]]).to.deep.equal([0, 'teacher-1']);
    });
  });

  it('shows the inbox', async () => {
    const { code, stdout } = await parta.cli(['inbox', 'status']);
    expect([code, stdout]).to.deep.equal([0, 'waiting: 0 (the oldest for 0 s), put aside: 0\n']);
    expect((await parta.cli(['inbox', 'replay'])).code).to.equal(2);
  });

  describe('start', () => {
    it('says that its port is in use', async () => {
      const other = createServer();
      const port = await freePort();
      await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
      const { code, stderr } = await parta.cli(['start'], { env: { PARTA_APPSERVICE__PORT: String(port) } });
      other.close();
      expect([code, stderr]).to.deep.equal([
        1,
        `The port is in use. Stop what listens there, or change appservice.port. (127.0.0.1:${port})\n`,
      ]);
    });

    it('says that the database is away', async () => {
      const port = await freePort();
      const env = { PARTA_DATABASE__URL: `postgresql://parta:hunter2@127.0.0.1:${port}/parta` };
      const { code, stdout, stderr } = await parta.cli(['start'], { env });
      expect([code, stdout, stderr]).to.deep.equal([
        1,
        '',
        `Nothing answers at 127.0.0.1:${port} (ECONNREFUSED). If that is the database, check that it runs and that database.url is right.\n`,
      ]);
    });

    it('says all that is wrong with its settings', async () => {
      const { code, stderr } = await parta.cli(['start'], {
        env: { PARTA_LOG__LEVEL: 'loud', PARTA_WEB__PUBLIK_URL: 'x' },
      });
      expect([code, stderr]).to.deep.equal([
        1,
        `The configuration ${parta.configFile} cannot be used:\n` +
          '- PARTA_WEB__PUBLIK_URL is not a setting: did you mean PARTA_WEB__PUBLIC_URL?\n' +
          '- log.level must be one of: debug, info, warn, error (set by PARTA_LOG__LEVEL)\n',
      ]);
    });

    it('runs until it is asked to stop, and ends in order', async () => {
      await parta.start();
      expect((await fetch(`${parta.url}/ready`)).status).to.equal(200);
      const { pid } = parta;
      process.kill(pid, 'SIGTERM');
      await eventually(() => !parta.running(), { what: 'the process to end', timeout: 20_000 });
      const lines = parta.log().trimEnd().split('\n');
      expect(lines.every((line) => line.startsWith('{'))).to.equal(true);
      expect(lines.at(-1)).to.include('"msg":"stopping"');
      expect(parta.log()).to.not.match(/"level":[56]0/);
    });

    it('starts while the homeserver is away, says so at /ready, and is ready by itself when it is back', async () => {
      await homeserver.restart({
        whileDown: async () => {
          await parta.start({ ready: false });
          const missing = await eventually(
            async () => ((await (await fetch(`${parta.url}/ready`)).json()) as { missing: string[] }).missing,
            { what: 'an answer' },
          );
          expect(missing).to.have.members(['homeserver', 'homeserver_reaches_us']);
        },
      });
      await eventually(async () => (await fetch(`${parta.url}/ready`)).ok, {
        what: 'readiness',
        timeout: 60_000,
      });
      await parta.stop();
    });
  });
});
