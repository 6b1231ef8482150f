/** LiveKit under `npm start` on a machine that has none yet: built in the background, refused with reasons, or left out. */
import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect } from 'chai';
import { runChild } from '../../local-stack/src/child.ts';
import { findLivekit, installLivekit } from '../../local-stack/src/livekit-install.ts';
import { startLessons, useOwnLivekit } from '../../local-stack/src/lessons.ts';
import { openHome } from '../../local-stack/src/home.ts';
import { freePort } from '../../local-stack/src/ports.ts';
import { StackProblem } from '../../local-stack/src/problem.ts';
import { createProgress } from '../../local-stack/src/progress.ts';
import { createSupervisor } from '../../local-stack/src/supervisor.ts';
import { tempDir } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { type TestLivekit, startLivekit } from '../support/livekit.ts';
import { type StartFolder, startFolder } from '../support/npm-start.ts';

const MINUTE = 60_000;

interface Machine {
  readonly env: NodeJS.ProcessEnv;
  /** Lets the build end. */
  readonly finish: () => void;
  /** What is in the cache folder beside Synapse. */
  readonly cached: () => string[];
}

/**
 * A machine without LiveKit whose Go takes as long as a test wants, and then gives the real one.
 * @param options.build what `go install` does instead, in the shell; $GOBIN is where the program belongs
 */
function machineWithoutLivekit(options: { version?: string; build?: string; go?: boolean } = {}): Machine {
  const bin = tempDir('go');
  const cache = tempDir('cache');
  mkdirSync(join(cache, 'parta'));
  const real = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'parta');
  for (const name of readdirSync(real).filter((entry) => entry.startsWith('synapse-')))
    symlinkSync(join(real, name), join(cache, 'parta', name));
  const flag = join(bin, 'finish');
  const build = `
    echo 'go: downloading github.com/pion/webrtc v4' >&2
    echo github.com/pion/webrtc >&2
    while [ ! -e '${flag}' ]; do sleep 0.1; done
    cp '${findLivekit()}' "$GOBIN/server"`;
  const go = join(bin, 'go');
  writeFileSync(
    go,
    `#!/bin/sh\nif [ "$1" = env ]; then echo ${options.version ?? 'go1.26.0'}; exit; fi\n${options.build ?? build}\n`,
    { mode: 0o755 },
  );
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'livekit-server')));
  return {
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      PARTA_LIVEKIT_SERVER: '',
      PARTA_GO: options.go === false ? join(bin, 'none') : go,
      PATH: path.join(delimiter),
    },
    finish: () => writeFileSync(flag, ''),
    cached: () => readdirSync(join(cache, 'parta')).filter((name) => !name.startsWith('synapse-')),
  };
}

/** Installs LiveKit in a process of its own, as another `npm start` would. */
function installElsewhere(env: NodeJS.ProcessEnv, onLine: (line: string) => void): Promise<void> {
  const url = new URL('../../local-stack/src/livekit-install.ts', import.meta.url).href;
  return runChild({
    name: 'another installation',
    command: process.execPath,
    args: [
      '-e',
      `const { installLivekit } = await import(${JSON.stringify(url)});
       console.log('found', (await installLivekit({ onProgress: (message) => console.log(message) })).program);
       process.exit();`,
    ],
    env,
    logFile: join(tempDir('elsewhere'), 'log'),
    onLine,
  });
}

