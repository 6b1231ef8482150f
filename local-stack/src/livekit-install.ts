/** LiveKit: one that is there, or one built by Go into the user's cache folder, which every clone and every test shares. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { lastWords, runChild } from './child.ts';
import { StackProblem } from './problem.ts';
import { megabytes, requireSpace } from './space.ts';
import { takeLock } from '../pid-lock.mjs';

/** The newest that `go install` takes: later ones carry `replace` lines. */
export const LIVEKIT_VERSION = '1.13.5';
const MODULE = `github.com/livekit/livekit-server/cmd/server@v${LIVEKIT_VERSION}`;
/** `go install` names it after its folder, packages call it by its name. */
const NAMES = ['livekit-server', 'server'];
/** From this version on, Go fetches by itself the newer one that LiveKit asks for. */
const MIN_GO: Version = [1, 21];
/** Where the installers of https://go.dev/dl and Homebrew put it, without touching PATH. */
const GO_PLACES = ['/usr/local/go/bin/go', '/opt/homebrew/bin/go'];
/** Modules, compiled packages and the program. */
const NEEDED_BYTES = 2_500_000_000;
/** Of a build with nothing in Go's cache; the standard library included. */
const ABOUT_PACKAGES = 790;

type Version = [major: number, minor: number];

export interface LivekitInstallOptions {
  /** One short line about what goes on now. */
  onProgress?: (message: string) => void;
  signal?: AbortSignal;
  /** Instead of the environment of this process: PARTA_LIVEKIT_SERVER, PARTA_GO, PATH, HOME, XDG_CACHE_HOME, and Go's own. */
  env?: NodeJS.ProcessEnv;
}

/**
 * The LiveKit of this machine: of PARTA_LIVEKIT_SERVER, then PATH, then the cache folder; or null.
 * @throws StackProblem when PARTA_LIVEKIT_SERVER names no program
 */
export function findLivekit(env: NodeJS.ProcessEnv = process.env): string | null {
  const named = env.PARTA_LIVEKIT_SERVER;
  if (named) {
    if (isProgram(named)) return named;
    throw new StackProblem(
      `PARTA_LIVEKIT_SERVER names no program: ${named}. Correct it, or unset it to have LiveKit built.`,
    );
  }
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'livekit-server'));
  const cached = NAMES.map((name) => join(cacheFolder(env), name));
  return [...onPath, ...cached].find(isProgram) ?? null;
}

/**
 * Finds LiveKit, else builds it, which takes minutes. Several processes may ask at once: one builds, the others wait.
 * @throws StackProblem when there is none and Go, the disk or the network are not up to building it
 */
