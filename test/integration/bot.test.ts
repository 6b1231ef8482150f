/** The bot with real clients on a real homeserver. */
import { expect } from 'chai';
import { botChat, pendingInvites, startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import type { MatrixApi } from '../support/matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

/** People of this test write faster than people do. */
const FAST = { per_second: 1000, burst_count: 1000 };
const limits = {
  rc_message: FAST,
  rc_room_creation: FAST,
  rc_invites: { per_room: FAST, per_user: FAST, per_issuer: FAST },
};

describe('the bot', function () {
  this.timeout(90_000);
  let town: RunningSchool;
  let bot: string;
  const people: Record<string, LoggedInPerson> = {};
  const chats: Record<string, BotChat> = {};

  before(async () => {
    const ids: Record<string, string> = {};
    town = await runningSchool({
      homeserver: await startHomeserver({ config: limits }),
      async populate(school) {
        const otherClass = await school.addClass('10А');
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.otherTeacher = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
      },
    });
    bot = town.core.homeserver.botUserId;
    for (const [name, id] of Object.entries(ids)) {
      people[name] = await town.logIn(id);
      chats[name] = await startBotChat(people[name].matrix, bot);
    }
    await people.admin!.parta.patch('/me', { locale: 'en' });
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  let strangers = 0;
  async function stranger(displayName?: string): Promise<{ userId: string; api: MatrixApi }> {
    const user = await town.homeserver.user(`stranger${(strangers += 1)}`);
    if (displayName !== undefined) {
      await user.api.put(`/v3/profile/${user.userId}/displayname`, { displayname: displayName });
    }
    return user;
  }
  const joinedRooms = async (api: MatrixApi): Promise<string[]> =>
    (await api.get('/v3/joined_rooms')).body.joined_rooms as string[];
  const codeIn = (text: string): string =>
    /[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}/.exec(text)![0];

  describe('in a direct chat', () => {
    it('greets whoever starts one, and says what to do', async () => {
      const [welcome, ...more] = await chats.pupil!.said();
      expect(welcome!.body).to.match(/!join КОД/);
      expect(welcome!.html).to.include('<code>!join КОД</code>');
      expect(more).to.deep.equal([]);
    });

    it('helps with exactly what the asker may do, in their language', async () => {
      const pupil = await chats.pupil!.ask('!parta help');
      expect(pupil)
        .to.match(/!join КОД/)
        .and.match(/!parta whoami/)
        .and.not.match(/!parta invite/);
      expect(await chats.teacher!.ask('!parta'))
        .to.match(/!parta invite/)
        .and.match(/приглашает в класс/);
      expect(await chats.admin!.ask('!parta help')).to.match(/invites to a class/);
    });

    it('tells people who they are', async () => {
      const pupil = await chats.pupil!.ask('!parta whoami');
      expect(pupil)
        .to.include('Вера Тестова')
        .and.include(people.pupil!.userId)
        .and.match(/7Б: ученик/);
      expect(await chats.teacher!.ask('!parta whoami')).to.match(/7Б: классный руководитель/);
      expect(await chats.admin!.ask('!parta whoami')).to.match(/school administrator/);
      const { api } = await stranger();
      expect(await (await startBotChat(api, bot)).ask('!parta whoami')).to.match(/пока не знаю/);
    });

    it('explains what it does not understand', async () => {
      expect(await chats.pupil!.ask('Привет!')).to.match(/понимаю только команды/);
      expect(await chats.pupil!.ask('!parta dance')).to.match(/Команды «dance» нет/);
      expect(await chats.pupil!.ask('!parta invite pupil 7Б')).to.match(/вам недоступна/);
      expect(await chats.pupil!.ask('!parta invite "pupil')).to.match(/Кавычки/);
      expect(await chats.pupil!.ask('!join'))
        .to.match(/код/i)
        .and.match(/!join КОД/);
      expect(await chats.teacher!.ask('!parta invite'))
        .to.match(/кого приглашаете/)
        .and.match(/Пишите так/);
      expect(await chats.teacher!.ask('!parta invite pupil 9Я'))
        .to.match(/9Я/)
        .and.match(/7Б/)
        .and.not.match(/10А/);
    });

    it('answers neither notices, nor edits, nor markup, nor itself', async () => {
      const { send, answersTo, ask } = chats.pupil!;
      const silent = [
        await send('!parta help', { msgtype: 'm.notice' }),
        await send('* !parta help', {
          'm.new_content': { msgtype: 'm.text', body: '!parta help' },
          'm.relates_to': { rel_type: 'm.replace', event_id: await send('Ой') },
        }),
        await send('!parta help', { msgtype: 'm.emote' }),
      ];
      const marked = await send('привет', {
        format: 'org.matrix.custom.html',
        formatted_body: '!parta help',
      });
      // In one room everything is answered in order: when this one is, the others would have been.
      await ask('!parta whoami');
      for (const eventId of silent) expect(await answersTo(eventId)).to.deep.equal([]);
      expect((await answersTo(marked))[0]!.body).to.match(/понимаю только команды/);
    });

    it('says that it cannot read an encrypted chat, once', async () => {
      const { api } = await stranger();
      const chat = await startBotChat(api, bot);
      const path = `/v3/rooms/${encodeURIComponent(chat.roomId)}`;
      for (const at of [1, 2]) {
        await api.put(`${path}/send/m.room.encrypted/${at}`, {
          algorithm: 'm.megolm.v1.aes-sha2',
          ciphertext: 'x',
          session_id: 'x',
        });
      }
      await chat.ask('!parta help');
      const said = (await chat.said()).filter(({ body }) => /зашифрован/.test(body));
      expect(said).to.have.length(1);
    });
  });

  describe('with an invite', () => {
    it('is made for a class by its title and redeemed by a stranger’s !join, who is invited to the rooms', async () => {
      const made = await chats.teacher!.ask('!parta invite pupil «7-б» uses=3 expires=2h');
      expect(made)
        .to.include('Школа № 1')
        .and.match(/3 человека/)
        .and.include('/join#');
      const { api, userId } = await stranger('Вера\u202e Гостева');
      const chat = await startBotChat(api, bot);
      const answer = await chat.ask(`!join ${codeIn(made).toLowerCase().replaceAll('-', ' ')}`);
      expect(answer)
        .to.match(/Готово: Школа № 1, 7Б/)
        .and.match(/приглашения/);
      const waiting = await pendingInvites(api);
      expect(waiting).to.include.members([
        await town.room('school_space'),
        await town.room('class_space'),
        await town.room('class_chat'),
      ]);
      const classChat = encodeURIComponent(await town.room('class_chat'));
      expect((await api.post(`/v3/join/${classChat}`)).status).to.equal(200);
      const me = await town.core.accounts.directory.holderOf(userId);
      const { rows } = await town.core.database.query('select given_name from person where id = $1', [
        me!.personId,
      ]);
      expect(rows).to.deep.equal([{ given_name: 'Вера Гостева' }]);
      expect(await chat.ask(`!join ${codeIn(made)}`)).to.match(/уже здесь/);
      expect(await chat.ask('!parta whoami')).to.match(/7Б: ученик/);
    });

    it('for a parent leads to the parents’ rooms only', async () => {
      const made = await chats.teacher!.ask('!parta invite родителя ребёнок="Вера Тестова"');
      const { api } = await stranger('Дина Гостева');
      await (await startBotChat(api, bot)).ask(`!join ${codeIn(made)}`);
      const waiting = await pendingInvites(api);
      expect(waiting)
        .to.include(await town.room('parents_chat'))
        .and.not.include(await town.room('class_chat'));
      const classChat = encodeURIComponent(await town.room('class_chat'));
      expect((await api.post(`/v3/join/${classChat}`)).status).to.equal(403);
    });

    it('with approval waits until the teacher approves it, all by the bot', async () => {
      const made = await chats.teacher!.ask('!parta invite pupil 7Б approval');
      const { api } = await stranger('Пётр Гостев');
      const chat = await startBotChat(api, bot);
      expect(await chat.ask(`!join ${codeIn(made)}`)).to.match(/Заявка принята/);
      expect(await pendingInvites(api)).to.deep.equal([]);
      const list = await chats.teacher!.ask('!parta invites 7Б');
      const id = /([0-9a-f]{8}) ждёт подтверждения: Пётр Гостев/.exec(list)![1]!;
      expect(await chats.otherTeacher!.ask(`!parta approve ${id}`)).to.match(/Такой заявки нет/);
      expect(await chats.teacher!.ask(`!parta approve ${id}`)).to.match(/принят/);
      expect(await pendingInvites(api)).to.include(await town.room('class_chat'));
    });

    it('can be withdrawn by the bot', async () => {
      const made = await chats.teacher!.ask('!parta invite pupil uses=7');
      const list = await chats.teacher!.ask('!parta invites');
      const id = /([0-9a-f]{8}) 7Б, ученики: пришли 0 из 7/.exec(list)![1]!;
      expect(await chats.teacher!.ask(`!parta revoke ${id}`)).to.match(/отозвано/);
      const { api } = await stranger();
      expect(await (await startBotChat(api, bot)).ask(`!join ${codeIn(made)}`)).to.match(/отозвано/);
    });

    it('brings somebody who has a Parta account into a second role at once', async () => {
      const made = await chats.admin!.ask('!parta invite teacher 7Б');
      expect(made).to.match(/Valid until/);
      expect(await chats.otherTeacher!.ask(`!join ${codeIn(made)}`))
        .to.match(/вы учитель/)
        .and.match(/уже появились/);
      expect(await joinedRooms(people.otherTeacher!.matrix)).to.include(await town.room('class_chat'));
      expect(await chats.otherTeacher!.ask('!parta whoami'))
        .to.match(/7Б: учитель/)
        .and.match(/10А: учитель/);
    });

    it('that nobody made is unknown', async () => {
      const { api } = await stranger();
      const chat = await startBotChat(api, bot);
      expect(await chat.ask('!join 7KQ2-M0XA-94TD')).to.match(/Такого приглашения нет/);
    });
  });

  describe('in a class room', () => {
    let classRoom: BotChat;
    before(async () => {
      classRoom = botChat(people.teacher!.matrix, await town.room('class_chat'), bot);
    });

    it('answers commands and nothing else', async () => {
      const small = await classRoom.send('Доброе утро!');
      expect(await classRoom.ask('!parta whoami')).to.match(/Анна Тестова/);
      expect(await classRoom.answersTo(small)).to.deep.equal([]);
    });

    it('sends the link of an invite in the direct chat, never where others read', async () => {
      const before = (await chats.teacher!.said()).length;
      const hint = await classRoom.ask('!parta invite pupil uses=5');
      expect(hint)
        .to.match(/в личном чате/)
        .and.not.match(/#|[0-9A-Z]{4}-[0-9A-Z]{4}/);
      const said = await chats.teacher!.said();
      expect(said).to.have.length(before + 1);
      expect(said.at(-1)!.body)
        .to.include('/join#')
        .and.match(/7Б/)
        .and.match(/5 человек/);
    });

    it('makes a direct chat for somebody who has none', async () => {
      const newcomer = await town.logIn(await town.school.person('Инна Тестова', { inClass: 'teacher' }));
      const room = botChat(newcomer.matrix, classRoom.roomId, bot);
      await room.ask('!parta invite parent child="Вера Тестова"');
      const { rows } = await town.core.database.query<{ room_id: string }>(
        'select room_id from bot_chat where user_id = $1',
        [newcomer.userId],
      );
      expect(rows).to.have.length(1);
      const chat = botChat(newcomer.matrix, rows[0]!.room_id, bot);
      expect((await chat.said())[0]!.body).to.include('/join#');
      expect(await chat.ask('!parta whoami')).to.match(/Инна Тестова/);
    });

    it('refuses a code in public, and says why', async () => {
      const made = await chats.teacher!.ask('!parta invite parent child="Вера Тестова"');
      const answer = await botChat(people.pupil!.matrix, classRoom.roomId, bot).ask(`!join ${codeIn(made)}`);
      expect(answer)
        .to.match(/другие/)
        .and.include(bot);
      const { rows } = await town.core.database.query(`select 1 from invite_use where person_id = $1`, [
        people.pupil!.personId,
      ]);
      expect(rows).to.deep.equal([]);
    });
  });

  describe('does not stay', () => {
    const path = (roomId: string): string => `/v3/rooms/${encodeURIComponent(roomId)}`;
    const isIn = async (api: MatrixApi, roomId: string): Promise<boolean> => {
      const { body } = await api.get(`${path(roomId)}/joined_members`);
      return bot in (body as { joined: object }).joined;
    };

    it('in a room where others are', async () => {
      const [one, two] = [await stranger(), await stranger()];
      const { body } = await one.api.post('/v3/createRoom', { invite: [two.userId] });
      const roomId = (body as { room_id: string }).room_id;
      await two.api.post(`/v3/join/${encodeURIComponent(roomId)}`);
      await one.api.post(`${path(roomId)}/invite`, { user_id: bot });
      const chat = botChat(one.api, roomId, bot);
      await eventually(async () => (await chat.said()).some(({ body: text }) => /вдвоём/.test(text)), {
        what: 'the bot to say why it leaves',
      });
      await eventually(async () => !(await isIn(one.api, roomId)), { what: 'the bot to leave' });
    });

    it('in a direct chat that somebody else comes into', async () => {
      const [one, two] = [await stranger(), await stranger()];
      const chat = await startBotChat(one.api, bot);
      await one.api.post(`${path(chat.roomId)}/invite`, { user_id: two.userId });
      await eventually(async () => !(await isIn(one.api, chat.roomId)), { what: 'the bot to leave' });
    });

    it('in more than three chats with the same person', async () => {
      const { api, userId } = await stranger();
      const opened: BotChat[] = [];
      for (let i = 0; i < 4; i += 1) opened.push(await startBotChat(api, bot));
      await eventually(async () => !(await isIn(api, opened[0]!.roomId)), {
        what: 'the bot to leave the oldest',
      });
      for (const chat of opened.slice(1)) expect(await isIn(api, chat.roomId)).to.equal(true);
      const { rows } = await town.core.database.query('select 1 from bot_chat where user_id = $1', [userId]);
      expect(rows).to.have.length(3);
    });

    it('in a chat that the other one left', async () => {
      const { api, userId } = await stranger();
      const chat = await startBotChat(api, bot);
      await api.post(`${path(chat.roomId)}/leave`);
      await eventually(
        async () =>
          (await town.core.database.query('select 1 from bot_chat where user_id = $1', [userId])).rows
            .length === 0,
        { what: 'the chat to be forgotten' },
      );
    });
  });
});
