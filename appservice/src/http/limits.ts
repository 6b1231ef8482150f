/**
 * Limits against guessing and flooding. A whole school sits behind one address, so what counts against guessing is
 * failed attempts only: hundreds of pupils redeem their codes in one lesson, and a guesser is stopped.
 *
 * Counts live in this process: n processes behind one load balancer allow n times as many.
 */
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { ApiError } from './api-error.ts';
import { httpText } from './messages.ts';

export interface FailureLimits {
  /** Milliseconds over which failures are counted. */
  readonly windowMs: number;
  /** Failures that one asker may have in a window. */
  readonly perAsker: number;
  /** Failures of everybody in a window after which the site counts as under attack. */
  readonly global: number;
  /** What each asker may then still have: guessing from many addresses stops, a right code still passes. */
  readonly perAskerUnderAttack: number;
}

/**
 * A code has at least 40 random bits. 100 failures in ten minutes from one address are 14,400 a day: on average 10^5 years
 * for one code. From a thousand addresses at once the global count makes that 3,000 in ten minutes at most.
 */
export const GUESSING_LIMITS: FailureLimits = {
  windowMs: 10 * 60_000,
  perAsker: 100,
  global: 1_000,
  perAskerUnderAttack: 3,
};

/** So many askers are remembered; beyond that the longest remembered is forgotten. */
const MAX_ASKERS = 50_000;
/** So many attempts of one asker wait for their turn; more are refused. */
const MAX_WAITING = 1_000;

export interface FailureLimiter {
  /**
   * Runs an attempt that may turn out to be a wrong guess: one that throws an ApiError with status 404. Attempts under way count as
   * failed until they are done, so that a burst cannot slip past the count; the surplus waits for its turn.
   * Throws ApiError 429 `M_LIMIT_EXCEEDED` without running it when the asker has failed too often.
   *
   * @param asker an address (`addressOf(req)`) or a Matrix ID
   */
  attempt<T>(asker: string, work: () => Promise<T>): Promise<T>;
}

interface Asker {
  failures: number;
  running: number;
  windowEnds: number;
  readonly waiting: (() => void)[];
}

export function createFailureLimiter(
  limits: FailureLimits = GUESSING_LIMITS,
  now: () => number = Date.now,
): FailureLimiter {
  const askers = new Map<string, Asker>();
  const everybody = { failures: 0, windowEnds: 0 };

  /** Starts a new window when the last one is over. */
  function refresh(counter: { failures: number; windowEnds: number }): void {
    if (now() >= counter.windowEnds)
      Object.assign(counter, { failures: 0, windowEnds: now() + limits.windowMs });
  }

  function find(key: string): Asker {
    const asker = askers.get(key) ?? { failures: 0, running: 0, windowEnds: 0, waiting: [] };
    refresh(asker);
    // Moved to the end, so that whoever asked longest ago is forgotten first.
    askers.delete(key);
    askers.set(key, asker);
    if (askers.size > MAX_ASKERS) askers.delete(askers.keys().next().value!);
    return asker;
  }

  function allowance(): number {
    refresh(everybody);
    return everybody.failures >= limits.global ? limits.perAskerUnderAttack : limits.perAsker;
  }

  function refusal(asker: Asker): ApiError {
    const retryAfterMs = Math.max(1_000, asker.windowEnds - now());
    const minutes = Math.ceil(retryAfterMs / 60_000);
    return new ApiError(
      429,
      'M_LIMIT_EXCEEDED',
      (locale) => httpText(locale, 'too_many_attempts', { minutes }),
      {
        retryAfterMs,
      },
    );
  }

  return {
    async attempt(key, work) {
      const asker = find(key);
      while (asker.failures < allowance() && asker.failures + asker.running >= allowance()) {
        if (asker.waiting.length >= MAX_WAITING) throw refusal(asker);
        await new Promise<void>((resolve) => asker.waiting.push(resolve));
        refresh(asker);
      }
      if (asker.failures >= allowance()) throw refusal(asker);
      asker.running++;
      try {
        return await work();
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) {
          refresh(asker);
          refresh(everybody);
          asker.failures++;
          everybody.failures++;
        }
        throw error;
      } finally {
        asker.running--;
        // Everybody who waits looks again: one may go, or all must be refused.
        for (const wake of asker.waiting.splice(0)) wake();
      }
    },
  };
}

/** The address that counts for limits: an IPv4 address, or the /56 network that an IPv6 subscriber usually holds. */
export function addressOf(req: Request): string {
  return ipKeyGenerator(req.ip ?? 'unknown');
}
