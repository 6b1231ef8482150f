/**
 * The MatrixRTC authorisation service (MSC4195), wire-compatible with lk-jwt-service so that Element Call, Element X and Parta's own client
 * can use it. What lk-jwt-service does not do: it checks membership, role and lesson (entry.ts).
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Response, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import { addressOf } from '../http/limits.ts';
import { isOutage } from '../inbox/failure.ts';
import type { Log } from '../log.ts';
import { HomeserverError, type OpenIdVerifier } from '../matrix/homeserver.ts';
import type { UserId } from '../school/model.ts';
import { Refused, type Entry } from './entry.ts';
import { MediaUnavailable } from './media.ts';
import { lessonText, REFUSALS } from './messages.ts';
import { readLegacyRequest, readRequest, TokenError, type TokenRequest } from './token-request.ts';

export interface TokenServiceDependencies {
  readonly openId: OpenIdVerifier;
  readonly entry: Entry;
  readonly log: Log;
}

const MAX_BODY_BYTES = 16 * 1024;
const FAILURES_PER_MINUTE = 1_500;
/** The server name of an OpenID token is part of an address that is asked: nothing but a server name may stand there. */
const SERVER_NAME = /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?$/;

export function tokenService({ openId, entry, log }: TokenServiceDependencies): Router {
  async function verify(request: TokenRequest): Promise<UserId> {
    if (!SERVER_NAME.test(request.openId.matrix_server_name)) throw unauthorized();
    let userId: UserId;
    try {
      userId = await openId.verifyOpenId(request.openId);
    } catch (error) {
      if (error instanceof HomeserverError && error.status < 500 && error.status !== 429)
        throw unauthorized();
      throw error;
    }
    if (request.claimed !== null && request.claimed !== userId) throw unauthorized();
    return userId;
  }

  const answer =
    (read: (body: unknown) => TokenRequest): RequestHandler =>
    async (req, res) => {
      const request = read(parse(req.body));
      const userId = await verify(request);
      const { url, jwt } = await entry.enter({
        userId,
        roomId: request.roomId,
        sfuRoom: request.sfuRoom,
        identity: request.identityOf(userId),
      });
      res.json({ url, jwt });
    };

  const failed: ErrorRequestHandler = (error: unknown, _req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, errcode, message } = explain(error);
    if (status === 500) log.error({ error: (error as Error).name }, 'lessons: the token service failed');
    if (status === 503) res.set('Retry-After', '5');
    res.status(status).json({ errcode, error: message });
  };

  const healthy: RequestHandler = (_req, res) => void res.status(200).end();
  const router = express.Router();
  router.use(anyOrigin);
  router.get('/healthz', healthy);
  router.use(limitFailures());
  // Clients may send JSON as any type; lk-jwt-service never looks at the type.
  router.use(express.raw({ limit: MAX_BODY_BYTES, type: () => true }));
  router.post('/sfu/get', answer(readLegacyRequest));
  router.post('/get_token', answer(readRequest));
  router.use((_req, _res, next) =>
    next(new TokenError(404, 'M_UNRECOGNIZED', 'There is nothing at this address')),
  );
  router.use(failed);
  return router;
}

/**
 * Against floods: each wrong token makes us ask a homeserver. A school behind one address has few failures; who is early for a lesson has some.
 */
function limitFailures(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: FAILURES_PER_MINUTE,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    validate: false,
    handler: (_req, _res, next) => next(new TokenError(429, 'M_LIMIT_EXCEEDED', 'Too many requests')),
  });
}

function parse(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString() : '');
  } catch {
    throw new TokenError(400, 'M_NOT_JSON', 'The body is no JSON');
  }
}

const unauthorized = (): TokenError =>
  new TokenError(401, 'M_UNAUTHORIZED', 'The OpenID token could not be verified');

/** As `{errcode, error}`; programs read the code, and people rarely the English sentence. */
function explain(error: unknown): { status: number; errcode: string; message: string } {
  if (error instanceof TokenError) return error;
  if (error instanceof Refused) {
    return { status: 403, errcode: 'M_FORBIDDEN', message: lessonText('en', REFUSALS[error.refusal]) };
  }
  if (error instanceof MediaUnavailable) {
    return {
      status: 503,
      errcode: 'M_UNKNOWN',
      message: lessonText('en', REFUSALS[`lesson.media_${error.status}`]),
    };
  }
  if (isOutage(error)) {
    return { status: 503, errcode: 'M_UNKNOWN', message: 'This cannot be checked just now; try again' };
  }
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (status === 413) return { status: 413, errcode: 'M_TOO_LARGE', message: 'The body is too large' };
  if (typeof type === 'string') {
    return { status: 400, errcode: 'M_NOT_JSON', message: 'The body cannot be read' };
  }
  return { status: 500, errcode: 'M_UNKNOWN', message: 'Internal error' };
}

const anyOrigin: RequestHandler = (req, res: Response, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'POST, GET, HEAD, OPTIONS',
    'Access-Control-Allow-Headers':
      'Accept, Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-store',
  });
  if (req.method === 'OPTIONS') res.status(200).end();
  else next();
};
