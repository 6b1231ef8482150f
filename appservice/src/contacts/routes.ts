/** The HTTP API of direct rooms. Bodies are validated against protocol/openapi.yaml before they come here. */
import express, { type Router } from 'express';
import { requireCaller } from '../http/auth.ts';
import type { PersonId, UserId } from '../school/model.ts';
import type { Contacts } from './contacts.ts';
import type { OpenRoom } from './direct-rooms.ts';

interface Body {
  person_id?: PersonId;
  user_id?: UserId;
}

export function contactRoutes(contacts: Pick<Contacts, 'openWith' | 'nameSecond'>): Router {
  const router = express.Router();

  router.post('/direct-rooms', async (req, res) => {
    const room = await contacts.openWith(requireCaller(res), target(req.body as Body));
    res.status(201).json(answer(room));
  });

  router.put('/direct-rooms/:roomId/second-adult', async (req, res) => {
    const room = await contacts.nameSecond(requireCaller(res), req.params.roomId, target(req.body as Body));
    res.json(answer(room));
  });

  return router;
}

const target = ({
  person_id: personId,
  user_id: userId,
}: Body): { personId?: PersonId; userId?: UserId } => ({
  ...(personId === undefined ? {} : { personId }),
  ...(userId === undefined ? {} : { userId }),
});

const answer = ({ roomId, status, supervised, second }: OpenRoom): object => ({
  room_id: roomId,
  status,
  supervised,
  second_adult: second,
});
