/** What the bot does when events are delivered twice, and when people wear it out. */
import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ARRIVAL_TASK, createArrivals } from '../../appservice/src/accounts/arrivals.ts';
import { accountCommands } from '../../appservice/src/accounts/commands.ts';
import { createBot } from '../../appservice/src/bot/bot.ts';
import type { Command } from '../../appservice/src/bot/command.ts';
import { createGuardians } from '../../appservice/src/guardians/guardians.ts';
import { createFailureLimiter } from '../../appservice/src/http/limits.ts';
import type { RoomEvent } from '../../appservice/src/inbox/handler.ts';
import { inviteCommands } from '../../appservice/src/invites/commands.ts';
import { createInvites } from '../../appservice/src/invites/invites.ts';
import { createJobs } from '../../appservice/src/store/jobs.ts';
import { botChat, startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import type { MatrixApi } from '../support/matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

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
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
      },
    });
    bot = town.core.homeserver.botUserId;
    for (const [name, id] of Object.entries(ids)) {
      people[name] = await town.logIn(id);
      chats[name] = await startBotChat(people[name].matrix, bot);
    }
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

  describe('when an event is delivered again', () => {
    /** Another bot on the same database and homeserver, so that the test itself delivers. */
    function deliver(
      commands: readonly Command[],
    ): (event: RoomEvent, how?: { lost: true }) => Promise<void> {
      const { homeserver, accounts, database, rooms, log } = town.core;
      const { handlers } = createBot({
        homeserver,
        directory: accounts.directory,
        rooms,
        commands,
        defaultLocale: 'ru',
        log,
      });
      const lost = new Error('killed before the commit');
      return async (event, how) => {
        const work = database.transaction(async (tx) => {
          for (const handler of handlers) {
            if (handler.types.includes(event.type)) await handler.handle(event, tx);
          }
          if (how?.lost === true) throw lost;
        });
        await work.catch((error: unknown) => {
          if (error !== lost) throw error;
        });
      };
    }
    const message = (roomId: string, sender: string, body: string): RoomEvent => ({
      event_id: `$${randomUUID()}`,
      room_id: roomId,
      type: 'm.room.message',
      sender,
      origin_server_ts: Date.now(),
      content: { msgtype: 'm.text', body },
    });

    it('answers once', async () => {
      const { roomId, answersTo } = chats.pupil!;
      const event = message(roomId, people.pupil!.userId, '!parta whoami');
      const handle = deliver(accountCommands());
      await handle(event, { lost: true });
      await handle(event);
      expect(await answersTo(event.event_id)).to.have.length(1);
    });

    it('answers an event however old it is: an outage swallows no command', async () => {
      const { roomId, answersTo } = chats.pupil!;
      const event = { ...message(roomId, people.pupil!.userId, '!parta whoami'), origin_server_ts: 0 };
      await deliver(accountCommands())(event);
      expect(await answersTo(event.event_id)).to.have.length(1);
    });

    function commandsOfInvites(): Command[] {
      const { database, accounts, reconciler, rooms, config, registration, log, homeserver } = town.core;
      const jobs = createJobs({ database, log, tasks: { [ARRIVAL_TASK]: () => Promise.resolve() } });
      const arrivals = createArrivals({ database, accounts, reconciler, jobs, log });
      const codeKey = registration.hsToken;
      const guardians = createGuardians({
        database,
        directory: accounts.directory,
        devices: accounts.devices,
        onChange: () => Promise.resolve(),
        tell: () => Promise.resolve(),
        onDecided: () => Promise.resolve(),
      });
      return inviteCommands({
        invites: createInvites({ database, accounts, arrivals, guardians, rooms, config, codeKey }),
        homeserver,
        failures: createFailureLimiter(),
      });
    }

    it('names the same invite again when it was killed after the answer', async () => {
      const { roomId } = chats.teacher!;
      const event = message(roomId, people.teacher!.userId, '!parta invite pupil uses=9');
      const handle = deliver(commandsOfInvites());
      await handle(event, { lost: true });
      await handle(event);
      const { rows } = await town.core.database.query('select 1 from invite where max_uses = 9');
      expect(rows).to.have.length(1);
      const answers = await chats.teacher!.answersTo(event.event_id);
      expect(answers).to.have.length(1);
      const preview = await town.anonymous.post('/invites/preview', { code: codeIn(answers[0]!.body) });
      expect(preview.status).to.equal(200);
    });

    it('lets a stranger in once when it was killed after the answer', async () => {
      const made = await chats.teacher!.ask('!parta invite pupil uses=11');
      const { api, userId } = await stranger('Клава Гостева');
      const chat = await startBotChat(api, bot);
      const event = message(chat.roomId, userId, `!join ${codeIn(made)}`);
      const handle = deliver(commandsOfInvites());
      await handle(event, { lost: true });
      await handle(event);
      const answers = await chat.answersTo(event.event_id);
      expect(answers).to.have.length(1);
      expect(answers[0]!.body).to.match(/Готово/);
      const { rows } = await town.core.database.query(
        'select i.uses from invite i join invite_use u on u.invite_id = i.id where u.user_id = $1',
        [userId],
      );
      expect(rows).to.deep.equal([{ uses: 1 }]);
    });

    it('makes one direct chat when it was killed after making it', async () => {
      const person = await town.logIn(await town.school.person('Мира Тестова', { inClass: 'teacher' }));
      const event = message(await town.room('class_chat'), person.userId, '!parta invite pupil');
      const handle = deliver(commandsOfInvites());
      const known = new Set(await joinedRooms(person.matrix));
      await handle(event, { lost: true });
      await handle(event);
      const after = await joinedRooms(person.matrix);
      expect(after).to.have.length(known.size + 1);
      const chat = botChat(
        person.matrix,
        after.find((room) => !known.has(room))!,
        bot,
      );
      expect(await chat.said()).to.have.length(1);
    });
  });

  describe('is not worn out', () => {
    it('by somebody who writes without end', async () => {
      const { api } = await stranger();
      const chat = await startBotChat(api, bot);
      const sent: string[] = [];
      for (let i = 0; i < 35; i += 1) sent.push(await chat.send('!parta help'));
      await eventually(async () => (await chat.answersTo(sent[29]!)).length === 1, {
        what: 'the thirtieth answer',
        timeout: 30_000,
      });
      // Another person in another room is answered meanwhile, and after the surplus was looked at.
      expect(await chats.pupil!.ask('!parta whoami')).to.match(/Вера/);
      await allHandled(chat.roomId);
      for (const eventId of sent.slice(30)) expect(await chat.answersTo(eventId)).to.deep.equal([]);
    });

    it('by somebody who invites it without end', async () => {
      const { api } = await stranger();
      for (let i = 0; i < 10; i += 1) await startBotChat(api, bot);
      const { body } = await api.post('/v3/createRoom', { is_direct: true, invite: [bot] });
      const roomId = (body as { room_id: string }).room_id;
      await eventually(
        async () => {
          const path = `/v3/rooms/${encodeURIComponent(roomId)}/state/m.room.member/${bot}`;
          return ((await api.get(path)).body as { membership: string }).membership === 'leave';
        },
        { what: 'the eleventh invite to be declined' },
      );
    });

    const allHandled = (roomId: string): Promise<unknown> =>
      eventually(
        async () =>
          (
            await town.core.database.query(
              `select 1 from inbox_event where room_id = $1 and state <> 'done'`,
              [roomId],
            )
          ).rows.length === 0,
        { what: 'all events of the room to be handled' },
      );
  });
});
