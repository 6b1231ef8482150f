/**
 * Child processes that never outlive us: each leads its own process group (a Ctrl-C in the terminal reaches them
 * only through `stop`, in order), writes to a log file, and is known to the reaper, which ends it if we are killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StackProblem } from './problem.ts';

/** A log that has grown beyond this is put aside when its process starts anew. */
const MAX_LOG_BYTES = 20_000_000;

/** So long the last output of a program that ended is waited for. */
const DRAIN_MS = 5_000;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves (never rejects) when the process has ended. */
  readonly exited: Promise<Exit>;
  /** Resolves when its last output was read too. Later than `exited`, and never while a helper it left holds its output. */
  readonly drained: Promise<void>;
  running(): boolean;
  /** Asks it to end, insists after `graceMs`, and resolves when it has ended. */
  stop(graceMs?: number): Promise<void>;
  /** SIGKILL, now. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  /** How people call it: "PostgreSQL". */
  name: string;
  command: string;
  args?: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  /** Standard output and error are appended here. */
  logFile: string;
  stopSignal?: NodeJS.Signals;
  /** Called with every line of output, beside writing it to the log. */
  onLine?: (line: string) => void;
}

/** Starts a process. @throws StackProblem when the program cannot be run at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, logFile, stopSignal = 'SIGTERM' } = options;
  const log = openLog(logFile);
  const process_ = spawn(options.command, options.args ?? [], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    uid: options.uid,
    gid: options.gid,
    detached: true,
    stdio: options.onLine ? ['ignore', 'pipe', 'pipe'] : ['ignore', log, log],
  });
  let ended = false;
  const exited = new Promise<Exit>((done) => {
    process_.once('exit', (code, signal) => {
      ended = true;
      done({ code, signal });
    });
  });
  const drained = new Promise<void>((done) => process_.once('close', () => done()));
  try {
    await new Promise<void>((done, fail) => process_.once('spawn', done).once('error', fail));
  } catch (error) {
    closeSync(log);
    throw new StackProblem(`${name} cannot be run (${options.command}): ${(error as Error).message}`);
  }
  const pid = process_.pid!;
  watchOver(process_, stopSignal);
  process_.on('error', () => {}); // a signal that could not be sent: `exited` tells the outcome
  if (options.onLine) readLines(process_, log, options.onLine);
  else closeSync(log);

  const kill = async (): Promise<void> => {
    if (!ended) signalGroup(pid, 'SIGKILL');
    await exited;
  };
  return {
    name,
    pid,
    logFile,
    exited,
    drained,
    running: () => !ended,
    kill,
    async stop(graceMs = 10_000) {
      if (ended) return;
      process_.kill(stopSignal);
      const timer = setTimeout(() => void kill(), graceMs);
      await exited;
      clearTimeout(timer);
      signalGroup(pid, 'SIGKILL'); // helpers it may have left
    },
  };
}

/**
 * Runs a program to its end.
 * @throws StackProblem with the last lines of its log when it fails
 */
export async function runChild(options: ChildOptions & { signal?: AbortSignal }): Promise<void> {
  options.signal?.throwIfAborted();
  const child = await startChild(options);
  const abort = (): void => void child.stop(3000);
  options.signal?.addEventListener('abort', abort);
  const exit = await child.exited;
  await Promise.race([child.drained, sleep(DRAIN_MS, undefined, { ref: false })]);
  options.signal?.removeEventListener('abort', abort);
  options.signal?.throwIfAborted();
  if (exit.code !== 0) throw new StackProblem(describeExit(child, exit));
}

/** "PostgreSQL ended with exit code 1. Its last words: … The whole log: PATH" */
export function describeExit(child: Pick<Child, 'name' | 'logFile'>, exit: Exit): string {
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`;
  return `${child.name} ${how}. ${lastWords(child.logFile)}`;
}

/** The end of a log, and where the rest is. */
export function lastWords(logFile: string, lines = 8): string {
  let text = '';
  try {
    text = readFileSync(logFile, 'utf8').slice(-20_000);
  } catch {
    // no log, no words
  }
  const tail = text.trimEnd().split('\n').slice(-lines).filter(Boolean);
  return tail.length > 0
    ? `Its last words:\n${tail.map((line) => `    ${line.slice(0, 300)}`).join('\n')}\nThe whole log: ${logFile}`
    : `Its log is empty: ${logFile}`;
}

/** Has the reaper end a process that was started in another way than with `startChild`, when we are gone. */
export function watchOver(process_: ChildProcess, stopSignal: NodeJS.Signals): void {
  const { pid } = process_;
  if (pid === undefined) return;
  reaper().write(`+ ${pid} ${stopSignal}\n`);
  process_.once('exit', () => reaper().write(`- ${pid}\n`));
}

/** Removes the folder when this process ends, however it ends. */
export function removeAtExit(folder: string): void {
  reaper().write(`d ${folder}\n`);
}

let theReaper: Writable | undefined;

function reaper(): Writable {
  if (!theReaper) {
    const process_ = spawn(process.execPath, [fileURLToPath(new URL('reaper.mjs', import.meta.url))], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    process_.on('error', () => {});
    process_.unref();
    theReaper = process_.stdin;
    theReaper.on('error', () => {}); // it was killed: we still stop our children ourselves
    (theReaper as Writable & { unref(): void }).unref();
  }
  return theReaper;
}

function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true });
  try {
    if (statSync(logFile).size > MAX_LOG_BYTES) renameSync(logFile, `${logFile}.1`);
  } catch {
    // the first start has no log yet
  }
  return openSync(logFile, 'a', 0o600);
}

function readLines(process_: ChildProcess, log: number, onLine: (line: string) => void): void {
  for (const stream of [process_.stdout!, process_.stderr!]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      writeSync(log, text);
      // A progress bar rewrites its line with \r.
      const lines = (rest + text).split(/\r?\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    stream.on('end', () => rest && onLine(rest));
  }
  process_.once('close', () => closeSync(log));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // nobody is left
  }
}
