/** Whom people may write to, their direct rooms, what they report there, and what guardians are told. */
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { botChat, startBotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { leave, write } from '../support/unruly.ts';
import { makeSchool, type TestSchool } from '../support/school.ts';

type Schemas = components['schemas'];
type Name =
  'anna' | 'clara' | 'boris' | 'admin' | 'petya' | 'vera' | 'lev' | 'olga' | 'ivan' | 'far' | 'stranger';

describe('Whom people may write to', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  let elsewhere: TestSchool;
  const ids = {} as Record<Name, string>;
  const people = {} as Record<Name, LoggedInPerson>;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        const other = await school.addClass('9А');
        ids.anna = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.clara = await school.person('Клара Физик', { inClass: 'teacher' });
        ids.boris = await school.person('Борис Чужой', { inClass: 'class_teacher', classId: other });
        ids.admin = await school.person('Алла Старшая', { role: 'school_admin' });
        ids.petya = await school.person('Петя Птичкин', { inClass: 'pupil' });
        ids.vera = await school.person('Вера Малая', { inClass: 'pupil' });
        ids.lev = await school.person('Лёва Далёкий', { inClass: 'pupil', classId: other });
        ids.olga = await school.person('Ольга Малая', { guardianOf: ids.vera });
        ids.ivan = await school.person('Иван Птичкин', { guardianOf: ids.petya });
        ids.stranger = await school.person('Нина Ничья');
      },
    });
    elsewhere = await makeSchool(town.core.database, 'Школа № 2');
    ids.far = await elsewhere.person('Пётр Дальний', { inClass: 'class_teacher' });
    for (const name of Object.keys(ids) as Name[]) people[name] = await town.logIn(ids[name]);
    await town.core.database.query(
      `with made as (insert into lesson (school_id, uid, title, starts_at, time_zone, duration_minutes, extent_begins)
         values ($1, 'x', 'Физика', '2026-09-07T10:15', 'Europe/Moscow', 45, now()) returning id),
       held as (insert into lesson_class (lesson_id, class_id) select id, $2 from made)
       insert into lesson_teacher (lesson_id, person_id) select id, $3 from made`,
      [town.school.schoolId, town.school.classId, ids.clara],
    );
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  async function contacts(name: Name, query = ''): Promise<Schemas['Contacts']> {
    const { status, body } = await people[name].parta.get(`/contacts${query}`);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body as Schemas['Contacts'];
  }
  const search = async (name: Name, words: string): Promise<string[]> =>
    (await contacts(name, `?search=${encodeURIComponent(words)}`)).people.map((one) => one.display_name);
  /** What each is to somebody, and on what terms. */
  async function terms(name: Name): Promise<Record<string, string>> {
    const { people: found } = await contacts(name);
    return Object.fromEntries(
      found.map((one) => [one.display_name, `${one.outcome}: ${one.relation}`] as const),
    );
  }
  async function open(from: Name, to: Name): Promise<string> {
    const { status, body } = await people[from].parta.post('/direct-rooms', { person_id: ids[to] });
    expect(status, JSON.stringify(body)).to.equal(201);
    return (body as { room_id: string }).room_id;
  }
  const rooms = async (name: Name): Promise<Schemas['MyDirectRoom'][]> =>
    (await people[name].parta.get('/direct-rooms')).body.rooms as Schemas['MyDirectRoom'][];

  describe('the list of people', () => {
    it('shows a pupil their family, teachers and classmates, and nobody else', async () => {
      expect(await terms('vera')).to.deep.equal({
        'Ольга Малая': 'allow: Ваш родитель или опекун',
        'Анна Тестова': 'second_adult: Классный руководитель · 7Б',
        'Клара Физик': 'second_adult: Учитель, Физика · 7Б',
        'Петя Птичкин': 'allow: Ученик · 7Б',
      });
    });

    it('shows a parent their child, its teachers, class parents, and who of the school has to begin', async () => {
      expect(await terms('olga')).to.deep.equal({
        'Вера Малая': 'allow: Ваш ребёнок',
        'Анна Тестова': 'allow: Классный руководитель · 7Б',
        'Клара Физик': 'allow: Учитель, Физика · 7Б',
        'Иван Птичкин': 'allow: Родитель · 7Б',
        'Борис Чужой': 'teacher_first: Классный руководитель · 9А',
        'Алла Старшая': 'teacher_first: Администратор школы',
      });
    });

    it('shows a teacher whose parent somebody is, where they teach the child', async () => {
      const found = await terms('anna');
      expect(found['Ольга Малая']).to.equal('allow: Родитель, Вера Малая · 7Б');
      expect(found['Вера Малая']).to.equal('second_adult: Ученик · 7Б');
      expect(found).to.include.keys('Борис Чужой', 'Алла Старшая').and.not.include.keys('Лёва Далёкий');
      expect((await terms('boris'))['Ольга Малая']).to.equal('allow: Родитель · 7Б');
    });

    it('says why in the language that is asked for', async () => {
      const { people: found } = await contacts('vera', '?search=Анна');
      expect(found.map(({ text }) => text)).to.deep.equal([
        'Они могут писать друг другу, если в комнате есть второй взрослый. Ученик и тот, кто преподаёт в его классе.',
      ]);
    });

    it('shows other people’s children to no parent, whatever the policy allows', async () => {
      const rule = ['pupil', 'parent', 'same_class', 'under_age', 'allow'];
      await town.core.database.query(
        `insert into contact_rule (school_id, one_role, other_role, relation, age, outcome) values ($1, $2, $3, $4, $5, $6)`,
        [town.school.schoolId, ...rule],
      );
      expect(Object.keys(await terms('olga'))).to.not.include('Петя Птичкин');
      await town.core.database.query('delete from contact_rule where school_id = $1', [town.school.schoolId]);
    });

    it('finds by parts of the name, and by no search whoever is out of reach', async () => {
      expect(await search('vera', 'птич пет')).to.deep.equal(['Петя Птичкин']);
      expect(await search('vera', 'Лева')).to.deep.equal([]);
      expect(await search('olga', 'Птичкин')).to.deep.equal(['Иван Птичкин']);
      expect(await search('anna', 'Дальний')).to.deep.equal([]);
      expect(await search('vera', '%')).to.deep.equal([]);
    });

    it('comes in pages that miss and repeat nobody', async () => {
      const whole = (await contacts('olga')).people.map((one) => one.display_name);
      const paged: string[] = [];
      for (let after = ''; ;) {
        const { people: page, next } = await contacts('olga', `?limit=2${after}`);
        expect(page.length).to.be.at.most(2);
        paged.push(...page.map((one) => one.display_name));
        if (next === null) break;
        after = `&after=${next}`;
      }
      expect(paged).to.deep.equal(whole);
    });

    it('is empty for somebody who is nothing in any school, and closed without a session', async () => {
      expect(await contacts('stranger')).to.deep.equal({ people: [], next: null });
      expect((await town.anonymous.get('/contacts')).status).to.equal(401);
      expect((await people.vera.parta.get('/contacts?limit=1000')).status).to.equal(400);
    });

    it('follows the policy at once', async () => {
      const before = Object.keys(await terms('olga'));
      await town.core.database.query(
        `insert into contact_rule (school_id, one_role, other_role, relation, age, outcome)
         values ($1, 'parent', 'parent', 'same_class', 'of_age', 'deny')`,
        [town.school.schoolId],
      );
      expect(before.filter((one) => one !== 'Иван Птичкин')).to.deep.equal(Object.keys(await terms('olga')));
      await town.core.database.query('delete from contact_rule where school_id = $1', [town.school.schoolId]);
    });
  });

  describe('the bot', () => {
    it('opens a direct chat by name, lists several, and names nobody out of reach', async () => {
      const bot = await startBotChat(people.olga.matrix, town.core.homeserver.botUserId);
      expect(await bot.ask('!parta dm Клара Физик')).to.include('https://matrix.to/#/');
      const several = await bot.ask('!parta dm а');
      expect(several).to.include('Анна Тестова').and.to.include(people.clara.userId);
      expect(several).to.not.include('Петя');
      expect(await bot.ask('!parta dm Петя Птичкин')).to.include('никого не зовут');
    });
  });

  describe('the list of direct rooms', () => {
    it('shows both of the two the other one, and the second adult both', async () => {
      const roomId = await open('petya', 'anna');
      const of = async (name: Name) => (await rooms(name)).find((one) => one.room_id === roomId);
      const seen = await of('petya');
      expect(seen).to.deep.include({ as: 'party', status: 'open', supervised: true });
      expect(seen!.people.map((one) => one.display_name)).to.deep.equal(['Анна Тестова']);
      const second = (Object.keys(ids) as Name[]).find(
        (name) => ids[name] === seen!.second_adult?.person_id,
      )!;
      expect((await of(second))!.people.map((one) => one.display_name)).to.have.members([
        'Анна Тестова',
        'Петя Птичкин',
      ]);
      expect(await of('vera')).to.equal(undefined);
      const { people: found } = await contacts('petya', '?search=Анна');
      expect(found[0]!.room_id).to.equal(roomId);
    });

    it('shows an administrator whom a second adult is missing for, and nobody else', async () => {
      const roomId = await open('vera', 'clara');
      const seconds = (await rooms('vera')).find((one) => one.room_id === roomId)!.second_adult;
      for (let gone = seconds; gone !== null;) {
        const name = (Object.keys(ids) as Name[]).find((one) => ids[one] === gone!.person_id)!;
        await leave(people[name].matrix, roomId);
        gone = await eventually(
          async () => {
            const now = (await rooms('vera')).find((one) => one.room_id === roomId)!;
            return now.second_adult?.person_id !== ids[name] && { second: now.second_adult };
          },
          { what: 'the second adult to be replaced, or missed', timeout: 30_000 },
        ).then(({ second }) => second);
      }
      const lacking = async (name: Name) =>
        (await rooms(name)).filter((one) => one.as === 'administrator').map((one) => one.room_id);
      expect(await lacking('admin')).to.deep.equal([roomId]);
      expect(await lacking('boris')).to.deep.equal([]);
      expect(await lacking('far')).to.deep.equal([]);
    });

    it('is closed without a session', async () => {
      expect((await town.anonymous.get('/direct-rooms')).status).to.equal(401);
    });
  });

  describe('a report in a direct room', () => {
    let roomId: string;
    let bot: Awaited<ReturnType<typeof startBotChat>>;
    before(async () => {
      roomId = await open('petya', 'vera');
      // Before anything is told to her, so that all of it comes here.
      bot = await startBotChat(people.vera.matrix, town.core.homeserver.botUserId);
    });
    const reports = async (name: Name): Promise<Schemas['MyReports']> =>
      (await people[name].parta.get('/me/reports')).body as Schemas['MyReports'];

    it('is taken with a number, handled by an administrator, and answered', async () => {
      const { body } = await write(people.petya.matrix, roomId, 'дура');
      const about = {
        room_id: roomId,
        event_id: (body as { event_id: string }).event_id,
        reason: 'обзывается',
      };
      const report = { ...about, idempotency_key: newKey() };
      const { status, body: receipt } = await people.vera.parta.post('/reports', report);
      expect(status, JSON.stringify(receipt)).to.equal(201);
      expect((await people.vera.parta.post('/reports', report)).body).to.deep.equal(receipt);
      const { number } = receipt as Schemas['ReportReceipt'];
      expect((await reports('vera')).reports).to.have.length(1);
      expect((await reports('vera')).reports[0]).to.include({
        ...{ number, kind: 'message', reason: 'обзывается', outcome: 'waiting', text: '' },
      });
      const { body: listed } = await people.admin.parta.get('/cases');
      const { case_id: caseId } = (listed as { cases: { case_id: string }[] }).cases.find((one) =>
        one.case_id.startsWith(number),
      )!;
      const decision = { action: 'uphold', text: 'поговорили с Петей', idempotency_key: newKey() };
      expect((await people.admin.parta.post(`/cases/${caseId}/steps`, decision)).status).to.equal(204);
      expect((await reports('vera')).reports[0]).to.include({
        outcome: 'upheld',
        text: 'поговорили с Петей',
      });
      const { decisions } = await reports('petya');
      expect(decisions).to.have.length(1);
      expect(decisions[0]).to.include({ number, state: 'decided', may_appeal: true });
      const appeal = { action: 'appeal', text: 'она первая', idempotency_key: newKey() };
      expect((await people.petya.parta.post(`/cases/${caseId}/steps`, appeal)).status).to.equal(204);
      expect((await reports('petya')).decisions[0]).to.include({ state: 'appealed', may_appeal: false });
    });

    it('of somebody who is not in it is refused, and nobody sees the reports of others', async () => {
      const key = newKey();
      for (const name of ['olga', 'anna', 'far'] as const) {
        const { status } = await people[name].parta.post('/reports', {
          ...{ room_id: roomId, idempotency_key: key },
        });
        expect(status, name).to.equal(404);
        expect(await reports(name)).to.deep.equal({ reports: [], decisions: [] });
      }
      expect((await town.anonymous.get('/me/reports')).status).to.equal(401);
    });

    it('is taken by the command too, which nobody else sees', async () => {
      const { body } = await write(people.petya.matrix, roomId, 'опять');
      const chat = botChat(people.vera.matrix, roomId, town.core.homeserver.botUserId);
      await chat.send('!parta report злится', {
        'm.relates_to': { 'm.in_reply_to': { event_id: (body as { event_id: string }).event_id } },
      });
      await eventually(async () => (await bot.said()).some(({ body: said }) => said.includes('номер')), {
        what: 'the report to be taken',
        timeout: 30_000,
      });
      expect((await reports('vera')).reports.map(({ reason }) => reason)).to.include('злится');
      const { body: seen } = await people.petya.matrix.get(
        `/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=20`,
      );
      expect(JSON.stringify(seen)).to.not.include('!parta report');
    });
  });

  describe('a guardian', () => {
    it('is told by the bot of what the school proposes and decides', async () => {
      const bot = await startBotChat(people.stranger.matrix, town.core.homeserver.botUserId);
      const told = (words: string) =>
        eventually(async () => (await bot.said()).some(({ body }) => body.includes(words)), {
          what: `the guardian to be told: ${words}`,
          timeout: 30_000,
        });
      // An administrator names only people of the own school.
      await town.core.database.query(
        `insert into role_grant (source, person_id, school_id, role) values ('test', $1, $2, 'staff')`,
        [ids.stranger, town.school.schoolId],
      );
      const { status, body } = await people.admin.parta.post('/guardianships', {
        ...{ guardian_id: ids.stranger, child_id: ids.petya, relation: 'guardian' },
      });
      expect(status, JSON.stringify(body)).to.equal(201);
      const { guardianship_id: id } = body as Schemas['Guardianship'];
      await told(`!parta guardian accept ${id.slice(0, 8)}`);
      expect(
        (await people.stranger.parta.patch(`/guardianships/${id}`, { status: 'active' })).status,
      ).to.equal(200);
      expect((await people.admin.parta.patch(`/guardianships/${id}`, { status: 'ended' })).status).to.equal(
        200,
      );
      await told('больше не записаны');
      expect(await bot.said()).to.satisfy((said: { body: string }[]) =>
        said.every(({ body: text }) => !text.includes('Школа подтвердила')),
      );
    });
  });
});
