/** Parents share rooms with all pupils of the school, and no homeserver hides who is in a room: what their own token tells them. */
import { expect } from 'chai';
import { setMemberName } from '../../appservice/src/accounts/member-name.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { matrixApi, type MatrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { join, startChat } from '../support/unruly.ts';
import { accountOf, clientOf, enterSchool, setUp, SMALL_SCHOOL, uuid } from './reconcile-school.ts';

const e = encodeURIComponent;
const memberAt = (roomId: string, userId: string): string =>
  `/v3/rooms/${e(roomId)}/state/m.room.member/${e(userId)}`;

async function nameIn(api: MatrixApi, roomId: string, userId: string): Promise<unknown> {
  return (await api.get(memberAt(roomId, userId))).body.displayname;
}

/** Everything that a homeserver tells somebody about other people, in words. */
async function toldTo(api: MatrixApi, about: readonly string[], words: readonly string[]): Promise<string> {
  const told: unknown[] = [];
  const ask = async (path: string): Promise<void> => void told.push((await api.get(path)).body);
  const { body } = await api.get('/v3/joined_rooms');
  const rooms = body.joined_rooms as string[];
  expect(rooms).to.not.be.empty;
  for (const room of rooms.map((roomId) => `/v3/rooms/${e(roomId)}`)) {
    for (const part of ['members', 'joined_members', 'state', 'messages?dir=b&limit=1000']) {
      await ask(`${room}/${part}`);
    }
    await ask(`${room.replace('/v3', '/v1')}/hierarchy`);
  }
  await ask('/v3/sync?full_state=true');
  for (const userId of about) {
    await ask(`/v3/profile/${e(userId)}`);
    await ask(`/v3/profile/${e(userId)}/displayname`);
  }
  for (const word of words) {
    told.push((await api.post('/v3/user_directory/search', { search_term: word })).body);
  }
  return JSON.stringify(told);
}

