/** The contact policy on a real school: decisions from the register, the matrix, quiet hours, and explanations everywhere. */
import { expect } from 'chai';
import { decide } from '../../appservice/src/policy/decide.ts';
import { startBotChat } from '../support/bot-chat.ts';
import { runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Name =
  'pupil' | 'classmate' | 'other' | 'teacher' | 'parent' | 'otherParent' | 'administrator' | 'district';

describe('The contact policy of a running school', function () {
  this.timeout(180_000);
  let town: RunningSchool;
  const ids = {} as Record<Name, string>;
  const people = {} as Record<Name, LoggedInPerson>;
  const user = (name: Name): string => people[name].userId;
  const outcome = async (from: string, to: string): Promise<string[]> => {
    const { outcome: what, rule } = await town.core.policy.decide(from, to);
    return [what, rule];
  };

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        const other = await school.addClass('8А');
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.classmate = await school.person('Олег Тестов', { inClass: 'pupil' });
        ids.other = await school.person('Ира Тестова', { inClass: 'pupil', classId: other });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.parent = await school.person('Пётр Тестов', { guardianOf: ids.pupil });
        ids.otherParent = await school.person('Нина Тестова', { guardianOf: ids.classmate });
        ids.administrator = await school.person('Алла Тестова', { role: 'school_admin' });
        ids.district = await school.person('Борис Тестов', { role: 'district_admin' });
      },
    });
    for (const name of Object.keys(ids) as Name[]) people[name] = await town.logIn(ids[name]);
  });

  describe('decides', () => {
    it('by the register: class, teaching, guardianship', async () => {
      expect(await outcome(user('pupil'), user('classmate'))).to.deep.equal(['allow', 'classmates']);
      expect(await outcome(user('pupil'), user('other'))).to.deep.equal(['deny', 'other_pupils']);
      expect(await outcome(user('pupil'), user('teacher'))).to.deep.equal(['second_adult', 'own_teacher']);
      expect(await outcome(user('other'), user('teacher'))).to.deep.equal(['deny', 'other_teacher']);
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['allow', 'own_child']);
      expect(await outcome(user('parent'), user('classmate'))).to.deep.equal(['deny', 'anothers_child']);
      expect(await outcome(user('parent'), user('otherParent'))).to.deep.equal(['allow', 'class_parents']);
      expect(await outcome(user('parent'), user('teacher'))).to.deep.equal(['allow', 'childs_teacher']);
      expect(await outcome(user('parent'), user('administrator'))).to.deep.equal([
        'teacher_first',
        'parent_and_school',
      ]);
      expect(await outcome(user('administrator'), user('parent'))).to.deep.equal([
        'allow',
        'parent_and_school',
      ]);
      expect(await outcome(user('district'), user('administrator'))).to.deep.equal(['allow', 'colleagues']);
    });

    it('that strangers, here or elsewhere, reach no pupil, and that the bot does', async () => {
      const { serverName } = town.homeserver;
      expect(await outcome('@mallory:elsewhere.example', user('pupil'))).to.deep.equal([
        'deny',
        'other_homeserver',
      ]);
      expect(await outcome(user('pupil'), `@mallory:${serverName}`)).to.deep.equal([
        'deny',
        'unknown_account',
      ]);
      expect(await outcome(town.core.homeserver.botUserId, user('pupil'))).to.deep.equal(['allow', 'parta']);
    });

    it('among all in a room, every pair and the strictest', async () => {
      const all = [user('pupil'), user('teacher'), user('parent')];
      const { pairs, strictest } = await town.core.policy.decideAmong(all);
      expect(pairs).to.have.length(6);
      expect(strictest).to.equal('second_adult');
      expect((await town.core.policy.decideAmong([user('pupil'), user('classmate')])).strictest).to.equal(
        'allow',
      );
      expect((await town.core.policy.decideAmong([...all, '@mallory:elsewhere.example'])).strictest).to.equal(
        'deny',
      );
    });

    it('that a court’s restriction goes before everything, and is lifted with it', async () => {
      const restrict = (contact: string): Promise<unknown> =>
        town.core.database.query('update guardianship set contact = $2 where guardian_id = $1', [
          ids.parent,
          contact,
        ]);
      await restrict('restricted');
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['deny', 'contact_restricted']);
      expect(await outcome(user('pupil'), user('parent'))).to.deep.equal(['deny', 'contact_restricted']);
      await restrict('allowed');
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['allow', 'own_child']);
    });

    it('that a court’s restriction outlives the guardianship, until the school says that it is over', async () => {
      const change = (id: string, patch: object) =>
        people.administrator.parta.patch(`/guardianships/${id}`, patch);
      const ofClass = async () => {
        const { body } = await people.administrator.parta.get(
          `/classes/${town.school.classId}/guardianships`,
        );
        const all = body.guardianships as { guardianship_id: string; guardian: { person_id: string } }[];
        return all.find(({ guardian }) => guardian.person_id === ids.parent);
      };
      const id = (await ofClass())!.guardianship_id;
      expect((await change(id, { contact: 'restricted' })).status).to.equal(200);
      const ended = await change(id, { status: 'ended' });
      expect(ended.body.may).to.deep.equal(['contact']);
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['deny', 'contact_restricted']);
      expect(await ofClass(), 'what the school can still lift').to.deep.include({ status: 'ended' });
      expect((await change(id, { contact: 'allowed' })).body.may).to.deep.equal([]);
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['deny', 'unknown_account']);
      expect(await ofClass()).to.equal(undefined);
      await town.core.database.query('update guardianship set ended_at = null where id = $1', [id]);
      expect(await outcome(user('parent'), user('pupil'))).to.deep.equal(['allow', 'own_child']);
    });

    it('by what is true on that day: an enrollment that has ended makes no classmates', async () => {
      const end = (day: string | null): Promise<unknown> =>
        town.core.database.query('update enrollment set ends_on = $2 where person_id = $1', [
          ids.classmate,
          day,
        ]);
      await end('2026-01-01');
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('deny');
      await end(null);
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('allow');
    });
  });

  describe('shows administrators its matrix', () => {
    const line = {
      roles: ['pupil', 'pupil'],
      relation: 'same_class',
      age: 'under_age',
      outcome: 'deny',
    };
    const matrix = (
      name: Name,
      schoolId: string | null = town.school.schoolId,
    ): ReturnType<LoggedInPerson['parta']['get']> =>
      people[name].parta.get(`/policy/matrix${schoolId === null ? '' : `?school_id=${schoolId}`}`);
    const change = (more: object = {}): object => ({
      school_id: town.school.schoolId,
      rules: [line],
      ...more,
    });

    it('and to nobody else', async () => {
      expect((await matrix('administrator')).status).to.equal(200);
      expect((await matrix('teacher')).status).to.equal(403);
      expect((await matrix('administrator', null)).status).to.equal(403);
      expect((await matrix('district', null)).status).to.equal(200);
      for (const name of ['teacher', 'pupil'] as const) {
        expect((await people[name].parta.put('/policy/matrix', change())).status).to.equal(403);
        expect((await people[name].parta.post('/policy/simulations', change())).status).to.equal(403);
      }
    });

    it('what a change would do, and does nothing yet', async () => {
      const { status, body } = await people.administrator.parta.post('/policy/simulations', change());
      expect(status).to.equal(200);
      expect(body).to.deep.include({ people: 2, complete: true, rooms_closed: [], rooms_completed: [] });
      const [first] = body['changes'] as { rule: string; pairs: number; examples: string[][] }[];
      expect(first).to.include({ rule: 'classmates', pairs: 1 });
      expect(first!.examples.flat()).to.have.members(['Вера Тестова', 'Олег Тестов']);
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('allow');
    });

    it('saves it in one audited act, refuses it when somebody else was faster, and takes it back', async () => {
      const { version } = (await matrix('administrator')).body as { version: string };
      const saved = await people.administrator.parta.put(
        '/policy/matrix',
        change({ version, reason: 'просьба класса' }),
      );
      expect(saved.status).to.equal(200);
      expect(saved.body['rules']).to.deep.equal([line]);
      expect(await outcome(user('pupil'), user('classmate'))).to.deep.equal(['deny', 'classmates']);

      const late = await people.administrator.parta.put('/policy/matrix', change({ version, rules: [] }));
      expect([late.status, late.body['errcode']]).to.deep.equal([409, 'policy.changed_meanwhile']);

      const { rows } = await town.core.database.query(
        `select actor_id, school_id, details ->> 'reason' as reason, details ->> 'changed' as changed
           from audit_entry where action = 'policy.matrix'`,
      );
      expect(rows).to.deep.equal([
        {
          ...{ actor_id: ids.administrator, school_id: town.school.schoolId, reason: 'просьба класса' },
          changed: 'pupil/pupil/same_class/under_age:->deny',
        },
      ]);

      await people.administrator.parta.put('/policy/matrix', change({ rules: [] }));
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('allow');
    });

    it('lets the school’s line go before the district’s', async () => {
      const district = (rules: object[]): Promise<{ status: number }> =>
        people.district.parta.put('/policy/matrix', { school_id: null, rules });
      expect((await district([line])).status).to.equal(200);
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('deny');
      const second = { ...line, outcome: 'second_adult' };
      await people.administrator.parta.put('/policy/matrix', change({ rules: [second] }));
      expect((await outcome(user('pupil'), user('classmate')))[0]).to.equal('second_adult');
      await people.administrator.parta.put('/policy/matrix', change({ rules: [] }));
      await district([]);
    });

    it('and refuses lines that fixed rules decide, that are there twice, or that make no sense', async () => {
      const impossible = [
        [{ ...line, roles: ['stranger', 'pupil'], relation: 'unknown' }],
        [line, { ...line, outcome: 'allow' }],
        [{ ...line, outcome: 'teacher_first' }],
      ];
      for (const rules of impossible) {
        const { status, body } = await people.administrator.parta.put('/policy/matrix', change({ rules }));
        expect([status, body['errcode']]).to.deep.equal([400, 'policy.rule_impossible']);
      }
    });
  });

  it('counts a pupil as of age from the month on that an administrator notes', async () => {
    const note = (name: Name, of_age_from: string | null): Promise<{ status: number }> =>
      people[name].parta.put(`/people/${ids.pupil}/age`, { of_age_from });
    expect((await note('teacher', '2026-01-01')).status).to.equal(403);
    expect((await note('pupil', '2026-01-01')).status).to.equal(403);
    expect((await note('administrator', '2026-01-02')).status).to.equal(400);
    expect((await note('administrator', '2026-01-01')).status).to.equal(204);
    expect((await outcome(user('pupil'), user('teacher')))[0]).to.equal('allow');
    expect((await note('administrator', null)).status).to.equal(204);
    expect((await outcome(user('pupil'), user('teacher')))[0]).to.equal('second_adult');
  });

  it('holds notifications in quiet hours that an administrator sets, and on days off', async () => {
    const path = `/schools/${town.school.schoolId}/quiet-hours`;
    const night = {
      role: 'pupil',
      class_id: null,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      begins_at: '21:00',
      ends_at: '07:00',
      days_off: true,
    };
    expect((await people.teacher.parta.put(path, { quiet_hours: [night] })).status).to.equal(403);
    const saved = await people.administrator.parta.put(path, { quiet_hours: [night] });
    expect(saved.body).to.deep.equal({ quiet_hours: [night] });
    expect((await people.pupil.parta.get(path)).body).to.deep.equal({ quiet_hours: [night] });

    const until = async (at: string): Promise<string | null> =>
      (await town.core.policy.quietUntil(user('pupil'), new Date(at)))?.toISOString() ?? null;
    expect(await until('2026-11-25T22:00+03:00')).to.equal('2026-11-26T04:00:00.000Z');
    expect(await until('2026-11-25T12:00+03:00')).to.equal(null);
    await town.core.database.query(
      `insert into day_off (school_id, title, begins_on, ends_on) values ($1, 'Праздник', '2026-11-25', '2026-11-26')`,
      [town.school.schoolId],
    );
    expect(await until('2026-11-25T12:00+03:00')).to.equal('2026-11-26T04:00:00.000Z');
    const stranger = { ...night, class_id: ids.pupil };
    expect((await people.administrator.parta.put(path, { quiet_hours: [stranger] })).status).to.equal(400);
    expect((await people.administrator.parta.put(path, { quiet_hours: [] })).body).to.deep.equal({
      quiet_hours: [],
    });
  });

  describe('explains', () => {
    const ask = (name: Name, query: Record<string, string>): ReturnType<LoggedInPerson['parta']['get']> =>
      people[name].parta.get(`/policy/explanation?${new URLSearchParams(query).toString()}`);
    const pair = (name: Name, from: string, to: string): ReturnType<typeof ask> => ask(name, { from, to });

    it('two people with the very decision, and what would change it', async () => {
      const { status, body } = await pair('administrator', user('parent'), user('classmate'));
      expect(status).to.equal(200);
      const contact = body['contact'] as { remedies: { code: string }[]; text: string };
      const { outcome: what, rule } = await town.core.policy.decide(user('parent'), user('classmate'));
      expect(contact).to.include({ outcome: what, rule });
      expect(contact.remedies.map(({ code }) => code)).to.deep.equal(['confirm_guardian', 'change_line']);
      expect(contact.text).to.include('родитель другого ребёнка');
    });

    it('everybody to everybody as it decides', async () => {
      const all = [...(Object.keys(people) as Name[]).map(user), '@mallory:elsewhere.example'];
      const { parties, context } = await town.core.policy.parties.load(all, new Date());
      for (const from of parties) {
        for (const to of parties) {
          const { decision } = await town.core.policy.explain(from.userId, to.userId);
          expect(decision).to.deep.equal(decide(from, to, context));
        }
      }
    });

    it('to people about themselves, teachers about their pupils, administrators about their school, and no further', async () => {
      expect((await pair('pupil', user('pupil'), user('other'))).status).to.equal(200);
      expect((await pair('teacher', user('pupil'), user('other'))).status).to.equal(200);
      expect((await pair('administrator', user('other'), user('pupil'))).status).to.equal(200);
      expect((await pair('pupil', user('classmate'), user('other'))).status).to.equal(403);
      expect((await pair('teacher', user('other'), user('administrator'))).status).to.equal(403);
      expect((await pair('parent', user('pupil'), user('classmate'))).status).to.equal(403);
      expect((await ask('pupil', { from: user('pupil') })).status).to.equal(400);
    });

    it('rooms: who is in, who does not belong there, who was banned, whose server is refused, who was not there yet', async () => {
      const roomId = await town.room('class_chat');
      const room = async (userId: string): Promise<unknown> =>
        ((await ask('administrator', { user_id: userId, room_id: roomId })).body['room'] as { rule: string })
          .rule;
      expect(await room(user('pupil'))).to.equal('joined');
      expect(await room(user('parent'))).to.equal('not_for_them');
      expect(await room(user('other'))).to.equal('not_for_them');
      await people.classmate.matrix.post(`/v3/rooms/${encodeURIComponent(roomId)}/leave`, {});
      expect(await room(user('classmate'))).to.equal('not_joined');
      const { homeserver } = town.core;
      await homeserver.sendState(roomId, 'm.room.member', user('classmate'), { membership: 'ban' });
      expect(await room(user('classmate'))).to.equal('banned');
      await homeserver.sendState(roomId, 'm.room.member', user('classmate'), { membership: 'leave' });
      await homeserver.sendState(roomId, 'm.room.server_acl', '', {
        allow: [homeserver.serverName.replace(/:\d+$/, '')],
        deny: ['*.example'],
      });
      await town.core.database.query(
        `insert into matrix_account (user_id, person_id, origin) values ('@anna:far.example', $1, 'linked')`,
        [ids.teacher],
      );
      expect(await room('@anna:far.example')).to.equal('server_refused');
      expect(await room('@mallory:far.example')).to.equal('unknown_account');
    });

    it('on the command line', async () => {
      const ofTeacher = await town.cli(['explain', user('pupil'), user('teacher'), '--lang', 'en']);
      expect(ofTeacher.stdout).to.include('second adult').and.to.include('somebody who teaches their class');
      const ofRoom = await town.cli([
        'explain',
        user('parent'),
        await town.room('class_chat'),
        '--lang',
        'ru',
      ]);
      expect(ofRoom.stdout).to.include('не относится к этой комнате');
      const lessonRoom = await town.room('lesson_room');
      const ofLesson = await town.cli(['explain', user('pupil'), lessonRoom, '--lang', 'en']);
      expect(ofLesson.stdout).to.include('no lesson here now');
      expect((await town.cli(['explain', user('parent')])).code).to.equal(2);
    });

    it('in a chat with the bot', async () => {
      const chat = await startBotChat(people.pupil.matrix, town.core.homeserver.botUserId);
      expect(await chat.ask(`!parta explain me ${user('other')}`)).to.include('разных классов');
      expect(await chat.ask(`!parta explain ${user('classmate')} ${user('other')}`)).to.include('о себе');
      expect(await chat.ask(`!parta explain me ${await town.room('lesson_room')}`)).to.include('в комнате');
      expect(await chat.ask('!parta explain me nobody')).to.include('не адрес Matrix');
      expect(await chat.ask('!parta explain')).to.include('Назовите');
      expect(await chat.ask('!parta policy')).to.include('ученик того же класса: да');
    });
  });

  after(() => expect(town.complaints()).to.deep.equal([]));
});
