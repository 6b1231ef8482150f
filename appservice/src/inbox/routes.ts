/**
 * What a homeserver asks of an application service (Application Service API v1.13). Mount it at the root of the app and
 * before any body parser: it reads bodies itself, after the token was checked.
 *
 * The unprefixed legacy paths are not served: a homeserver tries the specified ones first and falls back only when
 * they fail. Third-party lookups are unknown routes, as Parta registers no protocol.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Log } from '../log.ts';
import { describeError } from './failure.ts';
import { BodyError, createGate, readBody } from './request-body.ts';
import { readTransaction, TransactionError, type Transaction } from './transaction.ts';

export interface InboxRoutesDeps {
  /** The homeserver's token, from the registration. */
  readonly hsToken: string;
  readonly log: Log;
  readonly wants: (type: string) => boolean;
  /** Resolves when the transaction is safe on disk; only then it is acknowledged. */
  readonly accept: (txnId: string, transaction: Transaction) => Promise<void>;
  readonly onRefused: () => void;
  /** Whether a user of Parta's namespace exists or was created just now; without it none does. */
  readonly queryUser?: (userId: string) => Promise<boolean>;
  /** Whether a room with an alias of Parta's namespace exists or was created just now; without it none does. */
  readonly queryAlias?: (alias: string) => Promise<boolean>;
}

/** 100 events and 100 to-device messages of 64 KiB each, the ephemeral part, and as much again for escapes. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Synapse gives up a request after 60 s; so do we. */
const BODY_TIMEOUT_MS = 60_000;
/** Bodies in memory at once, and how many more may wait unread. A homeserver sends one at a time. */
const BODIES_AT_ONCE = 2;
const BODIES_WAITING = 16;
const MAX_TXN_ID = 1024;

class MatrixError extends Error {
  readonly status: number;
  readonly errcode: string;
  constructor(status: number, errcode: string, message: string) {
    super(message);
    this.status = status;
    this.errcode = errcode;
  }
}

/** Compares in a time that tells nothing about where the texts differ, nor their lengths. */
export function createTokenCheck(expected: string): (given: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const wanted = digest(expected);
  return (given) => timingSafeEqual(digest(given), wanted);
}

/** The tokens a request brings: `Authorization: Bearer …` and the older `?access_token=`. */
function tokensOf(request: Request): string[] {
  const bearer = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const query: unknown = request.query.access_token;
  const legacy = query === undefined ? [] : typeof query === 'string' ? [query] : [''];
  return [...(bearer === undefined ? [] : [bearer]), ...legacy];
}

export function inboxRoutes(deps: InboxRoutesDeps): Router {
  const { hsToken, log, wants, accept, onRefused, queryUser, queryAlias } = deps;
  const isToken = createTokenCheck(hsToken);
  const gate = createGate(BODIES_AT_ONCE, BODIES_WAITING);
  const router = express.Router();

  router.use('/_matrix/app', (request, _response, next) => {
    const tokens = tokensOf(request);
    if (tokens.length === 0) throw new MatrixError(401, 'M_MISSING_TOKEN', 'The hs_token is missing.');
    // Both must match if both are there (section "Authorization").
    if (!tokens.every(isToken))
      throw new MatrixError(403, 'M_FORBIDDEN', 'This is not the hs_token of the registration.');
    next();
  });

  router
    .route('/_matrix/app/v1/transactions/:txnId')
    .put(async (request, response) => {
      const { txnId } = request.params;
      if (txnId.length > MAX_TXN_ID || txnId.includes('\0')) {
        throw new MatrixError(
          400,
          'M_INVALID_PARAM',
          'The transaction id in the path is too long or not text.',
        );
      }
      await gate.run(async () => {
        const text = await readBody(request, { maxBytes: MAX_BODY_BYTES, timeoutMs: BODY_TIMEOUT_MS });
        await accept(txnId, readTransaction(text, wants));
      });
      response.json({});
    })
    .all(wrongMethod);

  // The homeserver answers our own ping by this; a body is of no interest.
  router
    .route('/_matrix/app/v1/ping')
    .post((_request, response) => void response.json({}))
    .all(wrongMethod);

  const query = (exists: ((id: string) => Promise<boolean>) | undefined, what: string) => {
    return async (id: string, response: Response): Promise<void> => {
      if (!(await exists?.(id))) throw new MatrixError(404, 'M_NOT_FOUND', `Parta knows no such ${what}.`);
      response.json({});
    };
  };
  const answerUser = query(queryUser, 'user');
  const answerAlias = query(queryAlias, 'room');
  router
    .route('/_matrix/app/v1/users/:userId')
    .get((request, response) => answerUser(request.params.userId, response))
    .all(wrongMethod);
  router
    .route('/_matrix/app/v1/rooms/:alias')
    .get((request, response) => answerAlias(request.params.alias, response))
    .all(wrongMethod);

  router.use('/_matrix/app', () => {
    throw new MatrixError(404, 'M_UNRECOGNIZED', 'Parta does not have this endpoint.');
  });

  router.use('/_matrix/app', (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const { status, errcode, message } = answerTo(error);
    if (status === 400 || status === 413) onRefused();
    // Path without the query: that may hold the token.
    const details = {
      path: request.path,
      status,
      errcode,
      error: status >= 500 ? describeError(error) : message,
    };
    log[status >= 500 ? 'error' : 'warn'](details, 'inbox: refused a request of the homeserver');
    // Else the rest of an unread body would have to be read before the next request.
    if (!request.readableEnded) response.set('Connection', 'close');
    response.status(status).json({ errcode, error: message });
  });
  return router;
}

function wrongMethod(): never {
  throw new MatrixError(405, 'M_UNRECOGNIZED', 'This endpoint does not have this method.');
}

function answerTo(error: unknown): { status: number; errcode: string; message: string } {
  if (error instanceof MatrixError || error instanceof BodyError) return error;
  if (error instanceof TransactionError)
    return { status: 400, errcode: error.errcode, message: error.message };
  if (error instanceof URIError)
    return { status: 400, errcode: 'M_INVALID_PARAM', message: 'The path is not percent-encoded UTF-8.' };
  return { status: 503, errcode: 'M_UNKNOWN', message: 'Parta cannot store this now: send it again later.' };
}