export async function installLivekit(options: LivekitInstallOptions = {}): Promise<{ program: string }> {
  const env = options.env ?? process.env;
  const found = findLivekit(env);
  if (found) return { program: found };
  const go = requireGo(env);

  const folder = cacheFolder(env);
  const lock = await waitForLock(`${folder}.lock`, options);
  try {
    const meanwhile = findLivekit(env);
    if (meanwhile) return { program: meanwhile };
    requireSpace(join(folder, '..'), {
      bytes: NEEDED_BYTES,
      purpose: 'the build of LiveKit',
      elsewhere: 'XDG_CACHE_HOME',
    });
    const draft = `${folder}.new`;
    rmSync(draft, { recursive: true, force: true });
    try {
      await build(go, draft, `${folder}.log`, { ...options, env });
      // The folder appears under this name only when it is complete.
      rmSync(folder, { recursive: true, force: true });
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
    return { program: findLivekit(env)! };
  } finally {
    lock.release();
  }
}

async function build(
  go: string,
  folder: string,
  logFile: string,
  options: LivekitInstallOptions & { env: NodeJS.ProcessEnv },
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  rmSync(logFile, { force: true });
  const onProgress = options.onProgress ?? (() => {});
  onProgress('fetching its sources');
  let [modules, packages] = [0, 0];
  try {
    await runChild({
      name: 'go install',
      // The school runs meanwhile, and comes first.
      command: 'nice',
      args: ['-n', '15', go, 'install', '-v', '-ldflags=-s -w', MODULE],
      env: { ...options.env, GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '', GO111MODULE: 'on' },
      logFile,
      ...(options.signal && { signal: options.signal }),
      onLine(line) {
        if (line.startsWith('go: downloading')) onProgress(`fetching its sources (module ${++modules})`);
        else if (/^[\w./-]+$/.test(line))
          onProgress(`compiling (package ${++packages} of about ${ABOUT_PACKAGES})`);
      },
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explain(error as Error, logFile);
  }
}

function explain(error: Error, logFile: string): StackProblem {
  const text = `${error.message}\n${lastWords(logFile, 40)}`;
  const whole = `The whole log: ${logFile}`;
  if (/no space left/i.test(text)) {
    return new StackProblem(
      `LiveKit could not be built because the disk is full: free about ${megabytes(NEEDED_BYTES)} MB for Go's caches and run the same command again. ${whole}`,
    );
  }
  if (
    /dial tcp|no such host|i\/o timeout|connection refused|TLS handshake|proxyconnect|unexpected EOF|50\d /i.test(
      text,
    )
  ) {
    return new StackProblem(
      `LiveKit could not be built because Go cannot fetch its sources: check the network (behind a proxy set HTTPS_PROXY, for a mirror GOPROXY), ` +
        `or install livekit-server yourself and name it with PARTA_LIVEKIT_SERVER. ${whole}`,
    );
  }
  if (/signal: killed|cannot allocate memory|out of memory/i.test(text)) {
    return new StackProblem(
      `LiveKit could not be built because the memory ran out: close other programs and run the same command again, ` +
        `or install livekit-server yourself and name it with PARTA_LIVEKIT_SERVER. ${whole}`,
    );
  }
  return new StackProblem(
    `LiveKit could not be built: install livekit-server ${LIVEKIT_VERSION} or newer yourself and name it with PARTA_LIVEKIT_SERVER. ${error.message}`,
  );
}

/**
 * The Go that can build LiveKit: of PARTA_GO, else the first on PATH or where its installers put it that is new enough.
 * @throws StackProblem when there is none, with both ways out
 */
export function requireGo(env: NodeJS.ProcessEnv): string {
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'go'));
  const places = env.PARTA_GO ? [env.PARTA_GO] : [...onPath, ...GO_PLACES];
  let old: string | undefined;
  for (const go of places.filter(isProgram)) {
    const { stdout } = spawnSync(go, ['env', 'GOVERSION'], { encoding: 'utf8', env, timeout: 20_000 });
    const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
    if (isAtLeast([Number(major), Number(minor)], MIN_GO)) return go;
    old ??= `${go} is ${stdout?.trim() || 'broken'}`;
  }
  throw new StackProblem(
    `There is no livekit-server on this machine, and ${old === undefined ? 'no Go to build it with' : `Go is too old to build it (${old})`}. ` +
      `Install Go ${MIN_GO.join('.')} or newer (https://go.dev/dl), or livekit-server itself ` +
      `(https://docs.livekit.io/home/self-hosting/local) on PATH or named with PARTA_LIVEKIT_SERVER.`,
  );
}

function isAtLeast([major, minor]: Version, [minMajor, minMinor]: Version): boolean {
  return major > minMajor || (major === minMajor && minor >= minMinor);
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(
    env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'),
    'parta',
    `livekit-server-${LIVEKIT_VERSION}`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path) && statSync(path).isFile();
  } catch {
    return false;
  }
}

async function waitForLock(path: string, options: LivekitInstallOptions): Promise<{ release(): void }> {
  for (;;) {
    options.signal?.throwIfAborted();
    const lock = takeLock(path);
    if ('release' in lock) return lock;
    options.onProgress?.(`waiting for another build (process ${lock.heldBy})`);
    await new Promise((next) => setTimeout(next, 500));
  }
}
