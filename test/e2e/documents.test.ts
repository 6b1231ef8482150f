/**
 * Materials of a class, work that is handed in and own files, as teacher, pupil and parent see them; each view is looked at as in
 * views.test.ts.
 */
import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import en from '../../web-client/src/features/documents/texts/en.ts';
import ru from '../../web-client/src/features/documents/texts/ru.ts';
import enCatalog from '../../web-client/src/i18n/catalogs/en.ts';
import ruCatalog from '../../web-client/src/i18n/catalogs/ru.ts';
import { look, PLACES } from './look.ts';
import { closePages, keepOpen, logIn, newPage } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

type DocumentText = keyof typeof ru;
const PARENTS = {
  en: `7Б: ${enCatalog['room.parents_chat']}`,
  ru: `7Б: ${ruCatalog['room.parents_chat']}`,
};

for (const place of PLACES) {
  const { options, english, where } = place;
  const t = english ? en : ru;
  const words = english
    ? { task: 'A leaf', what: 'Draw a leaf that fell.', comment: 'Well drawn!', folder: 'Biology' }
    : { task: 'Листок', what: 'Нарисуйте упавший лист.', comment: 'Хорошо нарисовано!', folder: 'Биология' };
  const button = (page: Page | Locator, key: DocumentText): Locator =>
    page.getByRole('button', { name: t[key], exact: true });
  const see = (page: Page, view: string): Promise<void> => look(page, place, view);

  describe(`Documents, ${where}`, function () {
    this.timeout(240_000);
    let school: SmallSchool;
    let [teacher, pupil, parent] = [] as unknown as [Page, Page, Page];
    let library: string;

    before(async () => {
      school = await smallSchool();
      const links = await school.loginLinks('teacher-1', 'pupil-7b-1', 'parent-7b-1');
      const pages: Page[] = [];
      for (const link of links) {
        const page = keepOpen(await newPage(options));
        await logIn(page, link, { english });
        pages.push(page);
      }
      [teacher, pupil, parent] = pages as [Page, Page, Page];
      const name = english ? /^Documents and tasks/ : /^Документы и задания/;
      await teacher.getByRole('link', { name }).first().click();
      await teacher.waitForURL(/documents$/);
      library = teacher.url();
    });
    afterEach(closePages);
    after(() => Promise.all([teacher, pupil, parent].map((page) => page?.context().close())));

    async function give(page: Page, label: DocumentText, name: string, text: string): Promise<void> {
      const file = { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
      await page.getByLabel(t[label], { exact: true }).setInputFiles(file);
    }

    /** Opens the document as a tap does, and returns what is in it. */
    async function opened(page: Page, name: string): Promise<string> {
      const [tab] = await Promise.all([
        page.waitForEvent('popup'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      await tab.waitForURL(/\/api\/v1\//);
      const text = await tab.locator('body').innerText();
      await tab.close();
      return text;
    }

    async function erase(page: Page, name: string): Promise<void> {
      await page.getByRole('button', { name: `${t.delete}: ${name}`, exact: true }).click();
      await button(page.getByRole('dialog'), 'delete').click();
    }

    it('of a class are added by the teacher and read by pupils', async () => {
      await teacher.getByText(t['empty.teacher']).waitFor();
      await see(teacher, 'documents-empty');
      await teacher.getByLabel(t.folder, { exact: true }).fill(words.folder);
      await give(teacher, 'add', 'leaves.txt', 'Maple, oak, birch');
      await teacher.getByRole('button', { name: 'leaves.txt', exact: true }).waitFor();
      await see(teacher, 'documents-teacher');
      await pupil.goto(library);
      await pupil.getByRole('heading', { name: words.folder }).waitFor();
      expect(await button(pupil, 'add').count()).to.equal(0);
      await see(pupil, 'documents-pupil');
      expect(await opened(pupil, 'leaves.txt')).to.equal('Maple, oak, birch');
      await erase(teacher, 'leaves.txt');
      await teacher.getByText(t['empty.teacher']).waitFor();
    });

    it('are handed in by a pupil, returned by the teacher, and seen by the parent', async () => {
      await button(teacher, 'task.new').click();
      const dialog = teacher.getByRole('dialog');
      await dialog.getByLabel(t['task.title'], { exact: true }).fill(words.task);
      await dialog.getByLabel(t['task.text'], { exact: true }).fill(words.what);
      await dialog.getByLabel(t['task.due'], { exact: true }).fill('2030-05-20T18:00');
      await see(teacher, 'task-new');
      await button(dialog, 'task.create').click();
      await dialog.waitFor({ state: 'hidden' });

      await pupil.reload();
      const task = pupil.getByRole('link', { name: new RegExp(`^${words.task}`) });
      await task.getByText(t['stand.open']).waitFor();
      await task.click();
      await pupil.getByText(words.what).waitFor();
      await see(pupil, 'task-pupil');
      await give(pupil, 'handIn', 'my leaf.txt', 'A maple leaf');
      await pupil.getByText(t['stand.handed_in'], { exact: true }).waitFor();
      await pupil.getByRole('button', { name: 'my leaf.txt', exact: true }).waitFor();
      await see(pupil, 'task-handed-in');

      await teacher.goto(pupil.url());
      const work = teacher.getByRole('region', { name: 'Алиса Тестова' });
      await work.getByText(t['stand.handed_in'], { exact: true }).waitFor();
      expect(await opened(teacher, 'my leaf.txt')).to.equal('A maple leaf');
      await work.getByRole('textbox').fill(words.comment);
      await see(teacher, 'task-teacher');
      await button(work, 'return').click();
      await work.getByText(t['stand.returned'], { exact: true }).waitFor();

      await parent.goto(pupil.url());
      await parent.getByText(words.comment).waitFor();
      const seen = await parent.getByRole('main').getByRole('region').getByRole('heading').allTextContents();
      expect(seen.filter((name) => / /.test(name))).to.deep.equal(['Алиса Тестова']);
      expect(await button(parent, 'handIn').count()).to.equal(0);
      await see(parent, 'task-parent');
    });

    it("of one's own are kept, shared into a chat by a link, and deleted", async () => {
      await parent.goto(`${school.url}/store`);
      await parent.getByText(t['empty.store']).waitFor();
      await see(parent, 'store-empty');
      await give(parent, 'add', 'note.txt', 'Excused on Monday');
      await parent.getByRole('button', { name: `${t.share}: note.txt` }).click();
      await parent
        .getByLabel(t['share.room'], { exact: true })
        .selectOption({ label: PARENTS[english ? 'en' : 'ru'] });
      await button(parent, 'share.make').click();
      const link = parent.getByRole('dialog').getByText(/#/);
      await link.waitFor();
      await see(parent, 'store-share');
      const address = (await link.textContent())!;
      await parent.keyboard.press('Escape');

      // In the parents' chat, where the link is for, there are no pupils.
      await pupil.goto(address);
      await button(pupil, 'download').click();
      await pupil.getByRole('alert').waitFor();
      await teacher.goto(address);
      await button(teacher, 'download').waitFor();
      await see(teacher, 'store-shared');
      const [download] = await Promise.all([
        teacher.waitForEvent('download'),
        button(teacher, 'download').click(),
      ]);
      expect(download.suggestedFilename()).to.equal('note.txt');

      await erase(parent, 'note.txt');
      await parent.getByText(t['empty.store']).waitFor();
    });
  });
}
