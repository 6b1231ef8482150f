import { expect } from 'chai';
import { fail, ok, runChecks, warn, type Result } from './check.ts';
import { clockFinding, pingFailure, whoamiFinding } from './homeserver-checks.ts';
import {
  autoCreateFinding,
  delayedFinding,
  keyFinding,
  livekitFinding,
  maySendCallMember,
  transportsFinding,
} from './lessons-checks.ts';
import { nodeCheck } from './local-checks.ts';

const answer = (status: number, body: Record<string, unknown>) => ({ status, body, headers: new Headers() });

describe('The doctor', () => {
  const now = Date.parse('2026-09-01T08:00:00Z');
  const clocks: readonly [string, string | null, string][] = [
    ['the same second', 'Tue, 01 Sep 2026 08:00:00 GMT', 'ok'],
    ['five seconds behind', 'Tue, 01 Sep 2026 07:59:55 GMT', 'ok'],
    ['ten seconds ahead', 'Tue, 01 Sep 2026 08:00:10 GMT', 'warn'],
    ['an hour behind, as with a wrong time zone', 'Tue, 01 Sep 2026 07:00:00 GMT', 'fail'],
    ['no time at all', null, 'warn'],
    ['something that is no time', 'soon', 'warn'],
  ];
  for (const [what, date, status] of clocks) {
    it(`judges a clock that shows ${what}: ${status}`, () =>
      expect(clockFinding(date, now).status).to.equal(status));
  }

  const versions: readonly [string, string][] = [
    ['24.21.0', 'ok'],
    ['26.0.0', 'ok'],
    ['22.12.0', 'fail'],
  ];
  for (const [version, status] of versions) {
    it(`judges Node.js ${version}: ${status}`, async () =>
      expect((await nodeCheck(version).run()).status).to.equal(status));
  }

  const bot = '@parta:example.org';
  const answers: readonly [string, ReturnType<typeof answer>, string, string][] = [
    [
      'the right bot',
      answer(200, { user_id: bot }),
      'ok',
      'the homeserver knows Parta as @parta:example.org',
    ],
    [
      'another server name',
      answer(200, { user_id: '@parta:other.org' }),
      'fail',
      'the homeserver knows Parta as @parta:other.org and not as @parta:example.org',
    ],
    [
      'an unknown token',
      answer(401, { errcode: 'M_UNKNOWN_TOKEN' }),
      'fail',
      'the homeserver does not know the token of the registration',
    ],
    ['a broken homeserver', answer(500, {}), 'fail', 'the homeserver answers 500 no error code'],
  ];
  for (const [what, got, status, detail] of answers) {
    it(`understands whoami: ${what}`, () => {
      expect(whoamiFinding(got, bot, '/etc/registration.yaml')).to.include({ status, detail });
    });
  }

  const pings: readonly [string, string][] = [
    ['M_CONNECTION_FAILED', 'from where the homeserver runs, nothing answers at http://parta:8090'],
    ['M_CONNECTION_TIMEOUT', 'from where the homeserver runs, nothing answers at http://parta:8090'],
    ['M_BAD_STATUS', 'http://parta:8090 refuses the homeserver (status 403)'],
    ['M_URL_NOT_SET', 'the registration that the homeserver uses has no url'],
    ['M_UNRECOGNIZED', 'the homeserver answers 502 M_UNRECOGNIZED'],
  ];
  for (const [errcode, detail] of pings) {
    it(`understands a failed ping: ${errcode}`, () => {
      const finding = pingFailure(answer(502, { errcode, status: 403 }), 'http://parta:8090');
      expect(finding).to.include({ status: 'fail', detail });
      expect(finding.fix).to.be.a('string').that.is.not.empty;
    });
  }

  const service = 'https://parta.example.org/livekit/jwt';
  const transport = (url: string) => ({ type: 'livekit', livekit_service_url: url });
  const transports: readonly [string, ReturnType<typeof answer>, string][] = [
    ['Parta', answer(200, { rtc_transports: [transport(`${service}/`)] }), `ok: ${service}`],
    ['nobody', answer(200, {}), 'fail: it names nobody for calls'],
    ['something else', answer(200, { rtc_transports: [null, 7, {}] }), 'fail: it names nobody for calls'],
    [
      'another service first',
      answer(200, { rtc_transports: [transport('https://a.example'), transport(service)] }),
      `fail: it names https://a.example, ${service} before or instead of ${service}`,
    ],
    [
      'none, because it knows no transports',
      answer(404, { errcode: 'M_UNRECOGNIZED' }),
      'fail: it offers no transports (MSC4143): other clients cannot join lessons',
    ],
  ];
  for (const [what, got, said] of transports) {
    it(`understands whom the homeserver names for calls: ${what}`, () => {
      const { status, detail } = transportsFinding(got, service);
      expect(`${status}: ${detail}`).to.equal(said);
    });
  }

  const levels: readonly [string, Record<string, unknown>, boolean][] = [
    ['what everybody may send', { events: { 'org.matrix.msc3401.call.member': 0 } }, true],
    ['what only staff may send', { events: { 'org.matrix.msc3401.call.member': 50 } }, false],
    ['state for staff alone, and no word of calls', { events: {} }, false],
    ['no word of anything', {}, false],
    ['state for everybody', { state_default: 0 }, true],
    ['members that stand as high as staff', { users_default: 50 }, true],
  ];
  for (const [what, content, may] of levels) {
    it(`sees whether members may join calls: power levels with ${what}`, () =>
      expect(maySendCallMember(content)).to.equal(may));
  }

  const lessons: readonly [string, { status: string }, string][] = [
    ['LiveKit', livekitFinding(answer(200, {}), 'http://sfu'), 'ok'],
    ['a proxy without LiveKit behind it', livekitFinding(answer(502, {}), 'http://sfu'), 'fail'],
    ['a key that LiveKit knows', keyFinding(answer(200, { rooms: [] })), 'ok'],
    ['a key that it does not know', keyFinding(answer(401, { msg: 'invalid API key' })), 'fail'],
    ['a LiveKit that fails', keyFinding(answer(500, {})), 'fail'],
    ['rooms that must be made', autoCreateFinding(answer(404, {})), 'ok'],
    ['rooms that make themselves', autoCreateFinding(answer(200, {})), 'fail'],
    [
      'delayed events of up to a day',
      delayedFinding(
        answer(200, { capabilities: { 'org.matrix.msc4140.delayed_events': { max_delay_ms: 86_400_000 } } }),
      ),
      'ok',
    ],
    [
      'delayed events of no length',
      delayedFinding(
        answer(200, { capabilities: { 'org.matrix.msc4140.delayed_events': { max_delay_ms: 0 } } }),
      ),
      'warn',
    ],
    ['no delayed events', delayedFinding(answer(200, { capabilities: {} })), 'warn'],
  ];
  for (const [what, { status }, wanted] of lessons) {
    it(`judges ${what}: ${wanted}`, () => expect(status).to.equal(wanted));
  }

  it('looks at everything, leaves out what cannot work, and takes an error for a failure', async () => {
    const seen: string[] = [];
    const check = (name: string, finding: () => ReturnType<typeof ok>, needs: string[] = []) => ({
      name,
      needs,
      run: () => {
        seen.push(name);
        return Promise.resolve().then(finding);
      },
    });
    const reported: Result[] = [];
    const results = await runChecks(
      [
        check('a', () => ok('fine')),
        check('b', () => warn('hm', 'look')),
        check('c', () => fail('broken', 'mend')),
        check('d', () => ok('never'), ['b', 'c']),
        check('e', () => ok('never'), ['d']),
        check('f', () => {
          throw new Error('a bug');
        }),
        check('g', () => ok('fine'), ['a', 'b']),
      ],
      (result) => reported.push(result),
    );
    expect(seen).to.deep.equal(['a', 'b', 'c', 'f', 'g']);
    expect(results.map(({ name, status }) => `${name} ${status}`)).to.deep.equal([
      'a ok',
      'b warn',
      'c fail',
      'd skipped',
      'e skipped',
      'f fail',
      'g ok',
    ]);
    expect(reported).to.deep.equal(results);
    expect(results[3]!.detail).to.equal('cannot be looked at before this is mended: c');
  });
});
