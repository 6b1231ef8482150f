/** Requests are checked against protocol/openapi.yaml before any route sees them; this says what was found in words for people. */
import type { Request, RequestHandler, Response } from 'express';
import { middleware as openApiMiddleware } from 'express-openapi-validator';
import { sayViolation, type Violation } from '../i18n/violation.ts';
import type { Locale } from '../school/model.ts';
import type { ErrorPlace } from './api-error.ts';
import { authenticate, type SessionFinder } from './auth.ts';
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
export function onlyJson(refuse: (res: Response) => Error): RequestHandler {
  return (req, res, next) => {
    const type = req.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json' && hasBody(req)) return next(refuse(res));
    if (type === 'application/json') req.headers['content-type'] = type;
    else delete req.headers['content-type'];
    next();
  };
}
