import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { closePages, logIn, newPage, sessionOf, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

async function logOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: /^Я/ }).click();
  await page.getByRole('button', { name: 'Выйти', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Выйти', exact: true }).click();
  await page.getByRole('heading', { name: 'Вход', exact: true }).waitFor();
}

/** Everything of a person that is still on the device: keys, databases with something in them, caches. */
function leftOvers(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    // The browser's own random key is nobody's, and stays.
    const keys = Object.keys(localStorage).filter((key) => key !== 'parta.device');
    const found = keys.map((key) => `localStorage ${key}`);
    for (const { name } of await indexedDB.databases()) {
      const open = indexedDB.open(name!);
      await new Promise((done) => (open.onsuccess = done));
      const db = open.result;
      for (const store of db.objectStoreNames) {
        const count = db.transaction(store).objectStore(store).count();
        await new Promise((done) => (count.onsuccess = done));
        if (count.result > 0) found.push(`${name} ${store}`);
      }
      db.close();
    }
    found.push(...(await caches.keys()).filter((name) => !name.startsWith('parta-app-')));
    return found;
  });
}

describe('An account on a phone', function () {
  this.timeout(120_000);
  let school: SmallSchool;

  before(async () => {
    school = await smallSchool();
  });
  afterEach(closePages);

  async function signIn(page: Page, name: string, password: string): Promise<void> {
    await page.getByLabel('Имя для входа').fill(name);
    await page.getByLabel('Пароль', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Войти', exact: true }).click();
  }

  it('gets a password and is entered with it, by any spelling of the name', async () => {
    const [link] = await school.loginLinks('parent-7b-1');
    const page = await newPage();
    await logIn(page, link!);
    const { userId } = await sessionOf(page);
    await page.getByRole('link', { name: /^Я/ }).click();
    await page.getByText(userId, { exact: true }).waitFor();
    await page.getByLabel('Новый пароль').fill('коротко');
    await page.getByRole('button', { name: 'Задать пароль' }).click();
    await page.getByText('Нужно не меньше 8 знаков').waitFor();
    await page.getByLabel('Новый пароль').fill('три случайных слова');
    await page.getByRole('button', { name: 'Задать пароль' }).click();
    await page.getByText('Пароль сохранён').waitFor();
    await page.getByRole('button', { name: 'Назад' }).click();
    await logOut(page);

    await signIn(page, userId, 'не тот пароль');
    await page.getByText('Имя или пароль не подходят').waitFor();
    await signIn(page, '@anna:elsewhere.example', 'x');
    await page.getByText('Этот аккаунт с другого сервера (elsewhere.example)').waitFor();
    await signIn(page, ` ${userId.toUpperCase()} `, 'три случайных слова');
    await page.getByRole('article').first().waitFor();
    expect((await sessionOf(page)).userId).to.equal(userId);
    await logOut(page);
    await signIn(page, userId.slice(1).split(':')[0]!, 'три случайных слова');
    await page.getByRole('article').first().waitFor();
  });

  it('leaves nothing on the device after logging out', async () => {
    const [link] = await school.loginLinks('pupil-7b-3');
    const page = await newPage();
    await logIn(page, link!);
    const { accessToken } = await sessionOf(page);
    await page.getByRole('link', { name: /^Чат класса/ }).click();
    await write(page, 'Пока!');
    await page.getByLabel('Сообщение', { exact: true }).fill('черновик');
    await page.getByRole('button', { name: 'Назад' }).click();
    await logOut(page);
    await eventually(
      async () => {
        expect(await leftOvers(page)).to.deep.equal([]);
        return true;
      },
      { what: 'the device to be clean' },
    );
    const whoami = await school.matrix(accessToken).get('/v3/account/whoami');
    expect(whoami.status, 'the homeserver’s session is over').to.equal(401);
    await page.goBack();
    await page.getByRole('heading', { name: 'Вход', exact: true }).waitFor();
  });

  it('shows nothing of the one before to the next person on the same device', async () => {
    const [first, second] = await school.loginLinks('parent-7b-2', 'pupil-7b-1');
    const page = await newPage();
    await logIn(page, first!);
    await page.getByRole('link', { name: /^Родители/ }).waitFor();
    await page.goto('about:blank');
    await page.goto(second!);
    await page.getByText('Сейчас здесь вошёл другой человек: Роман Выдумкин').waitFor();
    await page.getByRole('button', { name: 'Войти', exact: true }).click();
    await page.getByRole('link', { name: /^Чат класса/ }).waitFor();
    expect(await page.getByRole('link', { name: /^Родители/ }).count()).to.equal(0);
  });

  it('opens a log-in link by a tap only, and only once', async () => {
    const [link] = await school.loginLinks('pupil-7b-2');
    const preview = await newPage();
    await preview.goto(link!);
    await preview.getByRole('heading', { name: 'Вход по карточке' }).waitFor();
    expect(new URL(preview.url()).hash, 'the secret in the address').to.equal('');

    const page = await newPage();
    await logIn(page, link!);
    await preview.getByRole('button', { name: 'Войти', exact: true }).click();
    await preview.getByRole('heading', { name: 'Ссылка уже не действует' }).waitFor();
  });

  it('renews its API session by itself', async () => {
    const [link] = await school.loginLinks('pupil-7b-2');
    const page = await newPage();
    await logIn(page, link!);
    await page.evaluate(() => {
      const session = JSON.parse(localStorage.getItem('parta.session')!) as object;
      localStorage.setItem('parta.session', JSON.stringify({ ...session, apiToken: 'expired' }));
    });
    await page.goto(`${school.url}/me`);
    await page.getByRole('heading', { name: 'Боря Выдумкин' }).waitFor();
    const token = await eventually(
      () =>
        page.evaluate(() => {
          const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
          return apiToken === 'expired' ? null : apiToken;
        }),
      { what: 'a new API session' },
    );
    const answer = await fetch(`${school.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).to.equal(200);
  });

  it('says so when the homeserver has ended the session', async () => {
    const [link] = await school.loginLinks('pupil-7b-2');
    const page = await newPage();
    await logIn(page, link!);
    const { accessToken } = await sessionOf(page);
    expect((await school.matrix(accessToken).post('/v3/logout')).status).to.equal(200);
    await page.getByText('Вход больше не действует. Войдите снова.').waitFor({ timeout: 45_000 });
  });

  it('speaks the language that its person has chosen, on every device', async () => {
    const links = await school.loginLinks('parent-7b-3', 'parent-7b-3');
    const page = await newPage();
    await logIn(page, links[0]!);
    await page.getByRole('link', { name: /^Я/ }).click();
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Me', exact: true }).waitFor();
    await eventually(() => page.evaluate(() => document.documentElement.lang === 'en'), {
      what: 'the language',
    });
    await page.getByRole('button', { name: 'Back' }).click();

    const other = await newPage();
    await other.goto(links[1]!);
    await other.getByRole('button', { name: 'Войти', exact: true }).click();
    await other.getByRole('heading', { name: 'My classes' }).waitFor({ state: 'attached' });
  });
});
