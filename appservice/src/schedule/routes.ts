/** The HTTP API of the timetable. */
import type { components } from '@parta/protocol';
import express, { type Request, type Router } from 'express';
import { localeOf, requireCaller } from '../http/auth.ts';
import { addressOf, type FailureLimiter } from '../http/limits.ts';
import type { Locale } from '../school/model.ts';
import type { When } from './fields.ts';
import { explainImportFinding } from './import/explain.ts';
import type { ImportResult } from './imports.ts';
import { fieldError } from './lesson-writer.ts';
import type { LessonPatch } from './lessons.ts';
import type { Lesson } from './model.ts';
import type { Schedule } from './schedule.ts';
import { subscriptionRoutes } from './subscriptions/routes.ts';
import type { Subject } from './views.ts';

type Schemas = components['schemas'];

export interface ScheduleRoutesDependencies {
  readonly schedule: Schedule;
  /** Counts secrets of calendars that do not exist. */
  readonly failures: FailureLimiter;
}

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function scheduleRoutes({ schedule, failures }: ScheduleRoutesDependencies): Router {
  const router = express.Router();
  const { lessons, views, feeds, imports, settings } = schedule;

  router.get('/timetable', async (req, res) => {
    const { personId } = requireCaller(res);
    const { from, days } = req.query;
    res.json(
      await views.timetable(
        personId,
        subjectIn(req) ?? { personId },
        typeof from === 'string' ? from : null,
        Number(days ?? 1),
      ),
    );
  });

  router.post('/lessons', async (req, res) => {
    const body = req.body as Schemas['NewLesson'] & Partial<Schemas['LessonPatch']>;
    const lesson = await lessons.create(
      requireCaller(res).personId,
      {
        schoolId: body.school_id,
        title: body.title,
        classIds: body.class_ids,
        teacherIds: body.teacher_ids ?? [],
        location: body.location ?? null,
        note: body.note ?? null,
        when: wholeWhen(body),
      },
      { allowConflicts: body.allow_conflicts ?? false },
    );
    res.status(201).json(asLesson(lesson));
  });

  router.get('/lessons/:lessonId', async (req, res) => {
    res.json(asLesson(await lessons.find(requireCaller(res).personId, req.params.lessonId)));
  });

  router.patch('/lessons/:lessonId', async (req, res) => {
    const body = req.body as Schemas['LessonPatch'];
    const when = whenIn(body);
    const patch: LessonPatch = {
      ...(body.title === undefined ? {} : { title: body.title }),
      ...(body.class_ids === undefined ? {} : { classIds: body.class_ids }),
      ...(body.teacher_ids === undefined ? {} : { teacherIds: body.teacher_ids }),
      ...(body.location === undefined ? {} : { location: body.location ?? null }),
      ...(body.note === undefined ? {} : { note: body.note }),
      ...(when === undefined ? {} : { when }),
    };
    const options = { allowConflicts: body.allow_conflicts ?? false, sequence: body.sequence };
    res.json(
      asLesson(await lessons.update(requireCaller(res).personId, req.params.lessonId, patch, options)),
    );
  });

  router.delete('/lessons/:lessonId', async (req, res) => {
    res.json(asLesson(await lessons.cancel(requireCaller(res).personId, req.params.lessonId)));
  });

  router.patch('/lessons/:lessonId/occurrences/:recurrenceId', async (req, res) => {
    const { lessonId, recurrenceId } = req.params;
    const body = req.body as Schemas['LessonOverride'];
    const given = <Name extends string, Value>(
      name: Name,
      value: Value | undefined,
    ): { [N in Name]?: Value } => (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
    const lesson = await lessons.override(
      requireCaller(res).personId,
      lessonId,
      recurrenceId,
      {
        ...given('status', body.status),
        ...given('startsAt', body.starts_at),
        ...given('durationMinutes', body.duration_minutes),
        ...given('title', body.title),
        ...given('location', body.location),
        ...given('teacherIds', body.teacher_ids),
        ...given('note', body.note),
      },
      {
        allowConflicts: body.allow_conflicts ?? false,
        sequence: body.sequence,
        scope: body.scope ?? 'this',
      },
    );
    res.json(asLesson(lesson));
  });

  router.delete('/lessons/:lessonId/occurrences/:recurrenceId', async (req, res) => {
    const { lessonId, recurrenceId } = req.params;
    res.json(asLesson(await lessons.restore(requireCaller(res).personId, lessonId, recurrenceId)));
  });

  router.get('/schools/:schoolId/timetable', async (req, res) => {
    res.json(await settings.get(requireCaller(res).personId, req.params.schoolId));
  });

  router.patch('/schools/:schoolId/timetable', async (req, res) => {
    const { terms, days_off: daysOff, periods } = req.body as Schemas['TimetableFramePatch'];
    const dates = (one: { begins_on: string; ends_on: string }) => ({
      beginsOn: one.begins_on,
      endsOn: one.ends_on,
    });
    res.json(
      await settings.update(requireCaller(res).personId, req.params.schoolId, {
        ...(terms && {
          terms: terms.map((one) => ({ title: one.title, ...dates(one), weekCycle: one.week_cycle ?? 1 })),
        }),
        ...(daysOff && { daysOff: daysOff.map((one) => ({ title: one.title, ...dates(one) })) }),
        ...(periods && {
          periods: periods.map((one) => ({
            number: one.number,
            beginsAt: one.begins_at,
            endsAt: one.ends_at,
          })),
        }),
      }),
    );
  });

  router.post('/timetable-imports', async (req, res) => {
    const body = req.body as Schemas['TimetableImport'];
    const result = await imports.run(requireCaller(res).personId, {
      format: body.format,
      text: body.text,
      classId: body.class_id,
      schoolId: body.school_id,
      title: body.title,
      timeZones: body.time_zones,
      cancelMissing: body.cancel_missing,
      apply: body.apply,
    });
    res.json(asImportResult(result, localeOf(res)));
  });

  router.use(subscriptionRoutes(schedule.subscriptions));

  router.get('/feeds', async (_req, res) => {
    res.json({ feeds: await feeds.list(requireCaller(res).personId) });
  });

  router.post('/feeds', async (req, res) => {
    const body = req.body as { person_id?: string; class_id?: string; location_id?: string };
    const subject: Subject =
      body.person_id !== undefined
        ? { personId: body.person_id }
        : body.class_id !== undefined
          ? { classId: body.class_id }
          : { locationId: body.location_id! };
    res.status(201).json(await feeds.create(requireCaller(res).personId, subject));
  });

  router.delete('/feeds/:feedId', async (req, res) => {
    await feeds.revoke(requireCaller(res).personId, req.params.feedId);
    res.status(204).end();
  });

  router.get('/calendars/:calendar', async (req, res) => {
    const token = req.params.calendar.replace(/\.ics$/, '');
    const { body, etag } = await failures.attempt(addressOf(req), () => feeds.fetch(token));
    res.set({
      ETag: etag,
      'Cache-Control': 'private, no-cache',
      'Content-Disposition': 'inline; filename="timetable.ics"',
    });
    // Express compares If-None-Match with the ETag (RFC 9110 section 13.1.2).
    if (req.fresh) res.status(304).end();
    else res.type('text/calendar').send(body);
  });

  return router;
}

function subjectIn(req: Request): Subject | null {
  const { person_id: personId, class_id: classId, location_id: locationId } = req.query;
  if (typeof personId === 'string') return { personId };
  if (typeof classId === 'string') return { classId };
  return typeof locationId === 'string' ? { locationId } : null;
}

type Weekly = Extract<When, { termId: string }>;
type Times = Extract<When, { startsAt: string }>;

/** When a new lesson is held. Throws ApiError 400 unless the body says it once and fully. */
function wholeWhen(body: Partial<Schemas['LessonPatch']>): When {
  const when = whenIn(body);
  if (when !== undefined && 'termId' in when) return when;
  const { startsAt, durationMinutes, ...more } = when ?? {};
  if (startsAt === undefined) throw fieldError({ path: '/starts_at', key: 'when_missing' });
  if (durationMinutes === undefined) throw fieldError({ path: '/duration_minutes', key: 'when_missing' });
  return { startsAt, durationMinutes, ...more };
}

/** What a body says about the times of a lesson; undefined when it says nothing. */
function whenIn(body: Partial<Schemas['LessonPatch']>): Weekly | Partial<Times> | undefined {
  if (body.weekly !== undefined) {
    if (body.starts_at !== undefined) throw fieldError({ path: '/weekly', key: 'when_twice' });
    const { term_id: termId, weekday, week = null, period } = body.weekly;
    return { termId, weekday, week, period };
  }
  const times: Partial<Times> = {
    ...(body.starts_at === undefined ? {} : { startsAt: body.starts_at }),
    ...(body.duration_minutes === undefined ? {} : { durationMinutes: body.duration_minutes }),
    ...(body.rrule === undefined ? {} : { rrule: body.rrule }),
    ...(body.exdates === undefined ? {} : { exdates: body.exdates }),
    ...(body.time_zone === undefined ? {} : { timeZone: body.time_zone }),
  };
  return Object.keys(times).length === 0 ? undefined : times;
}

function asLesson(lesson: Lesson): Schemas['Lesson'] {
  return {
    lesson_id: lesson.id,
    school_id: lesson.schoolId,
    uid: lesson.uid,
    title: lesson.title,
    starts_at: lesson.startsAt,
    time_zone: lesson.timeZone,
    duration_minutes: lesson.durationMinutes,
    rrule: lesson.rrule,
    exdates: [...lesson.exdates],
    class_ids: [...lesson.classIds],
    teacher_ids: [...lesson.teacherIds],
    location_id: lesson.locationId,
    note: lesson.note,
    status: lesson.status,
    sequence: lesson.sequence,
    overrides: lesson.overrides.map((one) => ({
      recurrence_id: one.recurrenceId,
      status: one.status,
      starts_at: one.startsAt,
      duration_minutes: one.durationMinutes,
      title: one.title,
      location_id: one.locationId,
      teacher_ids: one.teacherIds === null ? null : [...one.teacherIds],
      note: one.note,
    })),
  };
}

function asImportResult(
  { findings, ...counts }: ImportResult,
  locale: Locale,
): Schemas['TimetableImportResult'] {
  return {
    ...counts,
    findings: findings.map((finding) => explainImportFinding(finding, locale)),
  };
}
