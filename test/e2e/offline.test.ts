import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { closePages, keepOpen, logIn, message, newPage, openRoomId, sessionOf, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

/** The app itself is on the device and answers for the page. */
async function untilInstalled(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** What is seen has been written to the device. */
async function untilKept(page: Page, text: string): Promise<void> {
  await eventually(
    () =>
      page.evaluate(async (wanted) => {
        const name = (await indexedDB.databases()).find((one) =>
          one.name?.startsWith('matrix-js-sdk:'),
        )?.name;
        if (name === undefined) return false;
        const open = indexedDB.open(name);
        await new Promise((done) => (open.onsuccess = done));
        const all = open.result.transaction('sync').objectStore('sync').getAll();
        await new Promise((done) => (all.onsuccess = done));
        open.result.close();
        return JSON.stringify(all.result).includes(wanted);
      }, text),
    { what: `"${text}" to be kept on the device`, timeout: 30_000, interval: 500 },
  );
}

describe('A phone with a bad connection', function () {
  this.timeout(120_000);
  let school: SmallSchool;
  let pupil: Page;
  let chat: string;
  let roomId: string;
  let me: { userId: string; accessToken: string };

  before(async () => {
    school = await smallSchool();
    const [link] = await school.loginLinks('pupil-7b-2');
    pupil = keepOpen(await newPage());
    await logIn(pupil, link!);
    await pupil.getByRole('link', { name: /^Чат класса/ }).click();
    await pupil.getByRole('region', { name: 'Сообщения' }).waitFor();
    chat = pupil.url();
    roomId = openRoomId(pupil);
    me = await sessionOf(pupil);
    await untilInstalled(pupil);
  });
  beforeEach(async () => {
    await pupil.goto(chat);
    await pupil.getByLabel('Сообщение', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await pupil.unrouteAll();
    await pupil.context().setOffline(false);
    school.proxy.reset();
    await closePages();
  });
  after(() => pupil?.context().close());

  /** Bodies of the last messages of this pupil, newest first, as the homeserver has them. */
  async function arrived(): Promise<string[]> {
    const path = `/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=60`;
    const { body } = await school.matrix(me.accessToken).get(path);
    const { chunk } = body as { chunk: { type: string; sender: string; content: { body?: string } }[] };
    return chunk
      .filter(({ type, sender }) => type === 'm.room.message' && sender === me.userId)
      .map(({ content }) => content.body ?? '');
  }
  const untilArrived = (text: string): Promise<unknown> =>
    eventually(async () => (await arrived()).includes(text), {
      what: `"${text}" to arrive`,
      timeout: 60_000,
      interval: 300,
    });
  const untilConfirmed = (text: string): Promise<void> =>
    message(pupil, text)
      .getByRole('button', { name: /^Действия/ })
      .waitFor({ timeout: 60_000 });

  it('reads what was seen after a reload without any connection', async () => {
    await school.say(me.userId, roomId, 'Видно и без связи');
    await message(pupil, 'Видно и без связи').waitFor();
    await untilKept(pupil, 'Видно и без связи');
    await pupil.context().setOffline(true);
    await pupil.reload();
    await message(pupil, 'Видно и без связи').waitFor();
    await pupil.getByText('Нет связи. Написанное отправится само.').waitFor();
    await pupil.getByRole('button', { name: 'Назад' }).click();
    await pupil.getByRole('link', { name: /^Чат класса.*Видно и без связи/ }).waitFor();
    await pupil.getByRole('link', { name: 'Люди класса 7Б' }).click();
    await pupil.getByRole('main').getByText('Алиса Тестова').waitFor();

    await pupil.context().setOffline(false);
    await pupil.getByText('Нет связи.').waitFor({ state: 'detached' });
  });

  it('reads earlier pages of history that were scrolled to', async () => {
    for (let i = 1; i <= 70; i++) await school.say(me.userId, roomId, `Давно ${i}`);
    await message(pupil, 'Давно 70').waitFor();
    const scroller = pupil.getByRole('region', { name: 'Сообщения' });
    const scrollToFirst = (): Promise<unknown> =>
      eventually(
        async () => {
          await scroller.evaluate((box) => box.scrollTo(0, box.clientHeight - box.scrollHeight));
          return (await message(pupil, 'Давно 1').count()) === 1;
        },
        { what: 'the first of many messages', timeout: 30_000, interval: 200 },
      );
    // Anew, so that the page begins with the last messages only.
    await pupil.goto(school.url);
    await untilKept(pupil, 'Давно 70');
    await pupil.goto(chat);
    await message(pupil, 'Давно 70').waitFor();
    await scrollToFirst();
    await pupil.context().setOffline(true);
    await pupil.reload();
    await message(pupil, 'Давно 70').waitFor();
    await scrollToFirst();
  });

  it('sends what was written without a connection, over a reload, once and in order', async () => {
    await pupil.context().setOffline(true);
    const texts = ['Первое без связи', 'Второе без связи', 'Третье без связи'];
    for (const text of texts) await write(pupil, text);
    await message(pupil, texts[2]!).waitFor();
    await pupil.reload();
    for (const text of texts) await message(pupil, text).waitFor();
    await pupil.context().setOffline(false);
    await untilArrived(texts[2]!);
    expect((await arrived()).filter((text) => texts.includes(text))).to.deep.equal(texts.toReversed());
    for (const text of texts) {
      await untilConfirmed(text);
      expect(await message(pupil, text).count()).to.equal(1);
    }
  });

  it('survives a homeserver that goes away in the middle, with a reload meanwhile', async () => {
    await school.proxy.down();
    try {
      await write(pupil, 'Пока сервера нет');
      await pupil.getByText('Нет связи.').waitFor();
      await pupil.reload();
      await message(pupil, 'Пока сервера нет').waitFor();
    } finally {
      await school.proxy.up();
    }
    await untilArrived('Пока сервера нет');
    await untilConfirmed('Пока сервера нет');
    expect((await arrived()).filter((text) => text === 'Пока сервера нет')).to.have.length(1);
  });

  const SENDS = { method: 'PUT', path: '/send/m.room.message/' };
  const transactions = (): string[] =>
    school.proxy.requests
      .filter(({ method, path }) => method === SENDS.method && path.includes(SENDS.path))
      .map(({ path }) => path);

  /** The homeserver's answer to sending, as often as said; the browser must be allowed to read it. */
  async function answerSends(times: number, status: number, json: object): Promise<void> {
    await pupil.route(
      (url) => url.pathname.includes(SENDS.path),
      (route) => route.fulfill({ status, json, headers: { 'access-control-allow-origin': '*' } }),
      { times },
    );
  }

  for (const kind of ['lose-response', 'refuse'] as const) {
    it(`sends once when the connection breaks ${kind === 'refuse' ? 'before' : 'after'} the work is done`, async () => {
      school.proxy.rule({ ...SENDS, times: 2, fault: { kind } });
      await write(pupil, `Обрыв: ${kind}`);
      await untilArrived(`Обрыв: ${kind}`);
      await untilConfirmed(`Обрыв: ${kind}`);
      expect((await arrived()).filter((one) => one === `Обрыв: ${kind}`)).to.have.length(1);
      expect(new Set(transactions()).size).to.equal(1);
    });
  }

  it('sends again after errors of the server', async () => {
    await answerSends(2, 502, {});
    await write(pupil, 'Сервер упал');
    await untilArrived('Сервер упал');
    expect((await arrived()).filter((one) => one === 'Сервер упал')).to.have.length(1);
  });

  it('waits as long as a busy homeserver asks for', async () => {
    await answerSends(1, 429, { errcode: 'M_LIMIT_EXCEEDED', retry_after_ms: 3_000 });
    const began = Date.now();
    await write(pupil, 'Сервер занят');
    await untilArrived('Сервер занят');
    expect(Date.now() - began).to.be.at.least(3_000);
  });

  it('sends once when the page is left while the answer is on its way', async () => {
    school.proxy.rule({ ...SENDS, times: 1, fault: { kind: 'lose-response' } });
    await write(pupil, 'Ушёл со страницы');
    await eventually(() => transactions().length > 0, {
      what: 'the message to be on its way',
    });
    await pupil.reload();
    await untilArrived('Ушёл со страницы');
    await untilConfirmed('Ушёл со страницы');
    expect((await arrived()).filter((text) => text === 'Ушёл со страницы')).to.have.length(1);
  });

  it('says what was refused, and lets it be sent again or discarded', async () => {
    await answerSends(2, 403, { errcode: 'M_FORBIDDEN', error: 'No' });
    const refused = 'Не отправлено: здесь у вас нет права писать';
    await write(pupil, 'Нельзя');
    await message(pupil, 'Нельзя').getByText(refused).waitFor();
    await write(pupil, 'И это нельзя');
    await message(pupil, 'И это нельзя').getByText(refused).waitFor();
    await message(pupil, 'Нельзя').getByRole('button', { name: 'Убрать' }).click();
    await message(pupil, 'Нельзя').waitFor({ state: 'detached' });
    await message(pupil, 'И это нельзя').getByRole('button', { name: 'Отправить ещё раз' }).click();
    await untilArrived('И это нельзя');
    expect(await arrived()).to.not.include('Нельзя');
  });

  it('sends from one of two tabs only', async () => {
    const second = await pupil.context().newPage();
    await second.goto(chat);
    await second.getByLabel('Сообщение', { exact: true }).waitFor();
    await write(second, 'Из второй вкладки');
    await untilArrived('Из второй вкладки');
    await message(second, 'Из второй вкладки')
      .getByRole('button', { name: /^Действия/ })
      .waitFor();
    await message(pupil, 'Из второй вкладки').waitFor();
    expect((await arrived()).filter((text) => text === 'Из второй вкладки')).to.have.length(1);
    await second.close();
  });

  it('opens a view that was never opened before without a connection', async () => {
    const [link] = await school.loginLinks('pupil-7b-3');
    const other = await newPage();
    await logIn(other, link!);
    await untilInstalled(other);
    await other.context().setOffline(true);
    await other.goto(`${school.url}/me`);
    await other.getByRole('heading', { name: 'Я', exact: true }).waitFor();
    await other.getByText('Варя Пеналова').waitFor();
  });
});
