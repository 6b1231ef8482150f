/** The HTTP API of invites. */
import express, { type Request, type Router } from 'express';
import { bearerToken, requireCaller, type SessionFinder } from '../http/auth.ts';
import { addressOf, type FailureLimiter } from '../http/limits.ts';
import type { ClassId, Locale, PersonId } from '../school/model.ts';
import type { InviteRole } from '../school/rules.ts';
import { DEFAULT_TERMS, USES_OF_CHILD, type Invites } from './invites.ts';

export interface InviteRoutesDependencies {
  readonly invites: Invites;
  readonly sessions: SessionFinder;
  readonly failures: FailureLimiter;
}

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function inviteRoutes({ invites, sessions, failures }: InviteRoutesDependencies): Router {
  const router = express.Router();

  /** Whoever is logged in in the browser; somebody who is not, or not any more, may redeem all the same. */
  async function sessionOf(req: Request): Promise<PersonId | null> {
    const token = bearerToken(req);
    return token === undefined ? null : ((await sessions.find(token))?.personId ?? null);
  }

  router.get('/invites', async (req, res) => {
    const { personId } = requireCaller(res);
    res.json({ invites: await invites.list(personId, req.query.class_id as ClassId) });
  });

  router.post('/invites', async (req, res) => {
    const { personId } = requireCaller(res);
    const body = req.body as {
      class_id: ClassId;
      role: InviteRole;
      max_uses?: number;
      expires_in_seconds?: number;
      needs_approval?: boolean;
      child_id?: PersonId;
    };
    const uses = body.child_id === undefined ? DEFAULT_TERMS.maxUses : USES_OF_CHILD;
    const made = await invites.create(personId, {
      classId: body.class_id,
      role: body.role,
      maxUses: body.max_uses ?? uses,
      expiresInSeconds: body.expires_in_seconds ?? DEFAULT_TERMS.expiresInSeconds,
      needsApproval: body.needs_approval ?? DEFAULT_TERMS.needsApproval,
      childId: body.child_id ?? null,
    });
    res.status(201).json(made);
  });

  router.post('/invites/preview', async (req, res) => {
    const { code } = req.body as { code: string };
    res.json(await failures.attempt(addressOf(req), () => invites.preview(code)));
  });

  router.post('/invites/redeem', async (req, res) => {
    const body = req.body as {
      code: string;
      name: string;
      locale: Locale;
      idempotency_key: string;
      device_key?: string;
    };
    const { code, name, locale, idempotency_key: idempotencyKey, device_key: deviceKey } = body;
    const sessionId = await sessionOf(req);
    res.json(
      await failures.attempt(addressOf(req), () =>
        invites.redeem({ code, name, locale, idempotencyKey, sessionId, deviceKey }),
      ),
    );
  });

  router.delete('/invites/:inviteId', async (req, res) => {
    res.json(await invites.revoke(requireCaller(res).personId, req.params.inviteId));
  });

  router.get('/invites/:inviteId/uses', async (req, res) => {
    res.json({ uses: await invites.uses(requireCaller(res).personId, req.params.inviteId) });
  });

  router.patch('/invites/:inviteId/uses/:useId', async (req, res) => {
    const { inviteId, useId } = req.params;
    const { status } = req.body as { status: 'approved' | 'declined' };
    res.json(await invites.decide(requireCaller(res).personId, inviteId, useId, status));
  });

  return router;
}
