/** The views of staff and administrators on a phone and on a wide screen, as views.test.ts looks at the others. */
import type { Page } from 'playwright-core';
import en from '../../web-client/src/features/desk/texts/en.ts';
import ru from '../../web-client/src/features/desk/texts/ru.ts';
import commonEn from '../../web-client/src/i18n/catalogs/en.ts';
import commonRu from '../../web-client/src/i18n/catalogs/ru.ts';
import { look, PLACES } from './look.ts';
import { closePages, keepOpen, logIn, newPage } from './people.ts';
import { smallSchool, type PartaSession, type SmallSchool } from './school.ts';

const newKey = (): string => crypto.randomUUID().replaceAll('-', '');

for (const place of PLACES) {
  const { options, english } = place;
  const texts = english ? en : ru;
  const common = english ? commonEn : commonRu;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const see = (page: Page, view: string): Promise<void> => look(page, place, view);

  describe(`The desks, ${place.where}`, function () {
    this.timeout(240_000);
    let school: SmallSchool;
    let admin: Page;
    let schoolId: string;
    let chatId: string;
    let caseId: string;
    let teacher: PartaSession;

    before(async () => {
      school = await smallSchool();
      const [vera, oleg, her] = (await school.sessions('pupil-7b-1', 'pupil-7b-2', 'teacher-1')) as [
        PartaSession,
        PartaSession,
        PartaSession,
      ];
      teacher = her;
      const { schools } = (await vera.api.get('/me')).body as {
        schools: { school_id: string; classes: { rooms: { room_id: string; kind: string }[] }[] }[];
      };
      schoolId = schools[0]!.school_id;
      chatId = schools[0]!.classes[0]!.rooms.find(({ kind }) => kind === 'class_chat')!.room_id;
      const eventId = await school.say(oleg.userId, chatId, 'Ты глупая');
      const report = { room_id: chatId, event_id: eventId, reason: 'Обзывает меня каждый день' };
      await vera.api.post('/reports', { ...report, idempotency_key: newKey() });
      const { cases } = (await teacher.api.get('/cases?state=open')).body as {
        cases: { case_id: string; event_id: string }[];
      };
      caseId = cases.find(({ event_id: id }) => id === eventId)!.case_id;
      const step = { action: 'ask', text: 'Нужно увидеть, что было раньше', idempotency_key: newKey() };
      await teacher.api.post(`/cases/${caseId}/steps`, step);
      const restriction = { kind: 'slow', seconds: 30, for_seconds: 3600, idempotency_key: newKey() };
      await teacher.api.post(`/rooms/${encodeURIComponent(chatId)}/restrictions`, restriction);
      admin = keepOpen(await newPage(options));
      const [card] = await school.loginLinks('admin-1');
      await logIn(admin, card!, { english });
    });
    afterEach(closePages);
    // The school is that of other tests too.
    after(async () => {
      await admin?.context().close();
      const end = { action: 'dismiss', text: 'Разобрались', idempotency_key: newKey() };
      await teacher.api.post(`/cases/${caseId}/steps`, end);
      await teacher.api.delete(`/rooms/${encodeURIComponent(chatId)}/restrictions?kind=slow`);
    });

    const open = (path: string) => admin.goto(`${school.url}/desk/${path}`);

    it('reports: the list, nothing in it, one case, a step before it is taken', async () => {
      await see(admin, 'home-administrator');
      await open('cases');
      await admin.getByRole('list', { name: texts['cases.open'] }).getByRole('link').first().waitFor();
      await see(admin, 'cases');
      await admin.getByRole('radio', { name: texts['cases.overdue'] }).check();
      await admin.getByRole('heading', { name: texts['cases.none.overdue'] }).waitFor();
      await see(admin, 'cases-none');
      await open(`case/${caseId}`);
      await admin.getByRole('region', { name: texts['case.history'] }).waitFor();
      await see(admin, 'case');
      await button(admin, texts['do.mute']).click();
      await admin.getByRole('dialog').waitFor();
      await see(admin, 'case-step');
      await button(admin, common['do.cancel']).click();
      await button(admin, texts['do.allow']).click();
      await admin.getByRole('dialog').getByRole('button', { name: texts['do.allow'] }).click();
      await button(admin, texts['do.read']).click();
      await admin.getByRole('dialog').getByRole('button', { name: texts['do.read'] }).click();
      const sealed = admin.getByRole('list', { name: texts['sealed.messages'] });
      await sealed.waitFor();
      await sealed.scrollIntoViewIfNeeded();
      await see(admin, 'case-sealed');
    });

    it('order in a chat: what holds, and beginning something', async () => {
      await open(`order/${encodeURIComponent(chatId)}`);
      await button(admin, texts['order.lift']).waitFor();
      await see(admin, 'order');
      await button(admin, texts['begin.mute']).click();
      await admin.getByRole('dialog').waitFor();
      await see(admin, 'order-begin');
    });

    it('who may write to whom: the matrix, and what a change would do', async () => {
      await open(`policy/${schoolId}`);
      await admin.getByRole('combobox').first().waitFor();
      await see(admin, 'policy');
      await admin.getByRole('combobox').first().selectOption('second_adult');
      await button(admin, texts['policy.simulate']).click();
      await admin.getByRole('region', { name: texts['simulation.title'] }).scrollIntoViewIfNeeded();
      await see(admin, 'policy-simulation');
    });

    it('quiet hours: none, and a line', async () => {
      await open(`quiet/${schoolId}`);
      await button(admin, texts['quiet.add']).waitFor();
      await see(admin, 'quiet-hours-none');
      await button(admin, texts['quiet.add']).click();
      await see(admin, 'quiet-hours');
    });

    it('why: the question, what is missing, an answer', async () => {
      await open('why');
      await button(admin, texts['why.ask']).click();
      await admin.getByText(texts['why.incomplete']).waitFor();
      await see(admin, 'why');
      await admin.getByRole('radio', { name: texts['why.about.room'] }).check();
      await admin.getByLabel(texts['why.where'], { exact: true }).selectOption({ index: 1 });
      await button(admin, texts['why.ask']).click();
      await admin.getByRole('region', { name: texts['why.answer'] }).waitFor();
      await see(admin, 'why-answer');
    });

    it('the log: entries, a verified chain, nothing found', async () => {
      await open(`log/${schoolId}`);
      await admin.getByRole('region', { name: texts['log.entries'] }).waitFor();
      await button(admin, texts['chain.verify']).click();
      await admin.getByText(english ? /Verified up to/ : /Проверено до/).waitFor();
      await see(admin, 'log');
      await admin.getByLabel(texts['log.from'], { exact: true }).fill('2100-01-01');
      await admin.getByRole('heading', { name: texts['log.none'] }).waitFor();
      await see(admin, 'log-none');
    });
  });
}
