/** What the desks of staff and administrators ask for: cases with names and deadlines, restrictions, the contact policy’s history, the audit log. */
import { expect } from 'chai';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { verifyExport } from '../../appservice/src/audit/export.ts';
import { createOverdue } from '../../appservice/src/moderation/overdue.ts';
import { STEP_TASK } from '../../appservice/src/moderation/steps.ts';
import { createJobs } from '../../appservice/src/store/jobs.ts';
import { startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Name = 'teacher' | 'admin' | 'deputy' | 'vera' | 'oleg';
type Entry = {
  seq: number;
  at: string;
  action: string;
  text: string;
  actor_id: string | null;
  details: object;
};

describe('The desks of staff and administrators', function () {
  this.timeout(120_000);
  let town: RunningSchool;
  let chat: string;
  const people = {} as Record<Name, LoggedInPerson>;
  const direct = {} as Record<Name, BotChat>;

  before(async () => {
    const ids = {} as Record<Name, string>;
    // People here write faster than people do.
    const fast = { per_second: 1000, burst_count: 1000 };
    town = await runningSchool({
      homeserver: await startHomeserver({ config: { rc_message: fast } }),
      async populate(school) {
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.vera = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.oleg = await school.person('Олег Тестов', { inClass: 'pupil' });
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.deputy = await school.person('Глеб Тестов', { role: 'school_admin' });
      },
    });
    for (const name of Object.keys(ids) as Name[]) {
      people[name] = await town.logIn(ids[name]);
      direct[name] = await startBotChat(people[name].matrix, town.core.homeserver.botUserId);
    }
    chat = await town.room('class_chat');
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const get = async (name: Name, path: string): Promise<Record<string, unknown>> => {
    const { status, body } = await people[name].parta.get(path);
    expect(status, `${path} ${JSON.stringify(body)}`.slice(0, 300)).to.equal(200);
    return body as Record<string, unknown>;
  };
  const reported = async (): Promise<string> => {
    const path = `/v3/rooms/${encodeURIComponent(chat)}/send/m.room.message/${newKey()}`;
    const { body } = await people.oleg.matrix.put(path, { msgtype: 'm.text', body: 'ты глупая' });
    const { event_id: eventId } = body as { event_id?: string };
    expect(eventId, JSON.stringify(body)).to.be.a('string');
    const about = { room_id: chat, event_id: eventId };
    const report = { ...about, reason: 'обидно', idempotency_key: newKey() };
    expect((await people.vera.parta.post('/reports', report)).status).to.equal(201);
    const { rows } = await town.core.database.query<{ id: string }>(
      'select id from moderation_case where event_id = $1',
      [about.event_id],
    );
    return rows[0]!.id;
  };
  const step = (name: Name, caseId: string, body: object) =>
    people[name].parta.post(`/cases/${caseId}/steps`, { idempotency_key: newKey(), ...body });
  const told = async (name: Name, words: RegExp): Promise<number> =>
    (await direct[name].said()).filter(({ body }) => words.test(body)).length;

  describe('of cases', () => {
    it('name the people, and say what whoever asks may do now', async () => {
      const caseId = await reported();
      const { cases, people: names } = await get('teacher', '/cases?state=open');
      expect((cases as { case_id: string }[]).map(({ case_id: id }) => id)).to.include(caseId);
      expect(names).to.include({
        [people.oleg.personId]: 'Олег Тестов',
        [people.teacher.personId]: 'Анна Тестова',
      });
      const view = await get('teacher', `/cases/${caseId}`);
      expect(view['people']).to.include({ [people.vera.personId]: 'Вера Тестова' });
      expect(view['may']).to.have.members([
        'assign',
        'redact',
        'mute',
        'remove',
        'warn',
        'talk',
        'uphold',
        'dismiss',
        'ask',
      ]);
      expect((await get('admin', `/cases/${caseId}`))['may']).to.include('allow');
      await step('teacher', caseId, { action: 'dismiss', text: 'помирились' });
      expect((await get('teacher', `/cases/${caseId}`))['may']).to.deep.equal(['ask']);
    });

    it('let both read what one asked for and the other allowed, and show each reading', async () => {
      const caseId = await reported();
      await step('admin', caseId, { action: 'ask', text: 'нужен контекст' });
      const { access } = (await get('deputy', `/cases/${caseId}`)) as { access: { access_id: string }[] };
      await step('deputy', caseId, { action: 'allow', access_id: access[0]!.access_id });
      for (const name of ['admin', 'deputy'] as const) {
        expect((await get(name, `/cases/${caseId}`))['may_read']).to.equal(true);
        await get(name, `/cases/${caseId}/evidence`);
      }
      const { steps, may_read: mayRead } = (await get('teacher', `/cases/${caseId}`)) as {
        steps: { action: string; actor_id: string }[];
        may_read: boolean;
      };
      expect(mayRead).to.equal(false);
      expect(steps.filter(({ action }) => action === 'read').map(({ actor_id: id }) => id)).to.deep.equal([
        people.admin.personId,
        people.deputy.personId,
      ]);
      await eventually(() => told('admin', new RegExp(`${caseId.slice(0, 8)} можно читать`)));
    });

    it('remind the assignee when the deadline has passed, and a day later the administrators, once each', async () => {
      const caseId = await reported();
      const late = new RegExp(`${caseId.slice(0, 8)} не решено в срок`);
      const { database } = town.core;
      const { rows } = await database.query<{ at: Date }>(
        'select deadline_at as at from moderation_case where id = $1',
        [caseId],
      );
      const jobs = createJobs({
        database,
        log: pino({ level: 'silent' }),
        tasks: { [STEP_TASK]: () => Promise.resolve() },
      });
      const look = (hoursLate: number): Promise<void> =>
        createOverdue({
          database,
          jobs,
          now: () => new Date(rows[0]!.at.getTime() + hoursLate * 3_600_000),
        })();
      const done = async (): Promise<boolean> =>
        (await database.query('select 1 from moderation_step where done_at is null')).rowCount === 0;
      await look(-1);
      await eventually(done);
      expect(await told('teacher', late)).to.equal(0);
      for (const hours of [0, 1, 23]) await look(hours);
      await eventually(() => told('teacher', late).then((count) => count === 1));
      expect([await told('admin', late), await told('deputy', late)]).to.deep.equal([0, 0]);
      for (const hours of [24, 25]) await look(hours);
      await eventually(async () => (await told('admin', late)) === 1 && (await told('deputy', late)) === 1);
      await eventually(done);
      expect(await told('teacher', late)).to.equal(1);
      await step('teacher', caseId, { action: 'dismiss', text: 'поздно, но решено' });
    });
  });

  it('of a room say who is restricted, by whom and until when', async () => {
    const path = `/rooms/${encodeURIComponent(chat)}/restrictions`;
    const mute = { kind: 'mute', user_id: people.oleg.userId, for_seconds: 3600, idempotency_key: newKey() };
    expect((await people.teacher.parta.post(path, mute)).status).to.equal(204);
    const { restrictions } = (await get('teacher', path)) as { restrictions: object[] };
    expect(restrictions).to.have.length(1);
    expect(restrictions[0]).to.include({
      ...{ kind: 'mute', name: 'Олег Тестов', user_id: people.oleg.userId, created_by: 'Анна Тестова' },
    });
    await people.teacher.parta.delete(`${path}?kind=mute&user_id=${encodeURIComponent(people.oleg.userId)}`);
    expect((await get('teacher', path))['restrictions']).to.deep.equal([]);
    // Begun and ended at once: whichever job is slower, the end of it is what stays.
    const { database, homeserver } = town.core;
    const isDone = async (): Promise<boolean> => {
      const { rowCount } = await database.query(
        `select 1 from graphile_worker.jobs where task_identifier = 'moderation.restriction' and run_at <= now()`,
      );
      return rowCount === 0;
    };
    await eventually(isDone, { what: 'the mute and its end', timeout: 20_000 });
    const levels = await homeserver.readStateEvent(chat, 'm.room.power_levels', '');
    expect(levels!.content['users']).to.not.have.property(people.oleg.userId);
  });

  describe('of the audit log', () => {
    const read = async (name: Name, query: string): Promise<Entry[]> =>
      (await get(name, `/audit?school_id=${town.school.schoolId}&limit=200${query}`))['entries'] as Entry[];

    it('read it in words, filtered by what, who, about whom and when', async () => {
      const all = await read('admin', '');
      expect(all.length).to.be.greaterThan(10);
      const ofCases = await read('admin', '&action=case');
      expect(new Set(ofCases.map(({ action }) => action.split('.')[0]))).to.deep.equal(new Set(['case']));
      const allowed = await read('admin', '&action=case.allow');
      expect(allowed.map(({ action, text }) => [action, text])).to.deep.equal([
        ['case.allow', 'разрешён доступ к запечатанному'],
      ]);
      const { deputy, oleg } = people;
      expect((await read('admin', `&person_id=${deputy.personId}&action=case.allow`)).length).to.equal(1);
      const about = await read('admin', `&person_id=${oleg.personId}`);
      expect(about.length).to.be.within(1, all.length - 1);
      expect(about.every((one) => JSON.stringify(one).includes(oleg.personId))).to.equal(true);
      const middle = all[5]!;
      const [before, after] = await Promise.all([
        read('admin', `&until=${encodeURIComponent(middle.at)}`),
        read('admin', `&from=${encodeURIComponent(middle.at)}`),
      ]);
      expect([before.length, after.length]).to.deep.equal([all.length - 6, 6]);
      const older = await read('admin', `&before=${middle.seq}`);
      expect(older[0]!.seq).to.equal(middle.seq - 1);
    });

    it('refuse it to those who do not administer the school', async () => {
      for (const name of ['teacher', 'vera'] as const) {
        for (const path of ['/audit', '/audit/verification', '/audit/export']) {
          const { status } = await people[name].parta.get(`${path}?school_id=${town.school.schoolId}`);
          expect(status, `${name} ${path}`).to.equal(403);
        }
      }
      expect(await direct.teacher.ask('!parta audit')).to.include('недоступна');
    });

    it('say up to which entry it is verified, and give a file that can be verified offline', async () => {
      const query = `school_id=${town.school.schoolId}`;
      const [newest] = await read('admin', '');
      expect(await get('admin', `/audit/verification?${query}`)).to.deep.include({
        entries: newest!.seq,
        faults: [],
      });
      const { code } = await town.core.accounts.createLoginLink(people.admin.personId, 3600);
      const { body } = await town.anonymous.post('/login-links/redeem', { code, idempotency_key: newKey() });
      const { token } = (body as { api_session: { token: string } }).api_session;
      const { host, port } = town.core.config.appservice;
      const response = await fetch(`http://${host}:${port}/api/v1/audit/export?${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(response.status).to.equal(200);
      expect(response.headers.get('content-disposition')).to.include('attachment');
      const lines = (await response.text()).trim().split('\n');
      const { faults, heads } = await verifyExport(Readable.from(lines));
      expect(faults).to.deep.equal([]);
      expect(heads.map(({ chain }) => chain)).to.deep.equal([town.school.schoolId]);
      const [last] = await read('admin', '&action=audit.export');
      expect(last).to.include({ actor_id: people.admin.personId, seq: heads[0]!.seq });
    });

    it('and by the bot, in the language of whoever asks', async () => {
      const said = await direct.admin.ask('!parta audit 5');
      expect(said).to.include('Журнал действий школы');
      expect(said.match(/^\d+\. /gm)).to.have.length(5);
      expect(said).to.include('Роза Тестова: выгружен журнал действий');
    });
  });
});
