/** The bot as people with a real client meet it who mean no good, or only touch buttons. */
import { expect } from 'chai';
import { createClient, type MatrixClient, MsgType } from 'matrix-js-sdk';
import { botChat, startBotChat, type BotChat } from '../support/bot-chat.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { silence } from '../support/rtc-client.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

const FAST = { per_second: 10_000, burst_count: 10_000 };
const limits = {
  rc_message: FAST,
  rc_room_creation: FAST,
  rc_invites: { per_room: FAST, per_user: FAST, per_issuer: FAST },
};
/** What a budget of thirty a minute lets through when the commands fall into two of its minutes, or three on a slow machine. */
const MOST_ANSWERS = 90;
const COMMANDS = 1_000;

type Name = 'teacher' | 'pupil' | 'parent' | 'admin';

describe('the bot and people with clients of their own', function () {
  this.timeout(300_000);
  let town: RunningSchool;
  let bot: string;
  let classChat: string;
  const people = {} as Record<Name, LoggedInPerson>;
  const clients = {} as Record<Name, MatrixClient>;
  const chats = {} as Record<Name, BotChat>;

  before(async () => {
    silence();
    const ids = {} as Record<Name, string>;
    town = await runningSchool({
      homeserver: await startHomeserver({ config: limits }),
      async populate(school) {
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.parent = await school.person('Пётр Тестов', { guardianOf: ids.pupil });
        ids.admin = await school.person('Алла Тестова', { role: 'school_admin' });
      },
    });
    bot = town.core.homeserver.botUserId;
    classChat = await town.room('class_chat');
    for (const name of Object.keys(ids) as Name[]) {
      const person = (people[name] = await town.logIn(ids[name]));
      const client = createClient({
        baseUrl: town.homeserver.url,
        accessToken: person.accessToken,
        userId: person.userId,
        deviceId: person.deviceId,
      });
      clients[name] = client;
      atEnd(() => Promise.resolve(client.stopClient()));
      chats[name] = await startBotChat(person.matrix, bot);
    }
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const count = async (text: string, values: unknown[] = []): Promise<number> =>
    (await town.core.database.query(text, values)).rows.length;
  const say = async (name: Name, roomId: string, content: object): Promise<string> =>
    (await clients[name].sendMessage(roomId, content as never)).event_id;
  const text = (body: string, more: object = {}) => ({ msgtype: MsgType.Text, body, ...more });
  const answerTo = (name: Name, roomId: string, eventId: string): Promise<{ body: string; html: string }> =>
    eventually(async () => (await botChat(people[name].matrix, roomId, bot).answersTo(eventId))[0], {
      what: 'the answer of the bot',
      timeout: 30_000,
    });

  it('lets a decision be taken by touching the bot’s own reaction, once', async () => {
    await town.core.database.query('update guardianship set confirmed_at = null');
    const asked = await say('teacher', chats.teacher.roomId, text('!parta guardian'));
    const [answer] = await eventually(
      async () => {
        const answers = await chats.teacher.answersTo(asked);
        return answers.length > 0 && answers;
      },
      { what: 'the list of who waits' },
    );
    const reactions = () =>
      clients.teacher.relations(chats.teacher.roomId, answer!.eventId, 'm.annotation', null);
    const offered = await eventually(
      async () => {
        const { events } = await reactions();
        return events.length === 2 && events.map((event) => event.getRelation()?.key);
      },
      { what: 'the buttons' },
    );
    expect(offered).to.have.members(['✅', '❌']);
    const touch = (key: string): Promise<{ event_id: string }> =>
      clients.teacher.sendEvent(
        chats.teacher.roomId,
        'm.reaction' as never,
        {
          'm.relates_to': { rel_type: 'm.annotation', event_id: answer!.eventId, key },
        } as never,
      );
    await touch('✅');
    await eventually(async () => (await count(`select 1 from guardianship where status = 'active'`)) === 1, {
      what: 'the guardianship to be confirmed',
    });
    // The other button is gone with it.
    await touch('❌');
    expect(await chats.teacher.ask('!parta whoami')).to.include('Анна');
    expect(await count(`select 1 from guardianship where status = 'active'`)).to.equal(1);
    expect(await count(`select 1 from audit_entry where action = 'guardian.confirm'`)).to.equal(1);
  });

  it('believes no sender but the homeserver’s', async () => {
    const before = await count('select 1 from moderation_restriction');
    const teacher = people.teacher.userId;
    const original = await say('teacher', classChat, text('Добрый день'));
    const forged = [
      text('!parta lock', { sender: teacher, user_id: teacher, 'm.mentions': { user_ids: [teacher, bot] } }),
      text('!parta lock', { 'm.relates_to': { 'm.in_reply_to': { event_id: original } } }),
      text(`> <${teacher}> !parta lock\n\n!parta lock`, {
        format: 'org.matrix.custom.html',
        formatted_body: `<mx-reply><a href="https://matrix.to/#/${teacher}">${teacher}</a></mx-reply>!parta lock`,
        'm.relates_to': { 'm.in_reply_to': { event_id: original } },
      }),
    ];
    for (const content of forged) {
      const { body } = await answerTo('pupil', classChat, await say('pupil', classChat, content));
      expect(body).to.match(/вам недоступна/);
    }
    expect(await count('select 1 from moderation_restriction')).to.equal(before);
    expect(
      await count(`select 1 from audit_entry where action = 'command.refuse' and actor_id = $1`, [
        people.pupil.personId,
      ]),
    ).to.equal(forged.length);
    // A button that was offered to somebody else is none.
    await clients.pupil.sendEvent(
      classChat,
      'm.reaction' as never,
      {
        'm.relates_to': { rel_type: 'm.annotation', event_id: original, key: '✅' },
      } as never,
    );
  });

  it('says what is wrong with huge and odd commands, and shows none of it as markup', async () => {
    const huge: [string, RegExp][] = [
      [`!parta invite ${'я'.repeat(20_000)}`, /слишком длинная/],
      [`!parta role ${'a '.repeat(30)}`, /слишком много слов/],
      [`!parta <b>onclick</b><script>alert(1)</script>`, /нет/],
      ['!parta dance{name, plural, one {#}}', /нет/],
      ['!parta __proto__', /нет/],
      ['!parta guardian confirm ../../../etc/passwd', /./],
      ["!parta explain me '; drop table person; --", /./],
      ['!parta \u202Eetirw\u0007\u0000help', /./],
      ['!parta guidian', /!parta guardian/],
    ];
    for (const [command, expected] of huge) {
      const eventId = await say('admin', chats.admin.roomId, text(command));
      const { body, html } = await answerTo('admin', chats.admin.roomId, eventId);
      expect(body, command.slice(0, 40)).to.match(expected);
      expect(html.replace(/<\/?code>|<br\/>/g, '')).to.not.match(/[<>]/);
    }
    expect(await count('select 1 from person')).to.equal(4);
  });

  it('is not worn out by a thousand commands in a row, and answers others meanwhile', async () => {
    const chat = chats.parent;
    let sent = 0;
    const began = performance.now();
    const flood = Promise.all(
      Array.from({ length: 10 }, async () => {
        while (sent < COMMANDS) {
          sent += 1;
          // The library sends one after the other; a program gone wild does not.
          await chat.send('!parta lock');
        }
      }),
    );
    await eventually(() => sent > 100, { what: 'the flood to begin', timeout: 60_000 });
    expect(await chats.teacher.ask('!parta whoami')).to.include('Анна');
    await flood;
    await eventually(
      async () =>
        (await count(`select 1 from inbox_event where room_id = $1 and state = 'pending' limit 1`, [
          chat.roomId,
        ])) === 0,
      { what: 'all of it to be handled', timeout: 120_000 },
    );
    const minutes = Math.ceil((performance.now() - began) / 60_000);
    const refused = await count(
      `select 1 from audit_entry where action = 'command.refuse' and actor_id = $1`,
      [people.parent.personId],
    );
    expect(refused).to.be.within(30, Math.max(MOST_ANSWERS, 30 * (minutes + 1)));
    expect(await count(`select 1 from inbox_event where state = 'dead'`)).to.equal(0);
    expect(await chats.pupil.ask('!parta whoami')).to.include('Вера');
  });
});
