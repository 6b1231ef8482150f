/** `npm start` as a person runs it: a child process, with its own folder and ports. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { watchOver } from '../../local-stack/src/child.ts';
import { freePort } from '../../local-stack/src/ports.ts';
import { mediaPort } from '../../local-stack/src/lessons.ts';
import { atEnd, tempDir } from './cleanup.ts';
import { eventually } from './eventually.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const TABLE_MS = 4 * 60_000;

export interface Start {
  /** Of bootstrap.mjs. */
  pid: number;
  output(): string;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
  /** The log-in table, when it is there. */
  table(): Promise<string>;
}

export interface StartFolder {
  readonly home: string;
  readonly ports: Record<'web' | 'homeserver' | 'database' | 'livekit', number>;
  readonly start: (args?: string[], env?: NodeJS.ProcessEnv) => Start;
  /** Processes whose command line names this folder: PostgreSQL, Synapse, LiveKit, appservice; and this name too. */
  readonly processes: (name?: string) => { pid: number; args: string }[];
}

/** A folder for `npm start` with free ports. */
export async function startFolder(name: string): Promise<StartFolder> {
  const home = tempDir(name);
  const ports = {
    web: await freePort(),
    homeserver: await freePort(),
    database: await freePort(),
    livekit: await freePort(mediaPort),
  };
  return {
    home,
    ports,
    start(args = [], env = {}) {
      return spawnStart(args, {
        ...process.env,
        PARTA_HOME: home,
        PARTA_WEB_PORT: String(ports.web),
        PARTA_HOMESERVER_PORT: String(ports.homeserver),
        PARTA_DATABASE_PORT: String(ports.database),
        PARTA_LIVEKIT_PORT: String(ports.livekit),
        ...env,
      });
    },
    processes: (text = '') =>
      list('pid=,args=')
        .filter(([, ...args]) => args.join(' ').includes(home) && args.join(' ').includes(text))
        .map(([pid, ...args]) => ({ pid: Number(pid), args: args.join(' ') })),
  };
}

function spawnStart(args: string[], env: NodeJS.ProcessEnv): Start {
  const child = spawn(process.execPath, ['local-stack/bootstrap.mjs', 'local-stack/src/start.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  watchOver(child, 'SIGTERM');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  let code: number | null | undefined;
  const ended = once(child, 'close').then(([value]) => (code = value as number | null));
  atEnd(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  return {
    pid: child.pid!,
    output: () => output,
    ended,
    signal: (signal) => void child.kill(signal),
    async table() {
      const found = await eventually(
        () => (code === undefined ? /Parta is running[\s\S]*Ctrl-C/.exec(output)?.[0] : 'ended'),
        { timeout: TABLE_MS, interval: 100, what: 'the table' },
      );
      if (found === 'ended') throw new Error(`It ended with ${code}:\n${output}`);
      return found;
    },
  };
}

/** Processes that this one has started, with this in their command line. */
export function childrenOf(parent: number, name: string): number[] {
  return list('pid=,ppid=,args=')
    .filter(([, ppid, ...args]) => Number(ppid) === parent && args.join(' ').includes(name))
    .map(([pid]) => Number(pid));
}

function list(columns: string): string[][] {
  const { stdout } = spawnSync('ps', ['-eo', columns, '-ww'], { encoding: 'utf8' });
  return stdout.split('\n').map((line) => line.trim().split(/ +/));
}
