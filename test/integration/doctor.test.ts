import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { freePort } from '../../local-stack/src/ports.ts';
import { startStandIn } from '../../local-stack/src/stand-in.ts';
import { tempDir } from '../support/cleanup.ts';
import { startHomeserver, type TestHomeserver } from '../support/homeserver.ts';
import { startLivekit, type TestLivekit } from '../support/livekit.ts';
import { startParta, type TestParta } from '../support/parta.ts';
import { emptyDatabase, postgres } from '../support/postgres.ts';

interface Diagnosis {
  ok: boolean;
  checks: { name: string; status: string; detail: string; fix?: string }[];
}

const EVIDENCE_SECRET = randomBytes(32).toString('hex');

describe('parta doctor', function () {
  this.timeout(180_000);
  let homeserver: TestHomeserver;
  let parta: TestParta;

  before(async () => {
    homeserver = await startHomeserver();
    parta = await startParta({ homeserver, start: false });
    chmodSync(parta.configFile, 0o600);
  });

  /** Runs the doctor; `env` overrides settings. */
  async function diagnose(
    env: NodeJS.ProcessEnv = {},
    on = parta,
  ): Promise<Diagnosis & { code: number | null }> {
    const { code, stdout, stderr } = await on.cli(['doctor', '--json'], { env });
    expect(stderr).to.equal('');
    return { code, ...(JSON.parse(stdout) as Diagnosis) };
  }
  const statuses = ({ checks }: Diagnosis): Record<string, string> =>
    Object.fromEntries(checks.map(({ name, status }) => [name, status]));
  const found = ({ checks }: Diagnosis, name: string): string => {
    const { status, detail, fix } = checks.find((check) => check.name === name)!;
    return `${status}: ${detail}${fix === undefined ? '' : ` -> ${fix}`}`;
  };

  it('finds all well beside a deployment that does not run yet, and answers the homeserver in its place', async () => {
    await parta.cli(['migrate']);
    const diagnosis = await diagnose();
    expect(statuses(diagnosis)).to.deep.equal({
      'Node.js': 'ok',
      configuration: 'ok',
      'secret files': 'ok',
      'secret of evidence': 'warn',
      'room templates': 'ok',
      'web client': 'ok',
      database: 'ok',
      'database connections': 'ok',
      'database schema': 'ok',
      homeserver: 'ok',
      clock: 'ok',
      registration: 'ok',
      'registration in use': 'ok',
      'homeserver reaches Parta': 'ok',
      'administrator token': 'ok',
      'public homeserver address': 'ok',
      'public web address': 'warn',
      lessons: 'ok',
    });
    expect([diagnosis.code, diagnosis.ok]).to.deep.equal([0, true]);
    expect(found(diagnosis, 'homeserver reaches Parta')).to.include('the doctor answered');
    expect(found(diagnosis, 'homeserver')).to.match(/Matrix v1\.\d+, Synapse 1\.\d+/);
  });

  it('finds all well beside a running deployment, in words and exit code', async () => {
    await parta.start();
    const env = { PARTA_MODERATION__EVIDENCE_SECRET: EVIDENCE_SECRET };
    try {
      const diagnosis = await diagnose(env);
      expect(Object.values(statuses(diagnosis)).filter((status) => status !== 'ok')).to.deep.equal([]);
      expect(found(diagnosis, 'homeserver reaches Parta')).to.not.include('the doctor answered');
      const { code, stdout } = await parta.cli(['doctor'], { env });
      expect([code, stdout.trimEnd().split('\n').at(-1)]).to.deep.equal([0, 'All is well.']);
    } finally {
      await parta.stop();
    }
  });

  it('says that the database is empty, absent, or refuses', async () => {
    const empty = await diagnose({ PARTA_DATABASE__URL: await emptyDatabase('doctor') });
    expect(found(empty, 'database schema')).to.equal(
      'warn: the database is still empty -> run `parta migrate`; `parta start` does it too',
    );
    const away = await diagnose({
      PARTA_DATABASE__URL: `postgresql://x:hunter2@127.0.0.1:${await freePort()}/parta`,
    });
    expect([away.code, found(away, 'database')]).to.satisfy(
      ([code, said]: [number, string]) =>
        code === 1 && said.startsWith('fail: Nothing answers at 127.0.0.1:'),
    );
    expect(statuses(away)['database schema']).to.equal('skipped');
    expect(JSON.stringify(away)).to.not.include('hunter2');
    const server = await postgres();
    const missing = await diagnose({ PARTA_DATABASE__URL: server.url('no_such_database') });
    expect(found(missing, 'database')).to.include('There is no such database.');
  });

  it('says that the homeserver is away, and does not ask further', async () => {
    const diagnosis = await diagnose({ PARTA_HOMESERVER__URL: `http://127.0.0.1:${await freePort()}` });
    expect(found(diagnosis, 'homeserver')).to.match(
      /^fail: http:\/\/127.0.0.1:\d+: nothing listens there -> check that it runs/,
    );
    expect(statuses(diagnosis)).to.include({
      clock: 'skipped',
      'registration in use': 'skipped',
      'homeserver reaches Parta': 'skipped',
      'administrator token': 'skipped',
    });
  });

  it('says that something else than a homeserver answers', async () => {
    const { port, close } = await listen((_req, res) => void res.end('<html>'));
    const diagnosis = await diagnose({ PARTA_HOMESERVER__URL: `http://127.0.0.1:${port}` });
    close();
    expect(found(diagnosis, 'homeserver')).to.include('is no Matrix homeserver (status 200)');
  });

  it('says that the homeserver does not know the registration', async () => {
    const path = join(tempDir('doctor'), 'registration.yaml');
    await parta.cli(['registration', '--out', path]);
    const diagnosis = await diagnose({ PARTA_APPSERVICE__REGISTRATION: path });
    expect(found(diagnosis, 'registration in use')).to.equal(
      `fail: the homeserver does not know the token of the registration -> name ${path} in the configuration of the homeserver (Synapse: app_service_config_files) and restart the homeserver`,
    );
    expect(statuses(diagnosis)['homeserver reaches Parta']).to.equal('skipped');
  });

  it('says that the registration is missing, holds placeholders, or does not fit', async () => {
    const path = join(tempDir('doctor'), 'registration.yaml');
    const missing = await diagnose({ PARTA_APPSERVICE__REGISTRATION: path });
    expect(found(missing, 'registration')).to.include(
      'fail: the file does not exist: make it with `parta registration`',
    );
    writeFileSync(
      path,
      readFileSync(homeserver.registration.path, 'utf8').replace(/as_token: .*/, 'as_token: CHANGEME'),
    );
    const placeholder = await diagnose({ PARTA_APPSERVICE__REGISTRATION: path });
    expect(found(placeholder, 'registration')).to.include('as_token is a placeholder or too easy to guess');
    const misfit = await diagnose({ PARTA_HOMESERVER__SERVER_NAME: 'other.example.org' });
    expect(found(misfit, 'registration')).to.include('namespaces.users does not hold');
  });

  it('says that the homeserver uses an older registration, whose token it is refused with', async () => {
    const path = join(tempDir('doctor'), 'registration.yaml');
    const text = readFileSync(homeserver.registration.path, 'utf8');
    writeFileSync(path, text.replace(homeserver.registration.hsToken, 'f0e1d2c3b4a5968778695a4b3c2d1e0f'), {
      mode: 0o600,
    });
    const diagnosis = await diagnose({ PARTA_APPSERVICE__REGISTRATION: path });
    expect(found(diagnosis, 'homeserver reaches Parta')).to.include(
      'refuses the homeserver (status 403) -> restart the homeserver',
    );
  });

  it('says that the homeserver cannot reach us', async () => {
    const other = await freePort();
    const diagnosis = await diagnose({ PARTA_APPSERVICE__PORT: String(other) });
    expect(found(diagnosis, 'homeserver reaches Parta')).to.include(
      'from where the homeserver runs, nothing answers at',
    );
  });

  it('says that the administrator token is of somebody else, or of nobody', async () => {
    const { accessToken } = await homeserver.user('no-admin');
    const other = await diagnose({ PARTA_HOMESERVER__ADMIN_TOKEN: accessToken });
    expect(found(other, 'administrator token')).to.include(
      'fail: the token is of somebody who does not administer',
    );
    const nobody = await diagnose({ PARTA_HOMESERVER__ADMIN_TOKEN: 'syt_wrong' });
    expect(found(nobody, 'administrator token')).to.include(
      'fail: the homeserver refuses the token (M_UNKNOWN_TOKEN)',
    );
    expect(JSON.stringify([other, nobody]))
      .to.not.include(accessToken)
      .and.not.include('syt_wrong');
  });

  it('says that everybody may read the secrets', async () => {
    chmodSync(homeserver.registration.path, 0o644);
    const diagnosis = await diagnose();
    chmodSync(homeserver.registration.path, 0o600);
    expect(found(diagnosis, 'secret files')).to.equal(
      `fail: everybody on this machine may read ${homeserver.registration.path} -> chmod 600 ${homeserver.registration.path}`,
    );
  });

  it('says that public addresses are not https, or lead elsewhere', async () => {
    const { port, close } = await listen((_req, res) => {
      res
        .writeHead(200, { 'content-type': 'application/json' })
        .end('{"server_name":"other.org","versions":["v1.12"]}');
    });
    const diagnosis = await diagnose({
      PARTA_HOMESERVER__PUBLIC_URL: `http://127.0.0.1:${port}`,
      PARTA_WEB__PUBLIC_URL: `http://127.0.0.1:${port}`,
    });
    close();
    expect(found(diagnosis, 'public homeserver address')).to.include('lets no other web page use it (CORS)');
    expect(found(diagnosis, 'public web address')).to.include('is the Parta of other.org');
    const plain = await diagnose({ PARTA_WEB__PUBLIC_URL: 'http://parta.example.org' });
    expect(found(plain, 'public web address')).to.equal(
      'warn: http://parta.example.org is not https -> put a reverse proxy with TLS in front, see docs/deploy.md',
    );
  });

  it('says that the clock of the homeserver is wrong', async () => {
    const { port, close } = await listen((_req, res) => {
      const date = new Date(Date.now() - 3_600_000).toUTCString();
      res.writeHead(200, { 'content-type': 'application/json', date }).end('{"versions":["v1.12"]}');
    });
    const diagnosis = await diagnose({ PARTA_HOMESERVER__URL: `http://127.0.0.1:${port}` });
    close();
    expect(found(diagnosis, 'clock')).to.match(
      /^fail: 3[56]\d\d s between this machine and the homeserver -> let both machines/,
    );
  });

  it('names what is wrong with the configuration and goes no further', async () => {
    const { code, checks } = await diagnose({ PARTA_LOG__LEVEL: 'loud' });
    expect([code, checks.map(({ name, status }) => `${name} ${status}`)]).to.deep.equal([
      1,
      ['Node.js ok', 'configuration fail'],
    ]);
    expect(checks[1]!.detail).to.equal(
      'log.level must be one of: debug, info, warn, error (set by PARTA_LOG__LEVEL)',
    );
  });
});

