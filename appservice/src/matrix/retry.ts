/** When a failed request to the homeserver is sent again, and when it is given up: pure rules. */

/** How a request failed. */
export type Failure =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** `null` when the answer was not a Matrix error: something in front of the homeserver spoke. */
      readonly errcode: string | null;
      readonly message: string;
      /** From the `Retry-After` header or `retry_after_ms`, in milliseconds. */
      readonly retryAfterMs: number | null;
    }
  | {
      readonly kind: 'silence';
      /** Whether the request may have arrived, so that its work may have been done. */
      readonly mayHaveArrived: boolean;
      readonly cause: Error;
    };

export interface Attempted {
  /** Attempts made so far, at least 1. */
  readonly attempts: number;
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number;
  /** Whether doing it twice has the effect of doing it once. */
  readonly repeatable: boolean;
}

export interface RetryLimits {
  /** Attempts that may fail for other reasons than a rate limit. */
  readonly maxAttempts: number;
  /** No attempt begins later than this many milliseconds after the first. */
  readonly maxElapsedMs: number;
}

const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 8_000;

/**
 * Milliseconds to wait before the next attempt, or `null` to give up. `random` is in [0, 1).
 *
 * - 429: the homeserver refused before doing anything, so every request may be repeated, but never earlier than it
 *   said (Client-Server API, "Rate limiting"); a little later, so that those who wait do not come back together.
 * - 5xx, or no answer: repeated with exponential backoff when a repeat is harmless, or when the request cannot have arrived.
 * - any other answer is final.
 */
export function retryDelay(
  failure: Failure,
  attempted: Attempted,
  limits: RetryLimits,
  random: number,
): number | null {
  const backoff = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempted.attempts - 1));
  let delay: number;
  if (failure.kind === 'answer' && failure.status === 429) {
    delay = failure.retryAfterMs === null ? backoff * (1 + random) : failure.retryAfterMs * (1 + random / 10);
  } else {
    if (!mayRepeat(failure, attempted.repeatable) || attempted.attempts >= limits.maxAttempts) return null;
    delay = backoff * (0.5 + random / 2);
  }
  return attempted.elapsedMs + delay > limits.maxElapsedMs ? null : Math.ceil(delay);
}

function mayRepeat(failure: Failure, repeatable: boolean): boolean {
  if (failure.kind === 'silence') return repeatable || !failure.mayHaveArrived;
  return repeatable && failure.status >= 500 && failure.status !== 501;
}
