/** The HTTP API of guardianships; bodies are checked against openapi.yaml already. */
import express, { type Router } from 'express';
import { requireCaller } from '../http/auth.ts';
import type { Invites } from '../invites/invites.ts';
import type { Guardians, GuardianshipPatch } from './guardians.ts';

export function guardianRoutes({
  guardians,
  invites,
}: {
  readonly guardians: Guardians;
  readonly invites: Pick<Invites, 'createByChild'>;
}): Router {
  const router = express.Router();

  router.get('/me/guardianships', async (_req, res) => {
    res.json({ guardianships: await guardians.mine(requireCaller(res).personId) });
  });

  router.post('/me/guardian-invites', async (_req, res) => {
    res.status(201).json(await invites.createByChild(requireCaller(res).personId));
  });

  router.get('/classes/:classId/guardianships', async (req, res) => {
    res.json({
      guardianships: await guardians.ofClass(requireCaller(res).personId, req.params.classId),
    });
  });

  router.post('/guardianships', async (req, res) => {
    const body = req.body as { guardian_id: string; child_id: string; relation?: string };
    const { guardian_id: guardianId, child_id: childId, relation } = body;
    res
      .status(201)
      .json(await guardians.propose(requireCaller(res).personId, { guardianId, childId, relation }));
  });

  router.patch('/guardianships/:guardianshipId', async (req, res) => {
    const { personId } = requireCaller(res);
    res.json(await guardians.change(personId, req.params.guardianshipId, req.body as GuardianshipPatch));
  });

  return router;
}
