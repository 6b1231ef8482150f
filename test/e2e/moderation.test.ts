/** A report from any Matrix client, handled at the desk: by a teacher on a phone and an administrator at a desktop. */
import { expect } from 'chai';
import { createClient, EventType, MsgType, type MatrixClient } from 'matrix-js-sdk';
import type { Page } from 'playwright-core';
import en from '../../web-client/src/features/desk/texts/en.ts';
import ru from '../../web-client/src/features/desk/texts/ru.ts';
import commonRu from '../../web-client/src/i18n/catalogs/ru.ts';
import { startBotChat, type BotChat } from '../support/bot-chat.ts';
import { silence } from '../support/rtc-client.ts';
import { eventually } from '../support/eventually.ts';
import { closePages, DESKTOP, keepOpen, logIn, newPage, PHONE } from './people.ts';
import { smallSchool, type PartaSession, type SmallSchool } from './school.ts';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

describe('A report, from a Matrix client to the desk and back', function () {
  this.timeout(180_000);
  let school: SmallSchool;
  let chatId: string;
  let vera: PartaSession;
  let oleg: PartaSession;
  let sdk: MatrixClient;
  let heard: BotChat;
  let teacher: Page;
  let message: string;

  before(async () => {
    school = await smallSchool();
    [vera, oleg] = (await school.sessions('pupil-7b-1', 'pupil-7b-2')) as [PartaSession, PartaSession];
    const { body } = await vera.api.get('/me');
    const { schools } = body as { schools: { classes: { rooms: { room_id: string; kind: string }[] }[] }[] };
    chatId = schools[0]!.classes[0]!.rooms.find(({ kind }) => kind === 'class_chat')!.room_id;
    const { bot_user_id: bot } = (await vera.api.get('/info')).body as { bot_user_id: string };
    heard = await startBotChat(vera.matrix, bot);
    silence();
    sdk = createClient({
      baseUrl: school.homeserver.url,
      userId: vera.userId,
      accessToken: vera.accessToken,
      deviceId: vera.deviceId,
    });
    teacher = keepOpen(await newPage(PHONE));
    const [card] = await school.loginLinks('teacher-1');
    await logIn(teacher, card!);
  });
  afterEach(closePages);
  after(async () => {
    sdk.stopClient();
    await teacher.context().close();
  });

  const inChat = async (): Promise<string | undefined> => {
    const { body } = await oleg.matrix.get(
      `/v3/rooms/${encodeURIComponent(chatId)}/event/${encodeURIComponent(message)}`,
    );
    return (body as { content: { body?: string } }).content.body;
  };

  it('comes to the class teacher’s list, with words and a deadline', async () => {
    message = await school.say(oleg.userId, chatId, 'Ты глупая, уходи');
    await sdk.sendEvent(chatId, EventType.RoomMessage, {
      msgtype: MsgType.Text,
      body: '!parta report обзывается',
      'm.relates_to': { 'm.in_reply_to': { event_id: message } },
    });
    await eventually(async () => (await heard.said()).some(({ body }) => body.includes('жалоба принята')), {
      what: 'the report to be taken',
      timeout: 20_000,
    });
    await teacher.getByRole('link', { name: commonRu['desk.cases'] }).click();
    const open = teacher.getByRole('list', { name: ru['cases.open'] }).getByRole('link').last();
    await open.waitFor();
    expect(await open.innerText()).to.match(/Срок: через/);
    await open.click();
    await teacher.getByText('обзывается').waitFor();
    expect(await teacher.getByText('Ты глупая').count(), 'sealed').to.equal(0);
  });

  it('is read by two together, an administrator in English agreeing, and each reading is shown', async () => {
    await button(teacher, ru['do.ask']).click();
    const asking = teacher.getByRole('dialog');
    await asking.getByText(ru['will.ask']).waitFor();
    await asking.getByRole('button', { name: ru['do.ask'] }).click();
    await asking.getByText(ru['say.empty']).waitFor();
    await asking.getByLabel(ru['say.ask']).fill('нужны сами слова');
    await asking.getByRole('button', { name: ru['do.ask'] }).click();
    await teacher.getByText(ru['sealed.waits']).waitFor();

    const admin = await newPage(DESKTOP);
    const [card] = await school.loginLinks('admin-1');
    await logIn(admin, card!, { english: true });
    await admin.goto(teacher.url());
    await button(admin, en['do.allow']).click();
    await admin.getByRole('dialog').getByText(en['will.allow']).waitFor();
    await admin.getByRole('dialog').getByRole('button', { name: en['do.allow'] }).click();
    await button(admin, en['do.read']).click();
    await admin.getByRole('dialog').getByRole('button', { name: en['do.read'] }).click();
    await admin.getByText('Ты глупая, уходи').waitFor();

    await teacher.reload();
    await button(teacher, ru['do.read']).click();
    await teacher.getByRole('dialog').getByRole('button', { name: ru['do.read'] }).click();
    await teacher.getByText('Ты глупая, уходи').waitFor();
    await teacher.getByText(ru['sealed.reported']).waitFor();
    const history = teacher.getByRole('region', { name: ru['case.history'] });
    await eventually(async () => (await history.getByText(ru['done.read']).count()) === 2);
  });

  it('ends with the message removed, and the reporter is told the outcome', async () => {
    await button(teacher, ru['do.redact']).click();
    await teacher.getByRole('dialog').getByText(ru['will.redact']).waitFor();
    await teacher.getByRole('dialog').getByRole('button', { name: ru['do.redact'] }).click();
    await eventually(async () => (await inChat()) === undefined, {
      what: 'the message to go',
      timeout: 20_000,
    });
    await button(teacher, ru['do.uphold']).click();
    await teacher.getByLabel(ru['say.uphold']).fill('Так нельзя. Мы поговорили с ним.');
    await teacher.getByRole('dialog').getByRole('button', { name: ru['do.uphold'] }).click();
    await teacher.getByText(ru['case.state.upheld'], { exact: true }).waitFor();
    await eventually(
      async () => (await heard.said()).some(({ body }) => body.includes('Так нельзя. Мы поговорили с ним.')),
      { what: 'the reporter to be told', timeout: 20_000 },
    );
    expect(await button(teacher, ru['do.redact']).count()).to.equal(0);
  });

  it('lets the teacher lock the chat for an hour, and open it again', async () => {
    const writes = async (): Promise<number> =>
      (
        await oleg.matrix.put(
          `/v3/rooms/${encodeURIComponent(chatId)}/send/m.room.message/${crypto.randomUUID()}`,
          { msgtype: 'm.text', body: 'можно?' },
        )
      ).status;
    await teacher.goto(`${school.url}/desk/order/${encodeURIComponent(chatId)}`);
    await teacher.getByText(ru['order.none']).waitFor();
    await button(teacher, ru['begin.lock']).click();
    await teacher.getByRole('dialog').getByText(ru['begins.lock']).waitFor();
    await teacher.getByRole('dialog').getByRole('button', { name: ru['begin.lock'] }).click();
    await teacher.getByText(ru['holds.lock']).waitFor();
    await eventually(async () => (await writes()) === 403, {
      what: 'the lock',
      timeout: 20_000,
      interval: 500,
    });
    await button(teacher, ru['order.lift']).click();
    await teacher.getByRole('dialog').getByRole('button', { name: ru['order.lift'] }).click();
    await teacher.getByText(ru['order.none']).waitFor();
    await eventually(async () => (await writes()) === 200, {
      what: 'the end of it',
      timeout: 20_000,
      interval: 500,
    });
  });
});
