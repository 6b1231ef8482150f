/** The adapter to the homeserver: each method against a real Synapse, and its manners when requests fail. */
import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLog } from '../../appservice/src/log.ts';
import { connectHomeserver } from '../../appservice/src/matrix/client.ts';
import {
  HomeserverError,
  HomeserverUnavailable,
  type Homeserver,
  type RoomCreation,
} from '../../appservice/src/matrix/homeserver.ts';
import { loadRegistration } from '../../appservice/src/matrix/registration.ts';
import { type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestHomeserver, startHomeserver } from '../support/homeserver.ts';
import { matrixApi } from '../support/matrix-api.ts';

const log = createLog('silent');

async function connect(
  homeserver: TestHomeserver,
  url: string,
  more: { admin_token?: string; request_timeout_ms?: number } = {},
): Promise<Homeserver> {
  return connectHomeserver({
    config: {
      homeserver: {
        url,
        public_url: url,
        server_name: homeserver.serverName,
        request_timeout_ms: 30_000,
        federation_private_networks: 'refuse',
        ...more,
      },
    },
    registration: await loadRegistration(homeserver.registration.path),
    log,
  });
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}

function expectRefused(error: unknown, status: number, errcode: string): void {
  expect(error).to.be.instanceOf(HomeserverError);
  expect(error).to.deep.include({ status, errcode });
}

