/**
 * Element Call's embedded build, a test counterpart and nothing else: it is AGPL, so no part of it belongs to this
 * repository or its dependencies. It comes from the npm registry into the user's cache the first time a test asks.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from '../../../local-stack/pid-lock.mjs';

const NAME = '@element-hq/element-call-embedded';
export const ELEMENT_CALL_VERSION = '0.26.1';
/** As the registry names it for this version (`dist.integrity`). */
const INTEGRITY =
  'sha512-0zAC8Qh+xNLTqiC7yiosu2NQ7Fw36xR7Gimgmp2WZjTbiPf8b7DmYOBZk0sWFzYbrHHZTeB2wWPDmS3TgYq51g==';
const DOWNLOAD_MS = 240_000;

/**
 * The folder with Element Call's index.html; downloads 13 MB when it is not in the cache.
 * @throws Error when the registry cannot be reached, or sends anything but this very package
 */
export async function elementCall(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const cache = join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'parta');
  const folder = join(cache, `element-call-embedded-${ELEMENT_CALL_VERSION}`);
  // It gets this name only when it is complete.
  if (existsSync(folder)) return folder;
  const lock = await waitForLock(`${folder}.lock`);
  const draft = `${folder}.new`;
  try {
    if (existsSync(folder)) return folder;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true });
    run('npm', ['pack', `${NAME}@${ELEMENT_CALL_VERSION}`, '--silent', '--pack-destination', draft], env);
    const archive = join(draft, `element-hq-element-call-embedded-${ELEMENT_CALL_VERSION}.tgz`);
    const seen = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (seen !== INTEGRITY) throw new Error(`${NAME}@${ELEMENT_CALL_VERSION} is another package: ${seen}`);
    run('tar', ['-xzf', archive, '-C', draft, '--exclude=*.map', 'package/dist'], env);
    renameSync(join(draft, 'package/dist'), folder);
    return folder;
  } finally {
    rmSync(draft, { recursive: true, force: true });
    lock.release();
  }
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr, error } = spawnSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: DOWNLOAD_MS,
  });
  if (status === 0) return;
  throw new Error(
    `Element Call could not be fetched (${command} ${args[0]}): ${error?.message ?? stderr.trim()}. ` +
      'The tests that speak with it need the npm registry once.',
  );
}

async function waitForLock(path: string): Promise<{ release(): void }> {
  for (;;) {
    const lock = takeLock(path);
    if ('release' in lock) return lock;
    await sleep(200);
  }
}
