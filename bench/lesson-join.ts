/**
 * How long it takes a pupil from the tap on "Enter" to the first picture of the teacher: Parta's own client in Chromium against a
 * real LiveKit, next to the bare livekit-client in the same browser with a token in hand, which is the floor.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import type { Browser, Page } from 'playwright-core';
import { chromium } from '../test/support/browser.ts';
import { endAll } from '../test/support/cleanup.ts';
import { type SmallSchool, smallSchool } from '../test/e2e/school.ts';
import { median } from './median.ts';

const ROUNDS = 5;
const PATIENCE_MS = 60_000;
const FLOOR_ROOM = 'floor';
const CLIENT = join(import.meta.dirname, '../node_modules/livekit-client/dist/livekit-client.umd.js');

async function run(): Promise<void> {
  const school = await smallSchool();
  const browser = await chromium({ media: true });
  const [teacher, staff] = await school.sessions('teacher-1', 'admin-1');
  const roomId = await lessonRoom(teacher!.api);
  const opened = await staff!.api.post(`/rooms/${encodeURIComponent(roomId)}/lesson`, { minutes: 60 });
  if (opened.status !== 200) throw new Error(`no lesson: ${opened.status} ${JSON.stringify(opened.body)}`);

  const seat = await teacher!.api.post(`/rooms/${encodeURIComponent(roomId)}/lesson/seat`, {
    device_id: teacher!.deviceId,
  });
  const { url, jwt } = seat.body as Record<'url' | 'jwt', string>;
  await (await barePage(browser)).evaluate(publish, { url, jwt });
  // Whoever has no seat is thrown out of Parta's rooms at once, so the floor is measured in a room of its own.
  const { apiUrl, apiKey, apiSecret } = school.livekit;
  await new RoomServiceClient(apiUrl, apiKey, apiSecret).createRoom({ name: FLOOR_ROOM });
  await (await barePage(browser)).evaluate(publish, { url, jwt: await floorToken(school, 'teacher') });

  const [link] = await school.loginLinks('pupil-7b-1');
  const pupil = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Moscow' });
  const page = await pupil.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(link!);
  await page.getByRole('button', { name: /^(Log in|Войти)$/ }).click();
  await page.getByRole('article').first().waitFor();

  const [floor, own]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const watcher = await barePage(browser);
    const guest = await floorToken(school, `guest-${round}`);
    const [a, b] = [await watcher.evaluate(watch, { url, jwt: guest }), await enter(page, school, roomId)];
    await watcher.context().close();
    // The first fills caches.
    if (round > 0) {
      floor.push(a);
      own.push(b);
    }
  }
  const say = (numbers: number[]): string =>
    `median ${median(numbers).toFixed(0)} ms (${numbers.map((ms) => ms.toFixed(0)).join(', ')})`;
  console.log(`floor, bare livekit-client with a token to the first picture: ${say(floor)}`);
  console.log(`Parta, from the tap on "Enter the lesson" to the first picture: ${say(own)}`);
  console.log(`${(median(own) / median(floor)).toFixed(1)} times the floor`);
}

async function lessonRoom(api: { get(path: string): Promise<{ body: unknown }> }): Promise<string> {
  const { body } = await api.get('/me');
  const found =
    /"kind":"lesson_room"[^}]*"room_id":"([^"]+)"|"room_id":"([^"]+)"[^}]*"kind":"lesson_room"/.exec(
      JSON.stringify(body),
    );
  const id = found?.[1] ?? found?.[2];
  if (id === undefined) throw new Error('The teacher has no lesson room.');
  return id;
}

/** A page with nothing but livekit-client. */
async function barePage(browser: Browser): Promise<Page> {
  bareUrl ??= await serveBare();
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(bareUrl);
  return page;
}

let bareUrl: string | undefined;

function serveBare(): Promise<string> {
  const script = readFileSync(CLIENT);
  const server = createServer((request, response) => {
    const isScript = request.url === '/client.js';
    response
      .writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
      .end(isScript ? script : '<!doctype html><body><script src="/client.js"></script>');
  });
  server.unref();
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)),
  );
}

function floorToken({ livekit }: SmallSchool, identity: string): Promise<string> {
  const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity });
  token.addGrant({ roomJoin: true, room: FLOOR_ROOM });
  return token.toJwt();
}

/** In the page: what livekit-client's bundle defines. */
interface BareWindow {
  LivekitClient: {
    Room: new () => {
      connect(url: string, jwt: string): Promise<void>;
      on(event: string, listener: (track: { kind: string; attach(): HTMLVideoElement }) => void): void;
      localParticipant: {
        setCameraEnabled(on: boolean): Promise<unknown>;
        setMicrophoneEnabled(on: boolean): Promise<unknown>;
      };
    };
  };
}

async function publish({ url, jwt }: { url: string; jwt: string }): Promise<void> {
  const room = new (window as unknown as BareWindow).LivekitClient.Room();
  await room.connect(url, jwt);
  await room.localParticipant.setCameraEnabled(true);
  await room.localParticipant.setMicrophoneEnabled(true);
}

/** Milliseconds to the first picture. */
function watch({ url, jwt }: { url: string; jwt: string }): Promise<number> {
  return new Promise((done, fail) => {
    setTimeout(() => fail(new Error('no picture came within a minute')), 60_000);
    const began = performance.now();
    const room = new (window as unknown as BareWindow).LivekitClient.Room();
    room.on('trackSubscribed', (track) => {
      if (track.kind !== 'video') return;
      const element = track.attach();
      document.body.append(element);
      element.requestVideoFrameCallback(() => done(performance.now() - began));
    });
    room.connect(url, jwt).catch(fail);
  });
}

/** Goes to the door, taps, waits for the picture of somebody else, and leaves again. */
async function enter(page: Page, { url }: SmallSchool, roomId: string): Promise<number> {
  await page.goto(`${url}/rooms/${encodeURIComponent(roomId)}/lesson`);
  const button = page.getByRole('button', { name: /^(Enter the lesson|Войти на урок)/ });
  await button.waitFor();
  const took = await page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        setTimeout(() => fail(new Error('no picture came within a minute')), 60_000);
        const door = [...document.querySelectorAll('button')].find((one) =>
          /Enter the lesson|Войти на урок/.test(one.innerText),
        )!;
        const began = performance.now();
        const look = (): void => {
          const shown = [...document.querySelectorAll('video')].some(
            (video) => video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > 0,
          );
          if (shown) done(performance.now() - began);
          else requestAnimationFrame(look);
        };
        door.click();
        look();
      }),
  );
  await page.goto(`${url}/`);
  return took;
}

try {
  await run();
} finally {
  await endAll();
}
process.exit();
