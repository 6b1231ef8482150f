/** The HTTP API of moderation. */
import type { components } from '@parta/protocol';
import express, { type Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import { requireCaller } from '../http/auth.ts';
import type { PersonId } from '../school/model.ts';
import type { CaseRow } from './case-store.ts';
import type { Cases, CaseView } from './cases.ts';
import { refuse } from './messages.ts';
import type { DecisionAboutMe, MyCases, MyReport } from './my-cases.ts';
import type { Reporting } from './reporting.ts';
import type { RestrictionRow, RestrictionView } from './restriction-store.ts';
import type { Restrictions } from './restrictions.ts';
import type { CaseState } from './rules.ts';
import { shortId } from './steps.ts';

type Schemas = components['schemas'];

export interface ModerationRoutesDependencies {
  readonly restrictions: Restrictions;
  readonly cases: Cases;
  readonly mine: MyCases;
  readonly reporting: Reporting;
  readonly directory: Pick<Directory, 'holderOf'>;
}

const STATES: readonly CaseState[] = ['open', 'appealed', 'decided', 'closed'];

/** Bodies and parameters are validated against protocol/openapi.yaml before they come here. */
export function moderationRoutes(dependencies: ModerationRoutesDependencies): Router {
  const { restrictions, cases, mine, reporting, directory } = dependencies;
  const router = express.Router();

  async function personOf(userId: string | undefined): Promise<PersonId | undefined> {
    if (userId === undefined) return undefined;
    const holder = await directory.holderOf(userId);
    if (holder === null) throw refuse(404, 'M_NOT_FOUND', 'who_unknown');
    return holder.personId;
  }

  router.post('/reports', async (req, res) => {
    const caller = requireCaller(res);
    const body = req.body as Schemas['NewReport'];
    const { room_id: roomId, event_id: eventId, person_id: personId } = body;
    const about =
      personId !== undefined
        ? { personId }
        : roomId === undefined
          ? null
          : eventId === undefined
            ? { roomId }
            : { roomId, eventId };
    if (about === null) throw refuse(400, 'M_INVALID_PARAM', 'whom');
    const { caseId, deadlineAt } = await reporting.report({
      source: 'web',
      cause: `web ${caller.personId} ${body.idempotency_key}`,
      reporter: caller,
      reason: body.reason ?? '',
      about,
    });
    const receipt: Schemas['ReportReceipt'] = {
      number: shortId(caseId),
      deadline_at: deadlineAt.toISOString(),
    };
    res.status(201).json(receipt);
  });

  router.get('/me/reports', async (_req, res) => {
    const { reports, decisions } = await mine.of(requireCaller(res).personId);
    res.json({ reports: reports.map(asMyReport), decisions: decisions.map(asDecision) });
  });

  router.get('/cases', async (req, res) => {
    const { state } = req.query as { state?: CaseState };
    const found = await cases.list(requireCaller(res).personId, state === undefined ? STATES : [state]);
    res.json({ cases: found.map(asCase), people: Object.fromEntries(await cases.namesIn(found)) });
  });

  router.get('/cases/:caseId', async (req, res) => {
    res.json(asView(await cases.view(requireCaller(res).personId, req.params.caseId)));
  });

  router.post('/cases/:caseId/steps', async (req, res) => {
    const { personId } = requireCaller(res);
    const body = req.body as Schemas['NewCaseStep'];
    const step = {
      action: body.action,
      ...{ seconds: body.seconds, text: body.text, personId: body.person_id, accessId: body.access_id },
    };
    await cases.act(personId, req.params.caseId, step, `web ${personId} ${body.idempotency_key}`);
    res.status(204).end();
  });

  router.get('/cases/:caseId/evidence', async (req, res) => {
    const evidence = await cases.evidence(requireCaller(res).personId, req.params.caseId);
    res.json(JSON.parse(evidence) as Schemas['Evidence']);
  });

  router.get('/rooms/:roomId/restrictions', async (req, res) => {
    const { room, held } = await restrictions.list(requireCaller(res).personId, req.params.roomId);
    res.json({ kind: room.kind, class_id: room.classId, restrictions: held.map(asRestriction) });
  });

  router.post('/rooms/:roomId/restrictions', async (req, res) => {
    const { personId } = requireCaller(res);
    const body = req.body as Schemas['NewRestriction'];
    await restrictions.begin(
      personId,
      req.params.roomId,
      {
        kind: body.kind,
        untilSeconds: body.for_seconds ?? null,
        seconds: body.seconds,
        personId: await personOf(body.user_id),
      },
      `web ${personId} ${body.idempotency_key}`,
    );
    res.status(204).end();
  });

  router.delete('/rooms/:roomId/restrictions', async (req, res) => {
    const { kind, user_id: userId } = req.query as { kind: RestrictionRow['kind']; user_id?: string };
    await restrictions.end(requireCaller(res).personId, req.params.roomId, kind, await personOf(userId));
    res.status(204).end();
  });

  return router;
}

function asMyReport({ caseId, at, deadlineAt, ...report }: MyReport): Schemas['MyReport'] {
  return {
    ...report,
    number: shortId(caseId),
    at: at.toISOString(),
    deadline_at: deadlineAt.toISOString(),
  };
}

function asDecision({ caseId, at, state, text, mayAppeal, appealUntil }: DecisionAboutMe) {
  return {
    ...{ case_id: caseId, number: shortId(caseId), state, text, may_appeal: mayAppeal },
    ...{ at: at.toISOString(), appeal_until: appealUntil.toISOString() },
  } satisfies Schemas['DecisionAboutMe'];
}

function asCase(one: CaseRow): Schemas['Case'] {
  return {
    case_id: one.id,
    school_id: one.schoolId,
    class_id: one.classId,
    class_title: one.classTitle,
    kind: one.kind,
    room_id: one.roomId,
    event_id: one.eventId,
    person_id: one.personId,
    user_id: one.userId,
    state: one.state,
    upheld: one.upheld,
    assignee_id: one.assigneeId,
    deadline_at: one.deadlineAt.toISOString(),
    has_evidence: one.evidenceHash !== null,
    created_at: one.createdAt.toISOString(),
  };
}

function asView(view: CaseView): Schemas['CaseView'] {
  return {
    case: asCase(view),
    people: Object.fromEntries(view.names),
    may: [...view.may],
    may_read: view.mayRead,
    reports: view.reports.map(({ reporterId, reason, at }) => ({
      ...{ reporter_id: reporterId, reason, at: at.toISOString() },
    })),
    steps: view.steps.map(({ at, actorId, action, text }) => ({
      ...{ at: at.toISOString(), actor_id: actorId, action, text },
    })),
    access: view.access.map(({ id, askedBy, reason, allowedBy, expiresAt }) => ({
      ...{ access_id: id, asked_by: askedBy, reason, allowed_by: allowedBy },
      expires_at: expiresAt?.toISOString() ?? null,
    })),
  };
}

function asRestriction(one: RestrictionView): Schemas['Restriction'] {
  return {
    kind: one.kind,
    person_id: one.personId,
    user_id: one.userId,
    name: one.name,
    created_by: one.createdByName,
    seconds: one.seconds,
    begins_at: one.beginsAt.toISOString(),
    until: one.until?.toISOString() ?? null,
  };
}
