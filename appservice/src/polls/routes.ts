/** The HTTP API of polls. */
import type { components } from '@parta/protocol';
import express, { type Request, type Router } from 'express';
import { localeOf, requireCaller } from '../http/auth.ts';
import type { PollName, Polls, PollView } from './polls.ts';
import { resultsCsv } from './results.ts';

type Schemas = components['schemas'];

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function pollRoutes(polls: Pick<Polls, 'ask' | 'view' | 'vote' | 'end' | 'export'>): Router {
  const router = express.Router();

  router.post('/rooms/:roomId/polls', async (req, res) => {
    const caller = requireCaller(res);
    const body = req.body as Schemas['NewPoll'];
    await polls.ask(
      caller,
      req.params.roomId,
      {
        ...{ question: body.question, answers: body.answers, maxSelections: body.max_selections ?? 1 },
        ...{
          disclosed: body.disclosed ?? true,
          anonymous: body.anonymous ?? false,
          per: body.per ?? 'person',
        },
        closesAt: body.closes_at === undefined ? null : new Date(body.closes_at),
      },
      `web ${caller.personId} ${body.idempotency_key}`,
    );
    res.status(204).end();
  });

  router.get('/rooms/:roomId/polls/:eventId', async (req, res) => {
    res.json(asView(await polls.view(requireCaller(res), nameOf(req))));
  });

  router.put('/rooms/:roomId/polls/:eventId/vote', async (req, res) => {
    const { answers } = req.body as Schemas['PollVote'];
    res.json({ answers: [...(await polls.vote(requireCaller(res), nameOf(req), answers))] });
  });

  router.post('/rooms/:roomId/polls/:eventId/end', async (req, res) => {
    await polls.end(requireCaller(res), nameOf(req));
    res.status(204).end();
  });

  router.get('/rooms/:roomId/polls/:eventId/results.csv', async (req, res) => {
    const { poll, result, people, timeZone } = await polls.export(requireCaller(res), nameOf(req));
    res
      .set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="poll-${poll.createdAt.toISOString().slice(0, 10)}.csv"`,
      })
      .send(resultsCsv(poll.question, result, people, { locale: localeOf(res), timeZone }));
  });

  return router;
}

function nameOf({ params }: Request<{ roomId: string; eventId: string }>): PollName {
  return { roomId: params.roomId, eventId: params.eventId };
}

function asView({ poll, votes, voters, mine, mayManage, missing }: PollView): Schemas['Poll'] {
  return {
    question: poll.question.question,
    answers: poll.question.answers.map(({ id, text }) => ({ id, text, votes: votes?.[id] ?? null })),
    max_selections: poll.question.maxSelections,
    disclosed: poll.question.disclosed,
    anonymous: poll.anonymous,
    per: poll.per,
    author: poll.author,
    closes_at: poll.closesAt?.toISOString() ?? null,
    ended_at: poll.endedAt?.toISOString() ?? null,
    voters,
    mine: [...mine],
    may_manage: mayManage,
    missing: missing?.map(({ personId, name }) => ({ person_id: personId, display_name: name })) ?? null,
  };
}
