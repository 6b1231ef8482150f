/** Chromium for tests and pictures. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type LaunchOptions, chromium as playwright } from 'playwright-core';
import { atEnd } from './cleanup.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * For calls: a camera and a microphone that need nobody's consent, sound without a click, and media over the loopback
 * interface, by plain addresses.
 */
const MEDIA_FLAGS = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--allow-loopback-in-peer-connection',
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** Chromium on this machine: CHROMIUM_PATH, then PATH, then Playwright's own; or null. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  if (env.CHROMIUM_PATH) {
    if (isExecutable(env.CHROMIUM_PATH)) return env.CHROMIUM_PATH;
    throw new Error(`CHROMIUM_PATH names no program: ${env.CHROMIUM_PATH}`);
  }
  const candidates = (env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .concat(MAC, playwright.executablePath());
  return candidates.find(isExecutable) ?? null;
}

/**
 * Finds Chromium or gets it: Playwright's download, else Debian's package as root.
 * @param say is told what goes on
 * @throws Error that says what to do
 */
export function ensureChromium(say: (message: string) => void = () => {}): string {
  const found = findChromium();
  if (found) return found;
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const attempts: [what: string, command: string, args: string[]][] = [
    ["Playwright's download of Chromium", process.execPath, [cli, 'install', 'chromium']],
  ];
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    attempts.push(['apt-get update', 'apt-get', ['update', '-q']]);
    attempts.push([
      'apt-get install chromium',
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
    ]);
  }
  for (const [what, command, args] of attempts) {
    say(`No Chromium found; trying ${what} ...`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env, timeout: 300_000 });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    'Chromium was not found and could not be installed. Install it, or name it with CHROMIUM_PATH.',
  );
}

export interface ChromiumOptions extends LaunchOptions {
  /** With a fake camera and microphone that may be used, for calls with a LiveKit of startLivekit. */
  media?: boolean;
}

/** Starts a browser that ends with the tests. */
export async function chromium({ media = false, ...options }: ChromiumOptions = {}): Promise<Browser> {
  const browser = await playwright.launch({
    executablePath: ensureChromium(),
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    ...options,
    args: [...FLAGS, ...(media ? MEDIA_FLAGS : []), ...(options.args ?? [])],
  });
  atEnd(() => browser.close());
  return browser;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
