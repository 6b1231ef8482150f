import { expect } from 'chai';
import { retryDelay, type Attempted, type Failure } from './retry.ts';

const LIMITS = { maxAttempts: 6, maxElapsedMs: 120_000 };
const answer = (status: number, retryAfterMs: number | null = null): Failure => ({
  kind: 'answer',
  status,
  errcode: 'M_UNKNOWN',
  message: '',
  retryAfterMs,
});
const silence = (mayHaveArrived: boolean): Failure => ({
  kind: 'silence',
  mayHaveArrived,
  cause: new Error('gone'),
});
const repeat: Attempted = { attempts: 1, elapsedMs: 0, repeatable: true };
const once: Attempted = { ...repeat, repeatable: false };

describe('Whether a failed request is sent again', () => {
  const cases: [string, Failure, Attempted, number | null][] = [
    ['a rate limit is waited for exactly as long as the homeserver says', answer(429, 3_000), repeat, 3_000],
    [
      'a rate limit is waited for even when a repeat would do harm: nothing was done',
      answer(429, 3_000),
      once,
      3_000,
    ],
    ['a rate limit without a time backs off', answer(429), { ...repeat, attempts: 3 }, 1_000],
    [
      'a rate limit is obeyed more often than other failures',
      answer(429, 500),
      { ...repeat, attempts: 50 },
      500,
    ],
    ['a rate limit longer than the time there is gives up at once', answer(429, 300_000), repeat, null],
    ['a rate limit that ends too late gives up', answer(429, 3_000), { ...repeat, elapsedMs: 118_000 }, null],
    ['an error of the homeserver backs off when a repeat is harmless', answer(500), repeat, 125],
    ['… doubling', answer(503), { ...repeat, attempts: 4 }, 1_000],
    ['… up to a bound', answer(502), { ...repeat, attempts: 5 }, 2_000],
    ['… and ends after the last attempt', answer(500), { ...repeat, attempts: 6 }, null],
    ['an error of the homeserver is final when a repeat may do harm', answer(500), once, null],
    ['what the homeserver does not implement is final', answer(501), repeat, null],
    ['a refusal is final', answer(403), repeat, null],
    ['what is not there is final', answer(404), repeat, null],
    ['silence is repeated when harmless', silence(true), repeat, 125],
    [
      'silence is final when the request may have arrived and a repeat may do harm',
      silence(true),
      once,
      null,
    ],
    ['silence is repeated when nothing can have arrived', silence(false), once, 125],
  ];
  for (const [says, failure, attempted, delay] of cases) {
    it(says, () => expect(retryDelay(failure, attempted, LIMITS, 0)).to.equal(delay));
  }

  it('never comes back from a rate limit earlier than told, whatever the jitter', () => {
    for (let random = 0; random < 1; random += 0.01) {
      expect(retryDelay(answer(429, 1_000), repeat, LIMITS, random)).to.be.within(1_000, 1_100);
    }
  });
});
