/**
 * What a newcomer waits for: the JavaScript that the join page and the class chat load for the first time, and the time from
 * opening an invite link to standing in the class chat. Real Chromium on a real homeserver; a fresh browser profile
 * each round. The floor in the same rounds is the same browser loading a page of the same server that does nothing.
 */
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { chromium } from '../test/support/browser.ts';
import { endAll } from '../test/support/cleanup.ts';
import { smallSchool } from '../test/e2e/school.ts';
import { PHONE, logIn } from '../test/e2e/people.ts';

const ROUNDS = 7;
const GOAL_KB = 300;

interface Scripts {
  readonly gzipKb: number;
  readonly files: readonly string[];
  readonly crypto: boolean;
}

/** Collects the scripts that a page loads, with their size in gzip (level 9) whatever encoding they came in. */
function watchScripts(page: Page): { settle(): Promise<Scripts> } {
  const responses: Response[] = [];
  page.on('response', (response) => responses.push(response));
  return {
    async settle() {
      const scripts = responses.filter((response) => new URL(response.url()).pathname.endsWith('.js'));
      const sizes = await Promise.all(
        scripts.map(async (response) => gzipSync(await response.body(), { level: 9 }).length),
      );
      return {
        gzipKb: sizes.reduce((sum, size) => sum + size, 0) / 1024,
        files: scripts.map((response) => new URL(response.url()).pathname),
        crypto: responses.some((response) => /crypto|\.wasm/.test(response.url())),
      };
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Prints the figures. Starts and stops everything that it needs. */
export async function run(print: (line: string) => void): Promise<void> {
  try {
    await measure(print);
  } finally {
    await endAll();
  }
}

async function measure(print: (line: string) => void): Promise<void> {
  const school = await smallSchool();
  const browser = await chromium();
  const teacher = await (await browser.newContext(PHONE)).newPage();
  await logIn(teacher, (await school.loginLinks('teacher-1'))[0]!);
  const link = await inviteLink(teacher, school.url);

  const floors: number[] = [];
  const previews: number[] = [];
  const joins: number[] = [];
  let joinPage: Scripts | undefined;
  let chat: Scripts | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext(PHONE);
    const page = await context.newPage();
    const scripts = watchScripts(page);

    let began = performance.now();
    await page.goto(`${school.url}/live`);
    floors.push(performance.now() - began);

    began = performance.now();
    await page.goto(link);
    await page.getByLabel('Как вас зовут?').waitFor();
    const shown = performance.now();
    previews.push(shown - began);
    joinPage ??= await scripts.settle();

    await page.getByLabel('Как вас зовут?').fill(`Новичок ${round}`);
    const tapped = performance.now();
    await page.getByRole('button', { name: 'Войти в класс' }).tap();
    await page.getByRole('button', { name: /Всем привет/ }).waitFor();
    joins.push(shown - began + (performance.now() - tapped));
    chat ??= await scripts.settle();
    await context.close();
  }
  await browser.close();

  const kb = (size: number): string => `${size.toFixed(0)} KB`;
  const ms = (values: readonly number[]): string => `${median(values).toFixed(0)} ms`;
  print(`first-load JavaScript until the join page can be used: ${kb(joinPage!.gzipKb)} gzip`);
  print(
    `first-load JavaScript until the class chat can be used: ${kb(chat!.gzipKb)} gzip in ${chat!.files.length} files ` +
      `(goal at most ${GOAL_KB} KB: ${chat!.gzipKb <= GOAL_KB ? 'met' : 'missed'}); crypto loaded: ${chat!.crypto ? 'YES' : 'no'}`,
  );
  print(
    `from opening the link to the join page, median of ${ROUNDS}: ${ms(previews)} (an empty page: ${ms(floors)})`,
  );
  print(
    `from opening the link to the class chat, typing not counted: ${ms(joins)}, ${ratio(joins, previews)} of the join page`,
  );
}

function ratio(values: readonly number[], floor: readonly number[]): string {
  return (median(values) / median(floor)).toFixed(1);
}

/** Makes an invite for many pupils, through the page of the class. */
async function inviteLink(teacher: Page, url: string): Promise<string> {
  const href = await teacher.getByRole('link', { name: 'Приглашения в класс 7Б' }).getAttribute('href');
  await teacher.goto(url + href!);
  await teacher.getByRole('button', { name: 'Новое приглашение' }).click();
  const dialog = teacher.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Сделать ссылку' }).click();
  await teacher.getByRole('heading', { name: 'Приглашение готово' }).waitFor();
  return dialog.getByText(/\/join#/).innerText();
}

if (import.meta.main) await run((line) => console.log(line));
