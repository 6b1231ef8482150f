/** Looks at a view in the places where people see it: phone and wide screen, light and dark, with axe and with a camera. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { DESKTOP, PHONE } from './people.ts';

/** Where pictures go; without it none are taken. */
export const FOLDER = process.env['PARTA_SCREENSHOTS'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface Place {
  readonly where: string;
  readonly options: BrowserContextOptions;
  readonly english: boolean;
  readonly schemes: readonly ('light' | 'dark')[];
}
// Colours do not depend on the size of the screen, so the tests look at the dark ones once.
const BOTH = ['light', 'dark'] as const;
export const PLACES: readonly Place[] = FOLDER
  ? [
      { where: 'phone-ru', options: PHONE, english: false, schemes: BOTH },
      { where: 'desktop-en', options: DESKTOP, english: true, schemes: BOTH },
      { where: 'phone-en', options: PHONE, english: true, schemes: ['light'] },
      { where: 'desktop-ru', options: { ...DESKTOP, locale: 'ru-RU' }, english: false, schemes: ['light'] },
    ]
  : [
      { where: 'phone-ru', options: PHONE, english: false, schemes: BOTH },
      { where: 'desktop-en', options: DESKTOP, english: true, schemes: ['light'] },
    ];

/** In the page: resolves when it is drawn in the colour scheme and nothing moves; in between colours are mixed. */
async function repainted(scheme: string): Promise<void> {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await frame();
  await frame();
  await frame();
  const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

/** Looks at what is on the page: with axe in each colour scheme, and with a camera. */
export async function look(page: Page, { where, schemes }: Place, view: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(repainted, colorScheme);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`,
    );
    expect(found, `${view}, ${where}, ${colorScheme}`).to.deep.equal([]);
    if (FOLDER === undefined) continue;
    mkdirSync(FOLDER, { recursive: true });
    await page.screenshot({ path: join(FOLDER, `${view}-${where}-${colorScheme}.png`) });
  }
}
