/** The HTTP API of the contact policy. */
import type { components } from '@parta/protocol';
import express, { type Router } from 'express';
import { ApiError } from '../http/api-error.ts';
import { localeOf, requireCaller } from '../http/auth.ts';
import type { IsoDate, Locale, SchoolId, UserId } from '../school/model.ts';
import { sayPair, sayRoom, type Inquiry, type PairAnswer, type RoomAnswer } from './inquiry.ts';
import { policyText } from './messages.ts';
import type { ContactRule, QuietHours } from './model.ts';
import type { MatrixReading, PolicySettings } from './settings.ts';
import type { Simulation } from './simulate.ts';

type Schemas = components['schemas'];
type Change = Schemas['ContactMatrixChange'];

export interface PolicyRoutesDependencies {
  readonly settings: PolicySettings;
  readonly inquiry: Inquiry;
}

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function policyRoutes({ settings, inquiry }: PolicyRoutesDependencies): Router {
  const router = express.Router();

  router.get('/policy/matrix', async (req, res) => {
    const { personId } = requireCaller(res);
    const schoolId = (req.query.school_id as SchoolId | undefined) ?? null;
    res.json(matrixBody(await settings.readMatrix(personId, schoolId), localeOf(res)));
  });

  router.put('/policy/matrix', async (req, res) => {
    const { personId } = requireCaller(res);
    const { school_id: schoolId, rules, version, reason } = req.body as Change;
    const saved = await settings.saveMatrix(personId, schoolId, rules.map(readRule), { version, reason });
    res.json(matrixBody(saved, localeOf(res)));
  });

  router.post('/policy/simulations', async (req, res) => {
    const { personId } = requireCaller(res);
    const { school_id: schoolId, rules } = req.body as Change;
    const found = await settings.simulate(personId, schoolId, rules.map(readRule));
    res.json(simulationBody(found, localeOf(res)));
  });

  router.get('/policy/explanation', async (req, res) => {
    const { personId } = requireCaller(res);
    const locale = localeOf(res);
    const { from, to, user_id: userId, room_id: roomId } = req.query as Record<string, string | undefined>;
    if (from !== undefined && to !== undefined) {
      res.json({ contact: pairBody(await inquiry.pair(personId, from, to), locale) });
    } else if (userId !== undefined && roomId !== undefined) {
      res.json({ room: roomBody(await inquiry.room(personId, userId, roomId), locale) });
    } else {
      throw new ApiError(400, 'M_MISSING_PARAM', (its) => policyText(its, 'explain_words'));
    }
  });

  router.get('/schools/:schoolId/quiet-hours', async (req, res) => {
    const lines = await settings.readQuietHours(requireCaller(res).personId, req.params.schoolId);
    res.json({ quiet_hours: lines.map(quietBody) });
  });

  router.put('/schools/:schoolId/quiet-hours', async (req, res) => {
    const { personId } = requireCaller(res);
    const { quiet_hours: lines } = req.body as Schemas['QuietHoursList'];
    const saved = await settings.saveQuietHours(personId, req.params.schoolId, lines.map(readQuiet));
    res.json({ quiet_hours: saved.map(quietBody) });
  });

  router.put('/people/:personId/age', async (req, res) => {
    const { of_age_from: from } = req.body as { of_age_from: IsoDate | null };
    await settings.setAge(requireCaller(res).personId, req.params.personId, from);
    res.status(204).end();
  });

  return router;
}

function matrixBody({ schoolId, version, lines, rules }: MatrixReading, locale: Locale): object {
  return {
    school_id: schoolId,
    version,
    rules,
    lines: lines.map(({ byDefault, ...line }) => ({
      ...line,
      by_default: byDefault,
      text: policyText(locale, `rule_${line.rule}`),
    })),
  } satisfies Record<keyof Schemas['ContactMatrix'], unknown>;
}

function simulationBody(
  found: Simulation & { version: string; names: ReadonlyMap<UserId, string> },
  locale: Locale,
): object {
  const { version, people, changes, rooms, complete, names } = found;
  return {
    version,
    people,
    complete,
    rooms_closed: rooms.closed,
    rooms_completed: rooms.completed,
    changes: changes.map((change) => ({
      ...change,
      text: policyText(locale, `rule_${change.rule}`),
      examples: change.examples.map((pair) => pair.map((userId) => names.get(userId) ?? null)),
    })),
  } satisfies Record<keyof Schemas['ContactSimulation'], unknown>;
}

function pairBody(answer: PairAnswer, locale: Locale): Schemas['ContactExplanation'] {
  const { from, to, decision, remedies, notes } = answer;
  const { outcome, rule, cell, quietUntil } = decision;
  return {
    from,
    to,
    outcome,
    rule,
    cell:
      cell === null
        ? null
        : {
            from_role: cell.fromRole,
            to_role: cell.toRole,
            // Own children are decided before the matrix.
            relation: cell.relation as Exclude<typeof cell.relation, 'own_child'>,
            age: cell.age,
            source: cell.source,
            school_id: cell.schoolId,
          },
    quiet_until: quietUntil?.toISOString() ?? null,
    remedies: remedies.map((code) => ({ code, text: policyText(locale, `remedy_${code}`) })),
    notes: notes.map((code) => ({ code, text: policyText(locale, `note_${code}`) })),
    text: sayPair(locale, answer),
  };
}

function roomBody(answer: RoomAnswer, locale: Locale): Schemas['RoomExplanation'] {
  const { userId, roomId, kind, can, rule, strictest, lesson, quietUntil } = answer;
  return {
    user_id: userId,
    room_id: roomId,
    kind,
    can,
    rule,
    strictest: strictest === null ? null : pairBody(strictest, locale),
    lesson:
      lesson === null ? null : { enter: lesson.enter, why_not: lesson.whyNot, text: lesson.say(locale) },
    quiet_until: quietUntil?.toISOString() ?? null,
    text: sayRoom(locale, answer),
  };
}

function quietBody(line: QuietHours): Schemas['QuietHours'] {
  return {
    role: line.role,
    class_id: line.classId,
    weekdays: [...line.weekdays],
    begins_at: line.beginsAt,
    ends_at: line.endsAt,
    days_off: line.daysOff,
  };
}

/** There are two roles: the schema says so. */
function readRule({ roles, ...rule }: Schemas['ContactRule']): ContactRule {
  return { ...rule, roles: [roles[0]!, roles[1]!] };
}

function readQuiet(line: Schemas['QuietHours']): QuietHours {
  return {
    role: line.role,
    classId: line.class_id,
    weekdays: line.weekdays.toSorted((a, b) => a - b),
    beginsAt: line.begins_at,
    endsAt: line.ends_at,
    daysOff: line.days_off,
  };
}
