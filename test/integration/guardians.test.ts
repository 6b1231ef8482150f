/** Parents and their children, over HTTP, with the bot, and with everybody's own tokens on a real homeserver. */
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { startBotChat } from '../support/bot-chat.ts';
import { eventually } from '../support/eventually.ts';
import { refusal, type Answer } from '../support/matrix-api.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';
import { makeSchool } from '../support/school.ts';

type Schemas = components['schemas'];
type Guardianship = Schemas['Guardianship'];
type Browser = Omit<LoggedInPerson, 'personId'>;

describe('guardians', function () {
  this.timeout(120_000);
  let town: RunningSchool;
  const ids: Record<string, string> = {};
  const people: Record<string, LoggedInPerson> = {};
  let otherClass: string;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        otherClass = await school.addClass('7А');
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.colleague = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
        ids.classmate = await school.person('Марк Другов', { inClass: 'pupil' });
        ids.other = await school.person('Лев Далёкий', { inClass: 'pupil', classId: otherClass });
      },
    });
    for (const [name, id] of Object.entries(ids)) people[name] = await town.logIn(id);
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const classPath = (): string => `/classes/${town.school.classId}`;
  async function linkFor(child: string, terms: object = {}, by = 'teacher'): Promise<string> {
    const wish = { class_id: town.school.classId, role: 'parent', child_id: ids[child], ...terms };
    const { status, body } = await people[by]!.parta.post('/invites', wish);
    expect(status, JSON.stringify(body)).to.equal(201);
    return (body as { link: Schemas['CreatedLink'] }).link.code;
  }
  async function linkByChild(child: string): Promise<string> {
    const { status, body } = await people[child]!.parta.post('/me/guardian-invites');
    expect(status, JSON.stringify(body)).to.equal(201);
    return (body as { link: Schemas['CreatedLink'] }).link.code;
  }
  const redeem = (code: string, more: object = {}, api = town.anonymous): Promise<Answer> =>
    api.post('/invites/redeem', {
      code,
      name: 'Ольга Новая',
      locale: 'ru',
      idempotency_key: newKey(),
      ...more,
    });
  async function comes(code: string, name: string): Promise<Browser> {
    const { status, body } = await redeem(code, { name });
    expect(status, JSON.stringify(body)).to.equal(200);
    return town.browser(body);
  }
  const me = async ({ parta }: Browser): Promise<Schemas['Me']> =>
    (await parta.get('/me')).body as Schemas['Me'];
  const mine = async ({ parta }: Browser): Promise<Guardianship[]> =>
    (await parta.get('/me/guardianships')).body.guardianships as Guardianship[];
  const change = (who: Browser, one: Guardianship, patch: object): Promise<Answer> =>
    who.parta.patch(`/guardianships/${one.guardianship_id}`, patch);
  const isIn = async ({ matrix }: Browser, room: string): Promise<boolean> =>
    ((await matrix.get('/v3/joined_rooms')).body.joined_rooms as string[]).includes(room);
  const room = (kind: string): Promise<string> => town.room(kind);
  const messages = ({ matrix }: Browser, roomId: string): Promise<Answer> =>
    matrix.get(`/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=5`);

  describe('by a teacher’s link', () => {
    let mother: Browser;

    it('come to their own child: the link says whose it is, and both sides have said yes', async () => {
      const code = await linkFor('pupil');
      const { body: preview } = await town.anonymous.post('/invites/preview', { code });
      expect(preview).to.include({ role: 'parent', child_name: 'Вера', class_title: '7Б' });
      mother = await comes(code, 'Ольга Новая');
      expect((await me(mother)).children.map(({ person_id: id }) => id)).to.deep.equal([ids.pupil]);
      const [one, ...more] = await mine(mother);
      expect(more).to.deep.equal([]);
      expect(one).to.include({ status: 'active', relation: 'guardian', contact: 'allowed', consent: null });
      await eventually(async () => isIn(mother, await room('parents_chat')), {
        what: 'the mother to be in the parents’ chat',
        timeout: 20_000,
      });
    });

    it('see what is their child’s, and nothing of other children nor of the pupils’ chat', async () => {
      const { parta, matrix } = mother;
      const today = `/timetable?person_id=`;
      expect((await parta.get(today + ids.pupil)).status).to.equal(200);
      expect((await parta.get(`/timetable?class_id=${town.school.classId}`)).status).to.equal(200);
      expect((await parta.get(`/people/${ids.pupil}/attendance`)).body).to.deep.equal({ sessions: [] });
      const feed = await parta.post('/feeds', { person_id: ids.pupil });
      expect(feed.status).to.equal(201);
      const others: [method: 'get' | 'post' | 'patch', path: string, body?: object][] = [
        ['get', today + ids.classmate],
        ['get', `/timetable?class_id=${otherClass}`],
        ['get', `/people/${ids.classmate}/attendance`],
        ['get', `${classPath()}/attendance`],
        ['get', `${classPath()}/guardianships`],
        ['get', `/classes/${otherClass}/people`],
        ['get', `/people/${ids.classmate}/roles`],
        ['get', `/people/${ids.pupil}/roles`],
        ['get', `/schools/${town.school.schoolId}/timetable`],
        ['get', `/invites?class_id=${town.school.classId}`],
        ['post', '/feeds', { person_id: ids.classmate }],
        ['post', '/feeds', { class_id: otherClass }],
        ['post', '/invites', { class_id: town.school.classId, role: 'pupil' }],
        ['post', '/invites', { class_id: town.school.classId, role: 'parent', child_id: ids.classmate }],
        ['post', '/me/guardian-invites'],
        ['post', `/people/${ids.pupil}/login-links`, {}],
        ['post', `/people/${ids.pupil}/move`, { to_class_id: otherClass }],
        ['post', `/people/${ids.pupil}/roles`, { role: 'staff', school_id: town.school.schoolId }],
        ['post', '/guardianships', { guardian_id: ids.colleague, child_id: ids.pupil }],
      ];
      for (const [method, path, body] of others) {
        const { status } = await parta[method](path, body);
        expect(status, `${method} ${path}`).to.be.oneOf([403, 404]);
      }
      const subscriptions = await parta.get(`/timetable-subscriptions?school_id=${town.school.schoolId}`);
      expect(subscriptions.body).to.deep.equal({ subscriptions: [] });
      const { people: shown } = (await parta.get(`${classPath()}/people`)).body as {
        people: Schemas['ClassPerson'][];
      };
      expect(shown.map(({ person_id: id }) => id)).to.include.members([ids.teacher, ids.pupil]);
      expect(shown.map(({ person_id: id }) => id)).to.not.include(ids.classmate);
      for (const kind of ['class_chat', 'class_space', 'lesson_room', 'staff_room']) {
        const roomId = await room(kind);
        expect((await matrix.post(`/v3/join/${encodeURIComponent(roomId)}`)).status, kind).to.equal(403);
        expect((await messages(mother, roomId)).status, kind).to.equal(403);
      }
      const lesson = await parta.get(`/rooms/${encodeURIComponent(await room('lesson_room'))}/lesson`);
      expect(lesson.body).to.deep.include({ why_not: 'lesson.parents' });
    });

    it('may have several children, and a child several guardians', async () => {
      const chat = await startBotChat(mother.matrix, town.core.homeserver.botUserId);
      expect(await chat.ask(`!join ${await linkFor('classmate')}`)).to.match(/родитель/);
      expect((await me(mother)).children.map(({ display_name: name }) => name)).to.deep.equal([
        'Вера Тестова',
        'Марк Другов',
      ]);
      await comes(await linkFor('pupil'), 'Олег Новый');
      const { body } = await people.teacher!.parta.get(`${classPath()}/guardianships`);
      const shown = (body.guardianships as Guardianship[]).map(
        ({ guardian, child }) => `${guardian.display_name} → ${child.display_name}`,
      );
      expect(shown).to.have.members([
        'Ольга Новая → Вера Тестова',
        'Олег Новый → Вера Тестова',
        'Ольга Новая → Марк Другов',
      ]);
      expect(await chat.ask('!parta guardian')).to.match(/Ольга Новая → Марк Другов/);
    });

    it('may have children in several schools', async () => {
      const second = await makeSchool(town.core.database, 'Школа № 2');
      const child = await second.person('Яна Новая', { inClass: 'pupil' });
      const admin = await town.logIn(await second.person('Пётр Светлый', { role: 'school_admin' }));
      const { person_id: guardianId } = await me(mother);
      const proposed = await admin.parta.post('/guardianships', {
        guardian_id: guardianId,
        child_id: child,
        relation: 'mother',
      });
      expect(proposed.body).to.include({ status: 'pending', confirmed: true, accepted: false });
      expect((await me(mother)).children).to.have.length(2);
      const waiting = (await mine(mother)).find(({ status }) => status === 'pending')!;
      expect((await change(mother, waiting, { status: 'active' })).body).to.include({ status: 'active' });
      expect((await me(mother)).children.map(({ display_name: name }) => name)).to.include('Яна Новая');
      expect((await me(mother)).schools).to.have.length(2);
    });
  });

  it('do not come by a link for a whole class, unless the configuration allows it', async () => {
    const wish = { class_id: town.school.classId, role: 'parent' };
    expect(refusal(await people.teacher!.parta.post('/invites', wish))).to.equal(
      '403 ORG.PARTA.CHILD_MISSING',
    );
    const child = { ...wish, child_id: ids.other };
    expect(refusal(await people.teacher!.parta.post('/invites', child))).to.equal('404 M_NOT_FOUND');
    const pupil = { ...wish, role: 'pupil', child_id: ids.pupil };
    expect(refusal(await people.teacher!.parta.post('/invites', pupil))).to.equal('400 M_INVALID_PARAM');
  });

  describe('by a child’s own link', () => {
    it('wait until the school confirms, see nothing before, and are in at once after', async () => {
      const father = await comes(await linkByChild('other'), 'Илья Далёкий');
      const { children, schools, waiting } = await me(father);
      expect([children, schools]).to.deep.equal([[], []]);
      expect(waiting).to.have.length(1);
      expect((await father.parta.get(`/timetable?person_id=${ids.other}`)).status).to.equal(404);

      const [one] = await mine(father);
      expect(one).to.include({ status: 'pending', accepted: true, confirmed: false });
      // The guardian's own yes is there already, and is not the school's.
      expect((await change(father, one!, { status: 'active' })).body).to.include({ status: 'pending' });
      expect(refusal(await change(people.other!, one!, { status: 'active' }))).to.equal('403 M_FORBIDDEN');
      for (const who of ['teacher', 'classmate'])
        expect(refusal(await change(people[who]!, one!, { status: 'active' }))).to.equal('404 M_NOT_FOUND');
      const confirmed = await change(people.colleague!, one!, { status: 'active' });
      expect(confirmed.body).to.include({ status: 'active' });

      expect((await me(father)).children.map(({ person_id: id }) => id)).to.deep.equal([ids.other]);
      expect((await me(father)).waiting).to.deep.equal([]);
      const parents = await town.room('parents_chat', otherClass);
      await eventually(() => isIn(father, parents), { what: 'the father to be in', timeout: 20_000 });
    });

    it('are made with the bot, and confirmed with the bot', async () => {
      const bot = town.core.homeserver.botUserId;
      const [child, teacher] = [
        await startBotChat(people.classmate!.matrix, bot),
        await startBotChat(people.teacher!.matrix, bot),
      ];
      const said = await child.ask('!parta guardian invite');
      const code = /[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}/.exec(said)![0];
      const father = await comes(code, 'Степан Другов');
      const [one] = await mine(father);
      const listed = await teacher.ask('!parta guardian');
      expect(listed).to.include(`!parta guardian confirm ${one!.guardianship_id.slice(0, 8)}`);
      expect(await teacher.ask(`!parta guardian confirm ${one!.guardianship_id.slice(0, 8)}`)).to.match(
        /действует/,
      );
      expect(await child.ask(`!parta guardian end ${one!.guardianship_id.slice(0, 8)}`)).to.match(
        /не можете/,
      );
      expect(await teacher.ask('!parta guardian frobnicate')).to.match(/!parta guardian \[invite/);
      expect((await mine(father))[0]).to.include({ status: 'active' });
    });

    it('are few, and only for pupils', async () => {
      for (let n = 0; n < 3; n++) await linkByChild('pupil');
      expect(refusal(await people.pupil!.parta.post('/me/guardian-invites'))).to.equal(
        '429 M_LIMIT_EXCEEDED',
      );
      expect(refusal(await people.teacher!.parta.post('/me/guardian-invites'))).to.equal('403 M_FORBIDDEN');
    });

    it('are declined, and then have no account any more', async () => {
      const nobody = await comes(await linkByChild('other'), 'Никто Никакой');
      const [one] = await mine(nobody);
      expect((await change(people.admin!, one!, { status: 'ended' })).body).to.include({ status: 'ended' });
      expect((await nobody.parta.get('/me')).status).to.equal(401);
    });
  });

  describe('a child cannot become its own parent', () => {
    let code: string;
    before(async () => void (code = await linkFor('pupil')));
    const uses = async (): Promise<unknown[]> =>
      (
        await town.core.database.query(
          'select 1 from guardianship where guardian_id = child_id or guardian_id = $1',
          [ids.pupil],
        )
      ).rows;

    it('in a browser that is logged in as the child', async () => {
      const { token } = await town.core.accounts.sessions.create(people.pupil!);
      const answer = await redeem(code, {}, town.api(token));
      expect(refusal(answer)).to.equal('403 ORG.PARTA.GUARDIAN_CHILDS_BROWSER');
      expect((answer.body as Schemas['Error']).error).to.match(/устройстве/);
    });

    it('in a browser in which the child has logged in before', async () => {
      const deviceKey = newKey();
      const { code: card } = await town.core.accounts.createLoginLink(ids.pupil!, 3600);
      const login = { code: card, idempotency_key: newKey(), device_key: deviceKey };
      expect((await town.anonymous.post('/login-links/redeem', login)).status).to.equal(200);
      expect(refusal(await redeem(code, { device_key: deviceKey }))).to.equal(
        '403 ORG.PARTA.GUARDIAN_CHILDS_BROWSER',
      );
    });

    it('in a browser in which the child has come in by an invite', async () => {
      const invite = { class_id: town.school.classId, role: 'pupil' };
      const { body } = await people.teacher!.parta.post('/invites', invite);
      const deviceKey = newKey();
      const came = await redeem((body as { link: { code: string } }).link.code, {
        name: 'Саша Юный',
        device_key: deviceKey,
      });
      const sasha = await me(town.browser(came.body));
      ids.sasha = sasha.person_id;
      const own = await linkFor('sasha');
      expect(refusal(await redeem(own, { device_key: deviceKey }))).to.equal(
        '403 ORG.PARTA.GUARDIAN_CHILDS_BROWSER',
      );
    });

    it('with the child’s own Matrix account, nor with that of another pupil', async () => {
      for (const [who, words] of [
        ['pupil', /своим родителем/],
        ['classmate', /родителем другого ученика/],
      ] as const) {
        const chat = await startBotChat(people[who]!.matrix, town.core.homeserver.botUserId);
        expect(await chat.ask(`!join ${code}`)).to.match(words);
      }
    });

    it('and the refused have used nothing of the link, which a parent still can', async () => {
      expect(await uses()).to.deep.equal([]);
      const { rows } = await town.core.database.query(
        'select uses from invite where child_id = $1 and created_by = $2 order by created_at desc limit 1',
        [ids.pupil, ids.teacher],
      );
      expect(rows).to.deep.equal([{ uses: 0 }]);
      const { body } = await redeem(code, { name: 'Инна Поздняя', device_key: newKey() });
      expect((await me(town.browser(body))).children.map(({ person_id: id }) => id)).to.deep.equal([
        ids.pupil,
      ]);
    });
  });

  describe('that end', () => {
    /** Two parents of one more child: one with an account of Parta's, one with their own. */
    async function family(): Promise<{ child: string; created: Browser; linked: Browser; feed: string }> {
      const child = await town.school.person('Ира Ранняя', { inClass: 'pupil' });
      ids.family = child;
      const created = await comes(await linkFor('family'), 'Мать Ранняя');
      const { api, userId } = await town.homeserver.user(`father${child.slice(0, 6)}`);
      const chat = await startBotChat(api, town.core.homeserver.botUserId);
      await chat.ask(`!join ${await linkFor('family')}`);
      const holder = await town.core.accounts.directory.holderOf(userId);
      const { token } = await town.core.accounts.sessions.create({ personId: holder!.personId, userId });
      const linked = { ...created, userId, matrix: api, parta: town.api(token) };
      const parents = await room('parents_chat');
      const enter = async (): Promise<boolean> =>
        (await api.post(`/v3/join/${encodeURIComponent(parents)}`)).status === 200;
      await eventually(enter, { what: 'the father to enter the parents’ chat', timeout: 20_000 });
      await eventually(() => isIn(created, parents), { what: 'the mother to be in', timeout: 20_000 });
      const { body } = await created.parta.post('/feeds', { person_id: child });
      return { child, created, linked, feed: (body as { url: string }).url };
    }

    for (const [how, patch] of [
      ['ended by an administrator', { status: 'ended' }],
      ['restricted by a court', { contact: 'restricted' }],
      ['over by date', { ends_on: '2020-01-01' }],
    ] as const) {
      it(`when ${how}, open nothing any more from that moment on: rooms, calendars, sessions`, async () => {
        const { child, created, linked, feed } = await family();
        const parents = await room('parents_chat');
        for (const who of [created, linked]) {
          const one = (await mine(who)).find(({ child: of }) => of.person_id === child)!;
          expect(refusal(await change(people.teacher!, one, { contact: 'restricted' }))).to.equal(
            '403 M_FORBIDDEN',
          );
          expect((await change(people.admin!, one, patch)).status).to.equal(200);
          expect((await me(who)).children).to.deep.equal([]);
          expect((await who.parta.get(`/timetable?person_id=${child}`)).status).to.equal(404);
        }
        expect((await fetch(feed)).status).to.equal(404);
        for (const who of [created, linked]) {
          await eventually(async () => !(await isIn(who, parents)), {
            what: 'the parent to be out of the chat',
            timeout: 60_000,
          });
        }
        const said = await people.teacher!.matrix.put(
          `/v3/rooms/${encodeURIComponent(parents)}/send/m.room.message/${newKey()}`,
          { msgtype: 'm.text', body: 'Только для родителей' },
        );
        const event = (said.body as { event_id: string }).event_id;
        for (const { matrix } of [created, linked]) {
          const read = await matrix.get(
            `/v3/rooms/${encodeURIComponent(parents)}/event/${encodeURIComponent(event)}`,
          );
          expect(read.status).to.be.oneOf([403, 404]);
          expect((await matrix.post(`/v3/join/${encodeURIComponent(parents)}`)).status).to.equal(403);
        }
        const { rows } = await town.core.database.query(
          'select 1 from calendar_feed where person_id = $1 and revoked_at is null',
          [child],
        );
        expect(rows).to.deep.equal([]);
      });
    }

    it('do not come back by a link meant for another without the school’s word', async () => {
      const { created } = await family();
      const [one] = await mine(created);
      await change(people.admin!, one!, { status: 'ended' });
      const chat = await startBotChat(created.matrix, town.core.homeserver.botUserId);
      expect(await chat.ask(`!join ${await linkFor('family')}`)).to.match(/Заявка принята/);
      expect((await me(created)).children).to.deep.equal([]);
      const [again] = await mine(created);
      await change(people.teacher!, again!, { status: 'active' });
      expect((await me(created)).children).to.have.length(1);
    });

    it('are in the audit trail, every step', async () => {
      const { rows } = await town.core.database.query<{ action: string }>(
        `select distinct action from audit_entry where action like 'guardian.%' and school_id is not null order by action`,
      );
      expect(rows.map(({ action }) => action)).to.deep.equal(
        ['accept', 'change', 'confirm', 'decline', 'end', 'propose'].map((one) => `guardian.${one}`),
      );
    });
  });
});