describe('The names of pupils', function () {
  this.timeout(180_000);
  type Names = 'olga' | 'kolya' | 'masha' | 'dasha' | 'anna';
  let town: RunningSchool;
  let parallel: string;
  const ids = {} as Record<Names, string>;
  const people = {} as Record<Names, LoggedInPerson>;
  const rooms = {} as Record<'space' | 'announcements' | 'hall' | 'class' | 'chat' | 'lessons', string>;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        parallel = await school.addClass('7А');
        ids.olga = await school.person('Ольга Учителева', { inClass: 'class_teacher' });
        ids.kolya = await school.person('Коля Птичкин', { inClass: 'pupil' });
        ids.masha = await school.person('Маша Рыбкина', { inClass: 'pupil' });
        ids.dasha = await school.person('Даша Зайкина', { inClass: 'pupil', classId: parallel });
        ids.anna = await school.person('Анна Птичкина', { guardianOf: ids.kolya });
      },
    });
    for (const name of ['olga', 'kolya', 'masha', 'dasha', 'anna'] as const) {
      people[name] = await town.logIn(ids[name]);
    }
    rooms.space = await town.room('school_space');
    rooms.announcements = await town.room('announcements');
    rooms.hall = await town.room('broadcast_hall');
    rooms.class = await town.room('class_space');
    rooms.chat = await town.room('class_chat');
    rooms.lessons = await town.room('lesson_room');
  });

  const shared = () => [rooms.space, rooms.announcements, rooms.hall];
  const own = () => [rooms.class, rooms.chat, rooms.lessons];
  const OF_OTHERS = ['Маша', 'Рыбкина', 'Даша', 'Зайкина'];

  async function expectSilence(words: readonly string[]): Promise<string> {
    const pupils = [people.masha, people.dasha, people.kolya].map(({ userId }) => userId);
    const told = await toldTo(people.anna.matrix, pupils, [...words, 'Ученик', 'parta_']);
    for (const word of words) expect(told, word).to.not.include(word);
    return told;
  }

  it('are told to no parent, in no room and no list, not even in what was before', async () => {
    const told = await expectSilence(OF_OTHERS);
    expect(told).to.include(people.masha.userId);
    expect(told).to.include('Ученик');
    expect(told).to.include('Ольга Учителева');
    for (const roomId of shared()) {
      expect(await nameIn(people.anna.matrix, roomId, people.masha.userId)).to.equal('Ученик');
    }
  });

  it('are known in the rooms of their class, to classmates and to teachers', async () => {
    for (const reader of [people.kolya, people.olga]) {
      for (const roomId of own()) {
        expect(await nameIn(reader.matrix, roomId, people.masha.userId)).to.equal('Маша Рыбкина');
      }
    }
    expect((await people.anna.matrix.get(memberAt(rooms.chat, people.masha.userId))).status).to.equal(403);
  });

  it('are known in a direct room, and in a room of classmates that they made themselves', async () => {
    const { body } = await people.masha.parta.post('/direct-rooms', { person_id: ids.kolya });
    const direct = body.room_id as string;
    expect(await nameIn(people.kolya.matrix, direct, people.masha.userId)).to.equal('Маша Рыбкина');
    expect(await nameIn(people.masha.matrix, direct, people.kolya.userId)).to.equal('Коля Птичкин');

    const { roomId } = await startChat(people.masha.matrix, []);
    await people.masha.matrix.put(`/v3/rooms/${e(roomId)}/state/m.room.join_rules/`, { join_rule: 'public' });
    await join(people.kolya.matrix, roomId);
    await eventually(
      async () => (await nameIn(people.kolya.matrix, roomId, people.masha.userId)) === 'Маша Рыбкина',
      { what: 'the classmate to be named' },
    );
  });

  it('are put back when a pupil, or their client, changes them', async () => {
    const { matrix, userId } = people.masha;
    const expected = [...shared().map(() => 'Ученик'), ...own().map(() => 'Маша Рыбкина')].join();
    const everywhere = async (): Promise<boolean> => {
      const said = await Promise.all([...shared(), ...own()].map((roomId) => nameIn(matrix, roomId, userId)));
      const { body } = await matrix.get(`/v3/profile/${e(userId)}/displayname`);
      return said.join() === expected && body.displayname === 'Ученик';
    };
    expect(await everywhere()).to.equal(true);
    const settled = { what: 'the names to be put back', timeout: 30_000 };

    await matrix.put(`/v3/profile/${e(userId)}/displayname`, { displayname: 'Маша Сама' });
    await eventually(everywhere, settled);

    await matrix.put(`/v3/profile/${e(userId)}/avatar_url`, { avatar_url: 'mxc://localhost/fish' });
    const picture = async () => (await matrix.get(memberAt(rooms.chat, userId))).body.avatar_url as unknown;
    await eventually(picture, settled);
    await eventually(everywhere, settled);

    await matrix.put(memberAt(rooms.announcements, userId), { membership: 'join', displayname: 'Маша Сама' });
    await eventually(everywhere, settled);
    await eventually(async () => (await expectSilence(['Маша Сама', ...OF_OTHERS])) !== '', settled);
  });

  it('change with the register in the rooms of the class, and nowhere else', async () => {
    const { matrix, userId } = people.masha;
    const eventIn = async (roomId: string): Promise<unknown> =>
      (await matrix.get(`${memberAt(roomId, userId)}?format=event`)).body.event_id;
    const before = await Promise.all(shared().map(eventIn));
    await town.core.database.query(`update person set family_name = 'Новая' where id = $1`, [ids.masha]);
    const { ok, done } = await town.core.reconciler.reconcile();
    expect({ ok, done }).to.deep.equal({ ok: true, done: { set_name: 3 } });
    for (const roomId of own()) expect(await nameIn(matrix, roomId, userId)).to.equal('Маша Новая');
    expect(await Promise.all(shared().map(eventIn))).to.deep.equal(before);
    const { body } = await matrix.get('/v3/joined_rooms');
    const directs = (await people.kolya.matrix.get('/v3/joined_rooms')).body.joined_rooms as string[];
    for (const roomId of (body.joined_rooms as string[]).filter((id) => directs.includes(id))) {
      if (shared().includes(roomId)) continue;
      await eventually(async () => (await nameIn(people.kolya.matrix, roomId, userId)) === 'Маша Новая', {
        what: 'the new name in every room of both',
        timeout: 30_000,
      });
    }
    expect((await town.core.reconciler.reconcile()).done).to.deep.equal({});
    await expectSilence(['Новая', ...OF_OTHERS]);
  });

  it('go with a pupil into another class', async () => {
    const { database, reconciler } = town.core;
    await database.query('update enrollment set class_id = $2 where person_id = $1', [
      ids.dasha,
      town.school.classId,
    ]);
    await reconciler.reconcile({ personIds: [ids.dasha] });
    for (const roomId of own()) {
      expect(await nameIn(people.masha.matrix, roomId, people.dasha.userId)).to.equal('Даша Зайкина');
    }
    const old = await town.room('class_chat', parallel);
    const { body } = await people.dasha.matrix.get('/v3/joined_rooms');
    expect(body.joined_rooms).to.not.include(old);
    await expectSilence(OF_OTHERS);
  });

  it('leave nothing to complain about', () => expect(town.complaints()).to.deep.equal([]));
});

