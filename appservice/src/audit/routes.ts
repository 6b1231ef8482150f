/** The HTTP API of the audit log. */
import { once } from 'node:events';
import express, { type Request, type Router } from 'express';
import { localeOf, requireCaller } from '../http/auth.ts';
import type { SchoolId } from '../school/model.ts';
import type { AuditLog } from './log.ts';
import type { AuditQuery } from './store.ts';

const DEFAULT_LIMIT = 50;

/** Parameters are validated against protocol/openapi.yaml before they come here. */
export function auditRoutes({ log }: { log: AuditLog }): Router {
  const router = express.Router();

  router.get('/audit', async (req, res) => {
    const { personId } = requireCaller(res);
    res.json(await log.read(personId, schoolOf(req), queryOf(req), localeOf(res)));
  });

  router.get('/audit/verification', async (req, res) => {
    res.json(await log.verify(requireCaller(res).personId, schoolOf(req)));
  });

  router.get('/audit/export', async (req, res) => {
    const { personId } = requireCaller(res);
    await log.export(personId, schoolOf(req), async (line) => {
      if (!res.headersSent) {
        res.type('application/jsonl').attachment('parta-audit.jsonl');
      }
      if (!res.write(`${line}\n`)) await once(res, 'drain');
    });
    res.end();
  });

  return router;
}

function schoolOf({ query }: Request): SchoolId | null {
  return typeof query.school_id === 'string' ? query.school_id : null;
}

function queryOf({ query }: Request): AuditQuery {
  const {
    limit = DEFAULT_LIMIT,
    before,
    action,
    person_id: personId,
    from,
    until,
  } = query as {
    readonly [name in 'limit' | 'before' | 'action' | 'person_id' | 'from' | 'until']?: string;
  };
  return {
    limit: Number(limit),
    before: before === undefined ? undefined : Number(before),
    action,
    personId,
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  };
}
