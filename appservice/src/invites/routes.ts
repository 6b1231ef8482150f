/** The HTTP API of invites. */
import express, { type Router } from 'express';
import { requireCaller } from '../http/auth.ts';
import { addressOf, type FailureLimiter } from '../http/limits.ts';
import type { ClassId, Locale } from '../school/model.ts';
import type { InviteRole } from '../school/rules.ts';
import { DEFAULT_TERMS, type Invites } from './invites.ts';

export interface InviteRoutesDependencies {
  readonly invites: Invites;
  readonly failures: FailureLimiter;
}

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function inviteRoutes({ invites, failures }: InviteRoutesDependencies): Router {
  const router = express.Router();

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
    };
    const made = await invites.create(personId, {
      classId: body.class_id,
      role: body.role,
      maxUses: body.max_uses ?? DEFAULT_TERMS.maxUses,
      expiresInSeconds: body.expires_in_seconds ?? DEFAULT_TERMS.expiresInSeconds,
      needsApproval: body.needs_approval ?? DEFAULT_TERMS.needsApproval,
    });
    res.status(201).json(made);
  });

  router.post('/invites/preview', async (req, res) => {
    const { code } = req.body as { code: string };
    res.json(await failures.attempt(addressOf(req), () => invites.preview(code)));
  });

  router.post('/invites/redeem', async (req, res) => {
    const body = req.body as { code: string; name: string; locale: Locale; idempotency_key: string };
    const { code, name, locale, idempotency_key: idempotencyKey } = body;
    res.json(
      await failures.attempt(addressOf(req), () => invites.redeem({ code, name, locale, idempotencyKey })),
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
