/** The HTTP API of the audit log. */
import express, { type Request, type Router } from 'express';
import { requireCaller } from '../http/auth.ts';
import type { AuditLog } from './log.ts';
import type { AuditQuery } from './store.ts';

const DEFAULT_LIMIT = 50;

/** Parameters are validated against protocol/openapi.yaml before they come here. */
export function auditRoutes({ log }: { log: AuditLog }): Router {
  const router = express.Router();

  router.get('/audit', async (req, res) => {
    const { school_id: schoolId } = req.query;
    const { personId } = requireCaller(res);
    res.json(await log.read(personId, typeof schoolId === 'string' ? schoolId : null, queryOf(req)));
  });

  return router;
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
