/** The HTTP API of quiet hours. Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
import type { components } from '@parta/protocol';
import express, { type Router } from 'express';
import { ApiError } from '../http/api-error.ts';
import { localeOf, requireCaller } from '../http/auth.ts';
import type { Locale } from '../school/model.ts';
import { quietText } from './messages.ts';
import type { Post } from './posts-store.ts';
import type { Quiet } from './quiet.ts';
import { choicesFor } from './rules.ts';
import type { QuietRoom } from './rooms.ts';

type Schemas = components['schemas'];

export function quietRoutes(
  quiet: Pick<Quiet, 'posts' | 'look' | 'mine' | 'leave' | 'posting' | 'setPosting'>,
): Router {
  const router = express.Router();
  const { posts } = quiet;

  router.get('/rooms/:roomId/quiet', async (req, res) => {
    res.json(roomBody(await quiet.look(requireCaller(res).personId, req.params.roomId)));
  });

  router.get('/posts', async (_req, res) => {
    const found = await posts.list(requireCaller(res).personId);
    res.json({ posts: found.map((post) => postBody(post, localeOf(res))) });
  });

  router.post('/posts', async (req, res) => {
    const { personId, userId } = requireCaller(res);
    const body = req.body as Schemas['NewPost'];
    const post = await posts.create(
      { personId, userId },
      {
        roomId: body.room_id,
        kind: body.kind,
        reason: body.kind === 'urgent' ? reasonOf(body) : null,
        body: body.body,
        formattedBody: body.formatted_body ?? null,
        replyTo: body.reply_to ?? null,
        key: body.idempotency_key,
      },
    );
    res.status(201).json(postBody(post, localeOf(res)));
  });

  router.put('/posts/:postId', async (req, res) => {
    const { body, formatted_body: formattedBody = null } = req.body as Schemas['PostText'];
    const post = await posts.change(requireCaller(res).personId, req.params.postId, { body, formattedBody });
    res.json(postBody(post, localeOf(res)));
  });

  router.delete('/posts/:postId', async (req, res) => {
    await posts.cancel(requireCaller(res).personId, req.params.postId);
    res.status(204).end();
  });

  router.get('/me/quiet-hours', async (_req, res) => {
    res.json(mineBody(await quiet.mine(requireCaller(res))));
  });

  router.put('/me/quiet-hours', async (req, res) => {
    const { left } = req.body as Schemas['MyQuietHoursChange'];
    res.json(mineBody(await quiet.leave(requireCaller(res), left)));
  });

  router.get('/schools/:schoolId/quiet-posting', async (req, res) => {
    res.json({ now_allowed: await quiet.posting(requireCaller(res).personId, req.params.schoolId) });
  });

  router.put('/schools/:schoolId/quiet-posting', async (req, res) => {
    const { now_allowed: allowed } = req.body as Schemas['QuietPosting'];
    await quiet.setPosting(requireCaller(res).personId, req.params.schoolId, allowed);
    res.json({ now_allowed: allowed });
  });

  return router;
}

function reasonOf({ reason }: Schemas['NewPost']): string {
  if (reason !== undefined) return reason.trim();
  throw new ApiError(400, 'quiet.reason_missing', (locale) => `/reason: ${quietText(locale, 'urgent_why')}`);
}

function roomBody(room: QuietRoom | null): Schemas['RoomQuiet'] {
  if (room === null) return { quiet_until: null, quiet_from: null, choices: [] };
  const { staff, until, from, nowAllowed } = room;
  return {
    quiet_until: until?.toISOString() ?? null,
    quiet_from: from?.toISOString() ?? null,
    choices: [...choicesFor({ staff, quiet: until !== null, nowAllowed })],
  };
}

function postBody(post: Post, locale: Locale): Schemas['Post'] {
  return {
    post_id: post.id,
    room_id: post.roomId,
    kind: post.kind,
    reason: post.reason,
    body: post.body,
    formatted_body: post.formattedBody,
    send_at: post.sendAt.toISOString(),
    status: post.status,
    event_id: post.eventId,
    refusal: post.refusal === null ? null : quietText(locale, `refusal_${post.refusal}`),
    created_at: post.createdAt.toISOString(),
  };
}

function mineBody(mine: Awaited<ReturnType<Quiet['mine']>>): Schemas['MyQuietHours'] {
  return {
    quiet_until: mine.until?.toISOString() ?? null,
    concerned: mine.concerned,
    left: mine.left,
    may_leave: mine.mayLeave,
  };
}
