/** Builds the web client when its sources have changed since the last build. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runChild } from './child.ts';
import { takeLock } from '../pid-lock.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const CLIENT = join(ROOT, 'web-client');
const STAMP = '.sources';

/** Folder of the built client. */
export const WEB_CLIENT_DIST = join(CLIENT, 'dist');

/**
 * Builds web-client/dist unless it was built from these very sources. Several processes may ask at once.
 * @throws StackProblem with the end of Vite's output
 */
export async function buildWebClient(
  options: { onProgress?: (message: string) => void; signal?: AbortSignal } = {},
): Promise<void> {
  const stamp = join(WEB_CLIENT_DIST, STAMP);
  const hash = hashOfSources();
  const isBuilt = (): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (isBuilt()) return;
  const lock = await waitForLock(options.signal);
  try {
    if (isBuilt()) return;
    options.onProgress?.('building the web client ...');
    rmSync(stamp, { force: true });
    await runChild({
      name: 'The build of the web client (vite)',
      command: process.execPath,
      args: [viteProgram(), 'build'],
      cwd: CLIENT,
      logFile: join(ROOT, '.parta/logs/web-client-build.log'),
      ...(options.signal && { signal: options.signal }),
    });
    writeFileSync(stamp, hash);
  } finally {
    lock.release();
  }
}

function viteProgram(): string {
  const places = [join(CLIENT, 'node_modules'), join(ROOT, 'node_modules')];
  return places.map((place) => join(place, 'vite/bin/vite.js')).find((path) => existsSync(path))!;
}

/** Over everything that goes into the build: the client, the protocol package, and the versions of dependencies. */
function hashOfSources(): string {
  const files = globSync(['web-client/**/*', 'protocol/**/*', 'package-lock.json'], {
    cwd: ROOT,
    exclude: (path) => /(^|\/)(node_modules|dist)$|\.test\.tsx?$/.test(path),
  }).sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const path = join(ROOT, file);
    if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

async function waitForLock(signal: AbortSignal | undefined): Promise<{ release(): void }> {
  for (;;) {
    signal?.throwIfAborted();
    const lock = takeLock(join(ROOT, '.parta/web-client.lock'));
    if ('release' in lock) return lock;
    await new Promise((next) => setTimeout(next, 300));
  }
}
