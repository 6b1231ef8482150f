import { expect } from 'chai';
import { fail, ok, runChecks, warn, type Result } from './check.ts';
import { clockFinding, pingFailure, whoamiFinding } from './homeserver-checks.ts';
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
