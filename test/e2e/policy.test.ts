/** An administrator changes who may write to whom, after seeing what that does; the reason and both acts are in the log. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import en from '../../web-client/src/features/desk/texts/en.ts';
import ru from '../../web-client/src/features/desk/texts/ru.ts';
import commonEn from '../../web-client/src/i18n/catalogs/en.ts';
import { closePages, DESKTOP, logIn, newPage, PHONE } from './people.ts';
import { smallSchool, type PartaSession, type SmallSchool } from './school.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('The contact policy at the desk of an administrator', function () {
  this.timeout(180_000);
  let school: SmallSchool;
  let vera: PartaSession;
  let oleg: PartaSession;

  before(async () => {
    school = await smallSchool();
    [vera, oleg] = (await school.sessions('pupil-7b-1', 'pupil-7b-2')) as [PartaSession, PartaSession];
  });
  afterEach(closePages);

  const write = async (): Promise<number> =>
    (await vera.api.post('/direct-rooms', { user_id: oleg.userId })).status;
  const admin = async (english: boolean): Promise<Page> => {
    const page = await newPage(english ? DESKTOP : PHONE);
    const [card] = await school.loginLinks('admin-1');
    await logIn(page, card!, { english });
    return page;
  };

  it('refuses classmates each other after a change that was simulated and given a reason', async () => {
    expect(await write()).to.be.within(200, 201);
    const page = await admin(true);
    await page.getByRole('link', { name: commonEn['desk.policy'] }).click();
    const label = `${commonEn['role.pupil']}, ${en['relation.same_class']}, ${en['age.under_age']}`;
    await page.getByLabel(label).selectOption('deny');
    expect(await button(page, en['policy.save']).count(), 'before it is simulated').to.equal(0);
    await button(page, en['policy.simulate']).click();
    const card = page.getByRole('region', { name: en['simulation.title'] });
    await card.getByText(/It concerns \d+ people/).waitFor();
    await card.getByText(/^For example: /).waitFor();
    expect(await write(), 'nothing is saved yet').to.be.within(200, 201);
    await card.getByLabel(en['policy.reason']).fill('Asked for by the class council');
    await button(page, en['policy.save']).click();
    await page
      .getByRole('region', { name: en['policy.history'] })
      .getByText('Asked for by the class council')
      .waitFor();
    expect(await write()).to.equal(403);
  });

  it('explains why, by the rule that decides', async () => {
    const page = await admin(false);
    await page.goto(`${school.url}/desk/why`);
    const who = page.getByLabel(ru['why.who'], { exact: true });
    await who.selectOption('id');
    await page.getByLabel(ru['why.id']).fill(vera.userId);
    await page.getByLabel(ru['why.whom'], { exact: true }).selectOption('id');
    await page.getByLabel(ru['why.id']).nth(1).fill(oleg.userId);
    await button(page, ru['why.ask']).click();
    const answer = page.getByRole('region', { name: ru['why.answer'] });
    await answer.getByText('Им нельзя писать друг другу.').waitFor();
    await answer.getByText(/Это ученики одного класса/).waitFor();
    await answer.getByText(/Администратор изменит эту строку/).waitFor();
  });

  it('says who was faster, and is put back to the defaults on a phone', async () => {
    const [page, other] = [await admin(false), await admin(false)];
    for (const one of [page, other]) {
      await one.goto(`${school.url}/desk/policy/${await schoolId()}`);
      await button(one, ru['policy.reset']).click();
      await button(one, ru['policy.simulate']).click();
      await one.getByLabel(ru['policy.reason']).fill('Проверили, больше не нужно');
    }
    await button(page, ru['policy.save']).click();
    await page
      .getByRole('region', { name: ru['policy.history'] })
      .getByText('Проверили, больше не нужно')
      .waitFor();
    await button(other, ru['policy.save']).click();
    await button(other, ru['policy.newer']).click();
    await other
      .getByRole('region', { name: ru['policy.history'] })
      .getByText('Проверили, больше не нужно')
      .waitFor();
    expect(await write()).to.be.within(200, 201);
  });

  it('leaves both changes in the log, which is whole', async () => {
    const page = await admin(true);
    await page.getByRole('link', { name: commonEn['desk.log'] }).click();
    await page.getByLabel(en['log.what'], { exact: true }).selectOption('policy');
    const entries = page.getByRole('region', { name: en['log.entries'] });
    await entries.getByText('Asked for by the class council').waitFor();
    await entries.getByText('Проверили, больше не нужно').waitFor();
    await button(page, en['chain.verify']).click();
    await page.getByText(/Verified up to entry/).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, en['chain.export']).click(),
    ]);
    expect(download.suggestedFilename()).to.equal('parta-audit.jsonl');
  });

  async function schoolId(): Promise<string> {
    const { body } = await vera.api.get('/me');
    return (body as { schools: { school_id: string }[] }).schools[0]!.school_id;
  }
});
