/** The HTTP API of lessons; bodies are checked against openapi.yaml already. */
import express, { type RequestHandler, type Router } from 'express';
import type { components, operations } from '@parta/protocol';
import { localeOf, requireCaller } from '../http/auth.ts';
import { attendanceCsv } from './attendance-csv.ts';
import type { Attendance } from './attendance.ts';
import type { Desk } from './desk.ts';
import { mediaError, type Entry } from './entry.ts';
import { MediaUnavailable } from './media.ts';
import { groupSlot, legacyIdentity, sfuRoomName } from './sfu-names.ts';
import type { LessonViews } from './view.ts';

type Schemas = components['schemas'];
type Params = Record<string, string>;
type Body<Operation extends keyof operations> = operations[Operation] extends {
  requestBody: { content: { 'application/json': infer B } };
}
  ? B
  : never;

export interface LessonRoutesDependencies {
  readonly views: LessonViews;
  readonly desk: Desk;
  readonly entry: Entry;
  readonly attendance: Attendance;
}

export function lessonRoutes({ views, desk, entry, attendance }: LessonRoutesDependencies): Router {
  const router = express.Router();
  const roomId = (params: { room_id?: string }): string => params.room_id!;

  router.get('/rooms/:room_id/lesson', async (req, res) => {
    res.json(await views.view(requireCaller(res), roomId(req.params)));
  });

  router.post('/rooms/:room_id/lesson', async (req, res) => {
    const caller = requireCaller(res);
    await desk.open(caller, roomId(req.params), req.body as Body<'openRoomLesson'>);
    res.json(await views.view(caller, roomId(req.params)));
  });

  router.patch('/rooms/:room_id/lesson', async (req, res) => {
    const caller = requireCaller(res);
    const { prolong_minutes: prolongMinutes, ...change } = req.body as Body<'updateRoomLesson'>;
    await desk.change(caller, roomId(req.params), {
      ...change,
      ...(prolongMinutes === undefined ? {} : { prolongMinutes }),
    });
    res.json(await views.view(caller, roomId(req.params)));
  });

  router.delete('/rooms/:room_id/lesson', async (req, res) => {
    const caller = requireCaller(res);
    await desk.end(caller, roomId(req.params));
    res.json(await views.view(caller, roomId(req.params)));
  });

  router.post(
    '/rooms/:room_id/lesson/seat',
    unlessAway(async (req, res) => {
      const { userId } = requireCaller(res);
      const { device_id: deviceId, group } = req.body as Body<'takeLessonSeat'>;
      const sfuRoom = sfuRoomName(roomId(req.params), group === undefined ? undefined : groupSlot(group));
      const identity = legacyIdentity(userId, deviceId);
      const ticket = await entry.enter({
        userId,
        roomId: roomId(req.params),
        sfuRoom,
        identity,
        ...(group === undefined ? {} : { group }),
      });
      res.json({ ...ticket, identity, room_name: sfuRoom } satisfies Schemas['LessonTicket']);
    }),
  );

  router.post(
    '/rooms/:room_id/lesson/mute',
    unlessAway(async (req, res) => {
      const { user_id: userId, source } = req.body as Body<'muteInLesson'>;
      await desk.mute(requireCaller(res), roomId(req.params), userId, source);
      res.status(204).end();
    }),
  );

  router.patch('/rooms/:room_id/lesson/seats/:user_id', async (req, res) => {
    const caller = requireCaller(res);
    const { admitted, removed, ...may } = req.body as Body<'updateLessonSeat'>;
    const seat = await desk.changeSeat(caller, roomId(req.params), req.params.user_id, {
      ...(admitted === undefined ? {} : { admitted }),
      ...(removed === undefined ? {} : { removed }),
      ...(may.may_speak === undefined ? {} : { maySpeak: may.may_speak }),
      ...(may.may_show === undefined ? {} : { mayShow: may.may_show }),
    });
    const { room, session } = await desk.roomFor(caller, roomId(req.params));
    const [shown] = session === null ? [] : await views.seats(room, session, [seat]);
    res.json(shown);
  });

  router.post('/rooms/:room_id/lesson/lower-hands', async (req, res) => {
    const { user_id: userId } = req.body as Body<'lowerHands'>;
    await desk.lowerHands(requireCaller(res), roomId(req.params), userId);
    res.status(204).end();
  });

  router.put('/rooms/:room_id/lesson/groups', async (req, res) => {
    const caller = requireCaller(res);
    await desk.setGroups(caller, roomId(req.params), (req.body as Body<'setLessonGroups'>).groups);
    res.json(await views.view(caller, roomId(req.params)));
  });

  router.get('/classes/:class_id/attendance', async (req, res) => {
    const { from, to } = req.query as { from?: string; to?: string };
    const sessions = await attendance.list(requireCaller(res).personId, req.params.class_id, from, to);
    res.json({ sessions });
  });

  router.get('/people/:person_id/attendance', async (req, res) => {
    const { from, to } = req.query as { from?: string; to?: string };
    const sessions = await attendance.ofPerson(requireCaller(res).personId, req.params.person_id, from, to);
    res.json({ sessions });
  });

  router.get('/attendance/:session_id.csv', async (req, res) => {
    const found = await attendance.exported(requireCaller(res).personId, req.params.session_id);
    res
      .set({
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="attendance-${found.session.begins.slice(0, 10)}.csv"`,
      })
      .send(attendanceCsv(found, localeOf(res), found.timeZone));
  });

  router.get('/attendance/:session_id', async (req, res) => {
    const { session, people } = await attendance.of(requireCaller(res).personId, req.params.session_id);
    res.json({ session, people } satisfies Schemas['Attendance']);
  });

  router.patch('/attendance/:session_id/people/:person_id', async (req, res) => {
    const { session_id: sessionId, person_id: personId } = req.params;
    const change = req.body as Body<'correctAttendance'>;
    res.json(await attendance.correct(requireCaller(res).personId, sessionId, personId, change));
  });

  return router;
}

/** Tells callers in their language that LiveKit is away. */
function unlessAway(work: RequestHandler<Params>): RequestHandler<Params> {
  return async (req, res, next) => {
    try {
      await work(req, res, next);
    } catch (error) {
      throw error instanceof MediaUnavailable ? mediaError(error) : error;
    }
  };
}
