/** The HTTP API of people and direct rooms. Bodies are validated against protocol/openapi.yaml before they come here. */
import type { components } from '@parta/protocol';
import express, { type Router } from 'express';
import { localeOf, requireCaller } from '../http/auth.ts';
import type { PersonId, UserId } from '../school/model.ts';
import type { Contacts } from './contacts.ts';
import type { OpenRoom } from './direct-rooms.ts';
import type { MyDirectRoom, NamedParty } from './my-rooms.ts';
import type { Reachable } from './reach.ts';

type Schemas = components['schemas'];

interface Body {
  person_id?: PersonId;
  user_id?: UserId;
}

export function contactRoutes(
  contacts: Pick<Contacts, 'openWith' | 'nameSecond' | 'reach' | 'roomsOf'>,
): Router {
  const router = express.Router();

  router.get('/contacts', async (req, res) => {
    // Numbers are made by the validator.
    const query = req.query as unknown as { search?: string; after?: PersonId; limit: number };
    const { people, next } = await contacts.reach.list(requireCaller(res), query, localeOf(res));
    res.json({ people: people.map(asContact), next } satisfies Schemas['Contacts']);
  });

  router.get('/direct-rooms', async (_req, res) => {
    res.json({ rooms: (await contacts.roomsOf(requireCaller(res).personId)).map(asMine) });
  });

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

const asContact = (one: Reachable): Schemas['Contact'] => ({
  person_id: one.personId,
  user_id: one.userId,
  display_name: one.displayName,
  relation: one.relation,
  outcome: one.outcome,
  text: one.text,
  room_id: one.roomId,
});

const asMine = ({ roomId, second, people, ...room }: MyDirectRoom): Schemas['MyDirectRoom'] => ({
  ...room,
  room_id: roomId,
  people: people.map(asPerson),
  second_adult: second === null ? null : asPerson(second),
});

const asPerson = ({ userId, personId, displayName }: NamedParty): Schemas['DirectPerson'] => ({
  user_id: userId,
  person_id: personId,
  display_name: displayName,
});
