/** Who asks: the bearer token of an API session, looked up once for every operation that needs it. */
import type { Request, Response } from 'express';
import type { Locale, PersonId, UserId } from '../school/model.ts';
import { ApiError } from './api-error.ts';
import { httpText } from './messages.ts';

export interface Caller {
  readonly personId: PersonId;
  readonly userId: UserId;
}

/** The part of accounts/sessions.ts that this needs. */
export interface SessionFinder {
  /** Who holds a token; null when it is unknown or expired. */
  find(token: string): Promise<Caller | null>;
}

/** What earlier middleware leaves in `res.locals`. */
interface Locals {
  caller?: Caller;
  sessionToken?: string;
  locale?: Locale;
}
const locals = (res: Response): Locals => res.locals as Locals;

/** The bearer token of a request (RFC 6750 section 2.1), or undefined. Longer than any of ours counts as none. */
export function bearerToken(req: Request): string | undefined {
  return /^Bearer ([\w.~+/-]{1,200}=*)$/i.exec(req.headers.authorization ?? '')?.[1];
}

/** Finds the caller and leaves them in `res.locals`. Throws ApiError 401: `M_MISSING_TOKEN` or `M_UNKNOWN_TOKEN`. */
export async function authenticate(req: Request, res: Response, sessions: SessionFinder): Promise<void> {
  const token = bearerToken(req);
  if (token === undefined) {
    throw new ApiError(401, 'M_MISSING_TOKEN', (locale) => httpText(locale, 'session_missing'));
  }
  const caller = await sessions.find(token);
  if (caller === null) {
    throw new ApiError(401, 'M_UNKNOWN_TOKEN', (locale) => httpText(locale, 'session_unknown'));
  }
  Object.assign(locals(res), { caller, sessionToken: token } satisfies Locals);
}

/** The authenticated caller; throws ApiError 401 for an operation that openapi.yaml leaves open to everybody. */
export function requireCaller(res: Response): Caller {
  const { caller } = locals(res);
  if (caller === undefined) {
    throw new ApiError(401, 'M_MISSING_TOKEN', (locale) => httpText(locale, 'session_missing'));
  }
  return caller;
}

/** The token of the session that asks, e.g. to end it. */
export function requireSessionToken(res: Response): string {
  requireCaller(res);
  return locals(res).sessionToken!;
}

/** The language to answer in. */
export function localeOf(res: Response): Locale {
  return locals(res).locale ?? 'en';
}
