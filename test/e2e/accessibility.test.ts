/**
 * The main views, on a phone in Russian and on a wide screen in English, light and dark: axe finds nothing in them (WCAG 2.2 AA).
 */
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import en from '../../web-client/src/i18n/catalogs/en.ts';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import { closePages, DESKTOP, keepOpen, logIn, message, newPage, PHONE, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const SCHEMES = ['light', 'dark'] as const;

/** In the page: resolves when it is drawn in the colour scheme and nothing moves; in between colours are mixed. */
async function repainted(scheme: string): Promise<void> {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await frame();
  await frame();
  await frame();
  const moving = document.getAnimations().filter(({ effect }) => effect?.getTiming().iterations !== Infinity);
  await Promise.allSettled(moving.map(({ finished }) => finished));
}

async function see(page: Page, view: string): Promise<void> {
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(repainted, colorScheme);
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    const found = violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
    expect(found, `${view} in ${colorScheme}`).to.deep.equal([]);
  }
}

const PLACES: readonly { where: string; options: BrowserContextOptions; english: boolean }[] = [
  { where: 'on a phone in Russian', options: PHONE, english: false },
  { where: 'on a wide screen in English', options: DESKTOP, english: true },
];

for (const { where, options, english } of PLACES) {
  const texts = english ? en : ru;
  const button = (page: Page, key: keyof typeof ru) =>
    page.getByRole('button', { name: texts[key], exact: true });

  describe(`Axe finds nothing ${where}`, function () {
    this.timeout(120_000);
    let school: SmallSchool;
    let teacher: Page;
    let link: string;

    before(async () => {
      school = await smallSchool();
      const [card] = await school.loginLinks('teacher-1');
      teacher = keepOpen(await newPage(options));
      await logIn(teacher, card!, { english });
    });
    afterEach(closePages);
    after(() => teacher?.context().close());

    it('in the invites, their form and a new link', async () => {
      await teacher.goto(school.url);
      await teacher.locator('a[href$="/invites"]').first().click();
      await button(teacher, 'invites.new').waitFor();
      await see(teacher, 'invites');
      await button(teacher, 'invites.new').click();
      await button(teacher, 'invites.make').waitFor();
      await see(teacher, 'invite-form');
      await button(teacher, 'invites.make').click();
      await teacher.getByRole('heading', { name: texts['invites.ready'] }).waitFor();
      link = await teacher
        .getByRole('dialog')
        .getByText(/\/join#/)
        .innerText();
      await see(teacher, 'invite-ready');
      await button(teacher, 'do.close').click();
    });

    it('in the ways in', async () => {
      const visitor = await newPage(options);
      await visitor.goto(link);
      if (english) await visitor.getByRole('button', { name: 'English' }).click();
      await visitor.getByLabel(texts['join.name']).waitFor();
      await see(visitor, 'join');
      const other = await newPage(options);
      await other.goto(`${school.url}/login`);
      await button(other, 'login.enter').waitFor();
      await see(other, 'login');
    });

    it('at home and in the class chat', async () => {
      await teacher.goto(school.url);
      await teacher.getByRole('article').first().waitFor();
      await see(teacher, 'home');
      await teacher.getByRole('article').locator('a[href^="/rooms/"]').first().click();
      await teacher.getByLabel(texts['compose.label'], { exact: true }).waitFor();
      const said = english ? 'Please bring a ruler.' : 'Принесите, пожалуйста, линейку.';
      await write(teacher, said);
      await message(teacher, said).waitFor();
      await see(teacher, 'chat');
    });

    it('in the people of the class and in oneself', async () => {
      await teacher.goto(school.url);
      await teacher.locator('a[href$="/people"]').first().click();
      await teacher.getByRole('main').getByRole('listitem').first().waitFor();
      await see(teacher, 'people');
      await teacher.goto(`${school.url}/me`);
      await teacher.getByRole('main').getByRole('heading').first().waitFor();
      await see(teacher, 'me');
    });
  });
}
