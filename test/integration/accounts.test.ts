/** Accounts, sessions, log-in links and `me`, over HTTP, on a real homeserver. */
import { expect } from 'chai';
import { createAccounts } from '../../appservice/src/accounts/accounts.ts';
import { createDirectory } from '../../appservice/src/accounts/directory.ts';
import { createProfile, type Me } from '../../appservice/src/accounts/profile.ts';
import { listWaiting } from '../../appservice/src/invites/store.ts';
import { HomeserverUnavailable } from '../../appservice/src/matrix/homeserver.ts';
import { createManagedRooms } from '../../appservice/src/reconcile/managed-rooms.ts';
import type { Database } from '../../appservice/src/store/database.ts';
import { matrixApi } from '../support/matrix-api.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

describe('accounts', function () {
  this.timeout(90_000);
  let town: RunningSchool;
  const ids: Record<string, string> = {};
  const people: Record<string, LoggedInPerson> = {};
  let otherClass: string;

  before(async () => {
    town = await runningSchool({
      async populate(school) {
        otherClass = await school.addClass('7А');
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.district = await school.person('Глеб Тестов', { role: 'district_admin' });
        ids.classTeacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.teacher = await school.person('Борис Тестов', { inClass: 'teacher' });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil', sourcedId: 'pupil-1' });
        ids.pupil2 = await school.person('Яна Тестова', { inClass: 'pupil' });
        ids.parent = await school.person('Дина Тестова', { guardianOf: ids.pupil });
        ids.otherTeacher = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
      },
    });
    for (const name of ['admin', 'district', 'classTeacher', 'teacher', 'pupil', 'parent', 'otherTeacher']) {
      people[name] = await town.logIn(ids[name]!);
    }
  });
  after(() => expect(town.complaints()).to.deep.equal([]));

  const makeLink = async (personId: string): Promise<string> =>
    (await town.core.accounts.createLoginLink(personId, 3600)).code;
  const redeem = (code: string, key = newKey()) =>
    town.anonymous.post('/login-links/redeem', { code, idempotency_key: key });

  describe('a log-in link', () => {
    it('logs a browser in to the homeserver and to the API', async () => {
      const { status, body } = await redeem(await makeLink(ids.pupil!));
      expect(status).to.equal(200);
      expect(body).to.include({ homeserver_url: town.homeserver.url, status: 'joined' });
      const { userId, matrix, parta } = town.browser(body);
      expect(userId).to.match(/^@parta_[a-hj-km-np-z2-9]{8}:localhost$/);
      expect((await matrix.get('/v3/account/whoami')).body).to.include({ user_id: userId });
      expect((await parta.get('/me')).body).to.include({ person_id: ids.pupil, user_id: userId });
    });

    it('logs in the same account every time', async () => {
      expect((await redeem(await makeLink(ids.pupil!))).body.user_id).to.equal(people.pupil!.userId);
    });

    it('lets one in of twenty who use it at the same time', async () => {
      const code = await makeLink(ids.pupil!);
      const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(code)));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(1);
      const refused = answers.filter(({ status }) => status !== 200);
      for (const { status, body } of refused) {
        expect({ status, errcode: body.errcode }).to.deep.equal({
          status: 410,
          errcode: 'ORG.PARTA.LINK_USED',
        });
      }
    });

    it('may be repeated by the same browser within ten minutes, and by nobody else', async () => {
      const code = await makeLink(ids.pupil!);
      const mine = newKey();
      const first = await redeem(code, mine);
      const again = await redeem(code, mine);
      expect(again.status).to.equal(200);
      expect(again.body.user_id).to.equal(first.body.user_id);
      expect(again.body.access_token).to.not.equal(first.body.access_token);
      expect((await redeem(code)).body.errcode).to.equal('ORG.PARTA.LINK_USED');

      await town.core.database.query(
        `update login_link set used_at = now() - interval '11 minutes' where used_at is not null`,
      );
      expect((await redeem(code, mine)).body.errcode).to.equal('ORG.PARTA.LINK_USED');
    });

    it('ends with its time', async () => {
      const code = await makeLink(ids.pupil!);
      await town.core.database.query(`update login_link set expires_at = now() where used_at is null`);
      const { status, body } = await redeem(code);
      expect({ status, errcode: body.errcode }).to.deep.equal({
        status: 410,
        errcode: 'ORG.PARTA.LINK_EXPIRED',
      });
    });

    it('is unknown when nobody made it, in the language of whoever tries', async () => {
      const { status, body } = await redeem('7KQ2-M0XA-94TD-7KQ2');
      expect(status).to.equal(404);
      expect(body.errcode).to.equal('ORG.PARTA.LINK_UNKNOWN');
      expect(body.error).to.match(/^Такой ссылки для входа нет/);
    });

    it('opens nothing for somebody who is not active any more', async () => {
      const personId = await town.school.person('Жанна Тестова', { inClass: 'pupil' });
      const code = await makeLink(personId);
      await town.core.database.query('update person set active = false where id = $1', [personId]);
      expect((await redeem(code)).status).to.equal(410);
    });

    it('brings somebody of the register who had no account yet into their rooms', async () => {
      const personId = await town.school.person('Зоя Тестова', { inClass: 'pupil' });
      const zoya = await town.logIn(personId);
      const chat = await town.room('class_chat');
      expect((await zoya.matrix.get('/v3/joined_rooms')).body.joined_rooms).to.include(chat);
      const profile = await zoya.matrix.get(`/v3/profile/${zoya.userId}/displayname`);
      expect(profile.body).to.deep.equal({ displayname: 'Ученик' });
    });

    describe('over the API', () => {
      const cases: [asker: string, person: string, status: number][] = [
        ['classTeacher', 'pupil', 201],
        ['teacher', 'parent', 201],
        ['admin', 'classTeacher', 201],
        ['district', 'admin', 201],
        ['teacher', 'classTeacher', 403],
        ['teacher', 'admin', 403],
        ['otherTeacher', 'pupil', 403],
        ['admin', 'district', 403],
        ['pupil', 'pupil2', 403],
        ['parent', 'pupil', 403],
      ];
      for (const [asker, person, status] of cases) {
        it(`is ${status === 201 ? '' : 'not '}made by ${asker} for ${person}`, async () => {
          const answer = await people[asker]!.parta.post(`/people/${ids[person]}/login-links`, {});
          expect(answer.status).to.equal(status);
          if (status !== 201) return;
          const { url, code } = answer.body as { url: string; code: string };
          expect(url).to.equal(`${town.core.config.web.public_url}/login#${code}`);
          expect((await redeem(code)).body.user_id).to.match(/^@parta_/);
        });
      }

      it('is not made for somebody who does not exist', async () => {
        const nobody = '00000000-0000-4000-8000-000000000000';
        expect((await people.admin!.parta.post(`/people/${nobody}/login-links`, {})).status).to.equal(404);
      });

      it('is worth nothing when its maker has lost the right before it is used', async () => {
        const leaver = await town.school.person('Игорь Тестов', { inClass: 'teacher' });
        const { parta } = await town.logIn(leaver);
        const { body } = await parta.post(`/people/${ids.pupil}/login-links`, {});
        await town.core.database.query('delete from enrollment where person_id = $1', [leaver]);
        expect((await redeem(body.code as string)).body.errcode).to.equal('ORG.PARTA.LINK_EXPIRED');
      });

      it('leaves a line in the audit trail, without the secret', async () => {
        const { rows } = await town.core.database.query<{ action: string; details: object }>(
          `select action, details from audit_entry where action = 'login_link.create' and actor_id = $1`,
          [ids.classTeacher],
        );
        expect(rows).to.not.be.empty;
        expect(rows[0]!.details).to.have.all.keys('login_link_id', 'person_id');
      });
    });
  });

  describe('an account', () => {
    it('is made once, however many ask for it at the same time', async () => {
      const personId = await town.school.person('Нина Тестова', { inClass: 'pupil' });
      const { accounts, database } = town.core;
      const made = await Promise.all(
        Array.from({ length: 10 }, () => accounts.ensureAccount(database, personId)),
      );
      expect(new Set(made.map(({ userId }) => userId)).size).to.equal(1);
      const { rows } = await database.query('select 1 from matrix_account where person_id = $1', [personId]);
      expect(rows).to.have.length(1);
    });

    it('is known only when it is complete, and is the same one after a failure half-way', async () => {
      const personId = await town.school.person('Ольга Тестова', { inClass: 'pupil' });
      const { accounts, database, homeserver, log, config } = town.core;
      const registered: string[] = [];
      const failing = createAccounts({
        database,
        log,
        config,
        homeserver: {
          ...homeserver,
          registerUser: (localpart) => {
            registered.push(localpart);
            return homeserver.registerUser(localpart);
          },
          setDisplayName: () => Promise.reject(new HomeserverUnavailable('away')),
        },
      });
      await failing.ensureAccount(database, personId).catch((error: unknown) => {
        expect(error).to.be.instanceOf(HomeserverUnavailable);
      });
      expect(await accounts.createdAccount(database, personId)).to.equal(null);
      const { userId } = await accounts.ensureAccount(database, personId);
      expect(registered.map((localpart) => `@${localpart}:localhost`)).to.deep.equal([userId]);
    });

    it('gets a new name when the register has one', async () => {
      const { accounts, database } = town.core;
      const { personId, userId, matrix } = await town.logIn(
        await town.school.person('Прасковья Тестова', { inClass: 'parent' }),
      );
      await database.query(`update person set given_name = 'Полина' where id = $1`, [personId]);
      expect(await accounts.names.update()).to.equal(1);
      expect((await matrix.get(`/v3/profile/${userId}/displayname`)).body).to.deep.equal({
        displayname: 'Полина Тестова',
      });
      expect(await accounts.names.update()).to.equal(0);
    });
  });

  describe('a session of the API', () => {
    it('is opened for whoever holds a Matrix OpenID token and is known', async () => {
      const { matrix, userId, personId } = people.teacher!;
      const { body: openid } = await matrix.post(`/v3/user/${userId}/openid/request_token`);
      const { status, body } = await town.anonymous.post('/sessions', { openid: openid as object });
      expect(status).to.equal(201);
      const me = await town.api(body.token as string).get('/me');
      expect(me.body).to.include({ person_id: personId, user_id: userId });
    });

    it('is not opened for a stranger, who is told what to do', async () => {
      const stranger = await town.homeserver.user('stranger');
      const { body: openid } = await stranger.api.post(`/v3/user/${stranger.userId}/openid/request_token`);
      const { status, body } = await town.anonymous.post('/sessions', { openid: openid as object });
      expect({ status, errcode: body.errcode }).to.deep.equal({ status: 403, errcode: 'M_FORBIDDEN' });
      expect(body.error).to.match(/!join/);
    });

    it('is not opened with a token that nobody gave out', async () => {
      const openid = {
        access_token: 'made-up',
        token_type: 'Bearer',
        matrix_server_name: town.homeserver.serverName,
        expires_in: 3600,
      };
      expect((await town.anonymous.post('/sessions', { openid })).status).to.equal(401);
    });

    it('ends when it is asked to', async () => {
      const { parta } = await town.logIn(ids.pupil2!);
      expect((await parta.get('/me')).status).to.equal(200);
      expect((await parta.delete('/sessions/current')).status).to.equal(204);
      expect((await parta.get('/me')).status).to.equal(401);
    });

    it('ends with its time, and with the person’s access', async () => {
      const personId = await town.school.person('Клим Тестов', { inClass: 'pupil' });
      const [one, two] = [await town.logIn(personId), await town.logIn(personId)];
      await town.core.database.query(
        `update api_session set expires_at = now() where person_id = $1
          and created_at = (select min(created_at) from api_session where person_id = $1)`,
        [personId],
      );
      expect((await one.parta.get('/me')).status).to.equal(401);
      expect((await two.parta.get('/me')).status).to.equal(200);
      await town.core.database.query('update person set active = false where id = $1', [personId]);
      expect((await two.parta.get('/me')).status).to.equal(401);
      expect(await town.core.accounts.sessions.deleteExpired()).to.be.at.least(1);
    });

    it('is one of twenty at most; a new one ends the oldest', async () => {
      const { sessions } = town.core.accounts;
      const caller = { personId: ids.pupil2!, userId: (await town.logIn(ids.pupil2!)).userId };
      const tokens: string[] = [];
      for (let i = 0; i < 21; i += 1) tokens.push((await sessions.create(caller)).token);
      expect(await sessions.find(tokens[0]!)).to.equal(null);
      for (const token of tokens.slice(1)) expect(await sessions.find(token)).to.deep.equal(caller);
    });
  });

  describe('a password', () => {
    it('that was set works with m.login.password, and leaves the browser logged in', async () => {
      const { parta, matrix, userId } = await town.logIn(ids.pupil2!);
      const password = 'лошадь скрепка батарея';
      expect((await parta.put('/me/password', { password })).status).to.equal(204);
      const { status, body } = await matrixApi(town.homeserver.url).post('/v3/login', {
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: userId },
        password,
      });
      expect(status).to.equal(200);
      expect(body.user_id).to.equal(userId);
      expect((await matrix.get('/v3/account/whoami')).status).to.equal(200);
    });

    it('of an account that Parta did not make is not for Parta to set', async () => {
      const guest = await town.homeserver.user('guest');
      const personId = await town.school.person('Лев Тестов', { inClass: 'parent' });
      await town.core.database.transaction((tx) => town.core.accounts.link(tx, guest.userId, personId));
      const { token } = await town.core.accounts.sessions.create({ personId, userId: guest.userId });
      const answer = await town.api(token).put('/me/password', { password: 'long enough' });
      expect({ status: answer.status, errcode: answer.body.errcode }).to.deep.equal({
        status: 403,
        errcode: 'M_FORBIDDEN',
      });
      expect((await town.api(token).get('/me')).body).to.include({
        has_own_account: false,
        user_id: guest.userId,
      });
    });
  });

  describe('me', () => {
    const me = async (name: string): Promise<Me> => (await people[name]!.parta.get('/me')).body as Me;
    const kinds = (rooms: Me['schools'][number]['rooms']): string[] => rooms.map(({ kind }) => kind).sort();

    it('shows a pupil their class and its rooms, and nothing of the parents', async () => {
      const { schools, ...pupil } = await me('pupil');
      expect(pupil).to.deep.include({
        display_name: 'Вера Тестова',
        locale: 'ru',
        has_own_account: true,
        waiting: [],
      });
      expect(schools).to.have.length(1);
      const school = schools[0]!;
      expect(school).to.deep.include({ name: 'Школа № 1', time_zone: 'Europe/Moscow', roles: ['pupil'] });
      expect(kinds(school.rooms)).to.deep.equal(['announcements', 'broadcast_hall', 'school_space']);
      expect(school.classes).to.have.length(1);
      expect(school.classes[0]).to.deep.include({
        title: '7Б',
        school_year: '2026/27',
        roles: ['pupil'],
        may_invite: [],
      });
      expect(kinds(school.classes[0]!.rooms)).to.deep.equal(['class_chat', 'class_space', 'lesson_room']);
    });

    it('shows a guardian the parents’ rooms of their child’s class', async () => {
      const { schools, children } = await me('parent');
      const [school] = schools;
      expect(
        children.map(({ display_name: name, classes }) => [name, ...classes.map(({ title }) => title)]),
      ).to.deep.equal([['Вера Тестова', '7Б']]);
      expect((await me('pupil')).children).to.deep.equal([]);
      expect(school!.roles).to.deep.equal(['parent']);
      expect(school!.classes[0]!.roles).to.deep.equal(['parent']);
      expect(kinds(school!.classes[0]!.rooms)).to.deep.equal(['parents_chat', 'parents_space']);
    });

    it('shows a teacher all rooms of their class and whom they may invite', async () => {
      const [school] = (await me('classTeacher')).schools;
      expect(kinds(school!.rooms)).to.deep.equal([
        'announcements',
        'broadcast_hall',
        'school_space',
        'staff_room',
      ]);
      expect(school!.classes).to.have.length(1);
      expect(school!.classes[0]).to.deep.include({
        roles: ['class_teacher'],
        may_invite: ['pupil'],
      });
      expect(school!.classes[0]!.rooms).to.have.length(5);
    });

    it('shows an administrator every class, by title, and the rooms of those they belong to', async () => {
      for (const name of ['admin', 'district']) {
        const { classes } = (await me(name)).schools[0]!;
        expect(classes.map(({ title }) => title)).to.deep.equal(['7А', '7Б']);
        expect(classes[0]).to.deep.include({
          roles: [],
          may_invite: ['pupil', 'teacher'],
          rooms: [],
        });
      }
    });

    it('shows exactly the rooms that the homeserver let them into', async () => {
      for (const name of ['admin', 'classTeacher', 'pupil', 'parent']) {
        const shown = (await me(name)).schools.flatMap(({ rooms, classes }) => [
          ...rooms,
          ...classes.flatMap((one) => one.rooms),
        ]);
        const { body } = await people[name]!.matrix.get('/v3/joined_rooms');
        expect(
          shown.map(({ room_id: id }) => id),
          name,
        ).to.have.members(body.joined_rooms as string[]);
      }
    });

    it('takes another language and keeps it', async () => {
      const { parta } = people.parent!;
      expect((await parta.patch('/me', { locale: 'en' })).body.locale).to.equal('en');
      expect((await parta.get('/me')).body.locale).to.equal('en');
    });

    it('asks the database three questions, however many classes there are', async () => {
      let questions = 0;
      const counted: Database = {
        ...town.core.database,
        query: (text, values) => {
          questions += 1;
          return town.core.database.query(text, values);
        },
      };
      const profile = createProfile({
        database: counted,
        directory: createDirectory({ database: counted }),
        rooms: createManagedRooms({ database: counted }),
        templates: town.core.templates,
        homeserver: town.core.homeserver,
        waitingOf: async (personId) =>
          (await listWaiting(counted, personId)).map(() => expect.fail('nobody waits')),
        classLinks: false,
        reminders: { minutesOf: () => Promise.resolve(null) },
        defaultLocale: 'ru',
      });
      for (const name of ['admin', 'classTeacher', 'pupil']) {
        questions = 0;
        const { personId, userId } = people[name]!;
        expect((await profile.me({ personId, userId })).schools).to.have.length(1);
        expect(questions, name).to.equal(3);
      }
    });
  });
});
