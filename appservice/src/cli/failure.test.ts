import { expect } from 'chai';
import { ConfigError } from '../config/config-error.ts';
import { HomeserverError, HomeserverUnavailable } from '../matrix/homeserver.ts';
import { explainFailure } from './failure.ts';

const withCode = (code: string, more: object = {}): Error =>
  Object.assign(new Error('internals'), { code, ...more });

describe('What went wrong', () => {
  const cases: readonly [string, unknown, string][] = [
    [
      'a wrong password of the database',
      withCode('28P01'),
      'The database refuses the password. Check database.url.',
    ],
    [
      'a missing database',
      withCode('3D000'),
      'There is no such database. Make it with `createdb`, or check database.url.',
    ],
    [
      'a name that is not known',
      withCode('ENOTFOUND', { hostname: 'postgres' }),
      'Nothing answers at postgres (ENOTFOUND). If that is the database, check that it runs and that database.url is right.',
    ],
    [
      'several addresses tried in vain',
      new AggregateError([
        withCode('ECONNREFUSED', { address: '::1', port: 5432 }),
        withCode('ECONNREFUSED'),
      ]),
      'Nothing answers at ::1:5432 (ECONNREFUSED). If that is the database, check that it runs and that database.url is right.',
    ],
    [
      'a port in use',
      withCode('EADDRINUSE', { address: '127.0.0.1', port: 8090 }),
      'The port is in use. Stop what listens there, or change appservice.port. (127.0.0.1:8090)',
    ],
    [
      'an absent homeserver',
      new HomeserverUnavailable('no answer to GET /versions'),
      'The homeserver does not answer. Check that it runs and that homeserver.url is right. (no answer to GET /versions)',
    ],
    [
      'a homeserver that refuses',
      new HomeserverError(401, 'M_UNKNOWN_TOKEN', 'Unrecognised access token'),
      'The homeserver refused: M_UNKNOWN_TOKEN: Unrecognised access token. `parta doctor` may tell why.',
    ],
    [
      'a wrong configuration',
      new ConfigError('/etc/parta.yaml', [{ path: 'web', message: 'is missing: add it' }]),
      'The configuration /etc/parta.yaml cannot be used:\n- web is missing: add it',
    ],
    ['a plain sentence', new Error('There is no person 7.'), 'There is no person 7.'],
    ['an error without words', new TypeError(), 'TypeError. Run it again with --debug.'],
    ['something that is no error', 'oops', 'Something went wrong. Run it again with --debug.'],
  ];
  for (const [what, error, sentence] of cases) {
    it(`is explained: ${what}`, () => expect(explainFailure(error)).to.equal(sentence));
  }
});
