/** Who may talk to whom, with clients that know nothing of it. */
import { expect } from 'chai';
import { MSC4155, MSC4380 } from '../../appservice/src/contacts/invite-rules.ts';
import { openDatabase, type Database } from '../../appservice/src/store/database.ts';
import { atEnd } from '../support/cleanup.ts';
import { eventually } from '../support/eventually.ts';
import { matrixApi, type MatrixApi } from '../support/matrix-api.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { invite, join, leave, peopleIn, startChat, untilApart, write } from '../support/unruly.ts';
import { startBotChat } from '../support/bot-chat.ts';

type Names = 'anna' | 'clara' | 'boris' | 'admin' | 'petya' | 'vera' | 'stranger';

describe('Who may talk to whom', function () {
  this.timeout(300_000);
  let town: RunningSchool;
  let synapse: Database;
  const ids = {} as Record<Names, string>;
  const people = {} as Record<Names, LoggedInPerson>;
  let bot: string;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        const other = await school.addClass('9А');
        ids.anna = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.clara = await school.person('Клара Физик', { inClass: 'teacher' });
        ids.boris = await school.person('Борис Чужой', { inClass: 'teacher', classId: other });
        ids.admin = await school.person('Алла Старшая', { role: 'school_admin' });
        ids.petya = await school.person('Петя Птичкин', { inClass: 'pupil' });
        ids.vera = await school.person('Вера Малая', { inClass: 'pupil' });
      },
    });
    bot = town.core.homeserver.botUserId;
    synapse = openDatabase(town.homeserver.databaseUrl, { poolSize: 3 });
    atEnd(() => synapse.close());
    for (const name of ['anna', 'clara', 'boris', 'admin', 'petya', 'vera'] as const) {
      people[name] = await town.logIn(ids[name]);
    }
    await rulesOn('petya');
    await rulesOn('vera');
  });

  const accountData = (name: Names, type: string): string =>
    `/v3/user/${encodeURIComponent(people[name].userId)}/account_data/${type}`;
  const rulesOn = (name: Names) =>
    eventually(async () => (await rules(name)).allowed_users, {
      what: 'the invite rules of a pupil',
      timeout: 30_000,
    });

  /** What a pupil's account carries. */
  async function rules(name: Names, type: string = MSC4155): Promise<Record<string, unknown>> {
    return (await people[name].matrix.get(accountData(name, type))).body as Record<string, unknown>;
  }

  async function audited(action: string, roomId: string): Promise<boolean> {
    const { rows } = await town.core.database.query(
      `select 1 from audit_entry where action = $1 and details ->> 'room_id' = $2`,
      [action, roomId],
    );
    return rows.length === 1;
  }

  /** What the bot wrote to somebody, in any of their chats with it. */
  async function told(name: Names): Promise<string> {
    const { rows } = await town.core.database.query<{ room_id: string }>(
      'select room_id from bot_chat where user_id = $1',
      [people[name].userId],
    );
    const texts = await Promise.all(
      rows.map(async ({ room_id: id }) => {
        const { body } = await people[name].matrix.get(
          `/v3/rooms/${encodeURIComponent(id)}/messages?dir=b&limit=50`,
        );
        return (body.chunk as { content: { body?: string } }[]).map(({ content }) => content.body ?? '');
      }),
    );
    return texts.flat().join('\n');
  }
  const toldOf = (name: Names, words: string) =>
    eventually(async () => (await told(name)).includes(words), {
      what: `${name} to be told`,
      timeout: 30_000,
    });

  /** Takes the homeserver's own rules off a pupil, behind Parta's back. */
  const unruly = (name: Names) => people[name].matrix.put(accountData(name, MSC4155), {});

  describe('invite rules', () => {
    it('let the homeserver itself refuse an invite of anybody but the bot', async () => {
      expect(await startChat(people.boris.matrix, [people.petya.userId])).to.include({ status: 403 });
      expect(await startChat(people.vera.matrix, [people.petya.userId])).to.include({ status: 403 });
    });

    it('let the bot bring pupils into their rooms', async () => {
      const chat = await town.room('class_chat');
      expect(await peopleIn(synapse, chat)).to.include(people.petya.userId);
    });

    it('are not on the accounts of adults', async () => {
      expect((await people.anna.matrix.get(accountData('anna', MSC4155))).status).to.equal(404);
    });

    it('that a pupil unsets are back as soon as somebody invites them', async () => {
      await unruly('petya');
      const { roomId, status } = await startChat(people.boris.matrix, [people.petya.userId]);
      expect(status).to.equal(200);
      await untilApart(synapse, roomId, [people.boris.userId, people.petya.userId]);
      await eventually(async () => (await rules('petya')).blocked_users, { what: 'the rules to be back' });
    });

    it('that a pupil overrides keep everybody out, and the bot gets through all the same', async () => {
      await people.vera.matrix.put(accountData('vera', MSC4380), {});
      await town.core.database.transaction((tx) =>
        tx.query('insert into contact_change (person_id) values ($1)', [ids.vera]),
      );
      await eventually(async () => (await rules('vera', MSC4380)).default_action === 'block', {
        what: 'the sweep to put the rules back',
        timeout: 30_000,
      });
      expect(await startChat(people.boris.matrix, [people.vera.userId])).to.include({ status: 403 });
      const { status, body } = await people.petya.parta.post('/direct-rooms', { person_id: ids.vera });
      expect(status, JSON.stringify(body)).to.equal(201);
      expect(await peopleIn(synapse, (body as { room_id: string }).room_id)).to.include(people.vera.userId);
      expect(await rules('vera', MSC4380)).to.deep.equal({
        default_action: 'block',
      });
    });

    it('end with the role', async () => {
      const dima = await town.school.person('Дима Бывший', { inClass: 'pupil' });
      people.stranger = await town.logIn(dima);
      await rulesOn('stranger');
      await town.core.database.query('delete from enrollment where person_id = $1', [dima]);
      await eventually(
        async () =>
          (await people.stranger.matrix.get(accountData('stranger', MSC4155))).body.blocked_users ===
          undefined,
        { what: 'the rules to end', timeout: 30_000 },
      );
    });
  });

  describe('direct rooms', () => {
    const open = async (by: Names, whom: Names) => {
      const { status: http, body } = await people[by].parta.post('/direct-rooms', { person_id: ids[whom] });
      return {
        http,
        ...(body as { room_id: string; supervised: boolean; second_adult: string; errcode: string }),
      };
    };
    const state = async (name: Names, roomId: string, type: string): Promise<Record<string, unknown>> =>
      (await people[name].matrix.get(`/v3/rooms/${encodeURIComponent(roomId)}/state/${type}`)).body as Record<
        string,
        unknown
      >;

    it('of classmates hold the two and the bot, and are the same whoever asks', async () => {
      const room = await open('petya', 'vera');
      expect(room).to.include({ http: 201, supervised: false });
      expect(await peopleIn(synapse, room.room_id)).to.have.members([
        bot,
        people.petya.userId,
        people.vera.userId,
      ]);
      expect((await open('vera', 'petya')).room_id).to.equal(room.room_id);
      expect((await write(people.vera.matrix, room.room_id, 'привет')).status).to.equal(200);
      const direct = (await people.petya.matrix.get(accountData('petya', 'm.direct'))).body;
      expect(direct[people.vera.userId]).to.deep.equal([room.room_id]);
    });

    it('are refused with the sentence of the rule', async () => {
      const { http, errcode } = await open('petya', 'boris');
      expect([http, errcode]).to.deep.equal([403, 'ORG.PARTA.CONTACT_DENIED']);
    });

    it('of a pupil and their teacher have a second adult, who is named to everybody in it', async () => {
      const room = await open('anna', 'petya');
      expect(room).to.include({ http: 201, supervised: true, second_adult: people.admin.userId });
      expect(await peopleIn(synapse, room.room_id)).to.include(people.admin.userId);
      expect(await state('petya', room.room_id, 'm.room.topic'))
        .to.have.property('topic')
        .include(people.admin.userId);
      expect(await state('petya', room.room_id, 'org.parta.direct')).to.include({
        supervised: true,
        status: 'open',
        second_adult: people.admin.userId,
      });
      expect(await audited('contact.direct_room', room.room_id)).to.equal(true);
    });

    it('keep the second adult: the others cannot remove them', async () => {
      const { room_id: roomId } = await open('anna', 'petya');
      const kick = await people.anna.matrix.post(`/v3/rooms/${encodeURIComponent(roomId)}/kick`, {
        user_id: people.admin.userId,
      });
      expect(kick.status).to.equal(403);
    });

    it('get another second adult when theirs leaves', async () => {
      const { room_id: roomId } = await open('anna', 'petya');
      await leave(people.admin.matrix, roomId);
      await eventually(
        async () => (await state('petya', roomId, 'org.parta.direct')).second_adult === people.clara.userId,
        { what: 'another second adult', timeout: 30_000 },
      );
      expect((await write(people.petya.matrix, roomId, 'снова втроём')).status).to.equal(200);
    });

    it('are read-only when nobody is left for it, until an administrator names somebody', async () => {
      const { room_id: roomId } = await open('anna', 'petya');
      await leave(people.clara.matrix, roomId);
      await eventually(async () => (await write(people.anna.matrix, roomId, 'мы одни?')).status === 403, {
        what: 'the room to be read-only',
      });
      expect((await write(people.petya.matrix, roomId, 'мы одни?')).status).to.equal(403);
      await toldOf('admin', roomId);
      const named = await people.admin.parta.put(`/direct-rooms/${encodeURIComponent(roomId)}/second-adult`, {
        person_id: ids.boris,
      });
      expect(named.status, JSON.stringify(named.body)).to.equal(200);
      expect(named.body).to.include({ status: 'open', second_adult: people.boris.userId });
      expect((await write(people.petya.matrix, roomId, 'снова можно')).status).to.equal(200);
    });

    it('are made by the bot in any client', async () => {
      const chat = await startBotChat(people.vera.matrix, bot);
      expect(await chat.ask(`!parta dm ${people.petya.userId}`)).to.include('https://matrix.to/#/');
      expect(await chat.ask(`!parta dm ${people.boris.userId}`)).to.include('нельзя писать');
    });

    it('are closed, and stay readable, when the two may not talk any more', async () => {
      const dima = await town.school.person('Дима Новый', { inClass: 'pupil' });
      people.stranger = await town.logIn(dima);
      ids.stranger = dima;
      const { room_id: roomId } = await open('petya', 'stranger');
      expect((await write(people.petya.matrix, roomId, 'до свидания')).status).to.equal(200);
      await town.core.database.query('delete from enrollment where person_id = $1', [dima]);
      await eventually(async () => (await write(people.petya.matrix, roomId, 'эй')).status === 403, {
        what: 'the room to be closed',
        timeout: 60_000,
      });
      const { status } = await people.petya.matrix.get(
        `/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b`,
      );
      expect(status).to.equal(200);
      await eventually(async () => (await state('petya', roomId, 'org.parta.direct')).status === 'closed', {
        what: 'the room to say that it is closed',
      });
    });
  });

  describe('rooms that Parta did not make', () => {
    let stranger: MatrixApi;
    let strangerId: string;
    before(async () => {
      const user = await town.homeserver.user('stranger');
      [stranger, strangerId] = [user.api, user.userId];
    });

    it('of a pupil and a strange adult are closed for both, explained and audited', async () => {
      const { roomId } = await startChat(people.petya.matrix, [people.boris.userId]);
      await untilApart(synapse, roomId, [people.petya.userId, people.boris.userId]);
      await eventually(async () => (await peopleIn(synapse, roomId)).length === 0, {
        what: 'nobody to be left',
      });
      expect(await audited('contact.room_closed', roomId)).to.equal(true);
      await toldOf('petya', people.boris.userId);
      await toldOf('boris', people.petya.userId);
    });

    it('of an account that is nobody’s and a pupil are closed', async () => {
      await unruly('petya');
      const { roomId } = await startChat(stranger, [people.petya.userId]);
      await untilApart(synapse, roomId, [people.petya.userId, strangerId]);
    });

    it('of a pupil and their teacher become a room of Parta with a second adult', async () => {
      const { roomId } = await startChat(people.vera.matrix, [people.anna.userId]);
      await untilApart(synapse, roomId, [people.vera.userId, people.anna.userId]);
      expect(await audited('contact.room_replaced', roomId)).to.equal(true);
      const { rows } = await eventually(
        async () => {
          const found = await town.core.database.query<{ replaced_by: string }>(
            'select replaced_by from room_intervention where room_id = $1 and replaced_by is not null',
            [roomId],
          );
          return found.rows.length > 0 && found;
        },
        { what: 'the room that replaces it', timeout: 30_000 },
      );
      const [replaced] = rows;
      expect(await peopleIn(synapse, replaced!.replaced_by)).to.include.members([
        people.vera.userId,
        people.anna.userId,
      ]);
      await toldOf('vera', replaced!.replaced_by.slice(1, 12));
    });

    it('of many that mix lose whoever must not be there', async () => {
      const { roomId } = await startChat(people.boris.matrix, [people.anna.userId, people.admin.userId]);
      await join(people.anna.matrix, roomId);
      await join(people.admin.matrix, roomId);
      await unruly('petya');
      expect((await invite(people.boris.matrix, roomId, people.petya.userId)).status).to.equal(200);
      await untilApart(synapse, roomId, [people.boris.userId, people.petya.userId]);
      expect(await peopleIn(synapse, roomId)).to.have.members([
        people.anna.userId,
        people.admin.userId,
        people.boris.userId,
      ]);
    });

    for (const how of ['leaves', 'is kicked'] as const) {
      it(`of a pupil and two teachers are for no two of them when the second adult ${how}`, async () => {
        // In a trusted chat of room version 12 everybody is a creator, whom nobody can remove.
        const { roomId } = await startChat(people.anna.matrix, [people.clara.userId], {
          preset: 'private_chat',
        });
        await join(people.clara.matrix, roomId);
        await unruly('petya');
        expect((await invite(people.anna.matrix, roomId, people.petya.userId)).status).to.equal(200);
        await join(people.petya.matrix, roomId);
        const everybody = [people.anna.userId, people.clara.userId, people.petya.userId];
        expect(await peopleIn(synapse, roomId)).to.have.members(everybody);
        if (how === 'leaves') await leave(people.clara.matrix, roomId);
        else {
          const { status } = await people.anna.matrix.post(`/v3/rooms/${encodeURIComponent(roomId)}/kick`, {
            user_id: people.clara.userId,
          });
          expect(status).to.equal(200);
        }
        await untilApart(synapse, roomId, [people.anna.userId, people.petya.userId]);
        expect(await audited('contact.room_replaced', roomId)).to.equal(true);
      });
    }

    it('of adults are left alone', async () => {
      const { roomId } = await startChat(people.anna.matrix, [people.boris.userId]);
      await join(people.boris.matrix, roomId);
      // Something later in another room has been handled: so has this.
      const { roomId: other } = await startChat(people.petya.matrix, [people.boris.userId]);
      await untilApart(synapse, other, [people.petya.userId, people.boris.userId]);
      expect(await peopleIn(synapse, roomId)).to.have.members([people.anna.userId, people.boris.userId]);
    });

    it('that are upgraded to escape are looked at again', async () => {
      const { roomId } = await startChat(people.vera.matrix, [], { room_version: '11' });
      const upgraded = await people.vera.matrix.post(`/v3/rooms/${encodeURIComponent(roomId)}/upgrade`, {
        new_version: '12',
      });
      const { replacement_room: next } = upgraded.body as { replacement_room: string };
      await invite(people.vera.matrix, next, people.boris.userId);
      await untilApart(synapse, next, [people.vera.userId, people.boris.userId]);
    });

    it('from before are found by the sweep', async () => {
      const { roomId } = await startChat(people.anna.matrix, [people.boris.userId]);
      await join(people.boris.matrix, roomId);
      // Anna is a pupil from now on, of another class than Boris teaches.
      await town.core.database.query(`update enrollment set role = 'pupil' where person_id = $1`, [ids.anna]);
      await untilApart(synapse, roomId, [people.anna.userId, people.boris.userId], { timeout: 60_000 });
      await town.core.database.query(`update enrollment set role = 'class_teacher' where person_id = $1`, [
        ids.anna,
      ]);
    });
  });

  it('takes back an invite that waits when the one who was invited may not come any more', async () => {
    const { roomId } = await startChat(people.anna.matrix, [people.boris.userId]);
    const waiting = async (): Promise<number> =>
      (await town.core.database.query('select 1 from pending_invite where room_id = $1', [roomId])).rows
        .length;
    await eventually(async () => (await waiting()) === 1, { what: 'the invite to be noted' });
    await town.core.database.query(`update enrollment set role = 'pupil' where person_id = $1`, [ids.boris]);
    await untilApart(synapse, roomId, [people.anna.userId, people.boris.userId], { timeout: 60_000 });
    await eventually(async () => (await waiting()) === 0, { what: 'the invite to be forgotten' });
    await town.core.database.query(`update enrollment set role = 'teacher' where person_id = $1`, [
      ids.boris,
    ]);
  });

  it('leaves unread counts and notifications to people', async () => {
    const { body } = await people.petya.parta.post('/direct-rooms', { person_id: ids.vera });
    const { room_id: roomId } = body as { room_id: string };
    await write(people.vera.matrix, roomId, 'прочти');
    await eventually(
      async () => {
        const filter = encodeURIComponent(
          JSON.stringify({ room: { timeline: { limit: 1 + Math.floor(Math.random() * 50) } } }),
        );
        const { body: sync } = await people.petya.matrix.get(`/v3/sync?timeout=0&filter=${filter}`);
        return sync.rooms.join[roomId].unread_notifications.notification_count > 0;
      },
      { what: 'an unread message to be counted' },
    );
  });

  it('keeps nothing of what people write to each other', async () => {
    const { roomId } = await startChat(people.anna.matrix, [people.boris.userId]);
    await write(people.anna.matrix, roomId, 'a secret of adults');
    const api = matrixApi(town.homeserver.url, people.anna.accessToken);
    expect((await api.get('/v3/account/whoami')).status).to.equal(200);
    await eventually(
      async () => {
        const { rows } = await town.core.database.query<{ kept: boolean }>(
          `select body is not null as kept from inbox_event where room_id = $1 and type = 'm.room.message'`,
          [roomId],
        );
        return rows.length === 1 && !rows[0]!.kept;
      },
      { what: 'the message to be noted without content' },
    );
    const { rows } = await town.core.database.query(
      `select 1 from inbox_event where body::text like '%a secret of adults%'`,
    );
    expect(rows).to.deep.equal([]);
  });

  after(() => expect(town.complaints()).to.deep.equal([]));
});
