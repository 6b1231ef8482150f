import { expect } from 'chai';
import { ApiError } from './api-error.ts';
import { createFailureLimiter, type FailureLimiter } from './limits.ts';

const LIMITS = { windowMs: 600_000, perAsker: 100, global: 1_000, perAskerUnderAttack: 3 };
const SCHOOL = '203.0.113.7';

const unknown = (): Promise<never> =>
  Promise.reject(new ApiError(404, 'ORG.PARTA.INVITE_UNKNOWN', () => 'unknown'));
const right = (): Promise<string> => Promise.resolve('welcome');

/** What became of an attempt: its result, or the status it was refused with. */
async function outcome(attempt: Promise<string>): Promise<string | number> {
  return attempt.catch((error: unknown) => (error instanceof ApiError ? error.status : 'a bug'));
}

async function fail(limiter: FailureLimiter, asker: string, times: number): Promise<void> {
  for (let count = 0; count < times; count++) await outcome(limiter.attempt(asker, unknown));
}

describe('The failure limiter', () => {
  let time: number;
  let limiter: FailureLimiter;
  beforeEach(() => {
    time = 1_000_000;
    limiter = createFailureLimiter(LIMITS, () => time);
  });

  it('lets a whole school behind one address redeem at once', async () => {
    const slow = (): Promise<string> => new Promise((resolve) => setImmediate(() => resolve('welcome')));
    const all = await Promise.all(Array.from({ length: 600 }, () => outcome(limiter.attempt(SCHOOL, slow))));
    expect(all.filter((result) => result === 'welcome')).to.have.length(600);
  });

  it('stops an address after a hundred wrong guesses, the right one included', async () => {
    await fail(limiter, SCHOOL, 100);
    expect(await outcome(limiter.attempt(SCHOOL, right))).to.equal(429);
  });

  it('still serves an address that is one guess short of the limit', async () => {
    await fail(limiter, SCHOOL, 99);
    expect(await outcome(limiter.attempt(SCHOOL, right))).to.equal('welcome');
  });

  it('runs no more than the allowed guesses of a thousand sent at the same moment', async () => {
    let looked = 0;
    const guess = async (): Promise<never> => {
      looked++;
      await new Promise((resolve) => setImmediate(resolve));
      return unknown();
    };
    const all = await Promise.all(
      Array.from({ length: 1_000 }, () => outcome(limiter.attempt(SCHOOL, guess))),
    );
    expect({ looked, refused: all.filter((result) => result === 429).length }).to.deep.equal({
      looked: 100,
      refused: 900,
    });
  });

  it('says when to come back', async () => {
    await fail(limiter, SCHOOL, 100);
    time += 60_000;
    const error = await limiter.attempt(SCHOOL, right).catch((thrown: unknown) => thrown as ApiError);
    expect(error).to.have.property('retryAfterMs', 540_000);
    expect((error as ApiError).say('ru')).to.equal(
      'Слишком много неверных кодов. Проверьте код и попробуйте снова через 9 минут.',
    );
  });

  it('forgives after the window', async () => {
    await fail(limiter, SCHOOL, 100);
    time += LIMITS.windowMs;
    expect(await outcome(limiter.attempt(SCHOOL, right))).to.equal('welcome');
  });

  it('counts each address for itself', async () => {
    await fail(limiter, '198.51.100.1', 100);
    expect(await outcome(limiter.attempt(SCHOOL, right))).to.equal('welcome');
  });

  it('does not count a used-up invite, a server error or a refusal as a guess', async () => {
    for (const status of [410, 403, 500, 503]) {
      const failing = (): Promise<never> => Promise.reject(new ApiError(status, 'M_UNKNOWN', () => ''));
      for (let count = 0; count < 120; count++) await outcome(limiter.attempt(SCHOOL, failing));
    }
    expect(await outcome(limiter.attempt(SCHOOL, right))).to.equal('welcome');
  });

  describe('when many addresses guess together', () => {
    beforeEach(async () => {
      for (let address = 0; address < 10; address++) await fail(limiter, `198.51.100.${address}`, 100);
    });

    it('leaves a new address three guesses', async () => {
      await fail(limiter, '192.0.2.1', 3);
      expect(await outcome(limiter.attempt('192.0.2.1', right))).to.equal(429);
    });

    it('still lets a whole school redeem right codes', async () => {
      const all = await Promise.all(
        Array.from({ length: 600 }, () => outcome(limiter.attempt(SCHOOL, right))),
      );
      expect(all.filter((result) => result === 'welcome')).to.have.length(600);
    });
  });
});
