/**
 * Every view on a phone and on a wide screen, light and dark: axe finds nothing in it (WCAG 2.2 AA and its best
 * practices). With PARTA_SCREENSHOTS=FOLDER each is photographed too, in both languages (screenshots.ts).
 */
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import en from '../../web-client/src/i18n/catalogs/en.ts';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import {
  enterLesson,
  lessonRoomOf,
  lessonTexts,
  lessonUrl,
  mediaPage,
  type LessonTexts,
} from './lesson-room.ts';
import { livelyClass, type LivelyClass } from './lively-class.ts';
import { FOLDER, look, PLACES } from './look.ts';
import { closePages, keepOpen, logIn, message, newPage, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';
import { addDays, clockAt, tuesdayAhead, withTimetable } from './school-days.ts';

type LessonKey = keyof LessonTexts;
let lively: Promise<LivelyClass> | undefined;

for (const place of PLACES) {
  const { options, english } = place;
  const texts = english ? en : ru;
  const button = (page: Page, key: keyof typeof ru) =>
    page.getByRole('button', { name: texts[key], exact: true });
  const see = (page: Page, view: string): Promise<void> => look(page, place, view);

  describe(`Every view, ${place.where}`, function () {
    this.timeout(240_000);
    let school: SmallSchool;
    let teacher: Page;
    let seen: LivelyClass;
    let link: string;

    before(async () => {
      school = await smallSchool();
      const [card] = await school.loginLinks('teacher-1');
      teacher = keepOpen(await newPage(options));
      await logIn(teacher, card!, { english });
      seen = await (lively ??= livelyClass(school, teacher));
    });
    afterEach(closePages);
    after(() => teacher?.context().close());

    /** A page in the language of this place, where nobody is logged in. */
    async function visitor(path: string): Promise<Page> {
      const page = await newPage(options);
      await page.goto(path.startsWith('http') ? path : school.url + path);
      if (english) await page.getByRole('button', { name: 'English' }).click();
      return page;
    }
    const room = (roomId: string): string => `${school.url}/rooms/${encodeURIComponent(roomId)}`;

    it('invites: the list, the form, a new link', async () => {
      await teacher.goto(`${school.url}/classes/${seen.classId}/invites`);
      await button(teacher, 'invites.new').waitFor();
      await button(teacher, 'invites.new').click();
      await button(teacher, 'invites.make').waitFor();
      await see(teacher, 'invite-form');
      await teacher.getByRole('switch').check();
      await button(teacher, 'invites.make').click();
      await teacher.getByRole('heading', { name: texts['invites.ready'] }).waitFor();
      link = await teacher
        .getByRole('dialog')
        .getByText(/\/join#/)
        .innerText();
      await see(teacher, 'invite-ready');
      await button(teacher, 'do.close').click();
      await see(teacher, 'invites');
    });

    it('joining: the invitation, a Matrix account of one’s own, a wrong link, a typed code', async () => {
      const page = await visitor(link);
      await page.getByLabel(texts['join.name']).waitFor();
      await see(page, 'join');
      await button(page, 'join.haveMatrix').click();
      await page.getByText('!join').first().waitFor();
      await see(page, 'join-matrix');
      await button(page, 'do.close').click();
      await button(page, 'join.enter').click();
      await page.getByText(texts['join.name.empty']).waitFor();
      await see(page, 'join-no-name');
      await page.goto('about:blank');
      await page.goto(`${school.url}/join#0000-0000-0000`);
      await page.getByRole('heading', { name: texts['join.bad.title'] }).waitFor();
      await see(page, 'join-unknown');
      await button(page, 'join.another').click();
      await button(page, 'join.code.next').waitFor();
      await see(page, 'join-code');
    });

    it('the door: who waits outside, and what the teacher sees of them', async () => {
      const page = await visitor(link);
      await page.getByLabel(texts['join.name']).fill('Лена Новенькая');
      await button(page, 'join.enter').click();
      await page.getByRole('heading', { name: texts['join.wait.title'] }).waitFor();
      await see(page, 'waiting');
      await teacher.goto(`${school.url}/classes/${seen.classId}/invites`);
      const decline = teacher.getByRole('button', { name: /Лена Новенькая/ }).last();
      await decline.waitFor();
      await see(teacher, 'invites-at-the-door');
      await decline.click();
      await page.getByRole('heading', { name: texts['home.unknown.title'] }).waitFor();
      await see(page, 'home-unknown');
    });

    it('logging in: by password, by card; a page that is not there', async () => {
      const page = await visitor('/login');
      await page.getByLabel(texts['login.name']).fill('parta_nobody');
      await page.getByLabel(texts['login.password'], { exact: true }).fill('wrong');
      await see(page, 'login');
      const [card] = await school.loginLinks('pupil-7b-3');
      const other = await visitor(card!);
      await button(other, 'login.card.enter').waitFor();
      await see(other, 'login-card');
      const lost = await visitor('/nowhere');
      await lost.getByRole('heading', { name: texts['app.notFound.title'] }).waitFor();
      await see(lost, 'not-found');
    });

    it('home, a lively chat and what can be done with a message', async () => {
      const [card] = await school.loginLinks('teacher-2');
      const page = await newPage(options);
      await logIn(page, card!, { english });
      await page.locator('time').first().waitFor();
      await see(page, 'home');
      await page.goto(room(seen.chatId));
      await page.locator('li[data-own]').first().waitFor();
      await see(page, 'chat-new');
      await page.getByRole('region', { name: texts['chat.history'] }).evaluate((box) => box.scrollTo(0, 0));
      await page.locator('li[data-own] li').first().waitFor();
      await page.locator('li[data-own] img').last().waitFor();
      await see(page, 'chat');
      const last = page.locator('li[data-own]').last();
      await last.hover();
      await last.getByRole('button').last().click();
      await page.getByRole('dialog').waitFor();
      await see(page, 'message-menu');
      await button(page, 'message.reply').click();
      await page.getByText(english ? /^Reply: / : /^Ответ: /).waitFor();
      await see(page, 'chat-reply');
    });

    it('a photo, a message that was refused, and no connection', async () => {
      await teacher.goto(room(seen.chatId));
      const photo = teacher.locator('li[data-own] button:has(img)').first();
      await photo.scrollIntoViewIfNeeded();
      await photo.click();
      await teacher.getByRole('dialog').getByRole('img').waitFor();
      await see(teacher, 'photo');
      await button(teacher, 'do.close').click();
      await teacher.route(
        (url) => url.pathname.includes('/send/'),
        (route) =>
          route.fulfill({
            status: 403,
            json: { errcode: 'M_FORBIDDEN' },
            headers: { 'access-control-allow-origin': '*' },
          }),
        { times: 1 },
      );
      const text = english ? 'This one does not get through' : 'Это не дойдёт';
      await write(teacher, text);
      await message(teacher, text).getByRole('button', { name: texts['message.sendAgain'] }).waitFor();
      try {
        await teacher.context().setOffline(true);
        await teacher.getByText(texts['app.offline']).waitFor();
        await write(teacher, english ? 'Sent later' : 'Отправится потом');
        await see(teacher, 'chat-offline');
        await teacher.getByRole('button', { name: texts['message.discard'] }).first().click();
      } finally {
        await teacher.context().setOffline(false);
        await teacher.unrouteAll();
      }
      await teacher.getByText(texts['app.offline']).waitFor({ state: 'detached' });
    });

    it('the people of the class, their log-in cards, and oneself', async () => {
      await teacher.goto(`${school.url}/classes/${seen.classId}/people`);
      await teacher.getByText('Варя Пеналова').first().waitFor();
      await teacher.getByText('Анна Пеналова').last().waitFor();
      await see(teacher, 'people');
      await teacher
        .getByRole('button', { name: texts['people.card.of'].replace('{name}', 'Варя Пеналова') })
        .click();
      await teacher.getByRole('dialog').getByRole('img').waitFor();
      await see(teacher, 'login-card-made');
      await teacher.emulateMedia({ media: 'print' });
      await teacher.locator('#print-sheet img').waitFor();
      expect(await teacher.getByRole('dialog').isVisible()).to.equal(false);
      if (FOLDER) await teacher.screenshot({ path: join(FOLDER, `printed-card-${place.where}.png`) });
      await teacher.emulateMedia({ media: 'screen' });
      await button(teacher, 'do.close').click();
      await button(teacher, 'people.cards').click();
      await button(teacher, 'people.cards.make').waitFor();
      await see(teacher, 'login-cards');
      await teacher.goto(`${school.url}/me`);
      await button(teacher, 'me.password.set').waitFor();
      await see(teacher, 'me');
      await button(teacher, 'me.logout').click();
      await teacher.getByRole('dialog').waitFor();
      await see(teacher, 'log-out');
    });

    it('a lesson: the door, the stage, what stands beside it, the end, the attendance', async function () {
      this.timeout(240_000);
      const words = lessonTexts(english);
      const press = (page: Page, key: LessonKey) =>
        page.getByRole('button', { name: words[key], exact: true }).click();
      const host = await mediaPage(school, 'teacher-1', options, { english });
      const { classId, roomId } = await lessonRoomOf(host);
      await host.goto(lessonUrl(school, roomId));
      await host.getByRole('button', { name: words['start.go'] }).waitFor();
      await see(host, 'lesson-shut-teacher');
      const pupil = await mediaPage(school, 'pupil-7b-1', options, { english });
      await pupil.goto(lessonUrl(school, roomId));
      await pupil.getByRole('heading', { name: words['door.closed.title'] }).waitFor();
      await see(pupil, 'lesson-shut');
      await host.getByLabel(words['start.name'], { exact: true }).fill('Физика');
      await press(host, 'start.go');
      await host.getByRole('button', { name: words.enter }).waitFor();
      await pupil.goto(school.url);
      await pupil
        .getByRole('link', { name: english ? /Физика.*Lesson is on/ : /Физика.*Идёт урок/ })
        .waitFor();
      await see(pupil, 'home-lesson-on');
      await pupil.goto(lessonUrl(school, roomId));
      await pupil.getByRole('button', { name: words.enter }).waitFor();
      await see(pupil, 'lesson-door');
      await press(pupil, 'enter');
      await pupil.getByRole('heading', { name: words['wait.teacher.title'] }).waitFor();
      await see(pupil, 'lesson-waiting');
      await enterLesson(host, school, roomId, { english });
      await host.getByRole('article', { name: /Алиса/ }).waitFor();
      await host.locator('article video').first().waitFor();
      await see(host, 'lesson-teacher');
      await pupil.getByRole('article', { name: /Вера/ }).locator('video').waitFor();
      await press(pupil, 'control.hand.up');
      await pupil.getByRole('button', { name: words['control.hand.down'] }).waitFor();
      await see(pupil, 'lesson-pupil');
      await press(pupil, 'control.more');
      await pupil.getByRole('dialog').waitFor();
      await see(pupil, 'lesson-more');
      await pupil.getByRole('dialog').getByRole('button', { name: texts['do.close'] }).click();
      await pupil.getByRole('button', { name: new RegExp(`^${words['control.chat']}`) }).click();
      await pupil.getByRole('region', { name: texts['chat.history'] }).waitFor();
      await see(pupil, 'lesson-chat');
      await host.getByRole('button', { name: english ? /^People:/ : /^Участники:/ }).click();
      await host.getByRole('region', { name: words['people.title'], exact: true }).waitFor();
      await see(host, 'lesson-people');
      await host.getByRole('button', { name: english ? /^Actions: / : /^Действия: / }).click();
      await host.getByRole('dialog').waitFor();
      await see(host, 'lesson-person');
      await host.getByRole('dialog').getByRole('button', { name: texts['do.close'] }).click();
      await press(host, 'teach.title');
      await host.getByRole('region', { name: words['teach.title'], exact: true }).waitFor();
      await press(host, 'groups.deal');
      await see(host, 'lesson-teach');
      await press(host, 'teach.poll');
      await host.getByRole('button', { name: texts['poll.new'] }).click();
      await host.getByLabel(texts['poll.question'], { exact: true }).fill(english ? 'Clear?' : 'Понятно?');
      await host.getByLabel(texts['poll.answer'].replace('{n}', '1')).fill(english ? 'Yes' : 'Да');
      await host
        .getByLabel(texts['poll.answer'].replace('{n}', '2'))
        .fill(english ? 'Not quite' : 'Не очень');
      await see(host, 'lesson-poll-new');
      await host.getByRole('button', { name: texts['poll.ask'] }).click();
      await pupil
        .getByLabel(english ? 'Yes' : 'Да', { exact: true })
        .last()
        .check();
      await see(pupil, 'lesson-chat-poll');
      await host
        .getByRole('group', { name: english ? /: Clear\?$/ : /: Понятно\?$/ })
        .first()
        .getByText(english ? '1 person answered' : 'Ответил 1 человек')
        .waitFor();
      await see(host, 'lesson-poll');
      await press(host, 'control.leave');
      await host.getByRole('dialog', { name: words['leave.title'] }).waitFor();
      await see(host, 'lesson-leave');
      await press(host, 'control.end');
      await host
        .getByRole('dialog', { name: words['end.title'] })
        .getByRole('button', { name: words['control.end'] })
        .click();
      await pupil.getByRole('heading', { name: words['ended.title'] }).waitFor();
      await see(pupil, 'lesson-ended');
      await host.goto(`${school.url}/classes/${classId}/attendance`);
      await host.getByText('Варя Пеналова').first().waitFor();
      await see(host, 'attendance');
    });

    it('what a pupil sees: home, announcements, people', async () => {
      const [card] = await school.loginLinks('pupil-7b-2');
      const pupil = await newPage(options);
      await logIn(pupil, card!, { english });
      await pupil.goto(room(seen.announcementsId));
      await pupil.getByText(texts['chat.readOnly.react']).waitFor();
      await see(pupil, 'announcements-pupil');
      await pupil.goto(`${school.url}/classes/${seen.classId}/people`);
      await pupil.getByText('Варя Пеналова').waitFor();
      await see(pupil, 'people-pupil');
      await pupil.goto(school.url);
      await pupil.getByRole('article').first().waitFor();
      await see(pupil, 'home-pupil');
    });

    it('the day at school: in a lesson, between lessons, on a free day, with changes', async () => {
      await withTimetable(school);
      const day = tuesdayAhead();
      const [card, parents] = await school.loginLinks('pupil-7b-1', 'parent-7b-2');
      const pupil = await newPage(options);
      await clockAt(pupil, day, '09:41');
      await logIn(pupil, card!, { english });
      await pupil.getByRole('link', { name: texts['today.enter'] }).waitFor();
      await see(pupil, 'today');
      await clockAt(pupil, day, '16:00');
      await pupil.reload();
      await pupil.getByText(texts['today.free.done']).waitFor();
      await see(pupil, 'today-done');
      await clockAt(pupil, addDays(day, 4), '11:00');
      await pupil.reload();
      await pupil.getByText(texts['today.free.weekend']).waitFor();
      await see(pupil, 'today-weekend');
      const parent = await newPage({ ...options, timezoneId: 'Asia/Vladivostok' });
      await clockAt(parent, day, '08:00');
      await logIn(parent, parents!, { english });
      await parent.getByText(/Moscow|Москва/).waitFor();
      await see(parent, 'today-parent');
    });

    it('the week, a lesson, and changing it', async () => {
      await withTimetable(school);
      const day = tuesdayAhead();
      await clockAt(teacher, day, '09:41');
      try {
        await teacher.goto(school.url);
        await teacher.getByText(texts['today.title']).first().waitFor();
        await see(teacher, 'today-teacher');
        await teacher.goto(`${school.url}/timetable/class/${seen.classId}/${day}`);
        const lesson = teacher.getByRole('button', { name: /^Алгебра 10:30/ });
        await lesson.waitFor();
        await see(teacher, 'week');
        await lesson.click();
        await button(teacher, 'timetable.lesson.change').waitFor();
        await see(teacher, 'lesson');
        await button(teacher, 'timetable.lesson.change').click();
        await button(teacher, 'do.save').waitFor();
        await see(teacher, 'lesson-edit');
        await teacher.getByLabel(texts['lessonEdit.begins']).fill('11:35');
        await teacher.getByLabel(texts['lessonEdit.ends']).fill('12:20');
        await button(teacher, 'do.save').click();
        await button(teacher, 'lessonEdit.conflict.anyway').waitFor();
        await button(teacher, 'lessonEdit.conflict.anyway').scrollIntoViewIfNeeded();
        await see(teacher, 'lesson-conflict');
        await button(teacher, 'lessonEdit.conflict.anyway').click();
        await teacher.getByText(texts['lessonEdit.told']).waitFor();
        await see(teacher, 'lesson-saved');
        await button(teacher, 'do.close').last().click();
        await teacher.getByRole('button', { name: /^Алгебра 11:35.*(moved|перенесён)/ }).waitFor();
        await see(teacher, 'week-changed');
        await teacher.goto(school.url);
        await teacher.getByText(texts['today.changes']).first().waitFor();
        await see(teacher, 'today-changed');
        await teacher.goto(`${school.url}/timetable/class/${seen.classId}/${day}`);
        await button(teacher, 'timetable.tools').click();
        await teacher.getByRole('dialog').waitFor();
        await see(teacher, 'timetable-tools');
        await button(teacher, 'do.close').click();
        await button(teacher, 'timetable.new').click();
        await button(teacher, 'lessonEdit.make').waitFor();
        await teacher.getByText(texts['lessonEdit.repeat.weekly']).click();
        await see(teacher, 'lesson-new');
        await button(teacher, 'do.close').click();
        // The next place finds the week as this one found it.
        await teacher.getByRole('button', { name: /^Алгебра 11:35.*(moved|перенесён)/ }).click();
        await button(teacher, 'timetable.lesson.change').click();
        await button(teacher, 'lessonEdit.restore').click();
        await teacher.getByText(texts['lessonEdit.restored']).waitFor();
        await button(teacher, 'do.close').last().click();
        await lesson.waitFor();
        await teacher.emulateMedia({ media: 'print' });
        await teacher.locator('#print-sheet table').waitFor();
        if (FOLDER) {
          const path = join(FOLDER, `printed-week-${place.where}.pdf`);
          await teacher.pdf({ path, preferCSSPageSize: true });
        }
      } finally {
        await teacher.emulateMedia({ media: 'screen' });
        await teacher.clock.setFixedTime(new Date());
        await teacher.evaluate(() => document.querySelector('dialog')?.remove());
      }
    });

    it('the frame of the timetable, an import, and private calendars', async () => {
      const [card] = await school.loginLinks('admin-1');
      const admin = await newPage(options);
      await logIn(admin, card!, { english });
      const me = await admin.evaluate(async () => {
        const { apiToken } = JSON.parse(localStorage.getItem('parta.session')!) as { apiToken: string };
        const answer = await fetch('/api/v1/me', { headers: { authorization: `Bearer ${apiToken}` } });
        return (await answer.json()) as { schools: { school_id: string }[] };
      });
      const path = `${school.url}/schools/${me.schools[0]!.school_id}`;
      await see(admin, 'today-admin');
      await admin.goto(`${path}/timetable`);
      await button(admin, 'frame.bells.add').waitFor();
      await see(admin, 'frame');
      await admin.goto(`${path}/import`);
      const file = admin.locator('input[type=file]');
      await file.waitFor({ state: 'attached' });
      await see(admin, 'import');
      const table = 'class,subject,weekday,period,teacher\n7Б,Шахматы,чт,7,Никто\n9Я,Шахматы,чт,7,';
      await file.setInputFiles({ name: 'lessons.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
      await admin.getByText(texts['import.errors']).waitFor();
      await see(admin, 'import-findings');
      await admin.goto(`${school.url}/calendars`);
      await button(admin, 'calendars.make').click();
      await admin.getByText(texts['calendars.how'], { exact: true }).waitFor();
      await see(admin, 'calendars');
    });
  });
}
