export type FailureKind =
  /** No answer: no network, or the server is down. */
  | 'offline'
  /** No answer in time. */
  | 'timeout'
  /** 5xx: not the caller's doing, and worth another try later. */
  | 'server'
  /** 429: `retryAfterMs` says when to come back. */
  | 'limited'
  /** Any other 4xx: the same request will fail again. */
  | 'refused';

export interface FailurePlace {
  /** A JSON Pointer into the body. */
  readonly path: string;
  readonly message: string;
}

/** Why a request to the API or the homeserver failed. `message` is for logs; people read i18n texts chosen by kind and code. */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** A Matrix code or one of Parta's own (`ORG.PARTA.…`); empty without an answer. */
  readonly errcode: string;
  /** The server's own sentence in the language asked for, if any. */
  readonly sentence: string;
  readonly retryAfterMs: number | null;
  /** What is wrong, place by place, in the language asked for. */
  readonly details: readonly FailurePlace[];

  constructor(
    kind: FailureKind,
    more: {
      status?: number;
      errcode?: string;
      sentence?: string;
      retryAfterMs?: number | null;
      details?: readonly FailurePlace[];
      cause?: unknown;
    } = {},
  ) {
    super(`${kind} ${more.status ?? 0} ${more.errcode ?? ''}`.trim(), { cause: more.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.status = more.status ?? 0;
    this.errcode = more.errcode ?? '';
    this.sentence = more.sentence ?? '';
    this.retryAfterMs = more.retryAfterMs ?? null;
    this.details = more.details ?? [];
  }
}

/** The failure that an error of an answered request means. `body` is whatever came, JSON or not. */
export function failureOf(status: number, body: unknown, retryAfterHeader: string | null): Failure {
  const record = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof record[key] === 'string' ? record[key] : '');
  const seconds = Number(retryAfterHeader ?? NaN);
  const retryAfterMs =
    typeof record['retry_after_ms'] === 'number'
      ? record['retry_after_ms']
      : Number.isFinite(seconds)
        ? seconds * 1000
        : null;
  const kind: FailureKind = status === 429 ? 'limited' : status >= 500 ? 'server' : 'refused';
  const details = (Array.isArray(record['details']) ? record['details'] : []).filter(
    (one): one is FailurePlace =>
      typeof (one as FailurePlace | null)?.path === 'string' &&
      typeof (one as FailurePlace).message === 'string',
  );
  return new Failure(kind, {
    status,
    errcode: text('errcode'),
    sentence: text('error'),
    retryAfterMs,
    details,
  });
}
