/** The folder that holds everything a start has made (`.parta`), and what one start remembers for the next. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StackProblem } from './problem.ts';
import { requireSpace } from './space.ts';
import type { PortName } from './settings.ts';
import { takeLock } from '../pid-lock.mjs';

/** Enough for the databases, the logs and some pictures. */
const NEEDED_BYTES = 500_000_000;

/** All that `--reset` deletes: never the folder itself, which PARTA_HOME may have put anywhere. */
const CONTENTS = [
  'postgres',
  'synapse',
  'livekit',
  'logs',
  'parta.yaml',
  'registration.yaml',
  'state.json',
  'appservice.pid',
];

export interface State {
  ports: Partial<Record<PortName, number>>;
  /** Where people and rooms are: another database or homeserver would contradict what is stored. */
  database?: string;
  homeserver?: string;
  /** Of the embedded homeserver. */
  adminToken?: string;
  /** Of the key of the stack's LiveKit. */
  livekitSecret?: string;
  /** Seals the evidence of cases. */
  evidenceSecret?: string;
  /** `started`: an interrupted import goes on. */
  demo?: 'started' | 'applied';
}

export interface Home {
  readonly dir: string;
  path(...parts: string[]): string;
  readonly state: State;
  /** Changes the state and writes it, in one step. */
  remember(changes: Partial<State>): void;
  /** Deletes what earlier starts have made; `say` is told what. No server may run on it. */
  reset(say: (line: string) => void): void;
  /** Lets the next start in. */
  close(): void;
}

/**
 * Opens the folder for this process alone.
 * @throws StackProblem when another start runs in it, it cannot be written, or the disk is full
 */
export function openHome(dir: string): Home {
  let lock;
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    lock = takeLock(join(dir, 'start.lock'));
  } catch (error) {
    throw new StackProblem(
      `The folder ${dir} cannot be used (${(error as NodeJS.ErrnoException).code}). Make it writable, or name another one with PARTA_HOME.`,
    );
  }
  if ('heldBy' in lock) {
    throw new StackProblem(
      `npm start already runs with the folder ${dir} (process ${lock.heldBy}). ` +
        `Stop it there with Ctrl-C first, or give this one another folder with PARTA_HOME and other ports.`,
    );
  }
  const close = (): void => lock.release();
  try {
    requireSpace(dir, { bytes: NEEDED_BYTES, purpose: 'the school', elsewhere: 'PARTA_HOME' });
  } catch (error) {
    close();
    throw error;
  }

  const file = join(dir, 'state.json');
  let state: State | undefined;
  return {
    dir,
    path: (...parts) => join(dir, ...parts),
    get state() {
      return (state ??= readState(file));
    },
    remember(changes) {
      state = { ...(state ?? readState(file)), ...changes };
      writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
    reset(say) {
      const present = CONTENTS.filter((name) => existsSync(join(dir, name)));
      say(
        present.length > 0
          ? `Beginning anew. Deleting from ${dir}: ${present.join(', ')}.`
          : `Beginning anew. There is nothing to delete in ${dir}.`,
      );
      for (const name of present) rmSync(join(dir, name), { recursive: true, force: true, maxRetries: 5 });
      state = undefined;
    },
    close,
  };
}

function readState(file: string): State {
  if (!existsSync(file)) return { ports: {} };
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as State;
  } catch {
    throw new StackProblem(`${file} is damaged. Begin anew with: npm start -- --reset`);
  }
}
