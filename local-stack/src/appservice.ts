/** The appservice and its command, `parta`, as child processes. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Child, runChild, startChild } from './child.ts';
import { stopLeftover } from './leftover.ts';
import { StackProblem } from './problem.ts';
import { answersOk, untilReady } from './wait.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PARTA = join(ROOT, 'appservice/bin/parta.ts');

export interface CommandOptions {
  configFile: string;
  env?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * Starts `parta start` and waits until it says that it is ready.
 * @throws StackProblem with the end of its log
 */
export async function startAppservice(
  options: CommandOptions & { url: string; logFile: string; pidFile: string },
): Promise<Child> {
  const child = await startChild({
    name: 'The appservice',
    command: process.execPath,
    args: [PARTA, 'start', '--config', options.configFile],
    cwd: ROOT,
    logFile: options.logFile,
    ...(options.env && { env: options.env }),
  });
  writeFileSync(options.pidFile, String(child.pid));
  await untilReady(child, () => answersOk(`${options.url}/ready`), {
    timeoutMs: 90_000,
    signal: options.signal,
  });
  return child;
}

/** Stops the appservice that a killed run has left behind. */
export function stopLeftoverAppservice(options: { pidFile: string; configFile: string }): Promise<void> {
  return stopLeftover({
    name: 'The appservice',
    pidFile: options.pidFile,
    marker: options.configFile,
    signal: 'SIGTERM',
  });
}

/** Runs a `parta` command to its end. @throws StackProblem with the end of its output */
export function runParta(
  args: readonly string[],
  options: CommandOptions & { logFile: string; onLine: (line: string) => void },
): Promise<void> {
  return runChild({
    name: `parta ${args.slice(0, 2).join(' ')}`,
    command: process.execPath,
    args: [PARTA, ...args, '--config', options.configFile],
    cwd: ROOT,
    logFile: options.logFile,
    onLine: options.onLine,
    ...(options.env && { env: options.env }),
    ...(options.signal && { signal: options.signal }),
  });
}

/** What a `parta` command writes to standard output, which is kept out of all logs. */
export function readParta(args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [PARTA, ...args, '--config', options.configFile], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
      ...(options.env && { env: options.env }),
      ...(options.signal && { signal: options.signal }),
    });
    let [output, errors] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0
        ? done(output)
        : fail(new StackProblem(`parta ${args[0]} ended with exit code ${code}. ${errors.slice(-2000)}`)),
    );
  });
}