describe('LiveKit on a machine that has none', function () {
  this.timeout(MINUTE);

  const failure = (outcome: Promise<unknown>): Promise<Error | null> =>
    outcome.then(
      () => null,
      (error: Error) => error,
    );

  it('is built once for all who ask at the same time, and found from then on', async () => {
    const { env, finish, cached } = machineWithoutLivekit();
    const said: string[] = [];
    const first = installLivekit({ env, onProgress: (message) => said.push(message) });
    await eventually(() => said.some((message) => message.startsWith('compiling (package 1 of')));
    const second = installElsewhere(env, (line) => said.push(line));
    await eventually(() => said.some((message) => message.startsWith('waiting for another build')));
    expect(cached()).to.include('livekit-server-1.13.5.new');
    expect(findLivekit(env)).to.equal(null);
    finish();
    const { program } = await first;
    await second;
    expect(said.at(-1)).to.equal(`found ${program}`);
    expect(findLivekit(env)).to.equal(program);
    expect(cached()).to.have.members(['livekit-server-1.13.5', 'livekit-server-1.13.5.log']);
  });

  it('leaves nothing half-built when it is given up', async () => {
    const { env, cached } = machineWithoutLivekit();
    const stop = new AbortController();
    const said: string[] = [];
    const building = installLivekit({
      env,
      signal: stop.signal,
      onProgress: (message) => said.push(message),
    });
    await eventually(() => said.some((message) => message.startsWith('compiling')));
    stop.abort();
    expect(await failure(building)).to.have.property('name', 'AbortError');
    expect(cached()).to.deep.equal(['livekit-server-1.13.5.log']);
  });

  const refused: [sentence: string, machine: Parameters<typeof machineWithoutLivekit>[0], said: RegExp][] = [
    [
      'without Go',
      { go: false },
      /^There is no livekit-server on this machine, and no Go to build it with\. Install Go 1\.21 or newer .* or livekit-server itself .*PARTA_LIVEKIT_SERVER/,
    ],
    [
      'with an old Go',
      { version: 'go1.19.8' },
      /Go is too old to build it \(\S+ is go1\.19\.8\)\. Install Go 1\.21/,
    ],
    [
      'without the network',
      { build: 'echo "dial tcp: lookup proxy.golang.org: no such host" >&2; exit 1' },
      /^LiveKit could not be built because Go cannot fetch its sources: check the network .*GOPROXY.* The whole log: \S+$/,
    ],
    [
      'on a full disk',
      { build: 'echo "write $WORK/b001/_pkg_.a: no space left on device" >&2; exit 1' },
      /^LiveKit could not be built because the disk is full: free about 2500 MB/,
    ],
    [
      'with too little memory',
      { build: 'echo "github.com/livekit/protocol/livekit: compile: signal: killed" >&2; exit 1' },
      /^LiveKit could not be built because the memory ran out/,
    ],
  ];
  for (const [sentence, machine, said] of refused) {
    it(`says what to do ${sentence}`, async () => {
      const { env, cached } = machineWithoutLivekit(machine);
      const error = await failure(installLivekit({ env }));
      expect(error).to.be.instanceOf(StackProblem);
      expect(error?.message).to.match(said);
      expect(cached().filter((name) => !name.endsWith('.log'))).to.deep.equal([]);
    });
  }

  it('is not taken from where PARTA_LIVEKIT_SERVER wrongly points', async () => {
    const { env } = machineWithoutLivekit();
    const error = await failure(installLivekit({ env: { ...env, PARTA_LIVEKIT_SERVER: '/nowhere' } }));
    expect(error?.message).to.match(/^PARTA_LIVEKIT_SERVER names no program: \/nowhere\./);
  });

  it('that cannot be built leaves the school as it is, with its port free and a sentence', async () => {
    const { env } = machineWithoutLivekit({ build: 'echo "dial tcp: i/o timeout" >&2; exit 1' });
    const port = await freePort();
    const home = openHome(tempDir('home'));
    const output = { text: '', write: (text: string) => void (output.text += text) };
    const lessons = await startLessons('build', {
      home,
      progress: createProgress(output),
      supervisor: createSupervisor(),
      signal: new AbortController().signal,
      port,
      webhookUrl: 'http://127.0.0.1:1/livekit/webhook',
      env,
    });
    const ask = (): Promise<Response> => fetch(`http://127.0.0.1:${port}/rtc/validate`);
    expect(lessons.status).to.equal('preparing');
    expect((await ask()).status).to.equal(503);
    expect(await lessons.prepare!(createProgress(output))).to.match(
      /^Lessons by video stay off, everything else works\. LiveKit could not be built because Go cannot fetch/,
    );
    expect(output.text).to.match(/✘ LiveKit/);
    expect(await failure(ask())).to.be.instanceOf(TypeError);
    home.close();
  });
});