describe('The homeserver adapter', function () {
  this.timeout(120_000);
  let synapse: TestHomeserver;
  let proxy: FaultProxy;
  let homeserver: Homeserver;
  let made = 0;

  const creation = (more: Partial<RoomCreation> = {}): RoomCreation => ({
    roomVersion: '12',
    aliasLocalpart: `parta_test${(made += 1)}`,
    name: 'Проба',
    initialState: [],
    powerLevels: {},
    ...more,
  });

  before(async () => {
    synapse = await startHomeserver();
    proxy = await faultProxy({ target: synapse.url });
    homeserver = await connect(synapse, proxy.url);
  });

  beforeEach(() => proxy.reset());

  describe('speaks for the bot and its users', () => {
    it('knows who it is', async () => {
      expect(homeserver.botUserId).to.equal('@parta:localhost');
      expect(await homeserver.whoami()).to.equal('@parta:localhost');
      const { versions, server } = await homeserver.versions();
      expect(versions).to.include('v1.11');
      expect(server ?? 'Synapse').to.match(/^Synapse/);
      expect(homeserver.isOwnUser('@parta_abc:localhost')).to.equal(true);
      expect(homeserver.isOwnUser('@parta:localhost')).to.equal(false);
      expect(homeserver.isOwnUser('@parta_abc:elsewhere.test')).to.equal(false);
      expect(homeserver.isOwnUser('@other:localhost')).to.equal(false);
    });

    it('makes accounts, names them and logs them in; making one twice is success', async () => {
      const userId = await homeserver.registerUser('parta_kolya');
      expect(userId).to.equal('@parta_kolya:localhost');
      expect(await homeserver.registerUser('parta_kolya')).to.equal(userId);
      await homeserver.setDisplayName(userId, 'Коля <b>Тестов</b>');
      const { accessToken, deviceId, userId: who } = await homeserver.login(userId, 'Парта');
      expect(who).to.equal(userId);
      const { body } = await matrixApi(synapse.url, accessToken).get('/v3/account/whoami');
      expect(body).to.deep.include({ user_id: userId, device_id: deviceId });
      expect((await matrixApi(synapse.url, accessToken).get(`/v3/profile/${userId}`)).body).to.deep.include({
        displayname: 'Коля <b>Тестов</b>',
      });
    });

    it('may not make an account outside its namespace', async () => {
      expectRefused(await thrownBy(homeserver.registerUser('somebody')), 400, 'M_EXCLUSIVE');
    });

    it('without an administrator’s token sets no password and says so', async () => {
      expect(homeserver.canSetPassword).to.equal(false);
      expect(await thrownBy(homeserver.setPassword('@parta_kolya:localhost', 'x'))).to.match(/admin_token/);
    });

    it('with one, a password can be set, used in any client, and other sessions live on', async () => {
      const admin = await synapse.admin();
      const able = await connect(synapse, proxy.url, { admin_token: admin.accessToken });
      const userId = await able.registerUser('parta_masha');
      const session = await able.login(userId, 'before');
      expect(able.canSetPassword).to.equal(true);
      await able.setPassword(userId, 'correct horse battery staple');
      const { status } = await matrixApi(synapse.url).post('/v3/login', {
        type: 'm.login.password',
        identifier: { type: 'm.id.user', user: userId },
        password: 'correct horse battery staple',
      });
      expect(status).to.equal(200);
      expect((await matrixApi(synapse.url, session.accessToken).get('/v3/account/whoami')).status).to.equal(
        200,
      );
    });
  });

  describe('in rooms', () => {
    let roomId: string;
    let member: string;

    before(async () => {
      member = await homeserver.registerUser('parta_member');
      roomId = await homeserver.createRoom(
        creation({ aliasLocalpart: 'parta_theroom', topic: 'Тема', type: 'm.space' }),
      );
    });

    it('refuses an alias that is taken, finds the room behind it, and frees it', async () => {
      expectRefused(
        await thrownBy(homeserver.createRoom(creation({ aliasLocalpart: 'parta_theroom' }))),
        400,
        'M_ROOM_IN_USE',
      );
      expect(await homeserver.resolveAlias('parta_theroom')).to.equal(roomId);
      expect(await homeserver.resolveAlias('parta_nothing')).to.equal(null);
      const other = creation();
      const otherId = await homeserver.createRoom(other);
      await homeserver.deleteAlias(other.aliasLocalpart);
      await homeserver.deleteAlias(other.aliasLocalpart);
      expect(await homeserver.resolveAlias(other.aliasLocalpart)).to.equal(null);
      await homeserver.leave(otherId);
      expect(await homeserver.readState(otherId), 'a room that the bot left').to.equal(null);
    });

    it('reads all of the state, one event of it, and null where there is nothing to see', async () => {
      const state = await homeserver.readState(roomId);
      const create = state!.find(({ type }) => type === 'm.room.create')!;
      expect(create).to.deep.include({ sender: '@parta:localhost', state_key: '' });
      expect(create.content).to.deep.include({ room_version: '12', type: 'm.space' });
      expect(await homeserver.readStateEvent(roomId, 'm.room.topic', '')).to.deep.include({
        type: 'm.room.topic',
        sender: '@parta:localhost',
      });
      expect(await homeserver.readStateEvent(roomId, 'm.room.avatar', '')).to.equal(null);
      expect(await homeserver.readState('!nothing')).to.equal(null);
      expect(await homeserver.readStateEvent('!nothing', 'm.room.name', '')).to.equal(null);
    });

    it('sends state and messages; the same again makes no second event', async () => {
      const first = await homeserver.sendState(roomId, 'org.example/x', 'a/b', { один: 1 });
      expect(await homeserver.sendState(roomId, 'org.example/x', 'a/b', { один: 1 })).to.equal(first);
      expect((await homeserver.readStateEvent(roomId, 'org.example/x', 'a/b'))!.content).to.deep.equal({
        один: 1,
      });
      const content = { msgtype: 'm.notice', body: 'Привет' };
      const sent = await homeserver.sendMessage(roomId, 'txn/1', content);
      expect(await homeserver.sendMessage(roomId, 'txn/1', content)).to.equal(sent);
    });

    it('invites, joins and removes; doing it twice is success', async () => {
      expectRefused(await thrownBy(homeserver.joinAs(roomId, member)), 403, 'M_FORBIDDEN');
      await homeserver.invite(roomId, member, 'Добро пожаловать');
      await homeserver.invite(roomId, member);
      await homeserver.joinAs(roomId, member);
      await homeserver.joinAs(roomId, member);
      await homeserver.invite(roomId, member);
      expect(await homeserver.joinedRooms(member)).to.deep.equal([roomId]);
      await homeserver.kick(roomId, member, 'Проба');
      await homeserver.kick(roomId, member, 'Проба');
      await homeserver.kick(roomId, '@never-there:localhost', 'Проба');
      expect((await homeserver.readStateEvent(roomId, 'm.room.member', member))!.content).to.deep.include({
        membership: 'leave',
        reason: 'Проба',
      });
    });

    it('a refusal that is real stays one', async () => {
      expectRefused(await thrownBy(homeserver.invite('!nothing', member)), 403, 'M_FORBIDDEN');
      await matrixApi(synapse.url, synapse.registration.asToken).post(
        `/v3/rooms/${encodeURIComponent(roomId)}/ban`,
        { user_id: member },
      );
      expect(await thrownBy(homeserver.invite(roomId, member)))
        .to.be.instanceOf(HomeserverError)
        .and.include({ status: 403 });
    });

    it('joins a room that it was invited to', async () => {
      const teacher = await synapse.user('teacher');
      const { body } = await teacher.api.post('/v3/createRoom', { invite: ['@parta:localhost'] });
      const theirs = (body as { room_id: string }).room_id;
      await homeserver.join(theirs);
      expect(await homeserver.joinedRooms('@parta:localhost')).to.include(theirs);
    });
  });

  describe('when requests fail', () => {
    it('asks again after an error of the homeserver where that is harmless', async () => {
      proxy.rule({ method: 'GET', path: 'whoami', times: 2, fault: { kind: 'error', status: 503 } });
      expect(await homeserver.whoami()).to.equal('@parta:localhost');
      expect(proxy.count({ path: 'whoami' })).to.equal(3);
    });

    it('never makes a room a second time by itself', async () => {
      for (const fault of [{ kind: 'error' }, { kind: 'lose-response' }, { kind: 'refuse' }] as const) {
        proxy.reset();
        proxy.rule({ path: 'createRoom', fault });
        await thrownBy(homeserver.createRoom(creation()));
        expect(proxy.count({ path: 'createRoom' }), fault.kind).to.equal(1);
      }
    });

    it('makes a room after a rate limit, because nothing was done', async () => {
      proxy.rule({ path: 'createRoom', times: 1, fault: { kind: 'limit', retryAfterMs: 500 } });
      const begin = performance.now();
      expect(await homeserver.createRoom(creation())).to.match(/^!/);
      expect(performance.now() - begin).to.be.greaterThan(990);
    });

    it('gives up at once on a rate limit that is longer than anybody waits', async () => {
      proxy.rule({ path: 'whoami', fault: { kind: 'limit', retryAfterMs: 3_600_000 } });
      expectRefused(await thrownBy(homeserver.whoami()), 429, 'M_LIMIT_EXCEEDED');
      expect(proxy.count({ path: 'whoami' })).to.equal(1);
    });

    it('tells an error of the homeserver from an error in front of it', async () => {
      proxy.rule({ path: 'whoami', fault: { kind: 'error', status: 502, body: {} } });
      expect(await thrownBy(homeserver.whoami())).to.be.instanceOf(HomeserverUnavailable);
      proxy.reset();
      proxy.rule({ path: 'whoami', fault: { kind: 'error', status: 500 } });
      expectRefused(await thrownBy(homeserver.whoami()), 500, 'M_UNKNOWN');
    });

    it('gives up on silence and on a body that trickles, in the time that is configured', async () => {
      const hasty = await connect(synapse, proxy.url, { request_timeout_ms: 1_000 });
      const faults = [{ kind: 'hang' }, { kind: 'slow-body', pieces: 20, pauseMs: 300 }] as const;
      for (const fault of faults) {
        proxy.reset();
        proxy.rule({ path: 'createRoom', fault });
        const begin = performance.now();
        const error = await thrownBy(hasty.createRoom(creation()));
        expect(error, fault.kind).to.be.instanceOf(HomeserverUnavailable);
        expect((error as Error).message).to.match(/no answer in time/);
        expect(performance.now() - begin).to.be.within(950, 4_000);
      }
    });

    it('an answer that is cut off is no answer', async () => {
      proxy.rule({ path: '/state', times: 1, fault: { kind: 'cut-body' } });
      const roomId = (await homeserver.resolveAlias('parta_theroom'))!;
      expect(await homeserver.readState(roomId)).to.be.an('array');
      expect(proxy.count({ path: '/state' })).to.equal(2);
    });

    it('nobody there: says so without the token', async () => {
      const nowhere = await connect(synapse, 'http://127.0.0.1:9', { request_timeout_ms: 1_000 });
      const error = (await thrownBy(nowhere.ping('x'))) as Error;
      expect(error).to.be.instanceOf(HomeserverUnavailable);
      expect(error.message).to.match(/ECONNREFUSED|bad port/);
      expect(JSON.stringify([error.message, String(error.cause)])).not.to.include(
        synapse.registration.asToken,
      );
    });

    it('keeps connections open', async () => {
      const sockets = new Set<unknown>();
      const server = createServer((request, response) => {
        sockets.add(request.socket);
        response.setHeader('content-type', 'application/json').end('{"user_id":"@parta:localhost"}');
      }).listen(0, '127.0.0.1');
      await new Promise((listening) => server.once('listening', listening));
      const local = await connect(synapse, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      for (let i = 0; i < 20; i += 1) await local.whoami();
      // The pool may open a second one while the first is being put back.
      expect(sockets.size).to.be.at.most(2);
      await Promise.all(Array.from({ length: 8 }, () => local.whoami()));
      const afterBurst = sockets.size;
      await Promise.all(Array.from({ length: 8 }, () => local.whoami()));
      expect(sockets.size).to.equal(afterBurst);
      server.close();
      server.closeAllConnections();
    });
  });

  describe('is called back by the homeserver', () => {
    let appservice: Server;

    it('when it asks to be pinged', async () => {
      const pings: string[] = [];
      appservice = createServer((request, response) => {
        pings.push(`${request.method} ${request.url}`);
        request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
      }).listen(synapse.appservicePort, '127.0.0.1');
      await new Promise((listening) => appservice.once('listening', listening));
      expect(await homeserver.ping('txn1')).to.be.a('number');
      expect(pings).to.include('POST /_matrix/app/v1/ping');
      appservice.close();
      appservice.closeAllConnections();
    });

    it('or is told that it cannot be reached, at once', async () => {
      expectRefused(await thrownBy(homeserver.ping('txn2')), 502, 'M_CONNECTION_FAILED');
      expect(proxy.count({ path: '/ping' })).to.equal(1);
    });
  });
});
