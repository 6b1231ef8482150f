/**
 * The HTTP side of the appservice: the homeserver's transactions, the API under /api/v1, health and metrics, and the
 * web client. Routes of the API belong to their features; here is what all of them share.
 */
import express, { type Express, type RequestHandler, type Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { components } from '@parta/protocol';
import type { Registry } from 'prom-client';
import type { Config } from '../config/config.ts';
import { negotiateLocale } from '../i18n/text.ts';
import type { Log } from '../log.ts';
import { ApiError } from './api-error.ts';
import { authenticate, type SessionFinder } from './auth.ts';
import {
  answerErrors,
  MAX_BODY_BYTES,
  MAX_IMPORT_BYTES,
  notFound,
  notText,
  wrongContentType,
} from './errors.ts';
import { healthRoutes, type Health } from './health.ts';
import { addressOf } from './limits.ts';
import { httpText } from './messages.ts';
import { named, observe } from './observe.ts';
import { allowAnyOrigin, securityHeaders } from './security-headers.ts';
import { onlyJson, onlyText, validateRequests } from './validation.ts';
import { serveWebClient } from './web-client.ts';

export interface AppOptions {
  readonly config: Pick<Config, 'district' | 'homeserver' | 'appservice' | 'web' | 'lessons'>;
  readonly log: Log;
  readonly metrics: Registry;
  readonly sessions: SessionFinder;
  /** `/_matrix/app/v1/…`; reads its bodies itself. */
  readonly inboxRouter: Router;
  /** Of the features, with paths as in protocol/openapi.yaml. */
  readonly routers: readonly Router[];
  /** Of the API, but for bytes: it finds the caller and reads bodies itself. */
  readonly bytes?: Router;
  /** What is served outside the API, by path: with their own rules, as other programs expect them. */
  readonly mounted?: { readonly [path: string]: Router };
  readonly health: Health;
  /** What `GET /info` answers. */
  readonly info: components['schemas']['Info'];
  /**
   * Responses that are not as protocol/openapi.yaml says: `refuse` makes them an error, for tests; `report` logs them. Default: `report`, and
   * `ignore` in production.
   */
  readonly badResponses?: 'refuse' | 'report' | 'ignore';
}

/**
 * Requests a minute from one address that come without a valid session. A school of a thousand people behind one address that
 * all join within ten minutes makes some hundreds a minute.
 */
const ANONYMOUS_PER_MINUTE = 1_500;

export function createApp(options: AppOptions): Express {
  const { config, log, metrics } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.set('trust proxy', config.appservice.trusted_proxies);

  app.use(observe(log, metrics));
  app.use('/_matrix', named('/_matrix'));
  app.use(options.inboxRouter);
  app.use(healthRoutes(options.health));
  app.get('/metrics', named('/metrics'), serveMetrics(metrics));
  for (const [path, router] of Object.entries(options.mounted ?? {})) app.use(path, named(path), router);
  app.use(securityHeaders(config));
  app.use('/api/v1', named('/api/v1'), api(options));
  if (config.web.client !== undefined) app.use(serveWebClient(config.web.client));
  app.use(language(config), notFound, answerErrors(log));
  return app;
}

function api(options: AppOptions): Router {
  const { config, log, sessions } = options;
  const production = process.env['NODE_ENV'] === 'production';
  const badResponses = options.badResponses ?? (production ? 'ignore' : 'report');
  const router = express.Router();
  router.use(allowAnyOrigin, language(config), noStore, limitAnonymous());
  if (options.bytes !== undefined) router.use(options.bytes);
  // Only those who are logged in may send so much; the next reader finds the body read.
  router.post(
    '/timetable-imports',
    async (req, res, next) => {
      await authenticate(req, res, sessions);
      next();
    },
    express.json({ limit: MAX_IMPORT_BYTES }),
  );
  router.use(express.json({ limit: MAX_BODY_BYTES }), onlyJson(wrongContentType), onlyText(notText));
  router.use(
    validateRequests({
      sessions,
      onBadResponse:
        badResponses === 'ignore'
          ? undefined
          : (problem) => {
              if (badResponses === 'refuse') throw problem;
              log.error({ problem: problem.message }, 'http: the response is not as openapi.yaml says');
            },
    }),
  );
  router.get('/info', (_req, res) => void res.json(options.info));
  router.use(...options.routers);
  router.use(notFound, answerErrors(log));
  return router;
}

/** The language of the answer, from `Accept-Language`. */
function language({ district }: Pick<Config, 'district'>): RequestHandler {
  return (req, res, next) => {
    res.locals['locale'] = negotiateLocale(req.headers['accept-language'], district.default_locale);
    res.vary('Accept-Language');
    next();
  };
}

const noStore: RequestHandler = (_req, res, next) => {
  res.set('Cache-Control', 'no-store');
  next();
};

/** Against floods: every request counts until it turns out to come with a valid session. */
function limitAnonymous(): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: ANONYMOUS_PER_MINUTE,
    keyGenerator: addressOf,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => res.locals['caller'] !== undefined,
    standardHeaders: false,
    legacyHeaders: false,
    validate: false,
    handler: (req, _res, next) => {
      const { resetTime } = (req as { rateLimit?: { resetTime?: Date } }).rateLimit ?? {};
      const retryAfterMs = Math.max(1_000, (resetTime?.getTime() ?? 0) - Date.now());
      const seconds = Math.ceil(retryAfterMs / 1000);
      const say: ApiError['say'] = (locale) => httpText(locale, 'too_many_requests', { seconds });
      next(new ApiError(429, 'M_LIMIT_EXCEEDED', say, { retryAfterMs }));
    },
  });
}

/** For scrapers that reach the process itself; what came through a proxy, from outside, is told nothing. */
function serveMetrics(metrics: Registry): RequestHandler {
  return async (req, res, next) => {
    if (req.headers['x-forwarded-for'] !== undefined || req.headers.forwarded !== undefined) return next();
    res
      .set({ 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' })
      .send(await metrics.metrics());
  };
}
