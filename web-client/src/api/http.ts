/** One JSON request with a time limit, and the rule for repeating it. Knows nothing of Parta or Matrix. */
import { Failure, failureOf } from './failure.ts';

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Milliseconds for one attempt, body included. */
  readonly timeoutMs?: number;
  /** What a good answer is: JSON unless told otherwise. Failures always are JSON. */
  readonly answer?: 'json' | 'text';
  readonly signal?: AbortSignal | undefined;
}

export interface Transport {
  readonly fetch: typeof globalThis.fetch;
  /** Waits; rejects when the signal aborts. Milliseconds. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** In [0, 1). */
  readonly random: () => number;
}

const TIMEOUT_MS = 20_000;
const ATTEMPTS = 4;
const FIRST_DELAY_MS = 400;
/** A server that asks for a longer wait is told about to the person instead. Milliseconds. */
const LONGEST_WAIT_MS = 8_000;

/** Sends once. Returns the parsed body, or `undefined` for an empty one. Throws Failure, or the signal's reason when aborted. */
export async function requestOnce(transport: Transport, request: JsonRequest): Promise<unknown> {
  const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
  const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
  let response: Response;
  let text: string;
  try {
    response = await transport.fetch(request.url, {
      method: request.method,
      headers: {
        Accept: request.answer === 'text' ? 'text/*, application/json' : 'application/json',
        ...(request.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...request.headers,
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      cache: 'no-store',
      credentials: 'omit',
      signal,
    });
    text = await response.text();
  } catch (cause) {
    if (request.signal?.aborted === true) throw cause;
    throw new Failure(timeout.aborted ? 'timeout' : 'offline', { cause });
  }
  if (request.answer === 'text' && response.ok) return text;
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch (cause) {
    // A proxy's HTML page, for example: whatever it says, it is not the server's answer.
    throw new Failure('server', { status: response.status, cause });
  }
  if (!response.ok) throw failureOf(response.status, body, response.headers.get('Retry-After'));
  return body;
}

/** Repeats a request whose repetition is harmless: after no answer, 5xx or 429, with growing, jittered waits. */
export async function requestWithRetries(transport: Transport, request: JsonRequest): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await requestOnce(transport, request);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind === 'refused' || attempt === ATTEMPTS) throw error;
      const backoff = FIRST_DELAY_MS * 2 ** (attempt - 1) * (0.5 + transport.random());
      const wait = Math.max(backoff, error.retryAfterMs ?? 0);
      if (wait > LONGEST_WAIT_MS) throw error;
      await transport.sleep(wait, request.signal);
    }
  }
}

export const browserTransport: Transport = {
  fetch: (input, init) => globalThis.fetch(input, init),
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
      });
    }),
};