describe('a LiveKit of one’s own', function () {
  this.timeout(MINUTE);
  let livekit: TestLivekit;
  before(async () => (livekit = await startLivekit()));
  after(() => livekit.stop());

  const refusal = (own: Parameters<typeof useOwnLivekit>[0]): Promise<string> =>
    useOwnLivekit(own).then(
      () => 'taken',
      (error: Error) => `${error.name}: ${error.message}`,
    );

  it('is used with its key, as it is', async () => {
    const { url, apiUrl, apiKey, apiSecret } = livekit;
    expect(await useOwnLivekit({ url, apiKey, apiSecret })).to.deep.equal({
      status: 'ready',
      livekit: { url, apiUrl, apiKey, apiSecret },
    });
  });

  it('that does not know the key is refused, without showing the secret', async () => {
    const { url, apiKey } = livekit;
    const apiSecret = 'another-secret-that-is-long-enough-for-anybody';
    const said = await refusal({ url, apiKey, apiSecret });
    expect(said).to.match(/does not take the key of LIVEKIT_API_KEY: .* must stand under keys:/);
    expect(said).to.not.include(apiSecret);
  });

  it('that is not there is refused', async () => {
    const url = `ws://127.0.0.1:${await freePort()}`;
    expect(await refusal({ url, apiKey: 'k', apiSecret: 's'.repeat(40) })).to.match(
      /Your LiveKit does not answer at ws:\S+ .* Start it, or correct LIVEKIT_URL, or unset it/,
    );
  });
});

describe('npm start without LiveKit', function () {
  this.timeout(5 * MINUTE);
  let folder: StartFolder;
  before(async () => (folder = await startFolder('start')));

  it('runs the school at once, says "later" at LiveKit’s address, and has lessons when it is built', async () => {
    const machine = machineWithoutLivekit();
    const school = folder.start(['--no-demo'], machine.env);
    expect(await school.table()).to.match(/lessons +готовятся.* · being prepared/);
    const url = `http://127.0.0.1:${folder.ports.livekit}`;
    const early = await fetch(`${url}/twirp/livekit.RoomService/ListRooms`, { method: 'POST', body: '{}' });
    expect([early.status, early.headers.get('retry-after')]).to.deep.equal([503, '20']);

    await eventually(() => /LiveKit, for lessons by video/.test(school.output()));
    machine.finish();
    await eventually(() => school.output().includes('Lessons by video are ready.'), { timeout: MINUTE });
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).to.deep.equal([200, 'OK']);
    const config = readFileSync(join(folder.home, 'parta.yaml'), 'utf8');
    expect(config).to.include(`url: ws://127.0.0.1:${folder.ports.livekit}`);
    school.signal('SIGINT');
    expect(await school.ended).to.equal(0);
    expect(folder.processes()).to.deep.equal([]);
  });

  it('stops at Ctrl-C while LiveKit is built, and leaves nothing', async () => {
    const machine = machineWithoutLivekit();
    const school = folder.start(['--no-demo'], machine.env);
    await school.table();
    await eventually(() => machine.cached().includes('livekit-server-1.13.5.new'));
    school.signal('SIGINT');
    expect(await school.ended).to.equal(0);
    expect(machine.cached().filter((name) => !name.endsWith('.log'))).to.deep.equal([]);
    expect(folder.processes()).to.deep.equal([]);
  });

  it('and without Go says that lessons are off, and why', async () => {
    const school = folder.start(['--no-demo'], machineWithoutLivekit({ go: false }).env);
    const table = await school.table();
    expect(table).to.match(/lessons +выключены.* · off/);
    expect(table).to.include(
      'lessons: There is no livekit-server on this machine, and no Go to build it with.',
    );
    expect(readFileSync(join(folder.home, 'parta.yaml'), 'utf8')).to.not.include('livekit');
    school.signal('SIGINT');
    await school.ended;
  });
});
