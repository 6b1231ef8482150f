import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually.ts';
import { look, PLACES } from './look.ts';
import { closePages, keepOpen, logIn, message, newPage, write } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

/** At any time but for one minute, so that it is quiet whenever the test runs. */
const QUIET = `insert into quiet_hours (school_id, role, weekdays, begins_at, ends_at)
  select id, 'pupil', '{1,2,3,4,5,6,7}', '07:01', '07:00' from school`;

for (const place of PLACES) {
  const { where, options, english } = place;
  const say = (en: string, ru: string): string => (english ? en : ru);

  describe(`Quiet hours, ${where}`, function () {
    this.timeout(180_000);
    let school: SmallSchool;
    let teacher: Page;
    let pupil: Page;

    before(async () => {
      school = await smallSchool();
      await school.sql(QUIET);
      const links = await school.loginLinks('teacher-1', 'pupil-7b-1');
      [teacher, pupil] = [keepOpen(await newPage(options)), keepOpen(await newPage(options))];
      await logIn(teacher, links[0]!, { english });
      await logIn(pupil, links[1]!, { english });
      for (const page of [teacher, pupil]) {
        await page
          .getByRole('link', { name: say('Class chat', 'Чат класса') })
          .first()
          .click();
        await page.getByRole('region', { name: say('Messages', 'Сообщения') }).waitFor();
      }
    });
    after(async () => {
      await school.sql('delete from quiet_hours');
      await teacher?.context().close();
      await pupil?.context().close();
    });
    afterEach(closePages);

    /** Every place has its own messages: it is one chat. */
    const of = (text: string): string => `${text} (${where})`;
    const type = async (text: string): Promise<void> => {
      await teacher.getByLabel(say('Message', 'Сообщение'), { exact: true }).fill(text);
      await teacher.getByRole('button', { name: say('Send', 'Отправить'), exact: true }).click();
    };
    const waiting = () => teacher.getByText(/message waits|messages wait|Ждёт|Ждут/);

    it('offers a teacher to send in the morning; one is cancelled, the other comes when the hour does', async () => {
      await teacher.getByText(say('Quiet hours until', 'Тихие часы до')).waitFor();
      expect(await pupil.getByText(say('Quiet hours until', 'Тихие часы до')).count()).to.equal(0);
      await look(teacher, place, 'quiet-choice');
      await type(of('Контрольная в пятницу'));
      await waiting().waitFor();
      await type(of('Это не придёт'));
      await teacher.getByText(say('2 messages wait', 'Ждут 2 сообщения')).click();
      await teacher.getByText(of('Это не придёт')).waitFor();
      await look(teacher, place, 'quiet-waiting');
      expect(await message(pupil, of('Контрольная в пятницу')).count()).to.equal(0);

      const item = (text: string) => teacher.getByRole('listitem').filter({ hasText: text });
      await item(of('Это не придёт'))
        .getByRole('button', { name: say('Cancel', 'Отменить') })
        .click();
      await teacher.getByText(say('1 message waits', 'Ждёт 1 сообщение')).waitFor();
      await item('Контрольная')
        .getByRole('button', { name: say('Change', 'Изменить') })
        .click();
      await teacher
        .getByLabel(say('Text of the message', 'Текст сообщения'))
        .fill(of('Контрольная в четверг'));
      await teacher.getByRole('button', { name: say('Save', 'Сохранить'), exact: true }).click();
      await item(of('Контрольная в четверг')).waitFor();

      // The hour comes.
      await school.sql('delete from quiet_hours');
      await school.sql(`update waiting_post set send_at = now() where status = 'waiting'`);
      await message(pupil, of('Контрольная в четверг')).waitFor();
      await waiting().waitFor({ state: 'detached' });
      expect(await message(pupil, of('Это не придёт')).count()).to.equal(0);
      await school.sql(QUIET);
    });

    it('marks an urgent message for everybody, and asks why it is', async () => {
      await teacher.reload();
      await teacher.getByText(say('Urgent', 'Срочно'), { exact: true }).click();
      await type(of('Автобус раньше'));
      await teacher.getByText(say('Say why.', 'Напишите причину.')).waitFor();
      await teacher
        .getByLabel(say('Why it cannot wait', 'Почему это не может подождать'))
        .fill('Выезд в 6:30');
      await look(teacher, place, 'quiet-urgent-choice');
      await teacher.getByRole('button', { name: say('Send', 'Отправить'), exact: true }).click();
      for (const page of [pupil, teacher]) {
        await message(page, of('Автобус раньше'))
          .getByText(say('Urgent: Выезд в 6:30', 'Срочно: Выезд в 6:30'))
          .waitFor();
      }
      await eventually(
        async () => (await pupil.locator('li[data-own]').filter({ hasText: '❗' }).count()) > 0,
        { what: 'the bot to ring' },
      );
      await look(pupil, place, 'quiet-urgent');
    });

    it('lets what is sent now arrive without a sound', async () => {
      await teacher.getByText(say('Now', 'Сейчас'), { exact: true }).click();
      await write(teacher, of('Спокойной ночи'));
      await message(pupil, of('Спокойной ночи')).waitFor();
    });
  });
}
