/** A lesson in browsers: going in, and what really arrives there, measured in the page. */
import { RoomServiceClient } from 'livekit-server-sdk';
import type { BrowserContextOptions, Page } from 'playwright-core';
import en from '../../web-client/src/features/lesson/texts/en.ts';
import ru from '../../web-client/src/features/lesson/texts/ru.ts';
import { logIn, newPage, PHONE } from './people.ts';
import type { SmallSchool } from './school.ts';

export type LessonTexts = { readonly [K in keyof typeof ru]: string };
export const lessonTexts = (english: boolean): LessonTexts => (english ? en : ru);

/** A person's page whose peer connections can be asked what they receive. */
export async function mediaPage(
  school: SmallSchool,
  sourcedId: string,
  options: BrowserContextOptions = PHONE,
  { english = false }: { english?: boolean } = {},
): Promise<Page> {
  const [link] = await school.loginLinks(sourcedId);
  const page = await newPage(options, { media: true });
  await page.addInitScript(() => {
    const connections: RTCPeerConnection[] = [];
    Object.assign(window, { connections });
    const Original = RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        connections.push(this);
      }
    };
  });
  await logIn(page, link!, { english });
  return page;
}

interface Rooms {
  schools: {
    rooms: { room_id: string; kind: string }[];
    classes: { class_id: string; rooms: { room_id: string; kind: string }[] }[];
  }[];
}

/** Parta's API as whoever is logged in on the page. */
export async function api(
  page: Page,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  return page.evaluate(
    async ([how, where, what]) => {
      const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
      const answer = await fetch(`/api/v1${where}`, {
        method: how,
        headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
        ...(what === undefined ? {} : { body: JSON.stringify(what) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    [method, path, body] as const,
  );
}

export async function lessonRoomOf(page: Page): Promise<{ classId: string; roomId: string }> {
  const { schools } = (await api(page, 'GET', '/me')).body as Rooms;
  const one = schools[0]!.classes[0]!;
  return { classId: one.class_id, roomId: one.rooms.find(({ kind }) => kind === 'lesson_room')!.room_id };
}

export const lessonUrl = (school: SmallSchool, roomId: string): string =>
  `${school.url}/rooms/${encodeURIComponent(roomId)}/lesson`;

/** Opens the lesson's page and goes in with camera and microphone on. */
export async function enterLesson(
  page: Page,
  school: SmallSchool,
  roomId: string,
  { english = false, devices = true }: { english?: boolean; devices?: boolean } = {},
): Promise<void> {
  const texts = lessonTexts(english);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await page.goto(lessonUrl(school, roomId));
  await button(texts.enter).waitFor();
  if (devices) {
    for (const device of ['microphone', 'camera'] as const) {
      await button(texts[`control.${device}.on`]).click();
      await button(texts[`control.${device}.off`]).waitFor();
    }
  }
  await button(texts.enter).click();
}

export interface Received {
  /** Tracks of sound that were not silent. */
  readonly voices: number;
  /** Tracks of pictures of which frames were decoded. */
  readonly pictures: number;
  readonly frames: number;
  readonly energy: number;
}

/** What has arrived on the page so far, by the statistics of WebRTC. */
export function received(page: Page): Promise<Received> {
  return page.evaluate(async () => {
    const { connections } = window as unknown as { connections: RTCPeerConnection[] };
    const sum = { voices: 0, pictures: 0, frames: 0, energy: 0 };
    for (const connection of connections) {
      if (connection.connectionState === 'closed') continue;
      for (const stat of (await connection.getStats()).values() as Iterable<{
        type: string;
        kind?: string;
        totalAudioEnergy?: number;
        framesDecoded?: number;
      }>) {
        if (stat.type !== 'inbound-rtp') continue;
        if (stat.kind === 'audio' && (stat.totalAudioEnergy ?? 0) > 0) {
          sum.voices++;
          sum.energy += stat.totalAudioEnergy ?? 0;
        }
        if (stat.kind === 'video' && (stat.framesDecoded ?? 0) > 0) {
          sum.pictures++;
          sum.frames += stat.framesDecoded ?? 0;
        }
      }
    }
    return sum;
  });
}

/**
 * How long after a click every one of the other pages shows something, in milliseconds: by the pages' own clocks, which
 * are the machine's, so that the test's own looking does not count.
 * @param label of a control, or the text of a heading
 */
export async function delayUntilShown(
  clicked: Page,
  click: () => Promise<unknown>,
  others: readonly Page[],
  label: string,
): Promise<number> {
  const shown = others.map((page) =>
    page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const isShown = (): boolean =>
            document.querySelector(`[aria-label=${JSON.stringify(wanted)}]`) !== null ||
            document.querySelector('h1')?.textContent === wanted;
          const look = (): void => {
            if (!isShown()) return;
            observer.disconnect();
            resolve(Date.now());
          };
          const observer = new MutationObserver(look);
          observer.observe(document, {
            subtree: true,
            childList: true,
            attributes: true,
            characterData: true,
          });
          look();
        }),
      label,
    ),
  );
  await clicked.evaluate(() =>
    addEventListener('click', () => Object.assign(window, { clickedAt: Date.now() }), { capture: true }),
  );
  await click();
  const times = await Promise.all(shown);
  const at = await clicked.evaluate(() => (window as unknown as { clickedAt: number }).clickedAt);
  return Math.max(...times) - at;
}

/** The SFU's own view, for what no page can be trusted with. */
export function sfu({ livekit }: SmallSchool): RoomServiceClient {
  return new RoomServiceClient(livekit.apiUrl, livekit.apiKey, livekit.apiSecret);
}
