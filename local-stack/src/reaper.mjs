/**
 * Cleans up after its parent, however the parent ends. It reads lines from standard input, and when that closes
 * (the parent is gone, even by SIGKILL), it stops the processes and removes the folders that are still on its list.
 *
 *   + PID SIGNAL   a process was started and ends on SIGNAL
 *   - PID          it ended
 *   d PATH         a folder to remove at the end
 */
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const GRACE_MS = 10_000;
const running = new Map();
const folders = new Set();

// Whatever is sent to the parent's process group or terminal is the parent's business.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [verb, first, ...rest] = line.split(' ');
    if (verb === '+') running.set(Number(first), rest[0]);
    if (verb === '-') running.delete(Number(first));
    if (verb === 'd') folders.add([first, ...rest].join(' '));
  })
  .on('close', async () => {
    for (const [pid, signal] of running) send(pid, signal);
    const deadline = Date.now() + GRACE_MS;
    while ([...running.keys()].some((pid) => send(pid, 0)) && Date.now() < deadline) {
      await new Promise((next) => setTimeout(next, 50));
    }
    for (const pid of running.keys()) send(-pid, 'SIGKILL');
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
