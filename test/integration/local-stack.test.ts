/** `npm start` as a person runs it: a child process, with its own folder and ports. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePort } from '../../local-stack/src/ports.ts';
import { tempDir } from '../support/cleanup.ts';
import { type TestHomeserver, startHomeserver } from '../support/homeserver.ts';
import { matrixApi } from '../support/matrix-api.ts';
import { type Start, type StartFolder, childrenOf, startFolder } from '../support/npm-start.ts';
import { emptyDatabase } from '../support/postgres.ts';

const MINUTE = 60_000;

describe('npm start', function () {
  this.timeout(5 * MINUTE);
  let folder: StartFolder;
  let home: string;
  let ports: StartFolder['ports'];
  let start: StartFolder['start'];
  let processes: StartFolder['processes'];

  before(async () => {
    folder = await startFolder('start');
    ({ home, ports, start, processes } = folder);
  });

  const linkOf = (table: string, role: string): string =>
    new RegExp(`${role} +(http://localhost:${ports.web}/login#\\S+)`).exec(table)![1]!;

  let firstLink: string;
  let roomCount: number;

  /** Rooms that the bot is in. */
  async function countRooms(): Promise<number> {
    const token = /^as_token: "?([^"\s]+)"?$/m.exec(
      readFileSync(join(home, 'registration.yaml'), 'utf8'),
    )![1];
    const { status, body } = await matrixApi(`http://127.0.0.1:${ports.homeserver}`, token).get(
      '/v3/joined_rooms',
    );
    expect(status).to.equal(200);
    return (body.joined_rooms as string[]).length;
  }

  describe('for the first time', () => {
    let school: Start;
    let table: string;

    it('ends with a table of log-in links for each role', async () => {
      school = start();
      table = await school.table();
      for (const role of ['administrator', 'teacher', 'pupil', 'parent']) {
        expect(linkOf(table, role), role).to.match(/#\S{8,}$/);
      }
      firstLink = linkOf(table, 'teacher');
      for (const step of [
        'PostgreSQL',
        'Synapse',
        'LiveKit',
        'web client',
        'appservice',
        'demonstration school',
      ]) {
        expect(school.output()).to.match(new RegExp(`✔ ${step}.* \\(\\d+ s\\)`));
      }
    });

    it('serves the web client and a school with rooms', async () => {
      const page = await fetch(`http://localhost:${ports.web}/`, { signal: AbortSignal.timeout(10_000) });
      expect(page.status).to.equal(200);
      expect(await page.text()).to.match(/<!doctype html>/i);
      roomCount = await countRooms();
      expect(roomCount).to.be.greaterThan(10);
    });

    it('has lessons ready, which the homeserver names to clients of calls', async () => {
      expect(table).to.match(/lessons +готовы · ready/);
      const answer = await fetch(`http://127.0.0.1:${ports.livekit}/`, {
        signal: AbortSignal.timeout(10_000),
      });
      expect(answer.status).to.equal(200);
      const homeserver = readFileSync(join(home, 'synapse/homeserver.yaml'), 'utf8');
      expect(homeserver).to.include(`livekit_service_url: http://localhost:${ports.web}/livekit/jwt`);
    });

    it('leaves no secret readable by others', () => {
      const { stdout } = spawnSync('find', [home, '-type', 'f', '-perm', '/077', '-name', '*.yaml'], {
        encoding: 'utf8',
      });
      const readable = stdout.split('\n').filter((file) => file && !file.endsWith('log.yaml'));
      expect(readable).to.deep.equal([]);
    });

    it('refuses a second start in the same folder', async () => {
      const second = start();
      expect(await second.ended).to.equal(1);
      expect(second.output()).to.match(/npm start already runs with the folder .* \(process \d+\)/);
    });

    it('stops at Ctrl-C without leaving a process', async () => {
      expect(processes()).to.have.length.of.at.least(3);
      school.signal('SIGINT');
      expect(await school.ended).to.equal(0);
      expect(processes()).to.deep.equal([]);
    });
  });

  describe('for the second time', () => {
    it('is ready within 20 seconds, with the same data and new links', async () => {
      const began = Date.now();
      const school = start();
      const table = await school.table();
      expect((Date.now() - began) / 1000).to.be.lessThan(20);
      expect(linkOf(table, 'teacher')).to.not.equal(firstLink);
      expect(await countRooms()).to.equal(roomCount);
      school.signal('SIGTERM');
      expect(await school.ended).to.equal(0);
    });

    for (const [name, said] of [
      ['synapse.app.homeserver', 'Synapse was ended by SIGKILL'],
      ['parta.ts start', 'The appservice was ended by SIGKILL'],
      ['livekit.yaml', 'LiveKit was ended by SIGKILL'],
    ] as const) {
      it(`says when a part dies, and stops the others: ${name}`, async () => {
        const school = start();
        await school.table();
        process.kill(processes(name)[0]!.pid, 'SIGKILL');
        expect(await school.ended).to.equal(1);
        expect(school.output())
          .to.include(said)
          .and.to.match(/(The whole log|Its log is empty): \S+/);
        expect(processes()).to.deep.equal([]);
      });
    }

    it('takes over what a killed start has left behind', async () => {
      const school = start();
      await school.table();
      // Like `killall -9 node`: neither the start nor its reaper can clean up.
      const [main] = childrenOf(school.pid, 'src/start.ts');
      const [reaper] = childrenOf(main!, 'reaper.mjs');
      for (const pid of [reaper!, main!, school.pid]) process.kill(pid, 'SIGKILL');
      await school.ended;
      const left = processes();
      expect(left).to.have.length.of.at.least(3);

      const again = start();
      await again.table();
      const now = processes().map(({ pid }) => pid);
      expect(left.filter(({ pid }) => now.includes(pid))).to.deep.equal([]);
      again.signal('SIGINT');
      expect(await again.ended).to.equal(0);
      expect(processes()).to.deep.equal([]);
    });
  });

  describe('explains', () => {
    const busy = async (): Promise<{ port: number; close: () => void }> => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { port: (server.address() as AddressInfo).port, close: () => server.close() };
    };

    for (const [name, what] of [
      ['web', 'the web client and the appservice'],
      ['homeserver', 'the homeserver'],
      ['database', 'PostgreSQL'],
      ['livekit', 'LiveKit, the media server of lessons'],
    ] as const) {
      it(`a busy port of ${what}`, async () => {
        const { port, close } = await busy();
        const school = start([`--${name}-port`, String(port)]);
        expect(await school.ended).to.equal(1);
        expect(school.output()).to.include(
          `Port ${port} of 127.0.0.1 is in use by another program, but ${what} needs it.`,
        );
        expect(school.output()).to.include(`--${name}-port`);
        close();
      });
    }

    it('a missing python3', async () => {
      const school = start([], { PARTA_PYTHON: '/nowhere/python3' });
      expect(await school.ended).to.equal(1);
      expect(school.output())
        .to.include('python3 was not found (looked for /nowhere/python3)')
        .and.include('apt-get install python3');
      expect(processes()).to.deep.equal([]);
    });

    it('a database of one’s own that does not answer', async () => {
      const school = start([], {
        PARTA_HOME: tempDir('own'),
        DATABASE_URL: `postgresql://me:secret@127.0.0.1:${await freePort()}/x`,
      });
      expect(await school.ended).to.equal(1);
      expect(school.output()).to.match(/The PostgreSQL of DATABASE_URL .* cannot be used: .*ECONNREFUSED/);
      expect(school.output()).to.not.include('secret');
    });

    it('a folder that was made with another database', async () => {
      const school = start([], { DATABASE_URL: await emptyDatabase('other') });
      expect(await school.ended).to.equal(1);
      expect(school.output()).to.match(/was made with the database "embedded"/);
    });
  });

  describe('with a PostgreSQL of one’s own', () => {
    it('keeps Parta’s data there and needs no demonstration school', async () => {
      const databaseUrl = await emptyDatabase('own');
      const school = start(['--no-demo'], { PARTA_HOME: tempDir('own'), DATABASE_URL: databaseUrl });
      const table = await school.table();
      expect(table).to.include(`http://localhost:${ports.web}`).and.not.include('login#');
      school.signal('SIGINT');
      expect(await school.ended).to.equal(0);
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: databaseUrl });
      await client.connect();
      expect((await client.query('select count(*)::int as count from deployment')).rows).to.deep.equal([
        { count: 1 },
      ]);
      await client.end();
    });
  });

  describe('with a homeserver of one’s own', () => {
    let homeserver: TestHomeserver;
    const own = (): NodeJS.ProcessEnv => ({
      PARTA_HOME: tempDir('own'),
      PARTA_WEB_PORT: String(homeserver.appservicePort),
      PARTA_HOMESERVER_URL: homeserver.url,
      PARTA_SERVER_NAME: homeserver.serverName,
    });
    before(async () => (homeserver = await startHomeserver()));
    after(() => homeserver.stop());

    it('uses it with the registration that it has loaded', async () => {
      const school = start(['--no-demo'], { ...own(), PARTA_REGISTRATION: homeserver.registration.path });
      expect(await school.table()).to.include(homeserver.url);
      expect(processes('synapse.app.homeserver')).to.deep.equal([]);
      school.signal('SIGINT');
      expect(await school.ended).to.equal(0);
      expect(await matrixApi(homeserver.url).get('/_matrix/client/versions')).to.have.property('status', 200);
    });

    it('says which registration is to be loaded when the homeserver does not know it', async () => {
      const school = start(['--no-demo'], own());
      expect(await school.ended).to.equal(1);
      expect(school.output()).to.match(
        /does not know the application service of \S+registration\.yaml .*app_service_config_files/,
      );
    });
  });

  describe('--reset', () => {
    it('says what it deletes and begins anew', async () => {
      const school = start(['--reset', '--no-demo']);
      await school.table();
      expect(school.output()).to.match(
        /Beginning anew\. Deleting from .*: postgres, synapse, livekit, logs, parta\.yaml/,
      );
      expect(await countRooms()).to.equal(0);
      school.signal('SIGINT');
      await school.ended;
      expect(existsSync(join(home, 'start.lock'))).to.equal(false);
    });
  });
});
