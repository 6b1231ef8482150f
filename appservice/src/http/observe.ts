/** One log line and one measurement for each request, without anything that tells who asked what: no addresses, queries, bodies or ids. */
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { collectDefaultMetrics, Histogram, type Registry } from 'prom-client';
import type { Log } from '../log.ts';

/** Names the route of the current request for the log and the metrics; `/api/v1` ones are named by openapi.yaml. */
export function named(route: string): RequestHandler {
  return (_req, res, next) => {
    res.locals['route'] = route;
    next();
  };
}

/** The route as a template, so that a metric has few values and no ids: `/api/v1/invites/{invite_id}`. */
function routeOf(req: Request, res: Response): string {
  const { openapi } = req as { openapi?: { openApiRoute?: string } };
  return openapi?.openApiRoute ?? (res.locals['route'] as string | undefined) ?? 'none';
}

/** Must come first. Gives every request a number that an error answer and the log share. */
export function observe(log: Log, metrics: Registry): RequestHandler {
  collectDefaultMetrics({ register: metrics });
  const durations = new Histogram({
    name: 'parta_http_request_seconds',
    help: 'Seconds until a request was answered, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [metrics],
  });

  return (req, res, next) => {
    const began = performance.now();
    const id = randomUUID();
    res.locals['requestId'] = id;
    res.set('X-Request-Id', id);
    res.once('close', () => {
      const route = routeOf(req, res);
      const ms = Math.round(performance.now() - began);
      const status = res.writableFinished ? res.statusCode : 499;
      durations.observe({ method: req.method, route, status: String(status) }, ms / 1000);
      const ofApi = route.startsWith('/api/');
      // That /ready says 503 is its purpose, and it is asked often.
      const level = status >= 500 && route !== '/ready' ? 'error' : ofApi ? 'info' : 'debug';
      log[level]({ request: id, method: req.method, route, status, ms }, 'http');
    });
    next();
  };
}
