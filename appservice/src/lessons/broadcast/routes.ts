/** The HTTP API of questions in broadcasts and of recordings; bodies are checked against openapi.yaml already. */
import express, { type Router } from 'express';
import { requireCaller } from '../../http/auth.ts';
import type { Recordings } from '../recording/recordings.ts';
import type { LessonViews } from '../view.ts';
import type { Questions } from './questions.ts';

export function hallRoutes({
  questions,
  recordings,
  views,
}: {
  readonly questions: Questions;
  readonly recordings: Recordings;
  readonly views: Pick<LessonViews, 'view'>;
}): Router {
  const router = express.Router();

  router.get('/rooms/:room_id/questions', async (req, res) => {
    res.json({ questions: await questions.list(requireCaller(res).personId, req.params.room_id) });
  });

  router.post('/rooms/:room_id/questions', async (req, res) => {
    const { text, named = false } = req.body as { text: string; named?: boolean };
    res
      .status(201)
      .json(await questions.ask(requireCaller(res).personId, req.params.room_id, { text, named }));
  });

  router.patch('/rooms/:room_id/questions/:question_id', async (req, res) => {
    const { status, with_name: withName = false } = req.body as {
      status: 'approved' | 'declined';
      with_name?: boolean;
    };
    const { room_id: roomId, question_id: id } = req.params;
    res.json(await questions.decide(requireCaller(res).personId, roomId, id, { status, withName }));
  });

  router.post('/rooms/:room_id/lesson/recording', async (req, res) => {
    const caller = requireCaller(res);
    await recordings.start(caller.personId, req.params.room_id);
    res.json(await views.view(caller, req.params.room_id));
  });

  router.delete('/rooms/:room_id/lesson/recording', async (req, res) => {
    const caller = requireCaller(res);
    await recordings.stop(caller.personId, req.params.room_id);
    res.json(await views.view(caller, req.params.room_id));
  });

  router.post('/rooms/:room_id/lesson/stream', async (req, res) => {
    const caller = requireCaller(res);
    await recordings.stream(caller.personId, req.params.room_id);
    res.json(await views.view(caller, req.params.room_id));
  });

  router.get('/rooms/:room_id/recordings', async (req, res) => {
    res.json({ recordings: await recordings.list(requireCaller(res).personId, req.params.room_id) });
  });

  router.get('/recordings/:recording_id/file', async (req, res) => {
    const file = await recordings.fileOf(requireCaller(res).personId, req.params.recording_id);
    res.set('Cache-Control', 'private, no-store').type('video/mp4').sendFile(file, { dotfiles: 'allow' });
  });

  router.delete('/recordings/:recording_id', async (req, res) => {
    await recordings.erase(requireCaller(res).personId, req.params.recording_id);
    res.status(204).end();
  });

  return router;
}
