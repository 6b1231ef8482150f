/** Turns whatever was thrown into the API's error: `{errcode, error, details?}` in the caller's language. */
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { describeError, isOutage } from '../inbox/failure.ts';
import { placesOf, type Log } from '../log.ts';
import { HomeserverUnavailable } from '../matrix/homeserver.ts';
import type { Locale } from '../school/model.ts';
import { ApiError, type ErrorPlace } from './api-error.ts';
import { localeOf } from './auth.ts';
import { httpText, type HttpMessage } from './messages.ts';
import { explainInvalid, isValidatorError } from './validation.ts';

/** Bytes that the body of an API request may have. */
export const MAX_BODY_BYTES = 64 * 1024;
/** Bytes that an imported timetable may have: a year of a school as iCalendar. */
export const MAX_IMPORT_BYTES = 8 * 1024 * 1024;
const RETRY_AFTER_MS = 30_000;

function simple(status: number, errcode: string, key: HttpMessage, values = {}): ApiError {
  return new ApiError(status, errcode, (locale) => httpText(locale, key, values));
}

/** Nothing answers at this address (Client-Server API, `M_UNRECOGNIZED`). */
export const notFound: RequestHandler = (_req, _res, next) =>
  next(simple(404, 'M_UNRECOGNIZED', 'not_found'));

export const wrongContentType = (): ApiError => simple(415, 'M_NOT_JSON', 'body_wrong_type');

/** body-parser's `type`, see its documentation, "Errors". */
function bodyError(type: string, limit = MAX_BODY_BYTES): ApiError | null {
  switch (type) {
    case 'entity.parse.failed':
    case 'request.size.invalid':
    case 'request.aborted':
      return simple(400, 'M_NOT_JSON', 'body_not_json');
    case 'entity.too.large':
      return simple(413, 'M_TOO_LARGE', 'body_too_large', { kilobytes: limit / 1024 });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return simple(415, 'M_NOT_JSON', 'body_wrong_encoding');
    default:
      return null;
  }
}

/** A request that is wrong at these places; the first is named in the sentence too. */
function badRequest(details: readonly ErrorPlace[], locale: Locale): ApiError {
  const { path: place, message: problem } = details[0] ?? { path: '', message: '' };
  const key = place === '' ? 'invalid_whole_body' : 'invalid';
  return new ApiError(400, 'M_BAD_JSON', () => httpText(locale, key, { place, problem }), { details });
}

/** A body that holds, at these places, texts that are no text. */
export function notText(places: readonly string[], locale: Locale): ApiError {
  const message = httpText(locale, 'not_text');
  return badRequest(
    places.map((path) => ({ path, message })),
    locale,
  );
}

/** The API's error for whatever was thrown; null for what nobody expected. */
export function toApiError(error: unknown, locale: Locale, method: string): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof HomeserverUnavailable) {
    const say = (wanted: Locale): string => httpText(wanted, 'homeserver_unavailable');
    return new ApiError(503, 'ORG.PARTA.HOMESERVER_UNAVAILABLE', say, { retryAfterMs: RETRY_AFTER_MS });
  }
  if (isOutage(error)) {
    const say = (wanted: Locale): string => httpText(wanted, 'database_unavailable');
    return new ApiError(503, 'ORG.PARTA.DATABASE_UNAVAILABLE', say, { retryAfterMs: RETRY_AFTER_MS });
  }
  if (error instanceof URIError) return simple(400, 'M_INVALID_PARAM', 'address_malformed');
  const { type, limit } = error as { type?: unknown; limit?: number };
  const ofBody = typeof type === 'string' ? bodyError(type, limit) : null;
  if (ofBody !== null) return ofBody;
  if (isValidatorError(error)) {
    if (error.status === 404) return simple(404, 'M_UNRECOGNIZED', 'not_found');
    if (error.status === 405) return simple(405, 'M_UNRECOGNIZED', 'method_not_allowed', { method });
    if (error.status === 415) return wrongContentType();
    if (error.status === 401) return simple(401, 'M_MISSING_TOKEN', 'session_missing');
    const malformedAddress = error.errors[0]?.message?.startsWith('malformed uri') === true;
    if (malformedAddress) return simple(400, 'M_INVALID_PARAM', 'address_malformed');
    if (error.status === 400) return badRequest(explainInvalid(locale, error), locale);
  }
  return null;
}

/** Answers with the error. What nobody expected is logged with its place in the code, and never with its text. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (thrown: unknown, req, res, next) => {
    if (res.headersSent) return next(thrown);
    const locale = localeOf(res);
    // Set by the session check in place of the validator's own error.
    const error: unknown = res.locals['authenticationError'] ?? thrown;
    const known = toApiError(error, locale, req.method);
    const id = String(res.locals['requestId']);
    if (known === null) {
      log.error({ request: id, error: describeError(error), at: placesOf(error) }, 'http: unexpected error');
    }
    const answer = known ?? simple(500, 'M_UNKNOWN', 'internal', { id });
    const { headers } = thrown as { headers?: { Allow?: string } };
    if (headers?.Allow !== undefined) res.set('Allow', headers.Allow);
    send(res, answer, locale);
  };
}

function send(res: Response, error: ApiError, locale: Locale): void {
  if (error.status === 401) res.set('WWW-Authenticate', 'Bearer');
  if (error.retryAfterMs !== undefined) res.set('Retry-After', String(Math.ceil(error.retryAfterMs / 1000)));
  const details = error.detailsIn(locale);
  res
    .status(error.status)
    .set({ 'Cache-Control': 'no-store', 'Content-Language': locale })
    .json({
      errcode: error.errcode,
      error: error.say(locale),
      ...(error.retryAfterMs === undefined ? {} : { retry_after_ms: error.retryAfterMs }),
      ...(details.length === 0 ? {} : { details }),
    });
}
