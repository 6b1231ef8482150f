/** Requests are checked against protocol/openapi.yaml before any route sees them; this says what was found in words for people. */
import type { Request, RequestHandler } from 'express';
import { middleware as openApiMiddleware } from 'express-openapi-validator';
import { sayViolation, toPointer, type Violation } from '../i18n/violation.ts';
import type { Locale } from '../school/model.ts';
import type { ErrorPlace } from './api-error.ts';
import { authenticate, localeOf, type SessionFinder } from './auth.ts';
import { httpText } from './messages.ts';

const API_SPEC = new URL('../../../protocol/openapi.yaml', import.meta.url).pathname;

export interface ValidationOptions {
  readonly sessions: SessionFinder;
  /** Called when a response is not as openapi.yaml says; without it responses are not checked. */
  readonly onBadResponse?: ((problem: Error, req: Request) => void) | undefined;
}

/**
 * Middleware that finds the operation, its caller and whether the request is valid. Passes errors on that `explainInvalid` understands; a
 * failed authentication is left in `res.locals.authenticationError`, because the validator keeps only its status.
 */
export function validateRequests({ sessions, onBadResponse }: ValidationOptions): RequestHandler[] {
  return openApiMiddleware({
    apiSpec: API_SPEC,
    // Bodies are small, so finding all mistakes at once costs little.
    validateRequests: { allErrors: true },
    validateResponses:
      onBadResponse === undefined ? false : { onError: (error, _body, req) => onBadResponse(error, req) },
    validateSecurity: {
      handlers: {
        async session(req) {
          const res = req.res!;
          try {
            await authenticate(req, res, sessions);
            return true;
          } catch (error) {
            res.locals['authenticationError'] = error;
            return false;
          }
        },
      },
    },
    fileUploader: false,
  }) as RequestHandler[];
}

/** What the validator passes on as an error. */
interface ValidatorError {
  readonly status: number;
  readonly errors: readonly { path?: string; message?: string; errorCode?: string }[];
}

export function isValidatorError(error: unknown): error is ValidatorError {
  const { status, errors } = error as { status?: unknown; errors?: unknown };
  return typeof status === 'number' && Array.isArray(errors);
}

const MAX_PLACES = 20;

/** Every mistake with its place: a JSON Pointer into the body, or the name of a parameter. */
export function explainInvalid(locale: Locale, { errors }: ValidatorError): ErrorPlace[] {
  return errors.slice(0, MAX_PLACES).map((error) => ({
    path: placeOf(error.path ?? '').slice(0, 200),
    message: problemOf(locale, error),
  }));
}

function placeOf(path: string): string {
  const [, where, ...rest] = path.split('/');
  return where === 'body' ? rest.map((key) => `/${key}`).join('') : rest.join('/');
}

function problemOf(
  locale: Locale,
  { message = '', errorCode = '' }: { message?: string; errorCode?: string },
): string {
  if (message.startsWith('Unknown query parameter')) return httpText(locale, 'unknown_parameter');
  if (message.startsWith('Empty value found')) return httpText(locale, 'empty_parameter');
  return sayViolation(locale, violationFrom(errorCode.split('.')[0] ?? '', message));
}

/** The validator keeps ajv's keyword and English message; what the keyword asked for is read back from the message. */
function violationFrom(keyword: string, message: string): Violation {
  const after = message.slice(message.indexOf(':') + 1).trim();
  const params: Violation['params'] = {
    limit: Number(/-?\d+/.exec(message)?.[0] ?? 0),
    type: /^must be (\w+)/.exec(message)?.[1],
    allowedValues: keyword === 'enum' ? after.split(', ') : undefined,
  };
  return { keyword, instancePath: '', params };
}

/** Whether a request carries a body. */
export function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
}

/**
 * Leaves one content type at most: the validator compiles and keeps a schema for every content type it ever saw, so
 * that strange ones would fill the memory. Refuses bodies that are not JSON.
 */
export function onlyJson(refuse: () => Error): RequestHandler {
  return (req, _res, next) => {
    const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json' && hasBody(req)) return next(refuse());
    if (type === 'application/json') req.headers['content-type'] = type;
    else delete req.headers['content-type'];
    next();
  };
}

/**
 * Refuses bodies with texts that PostgreSQL or a homeserver could not take: half a surrogate pair, or NUL. JSON can
 * write both, I-JSON (RFC 7493 section 2.1) forbids the first.
 */
export function onlyText(refuse: (places: readonly string[], locale: Locale) => Error): RequestHandler {
  return (req, res, next) => {
    const places = placesWithoutText(req.body);
    next(places.length === 0 ? undefined : refuse(places, localeOf(res)));
  };
}

/** JSON Pointers of texts and keys that are no text. Without recursion: a small body can be nested very deeply. */
function placesWithoutText(body: unknown): string[] {
  const found: string[] = [];
  const open: { readonly value: unknown; readonly path: string }[] = [{ value: body, path: '' }];
  for (let next = open.pop(); next !== undefined && found.length < MAX_PLACES; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !isText(value)) found.push(path);
    if (value === null || typeof value !== 'object') continue;
    for (const [key, child] of Object.entries(value)) {
      if (!isText(key)) found.push(path);
      // Deep down the place is no longer worth its memory.
      else open.push({ value: child, path: path.length > 200 ? path : path + toPointer([key]) });
    }
  }
  return found;
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
