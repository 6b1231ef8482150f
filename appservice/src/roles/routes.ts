/** The HTTP API of roles; bodies are checked against openapi.yaml already. */
import express, { type Router } from 'express';
import type { components } from '@parta/protocol';
import { requireCaller } from '../http/auth.ts';
import type { RoleAt, Roles } from './roles.ts';

type Schemas = components['schemas'];

export function roleRoutes(roles: Roles): Router {
  const router = express.Router();
  const roleIn = ({ role, school_id: schoolId, class_id: classId }: Schemas['RoleAt']): RoleAt => ({
    role,
    schoolId: schoolId ?? null,
    classId: classId ?? null,
  });

  router.get('/people/:personId/roles', async (req, res) => {
    res.json({ roles: await roles.list(requireCaller(res).personId, req.params.personId) });
  });

  router.post('/people/:personId/roles', async (req, res) => {
    const body = req.body as Schemas['NewRole'];
    const wish = { ...roleIn(body), beginsOn: body.begins_on ?? null, endsOn: body.ends_on ?? null };
    res.json({ roles: await roles.give(requireCaller(res).personId, req.params.personId, wish) });
  });

  router.post('/people/:personId/roles/end', async (req, res) => {
    const wish = roleIn(req.body as Schemas['RoleAt']);
    res.json({ roles: await roles.end(requireCaller(res).personId, req.params.personId, wish) });
  });

  router.post('/people/:personId/move', async (req, res) => {
    const body = req.body as { to_class_id: string; from_class_id?: string };
    const move = { toClassId: body.to_class_id, fromClassId: body.from_class_id ?? null };
    res.json({ roles: await roles.move(requireCaller(res).personId, req.params.personId, move) });
  });

  return router;
}
