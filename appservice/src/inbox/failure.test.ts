import { expect } from 'chai';
import { HomeserverError, HomeserverUnavailable } from '../matrix/homeserver.ts';
import { describeError, HandlerTimeout, isOutage, MalformedEvent, retryDelay, Stopped } from './failure.ts';

const withCode = (code: string, message = 'secret words') => Object.assign(new Error(message), { code });

describe('a failed try', () => {
  const outages: [string, unknown, boolean][] = [
    ['no answer of the homeserver', new HomeserverUnavailable('x'), true],
    ['a gateway that answers 502', new HomeserverError(502, 'M_UNKNOWN', 'x'), true],
    ['a rate limit', new HomeserverError(429, 'M_LIMIT_EXCEEDED', 'x'), true],
    ['a refusal', new HomeserverError(403, 'M_FORBIDDEN', 'x'), false],
    [
      'an internal error of the homeserver, which may be the event’s doing',
      new HomeserverError(500, 'M_UNKNOWN', 'x'),
      false,
    ],
    ['a broken database connection', withCode('08006'), true],
    ['a database that shuts down', withCode('57P01'), true],
    ['a deadlock', withCode('40P01'), true],
    ['a statement that takes too long', withCode('57014'), false],
    ['a violated constraint', withCode('23505'), false],
    ['a refused connection', withCode('ECONNREFUSED'), true],
    ['a connection that pg lost', new Error('Connection terminated unexpectedly'), true],
    [
      'a statement on a connection that is lost',
      new Error('Client has encountered a connection error and is not queryable'),
      true,
    ],
    ['a slow handler', new HandlerTimeout(), false],
    ['the end of the process', new Stopped(), true],
    ['a bug', new TypeError('x is undefined'), false],
    ['something thrown that is no error', 'oops', false],
  ];
  for (const [what, error, outage] of outages) {
    it(`${outage ? 'does not count' : 'counts'} towards the dead letters after ${what}`, () => {
      expect(isOutage(error)).to.equal(outage);
    });
  }

  it('is described by class and code, never by text', () => {
    expect(describeError(new HomeserverError(403, 'M_FORBIDDEN', 'no, Маша'))).to.equal(
      'HomeserverError 403 M_FORBIDDEN',
    );
    expect(describeError(withCode('23505'))).to.equal('Error 23505');
    expect(describeError(new TypeError('secret words'))).to.equal('TypeError');
    expect(describeError(withCode('secret words'))).to.equal('Error Error');
    expect(describeError('secret words')).to.equal('a thrown value that is not an Error');
    expect(describeError(new MalformedEvent('/content must be object'))).to.equal('/content must be object');
  });

  it('is repeated after a delay that doubles, up to five minutes', () => {
    const delays = [1, 2, 3, 9, 10, 1_000].map((tries) => retryDelay(tries, false, () => 1));
    expect(delays).to.deep.equal([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
  });

  it('is repeated within half a minute after an outage', () => {
    expect(retryDelay(50, true, () => 1)).to.equal(30_000);
  });

  it('is repeated at a random instant of the second half of the delay', () => {
    expect(retryDelay(3, false, () => 0)).to.equal(2_000);
    expect(retryDelay(3, false, () => 0.5)).to.equal(3_000);
  });
});
