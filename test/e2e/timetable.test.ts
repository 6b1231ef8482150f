/** The day at school and the week, as pupils, parents and teachers see them; and what a teacher changes. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { closePages, DESKTOP, logIn, newPage, PHONE } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';
import { addDays, clockAt, tuesdayAhead, withTimetable } from './school-days.ts';

describe('The timetable', function () {
  this.timeout(180_000);
  const day = tuesdayAhead();
  let school: SmallSchool;

  before(async () => {
    school = await smallSchool();
    await withTimetable(school);
  });
  afterEach(closePages);

  async function open(who: string, options = PHONE, clock = '09:30'): Promise<Page> {
    const [card] = await school.loginLinks(who);
    const page = await newPage(options);
    await clockAt(page, day, clock);
    await logIn(page, card!, { english: options.locale?.startsWith('en') ?? false });
    return page;
  }

  /** What the API answers to whoever is logged in on the page. */
  const api = <T>(page: Page, path: string, method = 'GET', body?: object): Promise<T> =>
    page.evaluate(
      async ([where, how, what]) => {
        const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
        const answer = await fetch(`/api/v1${where}`, {
          method: how,
          headers: { authorization: `Bearer ${apiToken}`, 'content-type': 'application/json' },
          ...(what !== null && { body: what }),
        });
        return (await answer.json()) as unknown;
      },
      [path, method, body === undefined ? null : JSON.stringify(body)] as const,
    ) as Promise<T>;

  it('shows a pupil on a phone what is on, what comes, and the way into the lesson', async () => {
    const page = await open('pupil-7b-1');
    const today = page.getByRole('region', { name: /^Вторник/ });
    await today.getByText('Сейчас, ещё 40 минут').waitFor();
    const now = today.getByRole('region', { name: 'Сейчас' });
    await now.getByRole('heading', { name: 'География' }).waitFor();
    expect(await now.getByText('каб. 210').count()).to.equal(1);
    expect(await now.getByText('Тамара Глобусова').count()).to.equal(0);
    // The day comes before the classes.
    const first = await today.boundingBox();
    const classes = await page.getByRole('article', { name: '7Б' }).last().boundingBox();
    expect(first!.y).to.be.lessThan(classes!.y);
    const enter = now.getByRole('link', { name: 'Войти в урок' });
    const me = await api<{ schools: { classes: { rooms: { kind: string; room_id: string }[] }[] }[] }>(
      page,
      '/me',
    );
    const room = me.schools[0]!.classes[0]!.rooms.find(({ kind }) => kind === 'lesson_room')!.room_id;
    expect(await enter.getAttribute('href')).to.equal(`/rooms/${encodeURIComponent(room)}/lesson`);
    await today.getByText('1 урок уже прошёл').click();
    await today.getByText('История').waitFor();
  });

  it('ticks: a lesson becomes the one that is on without a reload', async () => {
    const page = await open('pupil-7b-1', PHONE, '10:29');
    await page.getByText('Через 1 минуту').waitFor();
    await page.getByRole('link', { name: 'Войти в урок' }).waitFor();
    await clockAt(page, day, '10:30');
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText('Сейчас, ещё 45 минут').waitFor();
  });

  it('shows a pupil what a teacher changes in the web client', async () => {
    const [pupil, teacher] = [await open('pupil-7b-1'), await open('teacher-1', DESKTOP)];
    await pupil.getByRole('heading', { name: 'География' }).waitFor();
    await teacher.goto(`${school.url}/timetable/me/${day}`);
    const column = teacher.getByRole('region', { name: new RegExp(`Tuesday ${Number(day.slice(8))} `) });
    await column.getByRole('button', { name: /^Алгебра 10:30 – 11:15/ }).click();
    await teacher.getByRole('button', { name: 'Change' }).click();
    await teacher.getByLabel('Room', { exact: true }).fill('актовый зал');
    await teacher.getByLabel('Note', { exact: true }).fill('Контрольная, нужен циркуль');
    await teacher.getByRole('button', { name: 'Save', exact: true }).click();
    await teacher.getByText('The bot tells the class').waitFor();
    await teacher.getByRole('button', { name: 'Close' }).last().click();
    await column.getByRole('button', { name: /^Алгебра.*актовый зал instead of room 204/ }).waitFor();
    // Coming back to the page is enough.
    await pupil.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    const changes = pupil.getByRole('region', { name: 'Что изменилось' });
    await changes.getByText('актовый зал вместо каб. 204').waitFor();
    expect(await changes.innerText()).to.match(/Сегодня, 10:30\s+Алгебра/);

    await column.getByRole('button', { name: /^Алгебра 10:30/ }).click();
    await teacher.getByRole('button', { name: 'Change' }).click();
    await teacher.getByRole('button', { name: 'Put it back as it was' }).click();
    await teacher.getByText('It is as the timetable says again.').waitFor();
    await pupil.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await changes.waitFor({ state: 'detached' });
  });

  it('explains a conflict in words, and saves it when a teacher insists', async () => {
    const teacher = await open('teacher-1', DESKTOP);
    const thursday = addDays(day, 2);
    await teacher.goto(`${school.url}/timetable/me/${thursday}`);
    await teacher.getByRole('button', { name: 'New lesson' }).click();
    await teacher.getByLabel('Subject').fill('Классный час');
    await teacher.getByLabel('By the bells').selectOption('1');
    await teacher.getByLabel('Room', { exact: true }).fill('204');
    await teacher.getByRole('button', { name: 'Add the lesson' }).click();
    const conflict = teacher.getByRole('alert').filter({ hasText: 'Conflict' });
    await conflict.getByText(/class 7Б already has.*Физика/i).waitFor();
    await conflict.getByRole('button', { name: 'Save anyway' }).click();
    await teacher.getByText('The lesson is in the timetable.').waitFor();
    await teacher.getByRole('button', { name: 'Close' }).last().click();
    const made = teacher.getByRole('button', { name: /^Классный час 8:30 – 9:15/ });
    await made.click();
    await teacher.getByRole('button', { name: 'Change' }).click();
    await teacher.getByRole('button', { name: 'Cancel this lesson' }).click();
    await teacher.getByText('The lesson is cancelled.').waitFor();
  });

  it('shows a parent the day of each child, and no way into lessons', async () => {
    // A second child of the same class.
    await school.sql(
      `insert into guardianship (guardian_id, child_id, relation, source, accepted_at, confirmed_at)
       select g.guardian_id, p.id, g.relation, g.source, now(), now() from guardianship g, person p
        where g.child_id = (select id from person where given_name = 'Алиса' and family_name = 'Тестова')
          and p.given_name = 'Варя' and p.family_name = 'Пеналова'
       on conflict do nothing`,
    );
    const page = await open('parent-7b-1', DESKTOP);
    const [one, other] = [
      page.getByRole('article', { name: 'Алиса Тестова' }),
      page.getByRole('article', { name: 'Варя Пеналова' }),
    ];
    await one.getByRole('heading', { name: 'География' }).waitFor();
    await other.getByRole('heading', { name: 'География' }).waitFor();
    const [left, right] = [await one.boundingBox(), await other.boundingBox()];
    expect(right!.x, 'side by side').to.be.greaterThan(left!.x + left!.width - 1);
    expect(await page.getByRole('link', { name: 'Enter the lesson' }).count()).to.equal(0);
    await one.getByRole('link', { name: 'Алиса Тестова' }).click();
    await page.getByRole('heading', { name: 'Timetable', level: 1 }).waitFor();
    expect(await page.getByLabel('Whose timetable').locator('option').allInnerTexts()).to.include.members([
      'Алиса Тестова',
      'Варя Пеналова',
      '7Б',
    ]);
  });

  it('prints the week across one sheet, and nothing else', async () => {
    const page = await open('pupil-7b-1');
    await page.goto(`${school.url}/timetable/me/${day}`);
    await page.getByRole('tab', { selected: true }).waitFor();
    await page.getByRole('button', { name: /^Алгебра/ }).waitFor();
    await page.emulateMedia({ media: 'print' });
    const table = page.locator('#print-sheet table');
    await table.waitFor();
    expect(await page.getByRole('main').isVisible()).to.equal(false);
    expect(await table.locator('tbody tr').count()).to.equal(6);
    expect(await table.locator('thead th').count()).to.equal(6);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    const text = pdf.toString('latin1');
    expect(text.match(/\/Type\s*\/Page\b/g)).to.have.length(1);
    const [width, height] = /\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text)!.slice(1).map(Number);
    expect([Math.round(width!), Math.round(height!)]).to.deep.equal([842, 595]);
  });

  it('leads through the week by swipes, tabs and arrow keys', async () => {
    const pupil = await open('pupil-7b-1');
    await pupil.goto(`${school.url}/timetable/me/${day}`);
    await pupil.getByRole('button', { name: /^История 8:30/ }).waitFor();
    await pupil.getByRole('tab', { selected: true }).press('ArrowRight');
    await pupil.getByRole('button', { name: /^Биология 8:30/ }).waitFor();
    expect(
      await pupil.getByRole('tab', { selected: true }).evaluate((tab) => tab === document.activeElement),
    ).to.equal(true);
    await pupil.getByRole('tabpanel').evaluate((panel) => {
      const touch = (x: number): Touch =>
        new Touch({ identifier: 1, target: panel, clientX: x, clientY: 300 });
      const send = (type: string, x: number): boolean =>
        panel.dispatchEvent(
          new TouchEvent(type, {
            bubbles: true,
            touches: type === 'touchend' ? [] : [touch(x)],
            changedTouches: [touch(x)],
          }),
        );
      send('touchstart', 300);
      send('touchend', 120);
    });
    await pupil.getByRole('button', { name: /^Физика 8:30/ }).waitFor();

    const teacher = await open('teacher-1', DESKTOP);
    await teacher.goto(`${school.url}/timetable/class/${await classId(pupil)}/${day}`);
    await teacher
      .getByRole('button', { name: /^История 8:30/ })
      .first()
      .focus();
    await teacher.keyboard.press('ArrowDown');
    await teacher.keyboard.press('ArrowRight');
    const focused = await teacher.evaluate(() => document.activeElement?.textContent);
    expect(focused).to.match(/^География +9:25/);
  });

  const classId = async (page: Page): Promise<string> =>
    (await api<{ schools: { classes: { class_id: string }[] }[] }>(page, '/me')).schools[0]!.classes[0]!
      .class_id;

  it('is still there without a connection, and says how old it is', async () => {
    const page = await open('pupil-7b-1');
    await page.getByRole('heading', { name: 'География' }).waitFor();
    await page.waitForFunction(async () => (await navigator.serviceWorker.ready).active !== null);
    await page.context().setOffline(true);
    try {
      await clockAt(page, day, '12:35');
      await page.reload();
      await page.getByText('Нет связи. Показано, как было 3 часа назад.').waitFor();
      await page.getByRole('heading', { name: 'Русский язык' }).waitFor();
    } finally {
      await page.context().setOffline(false);
    }
  });

  it('says in which zone the times are, to somebody far away', async () => {
    const page = await open('pupil-7b-1', { ...PHONE, timezoneId: 'Asia/Vladivostok' });
    await page.getByText(/^Время школы \(Москва.*\), сейчас там 9:30$/).waitFor();
    await page.getByText('Сейчас, ещё 40 минут').waitFor();
  });

  it('is imported from a file: first what would change, then the change', async () => {
    const admin = await open('admin-1', DESKTOP);
    const me = await api<{ schools: { school_id: string }[] }>(admin, '/me');
    await admin.goto(`${school.url}/schools/${me.schools[0]!.school_id}/import`);
    const choose = (name: string, text: string): Promise<void> =>
      admin
        .getByLabel(/^Choose (a|another) file$/)
        .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    const date = addDays(day, 11);
    await choose('wrong.csv', 'class,subject,date,begins,ends\n9Z,Chess,2026-13-01,15:00,15:45');
    await admin.getByText('Nothing is imported while there are errors.').waitFor();
    await choose('kino.ics', calendar(date));
    await admin.getByLabel(/^Time zone “Nowhere Standard Time”/).fill('Europe/Moscow');
    await admin.getByRole('button', { name: 'Read it with this zone' }).click();
    await admin.getByText('Added: 1 lesson').waitFor();
    await admin.getByRole('button', { name: 'Put it into the timetable' }).click();
    await admin.getByText('The timetable is imported').waitFor();
    await admin.goto(`${school.url}/timetable/class/${await classId(admin)}/${date}`);
    await admin.getByRole('button', { name: /^Киноклуб 15:30 – 16:30/ }).waitFor();
  });

  function calendar(date: string): string {
    const at = (clock: string): string => `${date.replaceAll('-', '')}T${clock}00`;
    return [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Test//EN',
      'BEGIN:VEVENT',
      'UID:kino-1@example.org',
      `DTSTAMP:${at('0000')}Z`,
      `DTSTART;TZID=Nowhere Standard Time:${at('1530')}`,
      `DTEND;TZID=Nowhere Standard Time:${at('1630')}`,
      'SUMMARY:Киноклуб',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n');
  }

  it('leaves the house as a private calendar, until its owner ends it', async () => {
    const page = await open('pupil-7b-1');
    await page.goto(`${school.url}/calendars`);
    await page.getByRole('button', { name: 'Сделать ссылку' }).click();
    const address = await page.getByText(/\/calendars\/.+\.ics$/).innerText();
    const get = async (): Promise<{ status: number; text: string }> => {
      const answer = await fetch(address);
      return { status: answer.status, text: await answer.text() };
    };
    expect((await get()).text).to.match(/^BEGIN:VCALENDAR[^]+SUMMARY:Алгебра/);
    await page.getByRole('button', { name: 'Закрыть: Моё расписание' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Закрыть', exact: true }).last().click();
    await page.getByText('Открытые ссылки').waitFor({ state: 'detached' });
    expect((await get()).status).to.equal(404);
  });
});
