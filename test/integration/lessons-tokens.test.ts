/** The MatrixRTC authorisation service: what Element Call and others get, and who is refused. Real homeserver, real LiveKit. */
import { expect } from 'chai';
import { RoomServiceClient } from 'livekit-server-sdk';
import { sfuRoomName } from '../../appservice/src/lessons/sfu-names.ts';
import { openDatabase } from '../../appservice/src/store/database.ts';
import { eventually } from '../support/eventually.ts';
import { attend, lessonSchool, type LessonSchool } from '../support/lesson.ts';
import { matrixApi, type Answer } from '../support/matrix-api.ts';

const said = ({ status, body }: Answer): string => (status === 200 ? '200' : `${status} ${body.errcode}`);

describe('Tokens for lessons', function () {
  this.timeout(180_000);
  let school: LessonSchool;
  let people: LessonSchool['people'];
  const jwtService = (): ReturnType<typeof matrixApi> => matrixApi(`${school.url}/livekit/jwt`);

  before(async () => {
    school = await lessonSchool();
    ({ people } = school);
  });

  it('are not given out while no lesson is held, not even to teachers', async () => {
    for (const who of [people.teacher, people.pupil]) {
      expect(said(await school.sfuGet(who))).to.equal('403 M_FORBIDDEN');
      expect(said(await school.getToken(who))).to.equal('403 M_FORBIDDEN');
    }
    expect((await school.sfuGet(people.teacher)).body.error).to.include('no lesson here now');
  });

  describe('during a lesson', () => {
    before(() => school.timetable());

    it('let a teacher publish all, in the room and under the name that every client expects', async () => {
      const { status, body } = await school.sfuGet(people.teacher);
      expect(status).to.equal(200);
      expect(body.url).to.equal(school.livekit.url);
      const claims = await school.claims(body.jwt as string);
      expect(claims.sub).to.equal(`${people.teacher.userId}:DEVICE`);
      expect(claims.video).to.deep.include({
        room: sfuRoomName(school.roomId),
        roomJoin: true,
        roomCreate: false,
        canPublish: true,
        canSubscribe: true,
        canUpdateOwnMetadata: false,
        hidden: false,
      });
      expect(claims.video).to.not.have.property('roomAdmin');
      expect(claims.attributes).to.deep.include({ 'parta.role': 'teacher' });
      expect(claims.exp! - Date.now() / 1000).to.be.within(240, 301);
    });

    it('lead into the same room by either endpoint, and name the participant as each promises', async () => {
      const legacy = await school.claims((await school.sfuGet(people.teacher)).body.jwt as string);
      const current = await school.claims((await school.getToken(people.teacher)).body.jwt as string);
      expect(current.video!.room).to.equal(legacy.video!.room);
      expect(current.sub).to.match(/^[A-Za-z0-9+/]{43}$/);
    });

    it('let a pupil wait until a teacher is there', async () => {
      const claims = await school.claims((await school.sfuGet(people.pupil)).body.jwt as string);
      expect(claims.video).to.deep.include({ canPublish: false, canSubscribe: false, canPublishData: false });
      expect(claims.attributes).to.deep.include({ 'parta.role': 'pupil', 'parta.waiting': '1' });
    });

    it('open the room on LiveKit, which makes none by itself', async () => {
      const rooms = new RoomServiceClient(
        school.livekit.apiUrl,
        school.livekit.apiKey,
        school.livekit.apiSecret,
      );
      const teacher = await attend(await school.enter(people.teacher));
      await teacher.speak();
      const found = await rooms.listParticipants(sfuRoomName(school.roomId));
      expect(found.map(({ identity }) => identity)).to.deep.equal([`${people.teacher.userId}:DEVICE`]);
      const [room] = await rooms.listRooms([sfuRoomName(school.roomId)]);
      expect(JSON.parse(room!.metadata)).to.deep.include({ v: 1, profile: 'discussion', locked: false });
      await teacher.leave();
    });

    it('are refused to parents, strangers, and people of the school who are not in the room', async () => {
      const outside = await school.homeserver.user('nobody');
      for (const [who, error] of [
        [people.parent, 'Only pupils and teachers'],
        [people.stranger, 'not your lesson'],
        [people.admin, 'not your lesson'],
        [{ userId: outside.userId, matrix: outside.api }, 'not your lesson'],
      ] as const) {
        const answer = await school.sfuGet(who);
        expect([said(answer), String(answer.body.error).includes(error)]).to.deep.equal([
          '403 M_FORBIDDEN',
          true,
        ]);
        expect(said(await school.getToken(who))).to.equal('403 M_FORBIDDEN');
      }
    });

    it('are refused for rooms that hold no lessons', async () => {
      const chat = await school.running.room('class_chat');
      const { body: own } = await people.teacher.matrix.post('/v3/createRoom', { preset: 'private_chat' });
      for (const room of [chat, own.room_id as string, '!nowhere'])
        expect(said(await school.sfuGet(people.teacher, { room }))).to.equal('403 M_FORBIDDEN');
    });

    it('are refused to who is in the register but has left the room', async () => {
      const path = `/v3/rooms/${encodeURIComponent(school.roomId)}`;
      await people.classmate.matrix.post(`${path}/leave`);
      expect(said(await school.sfuGet(people.classmate))).to.equal('403 M_FORBIDDEN');
      await people.classmate.matrix.post(`${path}/join`);
      expect(said(await school.sfuGet(people.classmate))).to.equal('200');
    });

    it('need an OpenID token that is real, and one’s own', async () => {
      const real = (await school.openId(people.pupil)) as { access_token: string };
      const ask = (openid: object): Promise<Answer> =>
        jwtService().post('/sfu/get', { room: school.roomId, openid_token: openid, device_id: 'DEVICE' });
      const wrong: [what: string, openid: object, answer: string][] = [
        ['forged', { ...real, access_token: 'x'.repeat(24) }, '401 M_UNAUTHORIZED'],
        [
          'one that names a server which is none',
          { ...real, matrix_server_name: 'x/../../y' },
          '401 M_UNAUTHORIZED',
        ],
        [
          'one with a path in it',
          { ...real, matrix_server_name: 'localhost/_matrix?' },
          '401 M_UNAUTHORIZED',
        ],
        // A server inside the network is not asked (SSRF); that it cannot be asked is an outage.
        [
          'one of a server inside the network',
          { ...real, matrix_server_name: '169.254.169.254' },
          '503 M_UNKNOWN',
        ],
        ['one of another kind', { ...real, access_token: 7 }, '400 M_NOT_JSON'],
      ];
      for (const [what, openid, answer] of wrong) expect(said(await ask(openid)), what).to.equal(answer);
      const claim = { claimed_user_id: people.teacher.userId };
      expect(said(await school.getToken(people.pupil, { member: claim }))).to.equal('401 M_UNAUTHORIZED');
    });

    it('are refused for an OpenID token that has expired', async () => {
      const openid = (await school.openId(people.teacher)) as { access_token: string };
      const body = { room: school.roomId, openid_token: openid, device_id: 'DEVICE' };
      expect(said(await jwtService().post('/sfu/get', body))).to.equal('200');
      // The homeserver would take an hour.
      const synapse = openDatabase(school.homeserver.databaseUrl);
      const { rowCount } = await synapse
        .query('update open_id_tokens set ts_valid_until_ms = 1 where token = $1', [openid.access_token])
        .finally(() => synapse.close());
      expect(rowCount).to.equal(1);
      expect(said(await jwtService().post('/sfu/get', body))).to.equal('401 M_UNAUTHORIZED');
    });

    it('speak JSON to any origin, and say what is wrong with a body', async () => {
      const url = `${school.url}/livekit/jwt/sfu/get`;
      const preflight = await fetch(url, {
        method: 'OPTIONS',
        headers: { origin: 'https://call.example.org' },
      });
      expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).to.deep.equal([
        200,
        '*',
      ]);
      expect(preflight.headers.get('access-control-allow-headers')).to.include('Content-Type');
      const post = async (body: string, type = 'application/json'): Promise<string> => {
        const answer = await fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
        expect(answer.headers.get('access-control-allow-origin')).to.equal('*');
        return `${answer.status} ${((await answer.json()) as { errcode: string }).errcode}`;
      };
      expect(await post('{')).to.equal('400 M_NOT_JSON');
      expect(await post('')).to.equal('400 M_NOT_JSON');
      expect(await post('{"room":"!a"}', 'text/plain')).to.equal('400 M_BAD_JSON');
      expect(await post(`{"room":"${'x'.repeat(20_000)}"}`)).to.equal('413 M_TOO_LARGE');
      expect((await fetch(`${school.url}/livekit/jwt/healthz`)).status).to.equal(200);
      expect((await fetch(`${school.url}/livekit/jwt/healthz`, { method: 'HEAD' })).status).to.equal(200);
      expect(said(await jwtService().post('/delegate_delayed_leave', {}))).to.equal('404 M_UNRECOGNIZED');
    });

    it('are named where MatrixRTC clients look for them', async () => {
      const { body } = await people.teacher.matrix.get(
        '/_matrix/client/unstable/org.matrix.msc4143/rtc/transports',
      );
      expect(body.rtc_transports).to.deep.equal([
        { type: 'livekit', livekit_service_url: `${school.url}/livekit/jwt` },
      ]);
    });

    it('tell that LiveKit is down, and work when it is back', async () => {
      await school.livekit.restart({
        kill: true,
        whileDown: async () => expect(said(await school.sfuGet(people.teacher))).to.equal('503 M_UNKNOWN'),
      });
      expect(said(await school.sfuGet(people.teacher))).to.equal('200');
    });
  });

  it('are for everybody in the parents’ chat, at any time, and for no pupil', async () => {
    const room = await school.running.room('parents_chat');
    for (const who of [people.parent, people.teacher]) {
      const answer = await school.sfuGet(who, { room });
      expect(said(answer)).to.equal('200');
      expect((await school.claims(answer.body.jwt as string)).video).to.deep.include({ canPublish: true });
    }
    expect(said(await school.sfuGet(people.pupil, { room }))).to.equal('403 M_FORBIDDEN');
  });

  it('let the school and its parents watch a broadcast that staff hold, unseen by each other', async () => {
    const room = await school.running.room('broadcast_hall');
    expect(said(await school.sfuGet(people.teacher, { room }))).to.equal('403 M_FORBIDDEN');
    const path = `/rooms/${encodeURIComponent(room)}/lesson`;
    expect(said(await people.parent.parta.post(path, {}))).to.equal('403 M_FORBIDDEN');
    expect((await people.teacher.parta.post(path, { title: 'Линейка' })).body).to.deep.include({
      kind: 'broadcast',
      state: 'open',
    });
    const staff = await school.claims((await school.enter(people.teacher, { room })).jwt);
    expect(staff.video).to.deep.include({ canPublish: true, hidden: false });
    for (const who of [people.parent, people.pupil, people.stranger]) {
      const viewer = await school.claims((await school.enter(who, { room })).jwt);
      expect(viewer.video).to.deep.include({ canPublish: false, canSubscribe: true, hidden: true });
      expect(viewer.attributes).to.deep.include({ 'parta.role': 'viewer' });
    }
    expect((await people.teacher.parta.delete(path)).status).to.equal(200);
  });

  describe('at its end', () => {
    it('are refused, and the state event says so', async () => {
      const state = `/v3/rooms/${encodeURIComponent(school.roomId)}/state/org.parta.lesson/`;
      await eventually(async () => (await people.pupil.matrix.get(state)).body.state === 'open', {
        what: 'the lesson to be announced',
        timeout: 20_000,
      });
      expect((await people.pupil.matrix.get(state)).body).to.deep.include({
        title: 'Физика',
        profile: 'discussion',
      });
      const { rows } = await school.running.core.database.query<{ id: string }>(
        'select lesson_id as id from lesson_session where lesson_id is not null',
      );
      expect((await people.admin.parta.delete(`/lessons/${rows[0]!.id}`)).status).to.equal(200);
      expect(said(await school.sfuGet(people.teacher))).to.equal('403 M_FORBIDDEN');
      await eventually(async () => (await people.pupil.matrix.get(state)).body.state === 'closed', {
        what: 'the end to be announced',
        timeout: 20_000,
      });
      expect(school.running.complaints()).to.deep.equal([]);
    });
  });
});
