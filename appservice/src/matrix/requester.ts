/** One request to the homeserver, with everything around it: retries, time limits, and errors in Parta's terms. */
import { isObject } from '../json.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogService, MatrixClient, setRequestFn } from '@vector-im/matrix-bot-sdk';
import type { Log } from '../log.ts';
import { HomeserverError, HomeserverUnavailable, type JsonObject, type StateEvent } from './homeserver.ts';
import { retryDelay, type Failure } from './retry.ts';
import { fetchAsRequest, type TransportResponse } from './transport.ts';

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
  /** Whether sending it twice has the effect of sending it once. */
  readonly repeatable: boolean;
  /** Fewer than usual where somebody else than the homeserver may be the one who does not answer. */
  readonly maxAttempts?: number;
}

/** What the Client-Server API answers with: an object, or a list (the state of a room). */
export type Answer = JsonObject | readonly unknown[];

/**
 * Sends a call and returns the answer. Throws HomeserverError for an answer that is an error,
 * HomeserverUnavailable when nobody answered, or when what answered was not a Matrix homeserver (a proxy's 502).
 */
export type Requester = (call: Call) => Promise<Answer>;

export interface RequesterOptions {
  readonly url: string;
  readonly accessToken: string;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** Once aborted, a request that failed is not tried again. */
  readonly signal?: AbortSignal | undefined;
}

const MAX_ATTEMPTS = 6;
/** A rate limit is waited for as long as this; one that asks for more is told to the caller. */
const MAX_ELAPSED_MS = 120_000;

// Global to the SDK. Its own log would print whole error bodies; failures are reported by the errors thrown here.
setRequestFn(fetchAsRequest);
const silent = { info() {}, warn() {}, error() {}, debug() {}, trace() {} };
LogService.setLogger(silent);

export function createRequester({ url, accessToken, timeoutMs, log, signal }: RequesterOptions): Requester {
  const client = new MatrixClient(url, accessToken);
  const maxElapsedMs = Math.max(MAX_ELAPSED_MS, 2 * timeoutMs);

  async function attempt({ method, path, query, body }: Call): Promise<Result> {
    let response: TransportResponse;
    try {
      response = (await client.doRequest(
        method,
        path,
        { ...query },
        body ?? null,
        timeoutMs,
        true,
        undefined,
        false,
        {
          errorHandler: () => undefined,
        },
      )) as TransportResponse;
    } catch (error) {
      // The SDK throws the response itself for every status that is not 2xx.
      if (!isResponse(error)) return { failure: silence(error as Error) };
      response = error;
    }
    const { statusCode, body: answered } = response;
    const done = statusCode >= 200 && statusCode < 300 && typeof answered === 'object' && answered !== null;
    return done ? { body: answered as Answer } : { failure: refusal(response) };
  }

  return async (call) => {
    const begin = performance.now();
    const limits = { maxAttempts: call.maxAttempts ?? MAX_ATTEMPTS, maxElapsedMs };
    for (let attempts = 1; ; attempts += 1) {
      const { body, failure } = await attempt(call);
      if (failure === undefined) return body;
      const elapsedMs = performance.now() - begin;
      const delay = retryDelay(
        failure,
        { attempts, elapsedMs, repeatable: call.repeatable },
        limits,
        Math.random(),
      );
      if (delay === null || signal?.aborted === true) throw toError(failure, call);
      log.debug(
        { method: call.method, path: call.path, attempts, delay, ...brief(failure) },
        'request again',
      );
      await sleep(delay, undefined, { signal }).catch(() => {
        throw toError(failure, call);
      });
    }
  };
}

type Result = { body: Answer; failure?: undefined } | { body?: undefined; failure: Failure };

/** Segments of a path, each escaped: IDs contain `/`, `#` and `!`. */
export function path(strings: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: strings }, ...values.map(encodeURIComponent));
}

/** A field of an answer; undefined in a list. */
export function field(answered: Answer, name: string): unknown {
  return isObject(answered) ? answered[name] : undefined;
}

/** A string field of an answer. Throws HomeserverError when the homeserver left it out. */
export function textField(answered: Answer, name: string): string {
  const value = field(answered, name);
  if (typeof value === 'string') return value;
  throw new HomeserverError(200, 'M_BAD_JSON', `the answer has no text "${name}"`);
}

/** Whether a part of an answer is a state event. */
export function isStateEvent(value: unknown): value is StateEvent {
  return (
    isObject(value) &&
    typeof value.type === 'string' &&
    typeof value.state_key === 'string' &&
    typeof value.sender === 'string' &&
    isObject(value.content)
  );
}

/** Turns "there is none" and "you may not see it" into null. */
export async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HomeserverError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

function refusal({ statusCode, headers, body }: TransportResponse): Failure {
  const fields = isObject(body) ? body : {};
  return {
    kind: 'answer',
    status: statusCode,
    errcode: typeof fields.errcode === 'string' ? fields.errcode : null,
    message: typeof fields.error === 'string' ? fields.error : `HTTP ${statusCode}`,
    retryAfterMs: retryAfter(headers['retry-after'], fields.retry_after_ms),
  };
}

/** The header (RFC 9110 section 10.2.3: seconds or a date) is whole seconds, the deprecated field is exact: the longer counts. */
function retryAfter(header: string | undefined, field: unknown): number | null {
  const waits: number[] = [];
  if (typeof field === 'number' && field >= 0) waits.push(field);
  if (header !== undefined) {
    const wait = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
    if (Number.isFinite(wait)) waits.push(Math.max(0, wait));
  }
  return waits.length === 0 ? null : Math.max(...waits);
}

/** Errors that mean no connection was made, so nothing can have arrived. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function silence(error: Error): Failure {
  const code =
    (error.cause as NodeJS.ErrnoException | undefined)?.code ?? (error as NodeJS.ErrnoException).code;
  return { kind: 'silence', mayHaveArrived: code === undefined || !NOT_CONNECTED.has(code), cause: error };
}

function isResponse(value: unknown): value is TransportResponse {
  return isObject(value) && typeof value.statusCode === 'number';
}

function toError(failure: Failure, { method, path }: Call): Error {
  const what = `${method} ${path}`;
  if (failure.kind === 'silence') {
    const { cause } = failure;
    const why = cause.name === 'TimeoutError' ? 'no answer in time' : describe(cause);
    return new HomeserverUnavailable(`${what}: ${why}`, { cause });
  }
  if (failure.errcode === null && failure.status >= 500) {
    return new HomeserverUnavailable(`${what}: ${failure.message}, not from a Matrix homeserver`);
  }
  return new HomeserverError(failure.status, failure.errcode ?? 'M_UNKNOWN', `${failure.message} (${what})`);
}

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}

function brief(failure: Failure): object {
  return failure.kind === 'answer'
    ? { status: failure.status, errcode: failure.errcode }
    : { error: describe(failure.cause) };
}
