/** Servers that a run left behind when it was killed together with its reaper (`killall -9 node`). */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { StackProblem } from './problem.ts';
import { isAlive } from '../pid-lock.mjs';

const TIMEOUT_MS = 30_000;

/**
 * Stops the process whose id stands in the first line of `pidFile`, if it still runs and is ours: its command line
 * holds `marker` (a path nobody else uses). A file that names a process which is not ours is removed.
 * @throws StackProblem when the process does not end within half a minute
 */
export async function stopLeftover(options: {
  name: string;
  pidFile: string;
  marker: string;
  signal: NodeJS.Signals;
}): Promise<void> {
  if (!existsSync(options.pidFile)) return;
  const pid = Number(readFileSync(options.pidFile, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return;
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-ww', '-p', String(pid)], { encoding: 'utf8' });
  if (!stdout?.includes(options.marker)) {
    rmSync(options.pidFile, { force: true });
    return;
  }
  process.kill(pid, options.signal);
  const deadline = Date.now() + TIMEOUT_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      throw new StackProblem(
        `${options.name} of an earlier run (process ${pid}) is still there and does not end. Stop it with: kill -9 ${pid}`,
      );
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}
