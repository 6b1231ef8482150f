/** The views of people, families and reports, looked at as views.test.ts does with the others. */
import type { Page } from 'playwright-core';
import type { components } from '@parta/protocol';
import peopleEn from '../../web-client/src/features/people/texts/en.ts';
import peopleRu from '../../web-client/src/features/people/texts/ru.ts';
import en from '../../web-client/src/i18n/catalogs/en.ts';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import { look, PLACES } from './look.ts';
import { closePages, logIn, newPage } from './people.ts';
import { smallSchool, type PartaSession, type SmallSchool } from './school.ts';

for (const place of PLACES) {
  const { options, english } = place;
  const texts = english ? en : ru;
  const words = english ? peopleEn : peopleRu;
  const press = (page: Page, key: keyof typeof peopleRu) =>
    page.getByRole('button', { name: words[key], exact: true }).click();
  const see = (page: Page, view: string): Promise<void> => look(page, place, view);

  describe(`Every view of people, ${place.where}`, function () {
    this.timeout(240_000);
    let school: SmallSchool;
    /** Another's child to the parent here. */
    let stranger: PartaSession;
    let chatId: string;

    before(async () => {
      school = await smallSchool();
      [stranger] = (await school.sessions('pupil-7b-1')) as [PartaSession];
      const { body } = await stranger.api.get('/me');
      chatId = (body as components['schemas']['Me']).schools
        .flatMap(({ classes }) => classes)
        .flatMap(({ rooms }) => rooms)
        .find(({ kind }) => kind === 'class_chat')!.room_id;
      await school.say(stranger.userId, chatId, english ? 'You are all stupid' : 'Вы все глупые');
    });
    afterEach(closePages);

    it('what a pupil sees: whom they may write to, a chat with a second adult, their parents, a report', async () => {
      const [link] = await school.loginLinks('pupil-7b-3');
      const pupil = await newPage(options);
      await logIn(pupil, link!, { english });
      await pupil.goto(`${school.url}/contacts`);
      await pupil.getByRole('button', { name: /^Вера Образцова/ }).waitFor();
      await see(pupil, 'contacts');
      const search = pupil.getByLabel(words['contacts.search']);
      await search.fill('Щёлкин');
      await pupil.getByRole('heading', { name: words['contacts.notFound.title'] }).waitFor();
      await see(pupil, 'contacts-not-found');
      await search.fill('Образцова');
      await pupil.getByRole('button', { name: /^Вера Образцова/ }).click();
      const open = pupil.getByRole('button', { name: words['write.open'], exact: true });
      await open.or(pupil.getByRole('note')).first().waitFor();
      if (await open.isVisible()) {
        await see(pupil, 'write-second-adult');
        await open.click();
      }
      await pupil.getByRole('note').waitFor();
      await see(pupil, 'chat-supervised');
      await pupil.goto(`${school.url}/family`);
      await pupil.getByRole('heading', { name: words['family.parents'] }).waitFor();
      await see(pupil, 'family-pupil');
      await pupil.goto(`${school.url}/rooms/${encodeURIComponent(chatId)}`);
      const said = pupil.locator('li[data-own=false]').last();
      await said.getByRole('button', { name: english ? /^Actions for/ : /^Действия с/ }).click();
      await pupil.getByRole('button', { name: texts['message.report'], exact: true }).click();
      await pupil.getByRole('button', { name: words['report.send'] }).waitFor();
      await see(pupil, 'report');
      await press(pupil, 'report.send');
      await pupil.getByRole('dialog', { name: words['report.done'] }).waitFor();
      await see(pupil, 'report-done');
      await pupil.getByRole('link', { name: words['report.mine'] }).click();
      await pupil.getByText(words['reports.waiting'], { exact: true }).first().waitFor();
      await see(pupil, 'reports');
    });

    it('what a parent sees: who may not be written to, the children, no reports', async () => {
      const [link] = await school.loginLinks('parent-7b-2');
      const parent = await newPage(options);
      await logIn(parent, link!, { english });
      await see(parent, 'home-parent');
      await parent.goto(`${school.url}/contacts`);
      await parent.getByLabel(words['contacts.search']).fill(stranger.userId);
      await parent.locator('main button').filter({ hasText: '@' }).click();
      await parent.getByText(words['write.deny'], { exact: true }).waitFor();
      await see(parent, 'write-denied');
      await parent.goto(`${school.url}/family`);
      await parent.getByRole('article').getByText(words['family.missed']).waitFor();
      await parent.getByText('Вера Образцова').waitFor();
      await see(parent, 'family-parent');
      await parent.getByRole('button', { name: words['family.leave'], exact: true }).click();
      await parent.getByRole('dialog').waitFor();
      await see(parent, 'family-end');
      await parent.goto(`${school.url}/reports`);
      await parent.getByRole('heading', { name: words['reports.none.title'] }).waitFor();
      await see(parent, 'reports-none');
    });
  });
}
