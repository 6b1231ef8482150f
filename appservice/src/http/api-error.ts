/** An error that a caller of the HTTP API is told about. */
import type { Locale } from '../school/model.ts';

export interface ErrorPlace {
  /** A JSON Pointer into the body, or the name of a parameter. */
  readonly path: string;
  readonly message: string;
}

/**
 * Thrown by services and routes; the error middleware turns it into `{errcode, error, details?}` with the text in the
 * caller's language. `errcode` is a Matrix code (`M_FORBIDDEN`) or one of ours (`ORG.PARTA.INVITE_EXPIRED`).
 */
export class ApiError extends Error {
  readonly status: number;
  readonly errcode: string;
  readonly say: (locale: Locale) => string;
  readonly detailsIn: (locale: Locale) => readonly ErrorPlace[];
  readonly retryAfterMs: number | undefined;

  constructor(
    status: number,
    errcode: string,
    say: (locale: Locale) => string,
    more: {
      details?: readonly ErrorPlace[] | ((locale: Locale) => readonly ErrorPlace[]);
      retryAfterMs?: number;
    } = {},
  ) {
    super(`${errcode} (${status})`);
    this.name = 'ApiError';
    this.status = status;
    this.errcode = errcode;
    this.say = say;
    const { details = [] } = more;
    this.detailsIn = typeof details === 'function' ? details : () => details;
    this.retryAfterMs = more.retryAfterMs;
  }
}
