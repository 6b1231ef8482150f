/** What the other tests stand on: if these fail, look here first. */
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { AccessToken, RoomServiceClient, WebhookReceiver } from 'livekit-server-sdk';
import { eventually } from '../support/eventually.ts';
import { type Fault, type FaultProxy, faultProxy } from '../support/fault-proxy.ts';
import { type TestHomeserver, startHomeserver, twoHomeservers } from '../support/homeserver.ts';
import { type TestLivekit, startLivekit } from '../support/livekit.ts';
import { matrixApi } from '../support/matrix-api.ts';
import { freshDatabase } from '../support/postgres.ts';

describe('test support', () => {
  describe('eventually', () => {
    it('returns the first value that counts', async () => {
      let calls = 0;
      expect(await eventually(() => ++calls > 2 && 'done', { interval: 1 })).to.equal('done');
      expect(calls).to.equal(3);
    });

    it('tells what it waited for and what the last try said', async () => {
      const outcome = eventually(() => Promise.reject(new Error('not yet')), {
        timeout: 20,
        what: 'the bell',
      });
      const error = await outcome.then(
        () => null,
        (failure: Error) => failure,
      );
      expect(error?.message).to.equal('Waited 20 ms for the bell; the last try said: not yet');
    });
  });

  describe('freshDatabase', () => {
    it('gives every caller the migrated schema and nobody else’s data', async function () {
      this.timeout(60_000);
      const [one, two] = [await freshDatabase(), await freshDatabase()];
      await one.database.query(
        `insert into school (source, sourced_id, name, locale, time_zone) values ('manual', '1', 'School 1', 'ru', 'Europe/Moscow')`,
      );
      const count = 'select count(*)::int as count from school';
      expect((await one.database.query(count)).rows).to.deep.equal([{ count: 1 }]);
      expect((await two.database.query(count)).rows).to.deep.equal([{ count: 0 }]);
    });
  });

  describe('faultProxy', () => {
    let target: Server;
    let proxy: FaultProxy;
    let worked: string[];

    before(async () => {
      target = createServer((request, response) => {
        worked.push(`${request.method} ${request.url}`);
        response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ padding: 'x'.repeat(1000) }));
      }).listen(0, '127.0.0.1');
      await once(target, 'listening');
      proxy = await faultProxy({ target: `http://127.0.0.1:${(target.address() as AddressInfo).port}` });
    });
    beforeEach(() => {
      worked = [];
      proxy.reset();
    });
    after(() => {
      target.closeAllConnections();
      target.close();
    });

    /** The status that a client sees, or 'broken'. */
    const send = (path: string, timeout = 5000): Promise<number | 'broken' | 'time-out'> =>
      fetch(proxy.url + path, { method: 'PUT', body: '{"a":1}', signal: AbortSignal.timeout(timeout) }).then(
        async (response) => {
          const whole = await response.text().catch(() => null);
          return whole === null ? 'broken' : response.status;
        },
        (error: Error) => (error.name === 'TimeoutError' ? 'time-out' : 'broken'),
      );

    it('passes requests on and records them', async () => {
      expect(await send('/a?b=c')).to.equal(200);
      expect(worked).to.deep.equal(['PUT /a?b=c']);
      expect(proxy.count({ method: 'PUT', path: '/a' })).to.equal(1);
      expect(proxy.requests[0]?.body.toString()).to.equal('{"a":1}');
      expect(proxy.requests[0]).to.include({ status: 200, targetStatus: 200, fault: null });
    });

    const cases: [sentence: string, fault: Fault, seen: number | string, workDone: boolean][] = [
      ['answers 429 without asking the target', { kind: 'limit', retryAfterMs: 10 }, 429, false],
      ['answers 500 without asking the target', { kind: 'error' }, 500, false],
      ['hangs without asking the target', { kind: 'hang' }, 'time-out', false],
      ['breaks the connection without asking the target', { kind: 'refuse' }, 'broken', false],
      ['loses the response after the work was done', { kind: 'lose-response' }, 'broken', true],
      ['cuts the body in the middle', { kind: 'cut-body' }, 'broken', true],
      ['sends the body slowly but whole', { kind: 'slow-body', pieces: 4, pauseMs: 20 }, 200, true],
    ];
    for (const [sentence, fault, seen, workDone] of cases) {
      it(sentence, async () => {
        proxy.rule({ fault });
        expect(await send('/x', 500)).to.equal(seen);
        expect(worked).to.have.length(workDone ? 1 : 0);
      });
    }

    it('faults only the chosen call, only so many times', async () => {
      proxy.rule({ path: /^\/x/, nth: 2, fault: { kind: 'error' } });
      proxy.rule({ path: '/y', times: 1, fault: { kind: 'error', status: 503 } });
      const seen = [];
      for (const path of ['/x', '/y', '/x', '/y', '/x']) seen.push(await send(path));
      expect(seen).to.deep.equal([200, 503, 500, 200, 200]);
    });

    it('is down and up again on the same port', async () => {
      await proxy.down();
      expect(await send('/x')).to.equal('broken');
      await proxy.up();
      expect(await send('/x')).to.equal(200);
    });
  });

  describe('homeservers', function () {
    this.timeout(180_000);

    it('two of them federate: a user of one joins a room of the other', async () => {
      const [one, two] = await twoHomeservers();
      const [host, guest] = await Promise.all([one.user('host'), two.user('guest')]);
      const room = await host.api.post('/v3/createRoom', { preset: 'public_chat', room_alias_name: 'hall' });
      expect(room.status).to.equal(200);
      const joined = await guest.api.post(`/v3/join/${encodeURIComponent(`#hall:${one.serverName}`)}`);
      expect(joined).to.deep.equal({ status: 200, body: room.body });
      await Promise.all([one.stop(), two.stop()]);
    });

    it('one keeps its accounts and its port over a restart, and pushes nothing when down', async () => {
      const homeserver: TestHomeserver = await startHomeserver();
      const user = await homeserver.user('anna');
      const bot = matrixApi(homeserver.url, homeserver.registration.asToken);
      expect(
        (await bot.post('/v3/register', { type: 'm.login.application_service', username: 'parta' })).status,
      ).to.equal(200);
      await homeserver.restart({
        kill: true,
        whileDown: async () => {
          const failure = await user.api.get('/v3/account/whoami').then(
            () => null,
            (error: Error) => error,
          );
          expect(failure).to.be.instanceOf(TypeError);
        },
      });
      expect((await user.api.get('/v3/account/whoami')).body.user_id).to.equal('@anna:localhost');
      await homeserver.stop();
    });
  });

  describe('startLivekit', function () {
    this.timeout(60_000);
    const heard: { authorization: string; body: string }[] = [];
    let listener: Server;
    let livekit: TestLivekit;

    before(async () => {
      listener = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (text: string) => (body += text));
        request.on('end', () => {
          heard.push({ authorization: request.headers.authorization ?? '', body });
          response.end();
        });
      }).listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const { port } = listener.address() as AddressInfo;
      livekit = await startLivekit({ webhookUrl: `http://127.0.0.1:${port}/livekit/webhook` });
    });
    after(async () => {
      await livekit.stop();
      listener.close();
    });

    const rooms = (): RoomServiceClient =>
      new RoomServiceClient(livekit.apiUrl, livekit.apiKey, livekit.apiSecret);

    it('makes rooms for its key, and tells of them in signed webhooks', async () => {
      await rooms().createRoom({ name: 'physics' });
      const { authorization, body } = await eventually(() =>
        heard.find((hook) => hook.body.includes('room_started')),
      );
      const event = await new WebhookReceiver(livekit.apiKey, livekit.apiSecret).receive(body, authorization);
      expect(event.room?.name).to.equal('physics');
    });

    it('makes no room for a participant by itself', async () => {
      const token = new AccessToken(livekit.apiKey, livekit.apiSecret, { identity: 'anna' });
      token.addGrant({ roomJoin: true, room: 'chemistry' });
      const answer = await fetch(`${livekit.apiUrl}/rtc/validate?access_token=${await token.toJwt()}`);
      expect([answer.status, await answer.text()]).to.deep.equal([404, 'requested room does not exist']);
    });

    it('stays where it is through a restart, and forgets its rooms', async () => {
      const { pid } = livekit;
      await livekit.restart({ kill: true });
      expect(livekit.pid).to.not.equal(pid);
      expect(await rooms().listRooms()).to.deep.equal([]);
    });
  });

  describe('the homeserver of startHomeserver', function () {
    this.timeout(120_000);

    it('names the appservice as the way into calls, and schedules events', async () => {
      const homeserver = await startHomeserver();
      const { api } = await homeserver.user('anna');
      const { body } = await api.get('/_matrix/client/unstable/org.matrix.msc4143/rtc/transports');
      expect(body).to.deep.equal({
        rtc_transports: [
          {
            type: 'livekit',
            livekit_service_url: `http://127.0.0.1:${homeserver.appservicePort}/livekit/jwt`,
          },
        ],
      });
      const versions = await api.get('/_matrix/client/versions');
      expect(versions.body.unstable_features).to.include({ 'org.matrix.msc4140': true });
      await homeserver.stop();
    });
  });
});
