/** Invite links over HTTP, on a real homeserver with its default rate limits. */
import { expect } from 'chai';
import type { components } from '@parta/protocol';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import type { Answer } from '../support/matrix-api.ts';
import { eventually } from '../support/eventually.ts';
import { newKey, runningSchool, type LoggedInPerson, type RunningSchool } from '../support/running-school.ts';

type Schemas = components['schemas'];

describe('invites', function () {
  this.timeout(90_000);
  let proxy: FaultProxy;
  let town: RunningSchool;
  const people: Record<string, LoggedInPerson> = {};
  let otherClass: string;

  before(async () => {
    const ids: Record<string, string> = {};
    town = await runningSchool({
      config: { guardians: { class_links: 'allow' } },
      async homeserverUrl(url) {
        proxy = await faultProxy({ target: url });
        return proxy.url;
      },
      async populate(school) {
        otherClass = await school.addClass('7А');
        ids.admin = await school.person('Роза Тестова', { role: 'school_admin' });
        ids.teacher = await school.person('Анна Тестова', { inClass: 'class_teacher' });
        ids.otherTeacher = await school.person('Егор Тестов', { inClass: 'teacher', classId: otherClass });
        ids.pupil = await school.person('Вера Тестова', { inClass: 'pupil' });
      },
    });
    for (const [name, id] of Object.entries(ids)) people[name] = await town.logIn(id);
  });
  beforeEach(() => proxy.reset());
  after(() => expect(town.complaints()).to.deep.equal([]));

  type Made = { invite: Schemas['Invite']; link: Schemas['CreatedLink'] };
  async function make(terms: object = {}, by = 'teacher'): Promise<Made> {
    const { status, body } = await people[by]!.parta.post('/invites', {
      class_id: town.school.classId,
      role: 'pupil',
      ...terms,
    });
    expect(status, JSON.stringify(body)).to.equal(201);
    return body as Made;
  }
  const redeem = (code: string, more: { name?: string; key?: string } = {}): Promise<Answer> =>
    town.anonymous.post('/invites/redeem', {
      code,
      name: more.name ?? 'Оля Птичкина',
      locale: 'ru',
      idempotency_key: more.key ?? newKey(),
    });
  const usesOf = async (inviteId: string, by = 'teacher'): Promise<Schemas['InviteUse'][]> =>
    ((await people[by]!.parta.get(`/invites/${inviteId}/uses`)).body as { uses: Schemas['InviteUse'][] })
      .uses;
  const listed = async (inviteId: string): Promise<Schemas['Invite']> => {
    const { body } = await people.teacher!.parta.get(`/invites?class_id=${town.school.classId}`);
    return (body as { invites: Schemas['Invite'][] }).invites.find((one) => one.invite_id === inviteId)!;
  };

  describe('made by a teacher', () => {
    it('come as link, code and QR, and are listed without them', async () => {
      const { invite, link } = await make({ max_uses: 30, expires_in_seconds: 3600, needs_approval: true });
      expect(link.code).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
      expect(link.url).to.equal(`${town.core.config.web.public_url}/join#${link.code}`);
      expect(link.qr_svg).to.match(/^<svg /);
      expect(invite).to.include({
        role: 'pupil',
        max_uses: 30,
        uses: 0,
        waiting: 0,
        needs_approval: true,
        status: 'active',
        created_by: 'Анна Тестова',
      });
      expect(await listed(invite.invite_id)).to.deep.equal(invite);
      const { rows } = await town.core.database.query(
        `select * from invite i join audit_entry a on a.details->>'invite_id' = i.id::text where i.id = $1`,
        [invite.invite_id],
      );
      expect(JSON.stringify(rows)).to.not.include(link.code).and.not.include(link.code.replaceAll('-', ''));
    });

    const cases: [who: string, role: string, classOf: 'own' | 'other', status: number][] = [
      ['teacher', 'pupil', 'own', 201],
      ['teacher', 'parent', 'own', 201],
      ['teacher', 'teacher', 'own', 403],
      ['teacher', 'pupil', 'other', 403],
      ['admin', 'teacher', 'own', 201],
      ['admin', 'pupil', 'other', 201],
      ['pupil', 'pupil', 'own', 403],
    ];
    for (const [who, role, classOf, status] of cases) {
      it(`${who} ${status === 201 ? 'may' : 'may not'} invite a ${role} to ${classOf === 'own' ? '7Б' : '7А'}`, async () => {
        const classId = classOf === 'own' ? town.school.classId : otherClass;
        const answer = await people[who]!.parta.post('/invites', { class_id: classId, role });
        expect(answer.status).to.equal(status);
      });
    }

    it('are seen, revoked and decided only by those who could have made them', async () => {
      const { invite } = await make();
      for (const who of ['otherTeacher', 'pupil']) {
        const { parta } = people[who]!;
        expect((await parta.get(`/invites?class_id=${town.school.classId}`)).status).to.equal(403);
        expect((await parta.get(`/invites/${invite.invite_id}/uses`)).status).to.equal(404);
        expect((await parta.delete(`/invites/${invite.invite_id}`)).status).to.equal(404);
      }
      const { invite: byAdmin } = await make({ role: 'teacher' }, 'admin');
      expect(await listed(byAdmin.invite_id), 'a teacher sees no invites of teachers').to.equal(undefined);
      expect((await people.teacher!.parta.delete(`/invites/${byAdmin.invite_id}`)).status).to.equal(404);
    });
  });

  it('show school, class and role before anything is asked, however the code is written', async () => {
    const { link } = await make({ role: 'parent' });
    for (const code of [link.code, link.code.toLowerCase().replaceAll('-', ' '), link.url.slice(-14)]) {
      const { status, body } = await town.anonymous.post('/invites/preview', { code });
      expect(status).to.equal(200);
      expect(body).to.deep.equal({
        school_name: 'Школа № 1',
        class_title: '7Б',
        role: 'parent',
        needs_approval: false,
        locale: 'ru',
        child_name: null,
      });
    }
  });

  it('let a newcomer in, who writes in the class chat at once, and the teacher reads it', async () => {
    const { invite, link } = await make();
    const { status, body } = await redeem(link.code, { name: '  Оля   Птичкина ' });
    expect(status, JSON.stringify(body)).to.equal(200);
    expect(body.status).to.equal('joined');
    const olya = town.browser(body);
    const chat = await town.room('class_chat');
    expect(body.class_chat_room_id).to.equal(chat);

    const sent = await olya.matrix.put(`/v3/rooms/${encodeURIComponent(chat)}/send/m.room.message/1`, {
      msgtype: 'm.text',
      body: 'Привет!',
    });
    expect(sent.status).to.equal(200);
    const event = await people.teacher!.matrix.get(
      `/v3/rooms/${encodeURIComponent(chat)}/event/${encodeURIComponent(sent.body.event_id as string)}`,
    );
    expect(event.body.content.body).to.equal('Привет!');

    const me = (await olya.parta.get('/me')).body as Schemas['Me'];
    expect(me.display_name).to.equal('Оля Птичкина');
    expect(me.schools[0]!.classes[0]).to.include({ title: '7Б' });
    const uses = await usesOf(invite.invite_id);
    expect(uses).to.have.length(1);
    expect(uses[0]).to.include({ display_name: 'Оля Птичкина', user_id: olya.userId, status: 'approved' });
    expect(await listed(invite.invite_id)).to.include({ uses: 1, status: 'active' });
  });

  it('let a parent into the parents’ rooms, and the homeserver keeps them out of the pupils’ chat', async () => {
    const { link } = await make({ role: 'parent' });
    const { body } = await redeem(link.code, { name: 'Дина Птичкина' });
    const dina = town.browser(body);
    expect(body.class_chat_room_id).to.equal(await town.room('parents_chat'));
    const joined = (await dina.matrix.get('/v3/joined_rooms')).body.joined_rooms as string[];
    expect(joined).to.include.members([await town.room('announcements'), await town.room('parents_chat')]);
    const chat = encodeURIComponent(await town.room('class_chat'));
    expect((await dina.matrix.post(`/v3/join/${chat}`)).status).to.equal(403);
    expect((await dina.matrix.get(`/v3/rooms/${chat}/messages?dir=b`)).status).to.equal(403);
  });

  describe('repeated after a lost answer', () => {
    it('lead to the same account with a fresh session and no second use', async () => {
      const { invite, link } = await make({ max_uses: 1 });
      const key = newKey();
      const first = await redeem(link.code, { key });
      const again = await redeem(link.code, { key });
      expect(again.status).to.equal(200);
      expect(again.body.user_id).to.equal(first.body.user_id);
      expect(again.body.access_token).to.not.equal(first.body.access_token);
      expect((await town.browser(again.body).parta.get('/me')).status).to.equal(200);
      expect(await usesOf(invite.invite_id)).to.have.length(1);
      expect((await redeem(link.code)).body.errcode).to.equal('ORG.PARTA.INVITE_USED_UP');
    });

    it('make one account whichever answer of the homeserver is lost', async () => {
      const paths = [/\/register/, /\/displayname/, /\/login/, /\/invite$/, /\/state\/m\.room\.member/];
      for (const path of paths) {
        const { invite, link } = await make();
        proxy.reset();
        proxy.rule({ path, nth: 1, fault: { kind: 'lose-response' } });
        const key = newKey();
        const answer = await eventually(
          async () => {
            const one = await redeem(link.code, { key });
            return one.status === 200 && one;
          },
          { what: `a redemption without the answer of ${path}`, timeout: 30_000 },
        );
        const { matrix } = town.browser(answer.body);
        await eventually(
          async () =>
            ((await matrix.get('/v3/joined_rooms')).body.joined_rooms as string[]).includes(
              await town.room('class_chat'),
            ),
          { what: 'the class chat to be joined', timeout: 30_000 },
        );
        const uses = await usesOf(invite.invite_id);
        expect(uses.map(({ user_id: id }) => id)).to.deep.equal([answer.body.user_id]);
        const registered = proxy.requests
          .filter(({ method, path: asked }) => method === 'POST' && asked.includes('/register'))
          .map(({ body }) => (JSON.parse(body.toString()) as { username: string }).username);
        expect(new Set(registered).size, 'names that were registered').to.be.at.most(1);
      }
    });

    it('are refused a day later: a key is no password', async () => {
      const { link } = await make();
      const key = newKey();
      await redeem(link.code, { key });
      await town.core.database.query(
        `update invite_use set used_at = now() - interval '25 hours' where used_at > now() - interval '5 seconds'`,
      );
      const { status, body } = await redeem(link.code, { key });
      expect({ status, errcode: body.errcode }).to.deep.equal({
        status: 409,
        errcode: 'ORG.PARTA.INVITE_ALREADY_REDEEMED',
      });
    });

    it('open nothing for somebody whose access was closed meanwhile', async () => {
      const { invite, link } = await make();
      const key = newKey();
      await redeem(link.code, { key });
      await town.core.database.query(
        'update person set active = false where id in (select person_id from invite_use where invite_id = $1)',
        [invite.invite_id],
      );
      expect(await redeem(link.code, { key })).to.include({ status: 403 });
    });

    it('finish by themselves when the homeserver was away in between', async () => {
      const { invite, link } = await make();
      const key = newKey();
      await proxy.down();
      const refused = await redeem(link.code, { key });
      expect(refused.status).to.equal(503);
      expect(refused.body.errcode).to.equal('ORG.PARTA.HOMESERVER_UNAVAILABLE');
      await proxy.up();
      const { status, body } = await redeem(link.code, { key });
      expect(status).to.equal(200);
      expect(await usesOf(invite.invite_id)).to.have.length(1);
      expect(body.user_id).to.equal((await usesOf(invite.invite_id))[0]!.user_id);
    });
  });

  describe('that need approval', () => {
    const joinedRooms = async (person: Pick<LoggedInPerson, 'matrix'>): Promise<string[]> =>
      (await person.matrix.get('/v3/joined_rooms')).body.joined_rooms as string[];

    it('make the account at once, and give role and rooms when a teacher approves', async () => {
      const { invite, link } = await make({ needs_approval: true });
      const { status, body } = await redeem(link.code, { name: 'Пётр Птичкин' });
      expect(status).to.equal(200);
      expect(body).to.include({ status: 'waiting_for_approval', class_chat_room_id: null });
      const petr = town.browser(body);
      expect(await joinedRooms(petr)).to.deep.equal([]);
      const before = (await petr.parta.get('/me')).body as Schemas['Me'];
      expect(before.schools).to.deep.equal([]);
      expect(before.waiting).to.deep.equal([
        {
          school_name: 'Школа № 1',
          class_title: '7Б',
          role: 'pupil',
          needs_approval: true,
          locale: 'ru',
          child_name: null,
        },
      ]);
      expect((await listed(invite.invite_id)).waiting).to.equal(1);

      const [use] = await usesOf(invite.invite_id);
      expect(use!.status).to.equal('waiting');
      const path = `/invites/${invite.invite_id}/uses/${use!.use_id}`;
      expect((await people.otherTeacher!.parta.patch(path, { status: 'approved' })).status).to.equal(404);
      const approved = await people.teacher!.parta.patch(path, { status: 'approved' });
      expect(approved.body).to.deep.equal({ ...use, status: 'approved' });
      expect((await people.teacher!.parta.patch(path, { status: 'approved' })).status, 'again').to.equal(200);
      expect((await people.teacher!.parta.patch(path, { status: 'declined' })).status).to.equal(409);

      expect(await joinedRooms(petr)).to.include(await town.room('class_chat'));
      const after = (await petr.parta.get('/me')).body as Schemas['Me'];
      expect(after.waiting).to.deep.equal([]);
      expect(after.schools[0]!.classes[0]!.roles).to.deep.equal(['pupil']);
    });

    it('end for whoever is declined', async () => {
      const { invite, link } = await make({ needs_approval: true });
      const key = newKey();
      const { body } = await redeem(link.code, { key });
      const stranger = town.browser(body);
      const [use] = await usesOf(invite.invite_id);
      const path = `/invites/${invite.invite_id}/uses/${use!.use_id}`;
      expect((await people.teacher!.parta.patch(path, { status: 'declined' })).body.status).to.equal(
        'declined',
      );
      expect(await joinedRooms(stranger)).to.deep.equal([]);
      expect((await stranger.parta.get('/me')).status).to.equal(401);
      expect((await redeem(link.code, { key })).body.errcode).to.equal('ORG.PARTA.INVITE_DECLINED');
      expect((await listed(invite.invite_id)).waiting).to.equal(0);
    });

    it('are decided once, however many teachers decide at the same time', async () => {
      const { invite, link } = await make({ needs_approval: true });
      await redeem(link.code);
      const [use] = await usesOf(invite.invite_id);
      const path = `/invites/${invite.invite_id}/uses/${use!.use_id}`;
      const answers = await Promise.all(
        ['approved', 'declined', 'approved', 'declined'].map((status) =>
          people[status === 'approved' ? 'teacher' : 'admin']!.parta.patch(path, { status }),
        ),
      );
      const [final] = await usesOf(invite.invite_id);
      expect(final!.status).to.be.oneOf(['approved', 'declined']);
      expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 200, 409, 409]);
      const { rows } = await town.core.database.query(
        `select action from audit_entry where details->>'use_id' = $1`,
        [use!.use_id],
      );
      expect(rows).to.have.length(1);
    });
  });

  describe('that do not let anybody in', () => {
    it('say so kindly, each in its own way, and reveal nothing', async () => {
      const spoilt = async (change: string): Promise<string> => {
        const { invite, link } = await make();
        await town.core.database.query(`update invite set ${change} where id = $1`, [invite.invite_id]);
        return link.code;
      };
      const revoked = await make();
      const afterwards = await people.teacher!.parta.delete(`/invites/${revoked.invite.invite_id}`);
      expect(afterwards.body).to.include({ status: 'revoked' });
      expect((await people.teacher!.parta.delete(`/invites/${revoked.invite.invite_id}`)).status).to.equal(
        200,
      );

      const cases: [code: string, status: number, errcode: string][] = [
        [await spoilt('expires_at = now()'), 410, 'ORG.PARTA.INVITE_EXPIRED'],
        [await spoilt('uses = max_uses'), 410, 'ORG.PARTA.INVITE_USED_UP'],
        [revoked.link.code, 410, 'ORG.PARTA.INVITE_REVOKED'],
        ['7KQ2-M0XA-94TD', 404, 'ORG.PARTA.INVITE_UNKNOWN'],
        ['not a code at all', 404, 'ORG.PARTA.INVITE_UNKNOWN'],
      ];
      const people_ = await town.core.database.query('select count(*) from person');
      for (const [code, status, errcode] of cases) {
        for (const answer of [await town.anonymous.post('/invites/preview', { code }), await redeem(code)]) {
          expect({ status: answer.status, errcode: answer.body.errcode }).to.deep.equal({ status, errcode });
          expect(JSON.stringify(answer.body)).to.not.match(/7Б|Школа № 1|Тестова/);
          expect(answer.body.error).to.match(/[а-я]/);
        }
      }
      expect((await town.core.database.query('select count(*) from person')).rows).to.deep.equal(
        people_.rows,
      );
    });

    it('and names that cannot be are refused before anything is done', async () => {
      const { invite, link } = await make();
      for (const name of ['...', 'Оля\u202e', `${'я'.repeat(99)} `.repeat(2), 'Оля\u0000', ' \t ']) {
        const { status, body } = await redeem(link.code, { name });
        expect(status, JSON.stringify(name)).to.equal(400);
        expect(body.details[0].path, JSON.stringify(body)).to.equal('/name');
      }
      expect(await usesOf(invite.invite_id)).to.deep.equal([]);
    });
  });

  it('let sixty people in from one address, all at once, under the homeserver’s default limits', async function () {
    this.timeout(240_000);
    const { invite, link } = await make({ max_uses: 60 });
    const began = Date.now();
    const times: number[] = [];
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const answer = await redeem(link.code, { name: `Ученик ${at + 1}` });
        times.push(Date.now() - began);
        return answer;
      }),
    );
    times.sort((a, b) => a - b);
    // eslint-disable-next-line no-console -- a figure that is worth following
    console.log(`      60 redemptions: first ${times[0]} ms, half ${times[29]} ms, last ${times[59]} ms`);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
    expect(
      proxy.count({ when: ({ targetStatus }) => targetStatus === 429 }),
      '429 by the homeserver',
    ).to.equal(0);
    expect(await listed(invite.invite_id)).to.include({ uses: 60, status: 'used_up' });
    expect(new Set(answers.map(({ body }) => body.user_id as string)).size).to.equal(60);

    const chat = encodeURIComponent(await town.room('class_chat'));
    const users = answers.map(({ body }) => body.user_id as string);
    await eventually(
      async () => {
        const { body } = await people.teacher!.matrix.get(`/v3/rooms/${chat}/joined_members`);
        const members = Object.keys(body.joined as object);
        return users.every((user) => members.includes(user));
      },
      { what: 'all sixty to be in the class chat', timeout: 180_000, interval: 500 },
    );
    // eslint-disable-next-line no-console -- a figure that is worth following
    console.log(`      all in the class chat after ${Date.now() - began} ms`);
  });

  // Last, for it makes this address unwelcome.
  describe('that are guessed at', () => {
    it('are protected: wrong codes are stopped, right ones before never were', async () => {
      const { link } = await make({ max_uses: 1000 });
      const wrong: number[] = [];
      for (let i = 0; i < 120; i += 1) {
        wrong.push((await town.anonymous.post('/invites/preview', { code: '7KQ2-M0XA-94TD' })).status);
        if (wrong.length === 40) {
          expect((await town.anonymous.post('/invites/preview', { code: link.code })).status).to.equal(200);
        }
      }
      expect(wrong[0]).to.equal(404);
      expect(wrong.at(-1)).to.equal(429);
      const { status, body } = await town.anonymous.post('/login-links/redeem', {
        code: '7KQ2-M0XA-94TD-7KQ2',
        idempotency_key: newKey(),
      });
      expect({ status, errcode: body.errcode }).to.deep.equal({ status: 429, errcode: 'M_LIMIT_EXCEEDED' });
      expect(body.retry_after_ms).to.be.greaterThan(0);
    });
  });
});
