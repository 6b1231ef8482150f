/** Roles given and ended by hand, and a pupil who changes classes: over HTTP, with the bot, on a real homeserver. */
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { startBotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { refusal, type Answer } from '../support/matrix-api.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { makeSchool } from '../support/school.ts';

type Schemas = components['schemas'];
type HeldRole = Schemas['HeldRole'];

describe('roles by hand', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  const ids: Record<string, string> = {};
  const people: Record<string, LoggedInPerson> = {};
  let otherClass: string;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        otherClass = await school.addClass('7А');
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.second = await school.person('Глеб Тестов', { role: 'school_admin' });
        ids.district = await school.person('Нина Главная', { role: 'district_admin' });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.newcomer = await school.person('Зоя Новая', { role: 'staff' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.mover = await school.person('Марк Тестов', { inClass: 'pupil' });
        ids.parent = await school.person('Дина Тестова', { guardianOf: ids.mover });
      },
    });
    for (const [name, id] of Object.entries(ids)) people[name] = await town.logIn(id);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const school = (): object => ({ school_id: town.school.schoolId });
  const give = (by: string, whom: string, role: object): Promise<Answer> =>
    people[by]!.parta.post(`/people/${ids[whom]}/roles`, role);
  const end = (by: string, whom: string, role: object): Promise<Answer> =>
    people[by]!.parta.post(`/people/${ids[whom]}/roles/end`, role);
  const held = ({ status, body }: Answer): string[] => {
    expect(status, JSON.stringify(body)).to.equal(200);
    return (body as { roles: HeldRole[] }).roles
      .filter(({ in_force: inForce }) => inForce)
      .map(({ role, class_title: title }) => (title === null ? role : `${role} ${title}`));
  };
  const isIn = async ({ matrix }: LoggedInPerson, room: string): Promise<boolean> =>
    ((await matrix.get('/v3/joined_rooms')).body.joined_rooms as string[]).includes(room);
  const path = (room: string): string => `/v3/rooms/${encodeURIComponent(room)}`;
  const power = async (room: string, userId: string): Promise<number> => {
    const { body } = await people.teacher!.matrix.get(`${path(room)}/state/m.room.power_levels/`);
    return (body as { users: Record<string, number> }).users[userId] ?? 0;
  };
  const soon = (what: string, check: () => Promise<boolean>): Promise<unknown> =>
    eventually(check, { what, timeout: 60_000, interval: 200 });

  it('are given with rooms and power, and taken with them', async () => {
    const chat = await town.room('class_chat');
    const zoya = people.newcomer!;
    const role = { role: 'class_teacher', class_id: town.school.classId };
    expect(held(await give('admin', 'newcomer', role))).to.include('class_teacher 7Б');
    await soon('the new class teacher to be in the chat', () => isIn(zoya, chat));
    await soon('the power of a class teacher', async () => (await power(chat, zoya.userId)) === 60);
    expect(held(await end('admin', 'newcomer', role))).to.deep.equal(['staff']);
    await soon('the former class teacher to be out', async () => !(await isIn(zoya, chat)));
    await soon('the power to be gone', async () => (await power(chat, zoya.userId)) === 0);
    const { rows } = await town.core.database.query(
      `select action from audit_entry where details->>'person_id' = $1 and action like 'role.%' order by id`,
      [ids.newcomer],
    );
    expect(rows).to.deep.equal([{ action: 'role.give' }, { action: 'role.end' }]);
  });

  it('hold from and until a date', async () => {
    const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
    const role = { role: 'teacher', ...school(), begins_on: tomorrow };
    expect(held(await give('admin', 'newcomer', role))).to.deep.equal(['staff']);
    const over = { role: 'teacher', ...school() };
    expect(held(await end('admin', 'newcomer', over))).to.deep.equal(['staff']);
    const wrong = { ...role, begins_on: '2026-02-31' };
    expect(refusal(await give('admin', 'newcomer', wrong))).to.equal('400 M_INVALID_PARAM');
  });

  it('several at once, in several schools, each by who administers it', async () => {
    const second = await makeSchool(town.core.database, 'Школа № 2');
    const other = { role: 'teacher', school_id: second.schoolId };
    expect(refusal(await give('admin', 'teacher', other)))
      .to.equal('403 M_FORBIDDEN')
      .and.not.equal('');
    expect(held(await give('district', 'teacher', other))).to.have.members(['class_teacher 7Б', 'teacher']);
    expect(held(await give('admin', 'teacher', { role: 'staff', ...school() }))).to.include('staff');
  });

  describe('are not given', () => {
    const cases: [by: string, whom: string, role: string, expected: string][] = [
      ['teacher', 'teacher', 'school_admin', '404 M_NOT_FOUND'],
      ['teacher', 'pupil', 'staff', '404 M_NOT_FOUND'],
      ['pupil', 'pupil', 'teacher', '404 M_NOT_FOUND'],
      ['parent', 'parent', 'staff', '404 M_NOT_FOUND'],
      ['admin', 'admin', 'district_admin', '403 M_FORBIDDEN'],
      ['admin', 'teacher', 'district_admin', '403 M_FORBIDDEN'],
      ['admin', 'teacher', 'parent', '403 M_FORBIDDEN'],
    ];
    for (const [by, whom, role, expected] of cases) {
      it(`by ${by} to ${whom === by ? 'themselves' : whom}: ${role}`, async () => {
        const where = role === 'district_admin' ? {} : school();
        expect(refusal(await give(by, whom, { role, ...where }))).to.equal(expected);
      });
    }

    it('to a pupil of one class in another: they are moved', async () => {
      const role = { role: 'pupil', class_id: otherClass };
      expect(refusal(await give('admin', 'pupil', role))).to.equal('409 ORG.PARTA.USE_MOVE');
    });
  });

  it('the last administrator does not go by their own hand, even when two go at once', async () => {
    const role = { role: 'school_admin', ...school() };
    const answers = await Promise.all([end('admin', 'admin', role), end('second', 'second', role)]);
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 403]);
    const stayed = answers[0].status === 403 ? 'admin' : 'second';
    const gone = stayed === 'admin' ? 'second' : 'admin';
    expect(refusal(await end(stayed, stayed, role))).to.equal('403 M_FORBIDDEN');
    expect(held(await give('district', gone, role))).to.include('school_admin');
    await soon('the administrator to be back in the staff room', async () =>
      isIn(people[gone]!, await town.room('staff_room')),
    );
  });

  it('a pupil who changes classes: rooms, calendars and lessons are right within a minute, and the old class is closed to them', async () => {
    const { classId } = town.school;
    const [mover, parent] = [people.mover!, people.parent!];
    const [oldChat, newChat] = [await town.room('class_chat'), await town.room('class_chat', otherClass)];
    const lessonRoom = await town.room('lesson_room');
    const opened = await people.teacher!.parta.post(`/rooms/${encodeURIComponent(lessonRoom)}/lesson`, {
      minutes: 30,
    });
    const sessionId = (opened.body as Schemas['LessonView']).session!.id;
    await town.core.database.query(
      `insert into lesson_seat (session_id, user_id, person_id, role) values ($1, $2, $3, 'pupil')`,
      [sessionId, mover.userId, ids.mover],
    );
    const feed = await mover.parta.post('/feeds', { class_id: classId });
    const { url } = feed.body as { url: string };
    expect((await fetch(url)).status).to.equal(200);

    const begun = Date.now();
    const moved = await people.admin!.parta.post(`/people/${ids.mover}/move`, { to_class_id: otherClass });
    expect(held(moved)).to.deep.equal(['pupil 7А']);
    expect((await fetch(url)).status).to.equal(404);
    await soon(
      'the pupil to change rooms',
      async () => (await isIn(mover, newChat)) && !(await isIn(mover, oldChat)),
    );
    const [oldParents, newParents] = [
      await town.room('parents_chat'),
      await town.room('parents_chat', otherClass),
    ];
    await soon(
      'the parent to change rooms',
      async () => (await isIn(parent, newParents)) && !(await isIn(parent, oldParents)),
    );
    expect(Date.now() - begun).to.be.lessThan(60_000);

    const said = await people.teacher!.matrix.put(`${path(oldChat)}/send/m.room.message/${newKey()}`, {
      msgtype: 'm.text',
      body: 'Это уже без Марка',
    });
    const { event_id: event } = said.body as { event_id: string };
    expect(
      (await mover.matrix.get(`${path(oldChat)}/event/${encodeURIComponent(event)}`)).status,
    ).to.be.oneOf([403, 404]);
    const { body } = await mover.matrix.get(`${path(oldChat)}/messages?dir=b&limit=50`);
    expect(JSON.stringify(body)).to.not.include('Это уже без Марка');
    expect((await mover.matrix.post(`/v3/join/${encodeURIComponent(oldChat)}`)).status).to.equal(403);
    expect(
      (
        await mover.matrix.put(`${path(oldChat)}/send/m.room.message/${newKey()}`, {
          msgtype: 'm.text',
          body: '!',
        })
      ).status,
    ).to.equal(403);
    expect((await mover.matrix.get(`${path(newChat)}/messages?dir=b&limit=5`)).status).to.equal(200);

    const { rows: seats } = await town.core.database.query('select 1 from lesson_seat where person_id = $1', [
      ids.mover,
    ]);
    expect(seats).to.deep.equal([]);
    const seat = await mover.parta.post(`/rooms/${encodeURIComponent(lessonRoom)}/lesson/seat`, {
      device_id: 'D',
    });
    expect(refusal(seat)).to.equal('403 lesson.not_yours');
    const { rows: feeds } = await town.core.database.query(
      'select 1 from calendar_feed where created_by = $1 and revoked_at is null',
      [ids.mover],
    );
    expect(feeds).to.deep.equal([]);
    const { rows: entries } = await town.core.database.query(
      `select 1 from audit_entry where action = 'role.move' and details->>'person_id' = $1`,
      [ids.mover],
    );
    expect(entries).to.have.length(1);
  });

  it('with the bot, in words that say what to do', async () => {
    const chat = await startBotChat(people.admin!.matrix, town.core.homeserver.botUserId);
    expect(await chat.ask('!parta role list "Марк Тестов"')).to.match(/ученик, Школа № 1, 7А/);
    expect(await chat.ask('!parta move "Марк Тестов" 7Б')).to.match(/теперь учится в 7Б/);
    expect(await chat.ask('!parta move "Марк Тестов" 7Б')).to.match(/уже в этом классе/);
    expect(await chat.ask('!parta move "Кто-то Чужой" 7Б')).to.match(/нет/);
    expect(await chat.ask('!parta role grant "Зоя Новая" teacher class=7А')).to.match(
      /учитель, Школа № 1, 7А/,
    );
    expect(await chat.ask('!parta role end "Зоя Новая" teacher class=7А')).to.match(/сейчас не действует/);
    expect(await chat.ask('!parta role grant "Зоя Новая" wizard')).to.match(/wizard[\s\S]*!parta role list/);
    const pupil = await startBotChat(people.pupil!.matrix, town.core.homeserver.botUserId);
    expect(await pupil.ask('!parta role list "Марк Тестов"')).to.match(/недоступна/);
  });
});
