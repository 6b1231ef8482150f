/** People in a call by Element Call, each in a browser profile of their own, and what of the media reaches them. */
import type { Browser, Frame, Page } from 'playwright-core';
import { chromium } from '../../support/browser.ts';
import { eventually } from '../../support/eventually.ts';
import type { MatrixDevice } from '../../support/rtc-client.ts';
import type { HostWindow } from './host.ts';
import { elementCallHost } from './server.ts';

/** What has arrived from others so far, by RTCPeerConnection.getStats() in the page. */
export interface Received {
  /** Of each video: frames that were decoded, and the width of the last. */
  readonly videos: { frames: number; width: number }[];
  /** Of each sound: energy and the seconds that it lasted, as in totalAudioEnergy and totalSamplesDuration. */
  readonly sounds: { energy: number; seconds: number }[];
}

export interface Caller {
  readonly page: Page;
  /** Element Call itself. */
  readonly frame: Frame;
  /** What the page and Element Call complained of on the console, for when something fails. */
  readonly log: string[];
  /** Answers of the token service: path and status, as `/sfu/get 200`. */
  readonly tokens: string[];
  /** What Element Call told its host. */
  actions(): Promise<string[]>;
  received(): Promise<Received>;
  /** Closes the tab, as a person does: the page hears of it, and then nothing of it runs any more. */
  close(): Promise<void>;
}

/** How long anything may take before a test fails: milliseconds, on a busy machine. */
export const PATIENCE = 45_000;

let browser: Promise<Browser> | undefined;

/** Chromium with a camera and a microphone. */
function callBrowser(): Promise<Browser> {
  // Few frames: this machine encodes what is sent, and decodes it for everybody who sees it.
  return (browser ??= chromium({ media: true, args: ['--use-fake-device-for-media-stream=fps=10'] }));
}

/** A browser profile of its own that remembers its connections, for `received`. */
export async function callPage(): Promise<Page> {
  const browser = await callBrowser();
  const context = await browser.newContext({ viewport: { width: 900, height: 600 }, locale: 'en-GB' });
  context.setDefaultTimeout(PATIENCE);
  await context.addInitScript(recordConnections);
  return context.newPage();
}

/** Opens Element Call in a room, without its lobby. Returns as soon as it is loaded; see `inCall` for the rest. */
export async function openElementCall(
  { homeserver, userId, deviceId, accessToken }: MatrixDevice,
  roomId: string,
  params: Record<string, string> = {},
): Promise<Caller> {
  const url = await elementCallHost();
  const page = await callPage();
  const log: string[] = [];
  const complain = (text: string): void => {
    if (/error|fail|insufficient|not found/i.test(text)) log.push(text.slice(0, 300));
  };
  page.on('console', (message) => complain(message.text()));
  page.on('pageerror', (error) => complain(error.stack ?? `error ${error.message}`));
  const tokens: string[] = [];
  page.on('response', (response) => {
    const [, path] = response.url().split('/livekit/jwt');
    if (path !== undefined && response.request().method() === 'POST')
      tokens.push(`${path} ${response.status()}`);
  });
  await page.goto(url);
  await page.waitForFunction(() => 'joinWithElementCall' in window);
  await page.evaluate((options) => (window as unknown as HostWindow).joinWithElementCall(options), {
    homeserver,
    userId,
    deviceId,
    accessToken,
    roomId,
    params,
  });
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  if (frame === null) throw new Error('Element Call has no frame');
  return {
    page,
    frame,
    log,
    tokens,
    actions: () => page.evaluate(() => (window as unknown as HostWindow).actions),
    received: () => frame.evaluate(readReceived),
    async close() {
      if (page.isClosed()) return;
      const closed = page.waitForEvent('close');
      await page.close({ runBeforeUnload: true });
      await closed;
      await page.context().close();
    },
  };
}

/** Waits until somebody is in the call as Element Call sees it. */
export async function inCall(caller: Caller): Promise<void> {
  await caller.frame.getByTestId('incall_leave').waitFor();
}

/** Presses a button of Element Call by its name, also when the bar it is in has gone into hiding. */
export async function press(caller: Caller, name: string): Promise<void> {
  await caller.frame.getByRole('button', { name, exact: true }).dispatchEvent('click');
}

/** Waits until Element Call shows one's own hand as raised, or not: by the colour of the button behind which it is. */
export async function handIn({ frame }: Caller, state: 'up' | 'down'): Promise<void> {
  const button = frame.getByRole('button', { name: 'Reactions', exact: true });
  const kind = state === 'up' ? 'primary' : 'secondary';
  await button.and(frame.locator(`[data-kind=${kind}][aria-expanded=false]`)).waitFor({ state: 'attached' });
}

/** Switches the microphone over, and waits until Element Call shows it to be on, or off. */
export async function microphone(caller: Caller, on: boolean): Promise<void> {
  await caller.frame.getByTestId('incall_mute').dispatchEvent('click');
  await caller.frame.locator(`[data-testid=incall_mute][aria-checked=${on}]`).waitFor({ state: 'attached' });
}

/**
 * Waits until pictures and sound of so many others arrive: more than `frames` frames of each video, and of each
 * sound some energy.
 */
export async function hearsAndSees(
  caller: Pick<Caller, 'received'>,
  others: number,
  frames = 20,
): Promise<Received> {
  return eventually(
    async () => {
      const { videos, sounds } = await caller.received();
      const seen = videos.filter((video) => video.frames > frames && video.width > 0);
      const heard = sounds.filter((sound) => sound.energy > 0.0001);
      if (seen.length >= others && heard.length >= others) return { videos: seen, sounds: heard };
      throw new Error(JSON.stringify({ videos, sounds }));
    },
    { what: `video and sound of ${others}`, timeout: PATIENCE, interval: 250 },
  );
}

/** Runs before anything else in every frame: remembers the connections, for getStats(). */
function recordConnections(): void {
  const connections: RTCPeerConnection[] = [];
  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
    }
  };
  Object.assign(window, { connections });
}

/** Runs in the page. */
export async function readReceived(): Promise<Received> {
  const { connections } = window as unknown as { connections: RTCPeerConnection[] };
  const videos: Received['videos'] = [];
  const sounds: Received['sounds'] = [];
  for (const connection of connections) {
    if (connection.connectionState === 'closed') continue;
    for (const stat of (await connection.getStats()).values() as Iterable<Record<string, never>>) {
      if (stat['type'] !== 'inbound-rtp') continue;
      if (stat['kind'] === 'video')
        videos.push({ frames: stat['framesDecoded'] ?? 0, width: stat['frameWidth'] ?? 0 });
      else sounds.push({ energy: stat['totalAudioEnergy'] ?? 0, seconds: stat['totalSamplesDuration'] ?? 0 });
    }
  }
  return { videos, sounds };
}
