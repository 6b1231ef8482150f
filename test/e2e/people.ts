/** People with browsers. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { chromium } from '../support/browser.ts';

export const PHONE: BrowserContextOptions = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  locale: 'ru-RU',
  timezoneId: 'Europe/Moscow',
};

export const DESKTOP: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-GB',
  timezoneId: 'Europe/London',
};

/** How long anything on a page may take before the test fails. Milliseconds; the machine may be busy. */
const PATIENCE = 20_000;

/** Several cameras in one browser on a small machine: so many frames a second are enough to see that they come. */
const FEW_FRAMES = '--use-fake-device-for-media-stream=fps=10';

const browsers = new Map<boolean, Promise<Browser>>();
const opened = new Set<BrowserContext>();
const kept = new Set<BrowserContext>();
let problems: string[] = [];

/**
 * A browser profile of its own, as of another person or device.
 * @param media with a camera and a microphone, for lessons
 */
export async function newPage(
  options: BrowserContextOptions = PHONE,
  { media = false }: { media?: boolean } = {},
): Promise<Page> {
  const browser = browsers.get(media) ?? chromium({ media, args: media ? [FEW_FRAMES] : [] });
  browsers.set(media, browser);
  const context = await (await browser).newContext(options);
  opened.add(context);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  // Whatever a person does, the client must not throw or try what its Content Security Policy forbids.
  page.on('pageerror', (error) => problems.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught|React/.test(message.text())) {
      problems.push(message.text());
    }
  });
  return page;
}

/** Takes off the list of problems what a test has caused on purpose. */
export function expectProblems(pattern: RegExp): void {
  problems = problems.filter((problem) => !pattern.test(problem));
}

/** The page outlives `closePages`, for several tests; whoever keeps it closes it. */
export function keepOpen(page: Page): Page {
  kept.add(page.context());
  return page;
}

/** Closes what a test opened; fails when a page had an error of its own. For `afterEach`. */
export async function closePages(): Promise<void> {
  const found = problems;
  problems = [];
  const done = [...opened].filter((context) => !kept.has(context));
  await Promise.all(done.map((context) => context.close()));
  for (const context of done) opened.delete(context);
  if (found.length > 0) throw new Error(`Errors in the browser:\n${found.join('\n')}`);
}

/** Opens a one-time log-in link as a person does: a tap on the button, and the list of classes is there. */
export async function logIn(
  page: Page,
  link: string,
  { english = false }: { english?: boolean } = {},
): Promise<void> {
  await page.goto(link);
  if (english) await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: english ? 'Log in' : 'Войти', exact: true }).click();
  await page
    .getByRole('heading', { name: english ? 'My classes' : 'Мои классы' })
    .waitFor({ state: 'attached' });
  await page.getByRole('article').first().waitFor();
}

export interface BrowserSession {
  readonly userId: string;
  readonly accessToken: string;
}

/** The Matrix session of whoever is logged in on the page. */
export async function sessionOf(page: Page): Promise<BrowserSession> {
  return page.evaluate(() => JSON.parse(localStorage.getItem('parta.session')!) as BrowserSession);
}

/** The message with this text in the open chat. */
export function message(page: Page, text: string): Locator {
  return page.locator('li[data-own]').filter({ has: page.getByText(text, { exact: true }) });
}

/** Writes into the open chat and sends it. */
export async function write(page: Page, text: string): Promise<void> {
  const english = (await page.locator('html').getAttribute('lang')) === 'en';
  await page.getByLabel(english ? 'Message' : 'Сообщение', { exact: true }).fill(text);
  await page.getByRole('button', { name: english ? 'Send' : 'Отправить', exact: true }).click();
}

/** Counts every real touch or click from now on, until the page is left. */
export async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    Object.assign(window, { taps: 0 });
    addEventListener(
      'pointerdown',
      (event) => {
        if (event.isTrusted) (window as unknown as { taps: number }).taps++;
      },
      true,
    );
  });
  return () => page.evaluate(() => (window as unknown as { taps: number }).taps);
}

/** The room that is open on the page. */
export function openRoomId(page: Page): string {
  return decodeURIComponent(new URL(page.url()).pathname.replace('/rooms/', ''));
}
