/** bootstrap.mjs in a small project of its own, whose "pinned Node" is a local package, so that nothing is downloaded. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { watchOver } from '../../local-stack/src/child.ts';
import { tempDir } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';

const LOCAL_STACK = resolve(import.meta.dirname, '../../local-stack');

/** Says when it began and which signals it got; ends with 7 a moment after the first. */
const SCRIPT = `
import { appendFileSync } from 'node:fs';
const [name, ...rest] = process.argv.slice(2);
const say = (line) => appendFileSync(name, line + '\\n');
say('args ' + rest.join('|'));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    say(signal);
    setTimeout(() => process.exit(7), 300);
  });
}
if (rest.includes('wait')) setInterval(() => {}, 1000);
else process.exitCode = 5;
say('up');
`;

describe('bootstrap.mjs', function () {
  this.timeout(60_000);
  let root: string;

  beforeEach(() => {
    root = tempDir('bootstrap');
    mkdirSync(join(root, 'local-stack'));
    for (const file of ['bootstrap.mjs', 'pid-lock.mjs', 'parent-watch.mjs']) {
      cpSync(join(LOCAL_STACK, file), join(root, 'local-stack', file));
    }
    const pinned = join(root, 'pinned-node');
    mkdirSync(pinned);
    writeFileSync(
      join(pinned, 'package.json'),
      '{"name":"node","version":"24.0.0","bin":{"node":"node.sh"},"scripts":{"install":"echo one >> ../installed"}}',
    );
    writeFileSync(join(pinned, 'node.sh'), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
    writeFileSync(
      join(root, 'package.json'),
      '{"name":"small","private":true,"type":"module","devDependencies":{"node":"file:pinned-node"}}',
    );
    writeFileSync(join(root, 'script.ts'), SCRIPT);
    execFileSync('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
      cwd: root,
      stdio: 'ignore',
    });
  });

  function bootstrap(args: string[], env: NodeJS.ProcessEnv = {}) {
    const record = join(root, `record-${args[0]}`);
    const child = spawn(process.execPath, ['local-stack/bootstrap.mjs', 'script.ts', record, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    watchOver(child, 'SIGKILL');
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    return {
      pid: child.pid!,
      ended: once(child, 'exit').then(([code]) => code as number | null),
      output: () => output,
      lines: () => (existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : []),
      signal: (signal: NodeJS.Signals) => void child.kill(signal),
    };
  }
  const installations = (): number => readFileSync(join(root, 'installed'), 'utf8').trim().split('\n').length;

  it('installs what is missing, once, and hands over arguments and exit code', async () => {
    const first = bootstrap(['a', 'b c']);
    expect(await first.ended).to.equal(5);
    expect(first.lines()).to.deep.equal(['args a|b c', 'up']);
    expect(first.output()).to.match(/Installing the dependencies[\s\S]*Dependencies installed in \d+ s/);
    const second = bootstrap(['second']);
    expect(await second.ended).to.equal(5);
    expect(second.output()).to.equal('');
    expect(installations()).to.equal(1);
  });

  it('installs again when the lockfile asks for something else, or when an installation was interrupted', async () => {
    expect(await bootstrap(['1']).ended).to.equal(5);
    for (const file of ['package-lock.json', 'pinned-node/package.json']) {
      const path = join(root, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('24.0.0', '24.0.1'));
    }
    rmSync(join(root, 'node_modules/.package-lock.json'));
    expect(await bootstrap(['2']).ended).to.equal(5);
    expect(installations()).to.equal(2);
  });

  it('installs once when two commands begin at the same time', async () => {
    const both = [bootstrap(['one']), bootstrap(['two'])];
    expect(await Promise.all(both.map(({ ended }) => ended))).to.deep.equal([5, 5]);
    expect(installations()).to.equal(1);
  });

  it('explains an installation that failed', async () => {
    rmSync(join(root, 'pinned-node'), { recursive: true });
    const { ended, output } = bootstrap(['x']);
    expect(await ended).to.equal(1);
    expect(output()).to.match(/npm ci failed[\s\S]*run the same command again/);
    expect(output()).to.not.include('    at ');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`passes ${signal} on exactly once, although it arrives twice, and ends when the script has ended`, async () => {
      const { ended, lines, signal: send } = bootstrap(['wait']);
      await eventually(() => lines().includes('up'), { timeout: 30_000, what: 'the script' });
      send(signal);
      send(signal);
      expect(await ended).to.equal(7);
      expect(lines()).to.deep.equal(['args wait', 'up', signal]);
    });
  }

  it('that is killed takes its script along', async () => {
    const { ended, lines, signal } = bootstrap(['wait']);
    await eventually(() => lines().includes('up'), { timeout: 30_000, what: 'the script' });
    signal('SIGKILL');
    await ended;
    await eventually(() => lines().includes('SIGTERM'), { what: 'SIGTERM to reach the script' });
  });
});
