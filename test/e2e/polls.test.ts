/**
 * Polls as people make, answer and end them, on a phone in Russian and on a wide screen in English; each view is looked at as in
 * views.test.ts.
 */
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';
import { POLL_RESPONSE, voteContent } from '@parta/protocol';
import en from '../../web-client/src/i18n/catalogs/en.ts';
import ru from '../../web-client/src/i18n/catalogs/ru.ts';
import { eventually } from '../support/eventually.ts';
import { look, PLACES } from './look.ts';
import { closePages, keepOpen, logIn, newPage, openRoomId } from './people.ts';
import { smallSchool, type SmallSchool } from './school.ts';

for (const place of PLACES) {
  const { options, english, where } = place;
  const t = english ? en : ru;
  const words = english
    ? {
        question: 'Where to?',
        forest: 'To the forest',
        museum: 'To the museum',
        secret: 'Do you like it here?',
      }
    : { question: 'Куда едем?', forest: 'В лес', museum: 'В музей', secret: 'Вам здесь нравится?' };
  const button = (page: Page, key: keyof typeof ru): Locator =>
    page.getByRole('button', { name: t[key], exact: true });
  const see = (page: Page, view: string): Promise<void> => look(page, place, view);

  describe(`Polls, ${where}`, function () {
    this.timeout(240_000);
    let school: SmallSchool;
    let teacher: Page;
    let pupil: Page;

    before(async () => {
      school = await smallSchool();
      const links = await school.loginLinks('teacher-1', 'pupil-7b-1');
      [teacher, pupil] = [keepOpen(await newPage(options)), keepOpen(await newPage(options))];
      await logIn(teacher, links[0]!, { english });
      await logIn(pupil, links[1]!, { english });
      for (const page of [teacher, pupil]) {
        await page.getByRole('link', { name: english ? /^Class chat/ : /^Чат класса/ }).click();
        await page.getByRole('region', { name: t['chat.history'] }).waitFor();
      }
    });
    afterEach(closePages);
    after(async () => {
      await teacher?.context().close();
      await pupil?.context().close();
    });

    const poll = (page: Page, question: string): Locator =>
      page.getByRole('group', { name: t['poll.of'].replace('{question}', question), exact: true });

    /** Fills the dialog in, without sending it. */
    async function fill(question: string): Promise<void> {
      await button(teacher, 'poll.new').click();
      await teacher.getByLabel(t['poll.question'], { exact: true }).fill(question);
      for (const [at, answer] of [words.forest, words.museum].entries())
        await teacher.getByLabel(t['poll.answer'].replace('{n}', String(at + 1))).fill(answer);
    }

    it('are asked, answered from two clients, and ended with bars that everybody sees', async () => {
      await fill(words.question);
      await see(teacher, 'poll-new');
      await button(teacher, 'poll.ask').click();
      await poll(pupil, words.question).getByLabel(words.museum).check();
      // Another pupil with another client.
      const [other] = await school.sessions('pupil-7b-2');
      const eventId = await pollId(words.question);
      const path = `/v3/rooms/${encodeURIComponent(openRoomId(teacher))}/send/${POLL_RESPONSE}/${randomUUID()}`;
      expect((await other!.matrix.put(path, voteContent(eventId, ['2']))).status).to.equal(200);
      await poll(pupil, words.question)
        .getByText(english ? '2 people answered' : 'Ответили 2 человека')
        .waitFor();
      await see(pupil, 'poll-voted');
      await poll(teacher, words.question).getByRole('button', { name: t['poll.details'] }).click();
      await teacher.getByRole('dialog').getByRole('listitem').first().waitFor();
      const missing = await teacher.getByRole('dialog').getByRole('listitem').allTextContents();
      expect(missing).to.not.include('Алиса Тестова');
      await see(teacher, 'poll-missing');
      await teacher.getByRole('dialog').getByRole('button', { name: t['do.close'] }).click();
      await poll(teacher, words.question).getByRole('button', { name: t['poll.end'] }).click();
      await poll(pupil, words.question).getByText(t['poll.ended']).waitFor();
      expect(await poll(pupil, words.question).getByLabel(words.museum).isDisabled()).to.equal(true);
      await see(pupil, 'poll-ended');
    });

    it('are anonymous: the vote is in no event, and the number comes at the end', async () => {
      await fill(words.secret);
      await teacher.getByRole('dialog').getByText(t['poll.anonymous'], { exact: true }).click();
      await see(teacher, 'poll-new-anonymous');
      await button(teacher, 'poll.ask').click();
      await poll(pupil, words.secret).getByLabel(words.forest).check();
      await poll(pupil, words.secret)
        .getByText(english ? '1 person answered' : 'Ответил 1 человек')
        .waitFor();
      await see(pupil, 'poll-anonymous');
      await poll(teacher, words.secret).getByRole('button', { name: t['poll.end'] }).click();
      await poll(pupil, words.secret).getByText(t['poll.tooFew']).waitFor();
      await see(pupil, 'poll-anonymous-ended');
    });

    /** The newest poll with this question, as the homeserver has it. */
    async function pollId(question: string): Promise<string> {
      const [asker] = await school.sessions('pupil-7b-3');
      const path = `/v3/rooms/${encodeURIComponent(openRoomId(teacher))}/messages?dir=b&limit=50`;
      return eventually(async () => {
        const { body } = await asker!.matrix.get(path);
        const found = (body as { chunk: { event_id: string; content: object }[] }).chunk;
        return found.find(({ content }) => JSON.stringify(content).includes(`"body":"${question}"`))
          ?.event_id;
      });
    }
  });
}
