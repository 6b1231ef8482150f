import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeExit, runChild, startChild } from './child.ts';
import { StackProblem } from './problem.ts';

describe('a child process', () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), 'parta-child-'))));
  after(() => rmSync(dir, { recursive: true }));

  const node = (
    name: string,
    program: string,
  ): { name: string; command: string; args: string[]; logFile: string } => ({
    name,
    command: process.execPath,
    args: ['-e', program],
    logFile: join(dir, `${name}.log`),
  });

  const failure = (outcome: Promise<unknown>): Promise<Error | null> =>
    outcome.then(
      () => null,
      (error: Error) => error,
    );

  it('leaves its output in the log and its lines with the caller, a rewritten line too', async () => {
    const lines: string[] = [];
    await runChild({
      ...node('talker', `process.stdout.write('one\\n10%\\r20%\\r'); process.stderr.write('two')`),
      onLine: (line) => lines.push(line),
    });
    expect(lines).to.have.members(['one', '10%', '20%', 'two']);
    expect(readFileSync(join(dir, 'talker.log'), 'utf8'))
      .to.include('one')
      .and.include('two');
  });

  it('that fails is explained by its last words', async () => {
    const error = await failure(runChild(node('loser', `console.log('the disk is full'); process.exit(3)`)));
    expect(error).to.be.instanceOf(StackProblem);
    expect(error?.message).to.equal(
      `loser ended with exit code 3. Its last words:\n    the disk is full\nThe whole log: ${join(dir, 'loser.log')}`,
    );
  });

  it('that does not exist is explained', async () => {
    const error = await failure(
      startChild({ name: 'Ghost', command: join(dir, 'ghost'), logFile: join(dir, 'ghost.log') }),
    );
    expect(error?.message).to.match(/^Ghost cannot be run .*ENOENT/);
  });

  it('is stopped with its signal, and killed when it does not listen', async () => {
    const up = Promise.withResolvers<void>();
    const deaf = await startChild({
      ...node('deaf', `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')`),
      onLine: () => up.resolve(),
    });
    await up.promise;
    await deaf.stop(50);
    expect(deaf.running()).to.equal(false);
    expect(await deaf.exited).to.deep.equal({ code: null, signal: 'SIGKILL' });
    expect(describeExit(deaf, await deaf.exited)).to.match(/^deaf was ended by SIGKILL/);
  });

  it('is given up when the caller is', async () => {
    const controller = new AbortController();
    const running = runChild({
      ...node('slow', `setInterval(() => {}, 1000); console.log('up')`),
      onLine: () => controller.abort(),
      signal: controller.signal,
    });
    expect((await failure(running))?.name).to.equal('AbortError');
  });

  it('and folders are cleaned up when the parent is killed', async function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), 'parta-reaped-'));
    const url = new URL('child.ts', import.meta.url).href;
    let pid = 0;
    await failure(
      runChild({
        ...node(
          'parent',
          `const { startChild, removeAtExit } = await import(${JSON.stringify(url)});
           removeAtExit(${JSON.stringify(folder)});
           const child = await startChild({ name: 'c', command: process.execPath,
             args: ['-e', 'setInterval(() => {}, 1000)'], logFile: ${JSON.stringify(join(dir, 'c.log'))} });
           console.log('pid', child.pid);
           process.kill(process.pid, 'SIGKILL');`,
        ),
        onLine: (line) => (pid ||= Number(/^pid (\d+)/.exec(line)?.[1] ?? 0)),
      }),
    );
    expect(pid).to.be.greaterThan(0);
    const deadline = Date.now() + 15_000;
    const lives = (): boolean => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    while ((lives() || existsSync(folder)) && Date.now() < deadline)
      await new Promise((next) => setTimeout(next, 20));
    expect(lives(), 'the grandchild lives').to.equal(false);
    expect(existsSync(folder), 'the folder is there').to.equal(false);
  });
});