describe('The names of pupils of a school that had them everywhere', function () {
  this.timeout(120_000);

  it('are taken out of its common rooms, with what those remember, by the ordinary reconcile', async () => {
    const homeserver = await startHomeserver();
    const { database } = await freshDatabase();
    const setup = await setUp({
      url: homeserver.url,
      serverName: homeserver.serverName,
      registrationFile: homeserver.registration.path,
      database,
    });
    const reconcile = async () => {
      const { ok, done } = await setup.reconciler.reconcile();
      expect(ok).to.equal(true);
      return done;
    };
    await enterSchool(database, SMALL_SCHOOL);
    await reconcile();
    const { rows } = await database.query<{ room_id: string }>(
      `select room_id from managed_room where class_id is null and kind <> 'staff_room'`,
    );
    const rooms = rows.map((row) => row.room_id);
    const pupils = ['kolya', 'masha', 'dasha'];
    const bot = matrixApi(homeserver.url, homeserver.registration.asToken);

    // As it was: the profile has the name, and so has every room.
    for (const pupil of pupils) {
      const userId = await accountOf(database, pupil);
      await setup.homeserver.setDisplayName(userId, `${pupil} Тестова`);
      await database.query('update matrix_account set profile_name = $2 where user_id = $1', [
        userId,
        `${pupil} Тестова`,
      ]);
      for (const roomId of rooms) {
        await eventually(async () => (await nameIn(bot, roomId, userId)) === `${pupil} Тестова`, {
          what: 'the homeserver to spread the profile',
        });
      }
    }

    // A run that ends half-way leaves nobody's name, and the next one sees it.
    const masha = await accountOf(database, 'masha');
    const dying = { ...setup.homeserver, joinAs: () => Promise.reject(new Error('killed')) };
    await setMemberName(dying, rooms[0]!, masha, { name: 'Ученик', alone: true }).catch(() => {});
    expect(await nameIn(bot, rooms[0]!, masha)).to.equal(undefined);

    expect(await reconcile()).to.deep.equal({ set_name: pupils.length * rooms.length });
    expect(await reconcile()).to.deep.equal({});

    const anna = await clientOf(setup, database, 'anna', homeserver.url);
    const accounts = await Promise.all(pupils.map((pupil) => accountOf(database, pupil)));
    const told = await toldTo(anna, accounts, [...pupils, 'Ученик']);
    for (const pupil of pupils) expect(told).to.not.include(`${pupil} Тестова`);
    expect(told).to.include('Ученик');
    const chat = await database.query<{ room_id: string }>(
      `select room_id from managed_room where kind = 'class_chat' and class_id = $1`,
      [uuid('7b')],
    );
    expect(await nameIn(bot, chat.rows[0]!.room_id, masha)).to.equal('masha Тестова');
  });
});
