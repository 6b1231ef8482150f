/** The HTTP API of calendars that classes are subscribed to. */
import type { components } from '@parta/protocol';
import express, { type Router } from 'express';
import { localeOf, requireCaller } from '../../http/auth.ts';
import type { Locale } from '../../school/model.ts';
import { explainImportFinding } from '../import/explain.ts';
import { subscriptionText } from './messages.ts';
import type { Subscription, Subscriptions } from './subscriptions.ts';

type Schemas = components['schemas'];

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function subscriptionRoutes(subscriptions: Subscriptions): Router {
  const router = express.Router();

  router.get('/timetable-subscriptions', async (req, res) => {
    const found = await subscriptions.list(requireCaller(res).personId, req.query['school_id'] as string);
    res.json({ subscriptions: found.map((one) => asSubscription(one, localeOf(res))) });
  });

  router.post('/timetable-subscriptions', async (req, res) => {
    const body = req.body as Schemas['NewTimetableSubscription'];
    const made = await subscriptions.create(requireCaller(res).personId, {
      classId: body.class_id,
      address: body.url,
      title: body.title,
      everyMinutes: body.every_minutes,
      timeZones: body.time_zones,
    });
    res.status(201).json(asSubscription(made, localeOf(res)));
  });

  router.patch('/timetable-subscriptions/:subscriptionId', async (req, res) => {
    const body = req.body as Schemas['TimetableSubscriptionPatch'];
    const after = await subscriptions.update(requireCaller(res).personId, req.params.subscriptionId, {
      address: body.url,
      everyMinutes: body.every_minutes,
      paused: body.paused,
      timeZones: body.time_zones,
      confirm: body.confirm,
    });
    res.json(asSubscription(after, localeOf(res)));
  });

  router.delete('/timetable-subscriptions/:subscriptionId', async (req, res) => {
    const lessons = req.query['lessons'] === 'cancel' ? 'cancel' : 'keep';
    await subscriptions.end(requireCaller(res).personId, req.params.subscriptionId, lessons);
    res.status(204).end();
  });

  return router;
}

function asSubscription(one: Subscription, locale: Locale): Schemas['TimetableSubscription'] {
  const { problem, problemSince } = one;
  return {
    subscription_id: one.id,
    class_id: one.classId,
    title: one.title,
    host: new URL(one.url).host,
    every_minutes: one.everyMinutes,
    state: stateOf(one),
    fetched_at: one.fetchedAt?.toISOString() ?? null,
    current_at: one.currentAt?.toISOString() ?? null,
    next_fetch_at: one.paused ? null : one.nextFetchAt.toISOString(),
    problem:
      problem === null
        ? null
        : {
            code: problem.code,
            message: subscriptionText(locale, problem.code, problem.values),
            since: problemSince!.toISOString(),
          },
    findings: one.findings.map((finding) => explainImportFinding(finding, locale)),
  };
}

function stateOf({ paused, problem, currentAt }: Subscription): Schemas['TimetableSubscription']['state'] {
  if (paused) return 'paused';
  if (problem === null) return currentAt === null ? 'waiting' : 'current';
  if (problem.code === 'empty' || problem.code === 'shrunk') return 'unconfirmed';
  return problem.code === 'zones_asked' ? 'asking' : 'failing';
}
