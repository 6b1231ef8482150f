import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { closePages, countTaps, keepOpen, logIn, message, newPage, sessionOf } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

interface Wish {
  role?: 'Учеников' | 'Родителей';
  uses?: number;
  approval?: boolean;
}

/** Makes an invite to 7Б as a teacher does, and returns its link and code. */
async function makeInvite(teacher: Page, wish: Wish = {}): Promise<{ link: string; code: string }> {
  await teacher.getByRole('button', { name: 'Новое приглашение' }).click();
  const dialog = teacher.getByRole('dialog');
  if (wish.role !== undefined) await dialog.getByText(wish.role, { exact: true }).click();
  if (wish.uses !== undefined) await dialog.getByLabel('Сколько человек').fill(String(wish.uses));
  if (wish.approval === true) await dialog.getByLabel('Подтверждать каждого').check();
  await dialog.getByRole('button', { name: 'Сделать ссылку' }).click();
  await teacher.getByRole('heading', { name: 'Приглашение готово' }).waitFor();
  const link = await dialog.getByText(/\/join#/).innerText();
  const code = await dialog.getByText(/^[0-9A-Z]{4}(-[0-9A-Z]{4})+$/).innerText();
  await teacher.getByRole('button', { name: 'Закрыть' }).click();
  return { link, code };
}

async function joinAs(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Как вас зовут?').fill(name);
  await page.getByRole('button', { name: 'Войти в класс' }).tap();
}

describe('Joining a class on a phone, in Russian', function () {
  this.timeout(120_000);
  let school: SmallSchool;
  let teacher: Page;
  let invitesPath: string;

  before(async () => {
    school = await smallSchool();
    const [link] = await school.loginLinks('teacher-1');
    teacher = keepOpen(await newPage());
    await logIn(teacher, link!);
    invitesPath = (await teacher.getByRole('link', { name: 'Приглашения в класс 7Б' }).getAttribute('href'))!;
  });
  beforeEach(() => teacher.goto(school.url + invitesPath));
  afterEach(closePages);
  after(() => teacher?.context().close());

  it('takes a newcomer at most three taps and one typed name to have written in the class chat, and the teacher sees it live', async () => {
    const { link } = await makeInvite(teacher);
    await teacher.getByRole('button', { name: 'Назад' }).click();
    await teacher.getByRole('link', { name: /Чат класса/ }).click();
    await teacher.getByRole('region', { name: 'Сообщения' }).waitFor();
    await teacher.evaluate(() => Object.assign(window, { sameVisit: true }));

    const newcomer = await newPage();
    const taps = await countTaps(newcomer);
    await newcomer.goto(link);
    // School, class and role stand there before anything is asked.
    await newcomer.getByRole('heading', { name: /7Б/ }).waitFor();
    await newcomer.getByText('Школа № 1 города Вымышлен').waitFor();
    await newcomer.getByText('Вы войдёте как ученик').waitFor();
    expect(new URL(newcomer.url()).hash).to.equal('');

    await newcomer.getByLabel('Как вас зовут?').tap();
    await newcomer.keyboard.type('Слава Новиков');
    await newcomer.getByRole('button', { name: 'Войти в класс' }).tap();
    await newcomer.getByRole('button', { name: /Всем привет/ }).tap();
    await message(newcomer, 'Всем привет! 👋').waitFor();
    expect(await taps()).to.be.at.most(3);

    await message(teacher, 'Всем привет! 👋').getByText('Слава Новиков').first().waitFor();
    expect(await teacher.evaluate(() => 'sameVisit' in window), 'without a reload').to.equal(true);
  });

  it('leaves words of one’s own to the newcomer, in three taps as well', async () => {
    const { link } = await makeInvite(teacher);
    const newcomer = await newPage();
    const taps = await countTaps(newcomer);
    await newcomer.goto(link);
    await newcomer.getByLabel('Как вас зовут?').waitFor();
    // The name has the focus already.
    await newcomer.keyboard.type('Рита Новикова');
    await newcomer.getByRole('button', { name: 'Войти в класс' }).tap();
    await newcomer.getByLabel('Сообщение', { exact: true }).tap();
    await newcomer.keyboard.type('Я новенькая');
    await newcomer.getByRole('button', { name: 'Отправить' }).tap();
    await message(newcomer, 'Я новенькая').waitFor();
    expect(await taps()).to.equal(3);
  });

  it('lets a parent see announcements and the parents’ chat, and the homeserver itself refuses the pupils’ chat', async () => {
    const { link } = await makeInvite(teacher, { role: 'Родителей' });
    const parent = await newPage();
    await joinAs(parent, link, 'Мама Славы');
    await parent.getByRole('button', { name: /Всем привет/ }).waitFor();
    await parent.getByRole('heading', { name: 'Родители' }).waitFor();
    await parent.getByRole('button', { name: 'Назад' }).click();
    await parent.getByRole('link', { name: /Объявления/ }).waitFor();
    await parent.getByRole('link', { name: /Родители/ }).waitFor();
    expect(await parent.getByRole('link', { name: /Чат класса/ }).count()).to.equal(0);

    await teacher.getByRole('button', { name: 'Назад' }).click();
    const address = await teacher.getByRole('link', { name: /Чат класса/ }).getAttribute('href');
    const pupilsChat = encodeURIComponent(decodeURIComponent(address!.replace('/rooms/', '')));
    const api = school.matrix((await sessionOf(parent)).accessToken);
    expect((await api.get('/v3/joined_rooms')).status).to.equal(200);
    expect((await api.post(`/v3/join/${pupilsChat}`)).status).to.equal(403);
    expect((await api.get(`/v3/rooms/${pupilsChat}/messages?dir=b`)).status).to.equal(403);
    expect((await api.get(`/v3/rooms/${pupilsChat}/state`)).status).to.equal(403);
  });

  it('keeps the code and the name over a reload, and nothing of them in the address', async () => {
    const { link, code } = await makeInvite(teacher);
    const newcomer = await newPage();
    await newcomer.goto(link);
    await newcomer.getByLabel('Как вас зовут?').fill('Тая');
    await newcomer.reload();
    await newcomer.getByRole('heading', { name: /7Б/ }).waitFor();
    expect(await newcomer.getByLabel('Как вас зовут?').inputValue()).to.equal('Тая');
    expect(newcomer.url()).to.not.include(code.slice(0, 4));
    expect(await newcomer.evaluate(() => history.length)).to.be.at.most(2);
  });

  it('makes one account when the answer to joining is lost', async () => {
    const { link } = await makeInvite(teacher);
    const newcomer = await newPage();
    await newcomer.goto(link);
    await newcomer.getByLabel('Как вас зовут?').fill('Юра Дважды');
    const keys: string[] = [];
    await newcomer.route('**/api/v1/invites/redeem', async (route) => {
      keys.push((route.request().postDataJSON() as { idempotency_key: string }).idempotency_key);
      const response = await route.fetch();
      if (keys.length === 1) await route.abort('connectionreset');
      else await route.fulfill({ response });
    });
    await newcomer.getByRole('button', { name: 'Войти в класс' }).tap();
    await newcomer.getByRole('button', { name: /Всем привет/ }).waitFor();
    expect(new Set(keys).size).to.equal(1);
    await teacher.goto(school.url + invitesPath.replace(/invites$/, 'people'));
    await teacher.getByText('Юра Дважды').waitFor();
    expect(await teacher.getByText('Юра Дважды').count()).to.equal(1);
  });

  it('takes a short code without a link, in any spelling', async () => {
    const { code } = await makeInvite(teacher);
    const newcomer = await newPage();
    await newcomer.goto(`${school.url}/join`);
    await newcomer.getByLabel('Код').fill(` ${code.toLowerCase().replaceAll('-', ' ')} `);
    await newcomer.getByRole('button', { name: 'Дальше' }).tap();
    await newcomer.getByRole('heading', { name: /7Б/ }).waitFor();
  });

  it('asks for the name when it is missing', async () => {
    const { link } = await makeInvite(teacher);
    const newcomer = await newPage();
    await newcomer.goto(link);
    await newcomer.getByRole('button', { name: 'Войти в класс' }).tap();
    await newcomer.getByText('Напишите, пожалуйста, имя').waitFor();
  });

  it('says kindly that a link is wrong, revoked or used up', async () => {
    const once = await makeInvite(teacher, { uses: 1 });
    const first = await newPage();
    await joinAs(first, once.link, 'Лёва Первый');
    await first.getByRole('button', { name: /Всем привет/ }).waitFor();

    const visitor = await newPage();
    await visitor.goto(once.link);
    await visitor.getByRole('heading', { name: 'По этому приглашению уже вошли все' }).waitFor();

    const revoked = await makeInvite(teacher);
    await teacher.getByRole('button', { name: 'Отменить приглашение' }).first().click();
    await teacher.getByRole('dialog').getByRole('button', { name: 'Отменить приглашение' }).click();
    await teacher.getByText('отменено').first().waitFor();
    await visitor.goto(revoked.link);
    await visitor.reload();
    await visitor.getByRole('heading', { name: 'Приглашение отменено' }).waitFor();

    await visitor.goto(`${school.url}/join#0000-0000-0000`);
    await visitor.getByRole('heading', { name: 'Приглашение не найдено' }).waitFor();
    await visitor.getByRole('button', { name: 'Ввести другой код' }).tap();
    await visitor.getByLabel('Код').waitFor();
  });

  it('says kindly that a link has expired', async () => {
    const { link } = await makeInvite(teacher);
    await school.sql(`update invite set expires_at = now() - interval '1 second'
      where id = (select id from invite order by created_at desc limit 1)`);
    const visitor = await newPage();
    await visitor.goto(link);
    await visitor.getByRole('heading', { name: 'Срок приглашения вышел' }).waitFor();
    await visitor.getByRole('button', { name: 'English' }).tap();
    await visitor.getByRole('heading', { name: 'The invitation has run out' }).waitFor();
    expect(await visitor.evaluate(() => document.documentElement.lang)).to.equal('en');
  });

  it('waits at the door until a teacher lets the person in, and opens the class by itself', async () => {
    const { link } = await makeInvite(teacher, { approval: true });
    const [one, two] = [await newPage(), await newPage()];
    await one.goto(link);
    await one.getByText('Учитель подтвердит вход').waitFor();
    await joinAs(one, link, 'Гриша Ждущий');
    await one.getByRole('heading', { name: 'Ждём учителя' }).waitFor();
    await joinAs(two, link, 'Незваный Гость');
    await two.getByRole('heading', { name: 'Ждём учителя' }).waitFor();

    await teacher.goto(school.url + invitesPath);
    await teacher.getByRole('button', { name: 'Впустить: Гриша Ждущий' }).click();
    await teacher.getByRole('button', { name: 'Отказать: Незваный Гость' }).click();
    await one.getByRole('button', { name: /Всем привет/ }).tap();
    await message(one, 'Всем привет! 👋').last().waitFor();
    await two.getByRole('link', { name: 'Ввести код' }).waitFor();
    expect(await two.getByRole('link', { name: /Чат класса/ }).count()).to.equal(0);
  });

  it('explains how to join with a Matrix account of one’s own', async () => {
    const { link, code } = await makeInvite(teacher);
    const visitor = await newPage();
    await visitor.goto(link);
    await visitor.getByRole('button', { name: 'У меня есть аккаунт Matrix' }).tap();
    const dialog = visitor.getByRole('dialog');
    await dialog.getByText('@parta:localhost').waitFor();
    await dialog.getByText(`!join ${code}`).waitFor();
  });

  it('adds a class for somebody who is logged in already, without a second account', async () => {
    const { link } = await makeInvite(teacher, { role: 'Родителей' });
    const [adminLink] = await school.loginLinks('admin-1');
    const person = await newPage();
    await logIn(person, adminLink!);
    const before = await sessionOf(person);
    await person.goto(link);
    await person.getByRole('button', { name: 'Продолжить как Нина Примерова' }).tap();
    await person.getByRole('heading', { name: 'Родители' }).waitFor({ timeout: 40_000 });
    expect((await sessionOf(person)).userId).to.equal(before.userId);
  });
});
