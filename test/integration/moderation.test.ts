/** Reports, cases and order in the class chat, with real clients on a real homeserver. */
import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import { verifyLog } from '../../appservice/src/audit/export.ts';
import { botChat, startBotChat, type BotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { startHomeserver } from '../support/homeserver.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

const FAST = { per_second: 1000, burst_count: 1000 };
const limits = {
  rc_message: FAST,
  rc_room_creation: FAST,
  rc_invites: { per_room: FAST, per_user: FAST, per_issuer: FAST },
};

type Name = 'teacher' | 'admin' | 'deputy' | 'vera' | 'oleg' | 'other';

describe('Moderation', function () {
  this.timeout(120_000);
  let town: RunningSchool;
  let chat: string;
  const people = {} as Record<Name, LoggedInPerson>;
  const direct = {} as Record<Name, BotChat>;

  before(async () => {
    const ids = {} as Record<Name, string>;
    town = await runningSchool({
      homeserver: await startHomeserver({ config: limits }),
      async populate(school) {
        const otherClass = await school.addClass('10А');
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.vera = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.oleg = await school.person('Олег Тестов', { inClass: 'pupil' });
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.deputy = await school.person('Глеб Тестов', { role: 'school_admin' });
        ids.other = await school.person('Егор Тестов', { inClass: 'class_teacher', classId: otherClass });
      },
    });
    for (const name of Object.keys(ids) as Name[]) {
      people[name] = await town.logIn(ids[name]);
      direct[name] = await startBotChat(people[name].matrix, town.core.homeserver.botUserId);
    }
    chat = await town.room('class_chat');
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const room = (): string => `/v3/rooms/${encodeURIComponent(chat)}`;
  const inChat = (name: Name): BotChat => botChat(people[name].matrix, chat, town.core.homeserver.botUserId);
  const write = async (
    name: Name,
    body: string,
    more: object = {},
  ): Promise<{ status: number; id: string }> => {
    const { status, body: answer } = await people[name].matrix.put(
      `${room()}/send/m.room.message/${randomUUID()}`,
      { msgtype: 'm.text', body, ...more },
    );
    return { status, id: (answer as { event_id: string }).event_id };
  };
  const event = async (id: string): Promise<{ content: { body?: string } }> =>
    (await people.teacher.matrix.get(`${room()}/event/${encodeURIComponent(id)}`)).body as {
      content: { body?: string };
    };
  const isGone = (id: string, what: string): Promise<unknown> =>
    eventually(async () => (await event(id)).content.body === undefined, { what, timeout: 20_000 });
  const hears = (name: Name, words: RegExp): Promise<string> =>
    eventually(async () => (await direct[name].said()).findLast(({ body }) => words.test(body))?.body, {
      what: `${name} to be told ${words}`,
      timeout: 20_000,
    });
  const level = async (userId: string): Promise<number | undefined> => {
    const event = await town.core.homeserver.readStateEvent(chat, 'm.room.power_levels', '');
    return (event!.content['users'] as Record<string, number>)[userId];
  };
  const writing = async (): Promise<unknown> =>
    (await town.core.homeserver.readStateEvent(chat, 'm.room.power_levels', ''))!.content['events_default'];
  const actions = async (action: string): Promise<Record<string, unknown>[]> =>
    (
      await town.core.database.query<{ details: Record<string, unknown> }>(
        'select details from audit_entry where action = $1 order by id',
        [action],
      )
    ).rows.map(({ details }) => details);
  const step = (name: Name, caseId: string, body: object) =>
    people[name].parta.post(`/cases/${caseId}/steps`, { idempotency_key: newKey(), ...body });
  const newestCase = async (name: Name): Promise<string> => {
    const { body } = await people[name].parta.get('/cases?state=open');
    const found = body as { cases: { case_id: string; created_at: string }[] };
    return found.cases.toSorted((a, b) => b.created_at.localeCompare(a.created_at))[0]!.case_id;
  };
  const reported = async (text: string): Promise<{ message: string; caseId: string }> => {
    const { id: message } = await write('oleg', text);
    const { status, body } = await people.vera.parta.post('/reports', {
      room_id: chat,
      event_id: message,
      reason: 'обидно',
      idempotency_key: newKey(),
    });
    expect(status).to.equal(201);
    const caseId = await newestCase('teacher');
    expect(caseId.slice(0, 8)).to.equal((body as { number: string }).number);
    return { message, caseId };
  };

  describe('in the class chat', () => {
    it('lets the class teacher lock and unlock it, and bringing rooms into line keeps the lock', async () => {
      expect(await inChat('teacher').ask('!parta lock')).to.equal('Принято.');
      await eventually(async () => (await writing()) === 50, { what: 'the lock', timeout: 20_000 });
      expect((await write('vera', 'можно?')).status).to.equal(403);
      expect((await write('teacher', 'тишина')).status).to.equal(200);
      const report = await town.core.reconciler.reconcile();
      expect([report.ok, report.done.set_power_levels ?? 0, await writing()]).to.deep.equal([true, 0, 50]);
      await inChat('teacher').ask('!parta unlock');
      await eventually(async () => (await writing()) === 0, { what: 'the end of the lock', timeout: 20_000 });
      expect((await write('vera', 'ура')).status).to.equal(200);
      await eventually(async () => {
        const said = (await inChat('vera').said()).map(({ body }) => body);
        return said.some((one) => one.includes('закрыт')) && said.some((one) => one.includes('снова открыт'));
      });
    });

    it('refuses that to pupils and to the teachers of other classes, and logs it', async () => {
      const before = (await actions('command.refuse')).length;
      expect(await inChat('vera').ask('!parta lock')).to.include('недоступна');
      const { status } = await people.other.parta.post(`/rooms/${encodeURIComponent(chat)}/restrictions`, {
        kind: 'lock',
        idempotency_key: newKey(),
      });
      expect(status).to.equal(403);
      expect(await writing()).to.equal(0);
      const refused = await eventually(async () => {
        const all = await actions('command.refuse');
        return all.length === before + 1 && all.at(-1);
      });
      expect(refused).to.include({ command: 'lock', room: chat });
    });

    it('mutes a pupil for a time, keeps it over bringing rooms into line, and gives the word back', async () => {
      const { userId } = people.oleg;
      expect(await inChat('teacher').ask(`!parta mute ${userId} 1h`)).to.equal('Принято.');
      await eventually(async () => (await level(userId)) === -1, { what: 'the mute', timeout: 20_000 });
      expect((await write('oleg', 'а я?')).status).to.equal(403);
      await hears('oleg', /не можете писать/);
      await town.core.reconciler.reconcile();
      await town.core.reconciler.reconcile({ personIds: [people.oleg.personId] });
      expect(await level(userId)).to.equal(-1);
      await inChat('teacher').ask(`!parta unmute ${userId}`);
      await eventually(async () => (await level(userId)) === undefined, {
        what: 'the word',
        timeout: 20_000,
      });
      expect((await write('oleg', 'спасибо')).status).to.equal(200);
    });

    it('ends a mute by itself when its time is over', async () => {
      const { userId } = people.oleg;
      await inChat('teacher').ask(`!parta mute ${userId} 4s`);
      await eventually(async () => (await level(userId)) === -1, { what: 'the mute', timeout: 20_000 });
      await eventually(async () => (await level(userId)) === undefined, {
        what: 'the mute to end by itself',
        timeout: 40_000,
      });
    });

    it('does not let a class teacher mute an administrator or herself', async () => {
      for (const name of ['admin', 'teacher'] as const) {
        expect(await inChat('teacher').ask(`!parta mute ${people[name].userId}`)).to.include('не можете');
      }
    });

    it('slows the chat down: what comes too fast is removed, and its writer told', async () => {
      await inChat('teacher').ask('!parta slow 5m');
      const { id: first } = await write('vera', 'раз');
      const { id: second } = await write('vera', 'два');
      await isGone(second, 'the second message to be removed');
      expect((await event(first)).content.body).to.equal('раз');
      await hears('vera', /медленный режим/i);
      await inChat('teacher').ask('!parta slow off');
    });

    it('pauses the invites of the class', async () => {
      const { body: made } = await people.teacher.parta.post('/invites', {
        class_id: town.school.classId,
        role: 'pupil',
      });
      const { code } = (made as { link: { code: string } }).link;
      const join = () =>
        town.anonymous.post('/invites/redeem', {
          ...{ code, name: 'Оля Птичкина', locale: 'ru', idempotency_key: newKey() },
        });
      await inChat('teacher').ask('!parta pause 1h');
      const refused = await join();
      expect([refused.status, refused.body.errcode]).to.deep.equal([403, 'ORG.PARTA.INVITE_PAUSED']);
      await inChat('teacher').ask('!parta resume');
      expect((await join()).status).to.equal(200);
    });
  });

  describe('a report', () => {
    it('by a reply to the bot is taken unseen by others, and leads to the removal of the message', async () => {
      const { id: message } = await write('oleg', 'ты глупая');
      const { id: command } = await write(
        'vera',
        `> <${people.oleg.userId}> ты глупая\n\n!parta report обзывается`,
        {
          'm.relates_to': { 'm.in_reply_to': { event_id: message } },
        },
      );
      await isGone(command, 'the report to be taken out of the chat');
      await hears('vera', /жалоба принята/);
      await hears('teacher', /Новое дело/);
      expect((await inChat('oleg').answersTo(command)).length).to.equal(0);

      const caseId = await newestCase('teacher');
      const { body: view } = await people.teacher.parta.get(`/cases/${caseId}`);
      expect(view).to.have.nested.property('reports[0].reason', 'обзывается');
      expect(view).to.have.nested.property('case.assignee_id', people.teacher.personId);
      const short = caseId.slice(0, 8);
      expect(await direct.teacher.ask(`!parta case ${short} redact`)).to.include('Сделано');
      await isGone(message, 'the message to be removed');
      await direct.teacher.ask(`!parta case ${short} uphold "Так нельзя, мы поговорили"`);
      await hears('vera', /меры приняты: Так нельзя/);
      await hears('oleg', new RegExp(`appeal ${short}`));
      // Sealed when it was reported: the copy is there, and nothing of it is readable in the database.
      const { rows } = await town.core.database.query<{ evidence: Buffer }>(
        'select evidence from moderation_case where id = $1',
        [caseId],
      );
      expect(rows[0]!.evidence.includes('глупая')).to.equal(false);
    });

    it('of one message by several people, or the same one again, is one case', async () => {
      const { id: message } = await write('oleg', 'снова я');
      const key = newKey();
      const about = { room_id: chat, event_id: message };
      for (const idempotency_key of [key, key, newKey()]) {
        await people.vera.parta.post('/reports', { ...about, idempotency_key });
      }
      const caseId = await newestCase('teacher');
      const { body } = await people.teacher.parta.get(`/cases/${caseId}`);
      expect((body as { reports: unknown[] }).reports).to.have.length(2);
    });

    it('made with a client’s own “report” is read from the homeserver, once', async () => {
      const { id: message } = await write('oleg', 'и ещё');
      const path = `/v3/rooms/${encodeURIComponent(chat)}/report/${encodeURIComponent(message)}`;
      expect((await people.vera.matrix.post(path, { reason: 'грубо', score: -100 })).status).to.equal(200);
      const { database } = town.core;
      for (const again of [1, 2]) {
        await database.query(`select graphile_worker.add_job('moderation.poll')`);
        const { rows } = await eventually(
          async () => {
            const found = await database.query<{ count: number }>(
              `select count(*)::int as count from moderation_report where source = 'homeserver'`,
            );
            const waiting = await database.query(
              `select 1 from graphile_worker.jobs where task_identifier = 'moderation.poll'`,
            );
            return found.rows[0]!.count > 0 && waiting.rowCount === 0 && found;
          },
          { what: `the report to be read, time ${again}`, timeout: 20_000 },
        );
        expect(rows[0]!.count).to.equal(1);
      }
    });

    it('of a room that the reporter is not in is refused', async () => {
      const { id: message } = await write('oleg', 'внутри');
      const { status } = await people.other.parta.post('/reports', {
        ...{ room_id: chat, event_id: message, idempotency_key: newKey() },
      });
      expect(status).to.equal(404);
    });

    it('of a person reaches whoever may handle it; one about the class teacher only administrators', async () => {
      const { status } = await people.vera.parta.post('/reports', {
        ...{ person_id: people.teacher.personId, reason: 'кричит', idempotency_key: newKey() },
      });
      expect(status).to.equal(201);
      const caseId = await newestCase('admin');
      expect((await people.admin.parta.get(`/cases/${caseId}`)).status).to.equal(200);
      expect((await people.teacher.parta.get(`/cases/${caseId}`)).status).to.equal(404);
      expect((await step('teacher', caseId, { action: 'dismiss', text: 'нет' })).status).to.equal(404);
    });
  });

  describe('a case', () => {
    it('shows its sealed evidence to two people’s knowledge only, and writes every reading down', async () => {
      const { caseId, message } = await reported('секретные слова');
      const read = (name: Name) => people[name].parta.get(`/cases/${caseId}/evidence`);
      expect((await read('teacher')).status).to.equal(403);
      expect((await step('teacher', caseId, { action: 'ask', text: 'нужен контекст' })).status).to.equal(204);
      expect((await read('teacher')).status).to.equal(403);
      const { body } = await people.admin.parta.get(`/cases/${caseId}`);
      const { access } = body as { access: { access_id: string }[] };
      const allow = { action: 'allow', access_id: access[0]!.access_id };
      expect((await step('teacher', caseId, allow)).status, 'by herself').to.equal(403);
      expect((await step('admin', caseId, allow)).status).to.equal(204);
      expect((await read('deputy')).status, 'who had no part in it').to.equal(403);
      expect((await read('admin')).status, 'who allowed').to.equal(200);
      const { status, body: evidence } = await read('teacher');
      expect(status).to.equal(200);
      const { messages } = evidence as { messages: { event_id: string; content: { body: string } }[] };
      expect(messages.find(({ event_id }) => event_id === message)!.content.body).to.equal('секретные слова');
      await town.core.database.query(
        `update moderation_access set expires_at = now() - interval '1 second' where case_id = $1`,
        [caseId],
      );
      expect((await read('teacher')).status, 'after its time').to.equal(403);
      for (const [action, times] of [
        ['case.ask', 1],
        ['case.allow', 1],
        ['case.read', 2],
      ] as const) {
        expect(
          (await actions(action)).filter((one) => one['case_id'] === caseId),
          action,
        ).to.have.length(times);
      }
    });

    it('mutes by a decision that the person appeals and another one takes back', async () => {
      const { caseId } = await reported('за это замолчишь');
      const { userId } = people.oleg;
      expect((await step('teacher', caseId, { action: 'mute', seconds: 3600 })).status).to.equal(204);
      await eventually(async () => (await level(userId)) === -1, { what: 'the mute', timeout: 20_000 });
      const appeal = { action: 'appeal', text: 'это не я' };
      expect((await step('oleg', caseId, appeal)).status, 'before a decision').to.equal(409);
      expect((await step('teacher', caseId, { action: 'uphold', text: 'грубость' })).status).to.equal(204);
      expect((await step('vera', caseId, appeal)).status, 'by somebody else').to.equal(404);
      expect((await step('oleg', caseId, appeal)).status).to.equal(204);
      expect((await step('oleg', caseId, appeal)).status, 'twice').to.equal(409);
      const overturn = { action: 'overturn', text: 'разобрались, не он' };
      expect((await step('teacher', caseId, overturn)).status, 'by who decided').to.equal(403);
      expect((await step('admin', caseId, overturn)).status).to.equal(204);
      await eventually(async () => (await level(userId)) === undefined, {
        what: 'the word',
        timeout: 20_000,
      });
      await hears('oleg', /решение отменено: разобрались/);
      expect((await step('admin', caseId, { action: 'confirm', text: 'x' })).status).to.equal(409);
    });

    it('does a step once when the same request comes again', async () => {
      const { caseId } = await reported('предупредите меня');
      const warn = { action: 'warn', text: 'Пишите вежливо, номер один', idempotency_key: newKey() };
      for (let times = 0; times < 3; times += 1) {
        expect((await step('teacher', caseId, warn)).status).to.equal(204);
      }
      await hears('oleg', /номер один/);
      const said = (await direct.oleg.said()).filter(({ body }) => body.includes('номер один'));
      expect(said).to.have.length(1);
      expect((await actions('case.warn')).filter((one) => one['case_id'] === caseId)).to.have.length(1);
    });

    it('removes a person from the room, who cannot come back before it ends', async () => {
      const { caseId } = await reported('выгоните меня');
      await step('teacher', caseId, { action: 'remove', seconds: 3600 });
      const membership = async () =>
        (await town.core.homeserver.readStateEvent(chat, 'm.room.member', people.oleg.userId))?.content[
          'membership'
        ];
      await eventually(async () => (await membership()) === 'ban', { what: 'the removal', timeout: 20_000 });
      await town.core.reconciler.reconcile();
      expect((await people.oleg.matrix.post(`${room()}/join`)).status).to.equal(403);
      const path = `/rooms/${encodeURIComponent(chat)}/restrictions?kind=removal&user_id=${encodeURIComponent(people.oleg.userId)}`;
      expect((await people.teacher.parta.delete(path)).status).to.equal(204);
      await eventually(async () => (await membership()) === 'join', { what: 'the return', timeout: 30_000 });
    });
  });

  describe('after all that', () => {
    it('the audit log is whole', async () => {
      const { faults, heads } = await verifyLog(town.core.database);
      expect(faults).to.deep.equal([]);
      expect(heads.find(({ chain }) => chain === town.school.schoolId)!.seq).to.be.greaterThan(30);
    });
  });
});