describe('parta doctor, about lessons', function () {
  this.timeout(180_000);
  let homeserver: TestHomeserver;
  let livekit: TestLivekit;
  let parta: TestParta;

  before(async () => {
    homeserver = await startHomeserver();
    livekit = await startLivekit({
      webhookUrl: `http://127.0.0.1:${homeserver.appservicePort}/livekit/webhook`,
    });
    const moderation = { evidence_secret: EVIDENCE_SECRET };
    parta = await startParta({ homeserver, livekit, config: { moderation } });
    chmodSync(parta.configFile, 0o600);
  });
  after(() => livekit.stop());

  async function lines(env: NodeJS.ProcessEnv = {}): Promise<Record<string, string>> {
    const { stdout } = await parta.cli(['doctor', '--json'], { env });
    const { checks } = JSON.parse(stdout) as Diagnosis;
    return Object.fromEntries(
      checks.map(({ name, status, detail, fix }) => [
        name,
        `${status}: ${detail}${fix === undefined ? '' : ` -> ${fix}`}`,
      ]),
    );
  }

  it('finds all well with a LiveKit and a homeserver that are set up for lessons', async () => {
    const found = await lines();
    expect(Object.values(found).filter((line) => !line.startsWith('ok: '))).to.deep.equal([]);
    expect(found).to.include({
      LiveKit: `ok: ${livekit.apiUrl}`,
      'LiveKit key': 'ok: works',
      'LiveKit makes no rooms by itself': 'ok: only Parta makes rooms',
      'homeserver names Parta for calls': `ok: ${parta.url}/livekit/jwt`,
      'delayed events': 'ok: on',
    });
  });

  it('says that LiveKit tells nobody of what happens', async () => {
    const silent = await startLivekit();
    const found = await lines({
      PARTA_LESSONS__LIVEKIT__URL: silent.url,
      PARTA_LESSONS__LIVEKIT__API_URL: silent.apiUrl,
      PARTA_LESSONS__LIVEKIT__API_SECRET: silent.apiSecret,
    });
    await silent.stop();
    expect(found['LiveKit reaches Parta']).to.match(
      /^fail: no webhook came within 8 s .* -> set webhook: \{ api_key: test-key, urls: \[\S+\/livekit\/webhook\] \}/,
    );
  });

  it('says that the key is not LiveKit’s, without showing the secret', async () => {
    const secret = '0123456789abcdef'.repeat(4);
    const found = await lines({ PARTA_LESSONS__LIVEKIT__API_SECRET: secret });
    expect(found['LiveKit key']).to.match(
      /^fail: LiveKit refuses it \(.*\) -> lessons\.livekit\.api_key and/,
    );
    expect(found['LiveKit makes no rooms by itself']).to.match(/^skipped: /);
    expect(JSON.stringify(found)).to.not.include(secret);
  });

  it('says that LiveKit makes rooms by itself', async () => {
    const open = await startLivekit({ config: { room: { auto_create: true } } });
    const found = await lines({
      PARTA_LESSONS__LIVEKIT__URL: open.url,
      PARTA_LESSONS__LIVEKIT__API_URL: open.apiUrl,
      PARTA_LESSONS__LIVEKIT__API_SECRET: open.apiSecret,
    });
    await open.stop();
    expect(found['LiveKit makes no rooms by itself']).to.match(
      /^fail: .* -> set room: \{ auto_create: false \}/,
    );
  });

  it('says that LiveKit is away, being prepared, or something else', async () => {
    const at = (port: number): NodeJS.ProcessEnv => ({
      PARTA_LESSONS__LIVEKIT__API_URL: `http://127.0.0.1:${port}`,
    });
    expect((await lines(at(await freePort()))).LiveKit).to.match(
      /^fail: \S+: nothing listens there -> check/,
    );
    const later = await startStandIn(await freePort());
    expect((await lines(at(later.port))).LiveKit).to.match(/^warn: .* being prepared -> wait/);
    await later.close();
    const other = await listen((_req, res) => void res.writeHead(404).end());
    expect((await lines(at(other.port))).LiveKit).to.include('does not answer as LiveKit does (status 404)');
    other.close();
  });

  it('says that the homeserver sends clients of calls elsewhere, and that vanished people stay', async () => {
    const bare = await startHomeserver({
      config: {
        max_event_delay_duration: null,
        matrix_rtc: {
          transports: [{ type: 'livekit', livekit_service_url: 'https://other.example.org/jwt' }],
        },
      },
    });
    const own = await startParta({ homeserver: bare, livekit });
    const { stdout } = await own.cli(['doctor', '--json']);
    await own.stop();
    await bare.stop();
    const said = Object.fromEntries(
      (JSON.parse(stdout) as Diagnosis).checks.map(({ name, status, detail }) => [
        name,
        `${status}: ${detail}`,
      ]),
    );
    expect(said).to.include({
      'homeserver names Parta for calls': `fail: it names https://other.example.org/jwt before or instead of ${own.url}/livekit/jwt`,
      'delayed events': 'warn: off: somebody whose device vanishes stays in a call as a ghost',
    });
  });
});

async function listen(answer: RequestListener): Promise<{ port: number; close: () => void }> {
  const server = createServer(answer);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
