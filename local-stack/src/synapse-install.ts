/** Synapse from PyPI, in a virtual environment in the user's cache folder: every clone and every test shares it. */
import { spawnSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastWords, runChild } from './child.ts';
import { StackProblem } from './problem.ts';
import { megabytes, requireSpace } from './space.ts';
import { takeLock } from '../pid-lock.mjs';

export const SYNAPSE_VERSION = '1.163.2';
/** psycopg2-binary instead of Synapse's own extra `postgres`: that one is compiled, and needs a C compiler and libpq. */
const REQUIREMENTS = [`matrix-synapse==${SYNAPSE_VERSION}`, 'psycopg2-binary==2.9.13'];
const CONSTRAINTS = fileURLToPath(new URL('../synapse-constraints.txt', import.meta.url));
const MIN_PYTHON: Version = [3, 10];
const NEEDED_BYTES = 600_000_000;

type Version = [major: number, minor: number];

export interface InstallOptions {
  /** One short line about what goes on now. */
  onProgress?: (message: string) => void;
  signal?: AbortSignal;
  /** Instead of the environment of this process: HOME, XDG_CACHE_HOME, PARTA_PYTHON, PATH, and pip's own variables. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Installs Synapse unless it is there, and returns the Python that runs it. Several processes may ask at once: one
 * installs, the others wait.
 * @throws StackProblem when Python, pip, the disk or the network are not up to it
 */
export async function installSynapse(options: InstallOptions = {}): Promise<{ python: string }> {
  const env = options.env ?? process.env;
  const onProgress = options.onProgress ?? (() => {});
  const base = findPython(env);
  const cache = join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'parta');
  const venv = join(cache, `synapse-${SYNAPSE_VERSION}-py${base.version.join('.')}`);
  const python = join(venv, 'bin', 'python');
  // The folder appears under this name only when it is complete. Its Python is a link: a dead one counts as missing.
  const isGood = (): boolean => existsSync(python);
  if (isGood()) return { python };

  const lock = await waitForLock(`${venv}.lock`, options);
  try {
    if (isGood()) return { python };
    requireSpace(cache, { bytes: NEEDED_BYTES, purpose: 'Synapse', elsewhere: 'XDG_CACHE_HOME' });
    const draft = `${venv}.new`;
    rmSync(draft, { recursive: true, force: true });
    try {
      await makeVenv(base, draft, `${venv}.log`, { ...options, env, onProgress });
      rmSync(venv, { recursive: true, force: true });
      renameSync(draft, venv);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return { python };
  } finally {
    lock.release();
  }
}

async function makeVenv(
  base: Python,
  folder: string,
  logFile: string,
  options: Required<Pick<InstallOptions, 'onProgress' | 'env'>> & InstallOptions,
): Promise<void> {
  const common = { env: options.env, logFile, ...(options.signal && { signal: options.signal }) };
  rmSync(logFile, { force: true });
  options.onProgress('making a virtual environment');
  try {
    await runChild({ ...common, name: 'python3 -m venv', command: base.path, args: ['-m', 'venv', folder] });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainVenv(error as Error, base, logFile);
  }

  let collected = 0;
  const pip = (args: string[]): Promise<void> =>
    runChild({
      ...common,
      name: 'pip',
      command: join(folder, 'bin', 'python'),
      args: [
        '-m',
        'pip',
        'install',
        '--disable-pip-version-check',
        '--no-input',
        '--progress-bar=off',
        '--retries=3',
        ...args,
      ],
      onLine(line) {
        const name = /^Collecting ([\w.-]+)/.exec(line)?.[1];
        if (name) options.onProgress(`downloading ${name} (package ${++collected} of about 60)`);
        else if (line.startsWith('Installing collected')) options.onProgress('unpacking the packages');
      },
    });
  try {
    try {
      await pip(['-c', CONSTRAINTS, ...REQUIREMENTS]);
    } catch (error) {
      options.signal?.throwIfAborted();
      // A Python newer than the constraints may need newer releases of some dependencies.
      if (
        !/ResolutionImpossible|No matching distribution|Failed building wheel/.test((error as Error).message)
      )
        throw error;
      await pip(REQUIREMENTS);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explainPip(error as Error, logFile);
  }
}

function explainVenv(error: Error, base: Python, logFile: string): StackProblem {
  const text = `${error.message}\n${lastWords(logFile, 40)}`;
  if (/ensurepip|No module named '?venv/.test(text)) {
    const minor = base.version.join('.');
    return new StackProblem(
      `Python ${minor} (${base.path}) cannot make virtual environments: its module venv or ensurepip is missing. ` +
        `On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again.`,
    );
  }
  return /No space left/.test(text) ? noSpace(logFile) : new StackProblem(error.message);
}

function explainPip(error: Error, logFile: string): StackProblem {
  const text = `${error.message}\n${lastWords(logFile, 40)}`;
  if (/No space left/.test(text)) return noSpace(logFile);
  if (
    /Failed to establish|NewConnectionError|Read timed out|ConnectTimeout|Name or service|name resolution|ProxyError|SSLError|ConnectionError/.test(
      text,
    )
  ) {
    return new StackProblem(
      `Synapse could not be downloaded: the Python package index cannot be reached. Check the network (behind a proxy set HTTPS_PROXY, ` +
        `for a mirror PIP_INDEX_URL), or use a homeserver of your own (PARTA_HOMESERVER_URL). The whole log: ${logFile}`,
    );
  }
  return new StackProblem(`Synapse could not be installed. ${error.message}`);
}

function noSpace(path: string): StackProblem {
  return new StackProblem(
    `The disk is full: installing Synapse needs about ${megabytes(NEEDED_BYTES)} MB beside ${path}.`,
  );
}

interface Python {
  path: string;
  version: Version;
}

/** The Python of PARTA_PYTHON, else the first of python3, python3.14 … python3.10 that is new enough. */
export function findPython(env: NodeJS.ProcessEnv = process.env): Python {
  const names = env.PARTA_PYTHON
    ? [env.PARTA_PYTHON]
    : ['python3', ...[14, 13, 12, 11, 10].map((minor) => `python3.${minor}`)];
  const old: Python[] = [];
  for (const name of names) {
    const { status, stdout } = spawnSync(
      name,
      ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)'],
      { encoding: 'utf8', env, timeout: 20_000 },
    );
    if (status !== 0) continue;
    const [major, minor, ...path] = stdout.trim().split(' ');
    const python: Python = { path: path.join(' '), version: [Number(major), Number(minor)] };
    if (isAtLeast(python.version, MIN_PYTHON)) return python;
    old.push(python);
  }
  const need = `Synapse needs Python ${MIN_PYTHON.join('.')} or newer with its module venv`;
  const how =
    'On Debian and Ubuntu: apt-get install python3 python3-venv; on macOS: brew install python3. Another place can be named with PARTA_PYTHON.';
  throw new StackProblem(
    old.length > 0
      ? `${need}; ${old.map(({ path, version }) => `${path} is ${version.join('.')}`).join(', ')}. ${how}`
      : `python3 was not found (looked for ${names.join(', ')}). ${need}. ${how}`,
  );
}

function isAtLeast([major, minor]: Version, [minMajor, minMinor]: Version): boolean {
  return major > minMajor || (major === minMajor && minor >= minMinor);
}

async function waitForLock(path: string, options: InstallOptions): Promise<{ release(): void }> {
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = takeLock(path);
    if ('release' in lock) return lock;
    options.onProgress?.(`waiting for another installation (process ${lock.heldBy})`);
    await new Promise((next) => setTimeout(next, 500));
  }
}
