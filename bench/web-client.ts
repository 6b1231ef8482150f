/**
 * What a newcomer's phone has to load, and how long it takes from opening a link to the class chat. Chromium at phone
 * size, nothing cached, the real homeserver and appservice on this machine. Sizes are of the files that the page really
 * asked for, in gzip at level 9; the last column is what came over the wire (servers prefer brotli).
 *
 *   node bench/web-client.ts
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { WEB_CLIENT_DIST } from '../local-stack/src/web-client.ts';
import { closePages, logIn, newPage, openRoomId, PHONE } from '../test/e2e/people.ts';
import { smallSchool, type SmallSchool } from '../test/e2e/school.ts';
import { endAll } from '../test/support/cleanup.ts';
import { median } from './median.ts';

const RUNS = 7;
/** The service worker fetches the whole app in the background; what a page itself needs is measured without it. */
const FRESH = { ...PHONE, serviceWorkers: 'block' } as const;
const GOAL_KB = 300;

interface Loaded {
  /** Paths of the scripts that the page asked for. */
  readonly scripts: readonly string[];
  /** Paths of everything that has to do with cryptography. */
  readonly crypto: readonly string[];
  readonly wireBytes: number;
}

/** Watches what a page loads. Call the result when it has settled. */
async function watch(page: Page): Promise<() => Loaded> {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const scripts = new Map<string, string>();
  const crypto = new Set<string>();
  let wireBytes = 0;
  network.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    const { pathname } = new URL(request.url);
    if (/\.wasm$|crypto/i.test(pathname)) crypto.add(pathname);
    if (type === 'Script' || pathname.endsWith('.js')) scripts.set(requestId, pathname);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) wireBytes += encodedDataLength;
  });
  return () => ({ scripts: [...new Set(scripts.values())], crypto: [...crypto], wireBytes });
}

async function gzipSize(paths: readonly string[]): Promise<number> {
  const sizes = paths.map(
    async (path) => gzipSync(await readFile(join(WEB_CLIENT_DIST, path)), { level: 9 }).length,
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
const seconds = (values: readonly number[]): string =>
  `median ${(median(values) / 1000).toFixed(2)} s (${(Math.min(...values) / 1000).toFixed(2)} to ${(Math.max(...values) / 1000).toFixed(2)})`;

/** A teacher's link for more pupils than there are runs, and the address of the class chat. */
async function makeLink(school: SmallSchool): Promise<{ link: string; session: string; chatId: string }> {
  const [card] = await school.loginLinks('teacher-1');
  const page = await newPage(FRESH);
  await logIn(page, card!);
  const link = await page.evaluate(async () => {
    const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
    const headers = { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' };
    const me = (await (await fetch('/api/v1/me', { headers })).json()) as {
      schools: { classes: { class_id: string }[] }[];
    };
    const wish = { class_id: me.schools[0]!.classes[0]!.class_id, role: 'pupil', max_uses: 100 };
    const answer = await fetch('/api/v1/invites', { method: 'POST', headers, body: JSON.stringify(wish) });
    return ((await answer.json()) as { link: { url: string } }).link.url;
  });
  await page.getByRole('link', { name: /^Чат класса/ }).click();
  await page.getByRole('region', { name: 'Сообщения' }).waitFor();
  const session = await page.evaluate(() => localStorage.getItem('parta.session')!);
  return { link, session, chatId: openRoomId(page) };
}

async function measureSizes(
  school: SmallSchool,
  link: string,
  session: string,
  chatId: string,
  print: (line: string) => void,
): Promise<void> {
  const join = await newPage(FRESH);
  const joinLoads = await watch(join);
  await join.goto(link);
  await join.getByLabel('Как вас зовут?').waitFor();
  await join.waitForLoadState('networkidle');

  const chat = await newPage(FRESH);
  await chat.addInitScript((value) => localStorage.setItem('parta.session', value), session);
  const chatLoads = await watch(chat);
  await chat.goto(`${school.url}/rooms/${encodeURIComponent(chatId)}`);
  await chat.locator('li[data-own]').first().waitFor();
  // Long polling never is idle: a second without a new script is.
  let known = 0;
  while (known < chatLoads().scripts.length) {
    known = chatLoads().scripts.length;
    await chat.waitForTimeout(1_000);
  }

  print(`first-load JavaScript      gzip         wire   files`);
  for (const [name, { scripts, crypto, wireBytes }] of [
    ['join page', joinLoads()],
    ['class chat', chatLoads()],
  ] as const) {
    const bytes = await gzipSize(scripts);
    print(
      `  ${name.padEnd(20)} ${kb(bytes).padStart(10)} ${kb(wireBytes).padStart(12)}   ${scripts.length}   crypto: ${crypto.length === 0 ? 'not loaded' : crypto.join(', ')}`,
    );
    if (name === 'class chat')
      print(`  goal for the chat ≤ ${GOAL_KB} kB: ${bytes <= GOAL_KB * 1000 ? 'met' : 'MISSED'}`);
  }
}

async function measureTimes(link: string, print: (line: string) => void): Promise<void> {
  const times = {
    floor: [] as number[],
    form: [] as number[],
    composer: [] as number[],
    history: [] as number[],
    all: [] as number[],
  };
  for (let run = 1; run <= RUNS; run++) {
    const page = await newPage(FRESH);
    const began = performance.now();
    await page.goto(new URL('/live', link).href);
    times.floor.push(performance.now() - began);
    const opened = performance.now();
    await page.goto(link, { waitUntil: 'commit' });
    const name = page.getByLabel('Как вас зовут?');
    await name.waitFor();
    const shown = performance.now();
    await name.fill(`Новенький ${run}`);
    const submitted = performance.now();
    await page.getByRole('button', { name: 'Войти в класс' }).tap();
    await page.getByLabel('Сообщение', { exact: true }).waitFor();
    const usable = performance.now();
    await page.getByText('Начало чата').or(page.locator('li[data-own]')).first().waitFor();
    const read = performance.now();
    times.form.push(shown - opened);
    times.composer.push(usable - submitted);
    times.history.push(read - submitted);
    times.all.push(read - opened - (submitted - shown));
    await closePages();
  }
  print(`from a link to the class chat, ${RUNS} newcomers one after another, typing not counted`);
  print(`  a page of this server with nothing in it ${seconds(times.floor)}`);
  print(`  link → name field                        ${seconds(times.form)}`);
  print(`  «Войти в класс» → can write              ${seconds(times.composer)}`);
  print(`  «Войти в класс» → history shown          ${seconds(times.history)}`);
  print(`  link → chat, altogether                  ${seconds(times.all)}`);
}

async function run(print: (line: string) => void): Promise<void> {
  try {
    const school = await smallSchool();
    const { link, session, chatId } = await makeLink(school);
    const me = (JSON.parse(session) as { userId: string }).userId;
    await school.say(me, chatId, 'Добрый день!');
    await measureSizes(school, link, session, chatId, print);
    await closePages();
    await measureTimes(link, print);
  } finally {
    await endAll();
  }
}

await run((line) => console.log(line));
