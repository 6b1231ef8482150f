/** Cases: what somebody may see of them and do in them. Every step is written with its audit entry; jobs carry it out (steps.ts). */
import { randomUUID } from 'node:crypto';
import type { Directory } from '../accounts/directory.ts';
import { audit } from '../audit/audit.ts';
import { ApiError } from '../http/api-error.ts';
import { roomKey } from '../reconcile/room-key.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { IsoDate, PersonId, SchoolState } from '../school/model.ts';
import { administeredSchools, classesOf, today } from '../school/rules.ts';
import type { Database, Sql } from '../store/database.ts';
import { namesOf, timeZoneOf } from '../store/school-store.ts';
import type { Jobs } from '../store/jobs.ts';
import { caseText, type CaseMessage } from './case-messages.ts';
import * as store from './case-store.ts';
import type { CaseRow } from './case-store.ts';
import { findRestriction } from './restriction-store.ts';
import type { Restrictions } from './restrictions.ts';
import {
  appealUntil,
  CASE_ACTIONS,
  handles,
  mayModerate,
  rankOf,
  stateAfter,
  whyNot,
  type CaseAction,
  type CaseFacts,
  type CaseState,
  type Handler,
} from './rules.ts';
import { SealBroken, type Seal } from './seal.ts';
import { STEP_TASK } from './steps.ts';

export interface CaseStep {
  readonly action: CaseAction;
  /** Of a mute or removal; null until it is ended. */
  readonly seconds?: number | null | undefined;
  /** The reason, what to tell, or what was talked about. */
  readonly text?: string | undefined;
  /** To whom a case is given. */
  readonly personId?: PersonId | undefined;
  /** Which request for access is allowed. */
  readonly accessId?: string | undefined;
}

/** What people are called, by their ids. */
export type Names = ReadonlyMap<PersonId, string>;

/** What those who handle a case see without opening what is sealed. */
export interface CaseView extends CaseRow {
  readonly names: Names;
  /** What the asker may do in it now. */
  readonly may: readonly CaseAction[];
  /** Whether the asker may read what is sealed now. */
  readonly mayRead: boolean;
  readonly reports: readonly {
    readonly reporterId: PersonId | null;
    readonly reason: string;
    readonly at: Date;
  }[];
  readonly steps: readonly {
    readonly at: Date;
    readonly actorId: PersonId | null;
    readonly action: string;
    readonly text: string;
  }[];
  readonly access: readonly {
    readonly id: string;
    readonly askedBy: PersonId;
    readonly reason: string;
    readonly allowedBy: PersonId | null;
    readonly expiresAt: Date | null;
  }[];
}

export interface Cases {
  list(askerId: PersonId, states: readonly CaseState[]): Promise<CaseRow[]>;
  /** What the people of some cases are called, for whoever handles them. */
  namesIn(cases: readonly CaseRow[]): Promise<Names>;
  /** Throws 404 for a case that is not the asker's to handle. */
  view(askerId: PersonId, caseId: string): Promise<CaseView>;
  /** Does a step. The same cause does it once. Throws 404 and 403 by the rules, 400 for what is missing. */
  act(askerId: PersonId, caseId: string, step: CaseStep, cause: string): Promise<void>;
  /** What was sealed, as JSON, for whoever asked and whoever allowed it; each reading is logged. */
  evidence(askerId: PersonId, caseId: string): Promise<string>;
}

export interface CasesDependencies {
  readonly database: Database;
  readonly directory: Pick<Directory, 'aroundPerson' | 'aroundPersons'>;
  readonly rooms: Pick<ManagedRooms, 'find'>;
  readonly restrictions: Restrictions;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly seal: Seal;
  readonly accessMinutes: number;
  readonly appealDays: number;
  readonly now: () => Date;
}

interface Standing {
  readonly facts: CaseFacts;
  readonly who: Handler;
}

/** Steps that need words. */
const WITH_TEXT: ReadonlySet<CaseAction> = new Set([
  ...(['warn', 'talk', 'uphold', 'dismiss', 'appeal', 'confirm', 'overturn', 'ask'] as const),
]);

export function createCases(dependencies: CasesDependencies): Cases {
  const { database, directory, rooms, restrictions, jobs, seal, accessMinutes, appealDays, now } =
    dependencies;

  /** What the rules need to know of a case and of somebody. `state` is around both. */
  function standIn(state: SchoolState, day: IsoDate, one: CaseRow, askerId: PersonId): Standing {
    const { schoolId, classId, personId } = one;
    return {
      facts: {
        state: one.state,
        subjectId: personId,
        subjectRank: personId === null ? 'other' : rankOf(state, personId, schoolId, day),
        decidedBy: one.decidedBy,
        upheld: one.upheld,
        appealOver: one.decidedAt !== null && now() > appealUntil(one.decidedAt, appealDays),
      },
      who: {
        personId: askerId,
        rank: rankOf(state, askerId, schoolId, day),
        moderates: mayModerate(state, askerId, { schoolId, classId }, day),
      },
    };
  }

  async function stand(one: CaseRow, askerId: PersonId): Promise<Standing> {
    const state = await directory.aroundPersons([askerId, one.personId ?? askerId]);
    return standIn(state, today(await timeZoneOf(database, one.schoolId), now()), one, askerId);
  }

  async function found(askerId: PersonId, caseId: string): Promise<{ one: CaseRow; standing: Standing }> {
    const one = await store.findCase(database, caseId);
    if (one !== null) {
      const standing = await stand(one, askerId);
      if (handles(standing.facts, standing.who)) return { one, standing };
    }
    throw refuse(404, 'no_such_case');
  }

  /** The mute or removal of a step. */
  async function restrict(tx: Sql, one: CaseRow, askerId: PersonId, step: CaseStep, cause: string) {
    if (one.personId === null) throw refuse(400, 'no_subject');
    const room = one.roomId === null ? null : await rooms.find(one.roomId);
    if (room === null) throw refuse(400, 'no_chat');
    await restrictions.check(askerId, one, one.personId);
    const kind = step.action === 'mute' ? 'mute' : 'removal';
    const until = step.seconds == null ? null : new Date(now().getTime() + step.seconds * 1000);
    return restrictions.write(
      tx,
      {
        ...{ kind, schoolId: room.schoolId, classId: room.classId, roomId: room.roomId },
        roomKey: roomKey(room.kind, room.classId ?? room.schoolId),
        ...{ personId: one.personId, seconds: null, until, caseId: one.id, createdBy: askerId },
      },
      cause,
    );
  }

  async function liftAll(tx: Sql, caseId: string, actorId: PersonId): Promise<void> {
    for (const { restrictionId } of await store.listSteps(tx, caseId)) {
      const held = restrictionId === null ? null : await findRestriction(tx, restrictionId);
      if (held?.active === true) await restrictions.endIn(tx, held, actorId);
    }
  }

  async function assign(tx: Sql, one: CaseRow, personId: PersonId | undefined): Promise<void> {
    if (personId === undefined) throw refuse(400, 'assignee_wrong');
    const { facts, who } = await stand(one, personId);
    if (!handles(facts, who)) throw refuse(400, 'assignee_wrong');
    await store.updateCase(tx, one.id, { assigneeId: personId });
  }

  async function allow(
    tx: Sql,
    one: CaseRow,
    askerId: PersonId,
    accessId: string | undefined,
  ): Promise<void> {
    const wanted = (await store.listAccess(tx, one.id)).find(
      ({ id, allowedBy }) => allowedBy === null && accessId !== undefined && id.startsWith(accessId),
    );
    if (wanted === undefined) throw refuse(404, 'access_unknown');
    if (wanted.askedBy === askerId) throw refuse(403, 'access_own');
    if (!(await store.allowAccess(tx, wanted.id, askerId, accessMinutes)))
      throw refuse(404, 'access_unknown');
  }

  async function perform(
    tx: Sql,
    one: CaseRow,
    askerId: PersonId,
    step: CaseStep,
    text: Buffer | null,
    cause: string,
  ): Promise<string | null> {
    const { action } = step;
    switch (action) {
      case 'assign':
        await assign(tx, one, step.personId);
        return null;
      case 'redact':
        if (one.eventId === null) throw refuse(400, 'no_message');
        return null;
      case 'mute':
      case 'remove':
        return restrict(tx, one, askerId, step, cause);
      case 'warn':
        if (one.personId === null) throw refuse(400, 'no_subject');
        return null;
      case 'ask':
        await store.insertAccess(tx, { caseId: one.id, askedBy: askerId, reason: text! }, cause);
        return null;
      case 'allow':
        await allow(tx, one, askerId, step.accessId);
        return null;
      case 'overturn':
        await liftAll(tx, one.id, askerId);
        return null;
      default:
        return null;
    }
  }

  return {
    async list(askerId, states) {
      const own = await directory.aroundPerson(askerId, { administered: true });
      const days = new Map(own.schools.map(({ id, timeZone }) => [id, today(timeZone, now())]));
      const all = await store.listCases(
        database,
        {
          schoolIds: administeredSchools(own, askerId, now()).map(({ id }) => id),
          classIds: [...new Set(days.values())]
            .flatMap((day) => [...classesOf(own, askerId, day)])
            .flatMap(([id, roles]) => (roles.has('class_teacher') ? id : [])),
        },
        states,
      );
      const subjects = all.flatMap(({ personId }) => personId ?? []);
      const around = await directory.aroundPersons([...new Set([askerId, ...subjects])]);
      return all.filter((one) => {
        const { facts, who } = standIn(around, days.get(one.schoolId)!, one, askerId);
        return handles(facts, who);
      });
    },

    namesIn: (cases) =>
      namesOf(
        database,
        cases.flatMap(({ personId, assigneeId }) => [personId, assigneeId]).flatMap((id) => id ?? []),
      ),

    async view(askerId, caseId) {
      const { one, standing } = await found(askerId, caseId);
      const open = (sealed: Buffer | null): string => (sealed === null ? '' : opened(seal, sealed, one.id));
      const [reports, steps, access, mayRead] = await Promise.all([
        store.listReports(database, one.id),
        store.listSteps(database, one.id),
        store.listAccess(database, one.id),
        store.hasAccess(database, one.id, askerId),
      ]);
      const named = [
        ...[one.personId, one.assigneeId, one.decidedBy],
        ...reports.map(({ reporterId }) => reporterId),
        ...steps.map(({ actorId }) => actorId),
        ...access.flatMap(({ askedBy, allowedBy }) => [askedBy, allowedBy]),
      ].flatMap((id) => id ?? []);
      return {
        ...one,
        names: await namesOf(database, named),
        may: CASE_ACTIONS.filter(
          (action) => isPossible(action, one) && whyNot(action, standing.facts, standing.who) === null,
        ),
        mayRead: mayRead && one.evidenceHash !== null,
        reports: reports.map(({ reporterId, reason, at }) => ({ reporterId, reason: open(reason), at })),
        steps: steps.map(({ at, actorId, action, text }) => ({ at, actorId, action, text: open(text) })),
        access: access.map(({ id, askedBy, reason, allowedBy, expiresAt }) => ({
          ...{ id, askedBy, allowedBy, expiresAt },
          reason: open(reason),
        })),
      };
    },

    act: (askerId, caseId, step, cause) =>
      database.transaction(async (tx) => {
        const one = await store.findCase(tx, caseId, true);
        if (one === null) throw refuse(404, 'no_such_case');
        if (await store.isStep(tx, cause)) return;
        const { facts, who } = await stand(one, askerId);
        const why = whyNot(step.action, facts, who);
        if (why === 'not_yours' && !handles(facts, who)) throw refuse(404, 'no_such_case');
        if (why !== null) throw refuse(why === 'not_now' || why === 'appeal_over' ? 409 : 403, why);
        const said = step.text?.trim() ?? '';
        if (WITH_TEXT.has(step.action) && said === '') throw refuse(400, 'text_missing');
        const text = said === '' ? null : seal.seal(said, one.id);
        const restrictionId = await perform(tx, one, askerId, step, text, cause);
        const decides = step.action === 'uphold' || step.action === 'dismiss';
        await store.updateCase(tx, one.id, {
          state: stateAfter(one.state, step.action),
          ...(decides && { decidedBy: askerId, upheld: step.action === 'uphold' }),
        });
        const row = { caseId: one.id, actorId: askerId, action: step.action, text, restrictionId };
        const id = await store.insertStep(tx, row, cause);
        await jobs.add(tx, STEP_TASK, { id });
        await audit(tx, {
          action: `case.${step.action}`,
          actorId: askerId,
          schoolId: one.schoolId,
          details: {
            ...{ case_id: one.id, person_id: step.personId ?? one.personId },
            ...{ seconds: step.seconds ?? null, access_id: step.accessId ?? null },
          },
        });
      }),

    async evidence(askerId, caseId) {
      const { one } = await found(askerId, caseId);
      if (!(await store.hasAccess(database, one.id, askerId))) throw refuse(403, 'access_missing');
      const sealed = await store.readEvidence(database, one.id);
      if (sealed === null) throw refuse(404, 'no_evidence');
      const evidence = opened(seal, sealed, one.id);
      // Before anything is shown: no reading without its entry, in the log and in the case.
      await database.transaction(async (tx) => {
        const row = { caseId: one.id, actorId: askerId, action: 'read', text: null, restrictionId: null };
        const id = await store.insertStep(tx, row, `read ${randomUUID()}`);
        await store.finishStep(tx, id!);
        await audit(tx, {
          action: 'case.read',
          actorId: askerId,
          schoolId: one.schoolId,
          details: { case_id: one.id, person_id: one.personId },
        });
      });
      return evidence;
    },
  };
}

/** Whether a case has what an action needs, whoever does it. */
function isPossible(action: CaseAction, { eventId, roomId, personId, evidenceHash }: CaseRow): boolean {
  switch (action) {
    case 'redact':
      return eventId !== null;
    case 'mute':
    case 'remove':
      return roomId !== null && personId !== null;
    case 'warn':
      return personId !== null;
    case 'ask':
    case 'allow':
      return evidenceHash !== null;
    default:
      return true;
  }
}

function opened(seal: Seal, sealed: Buffer, caseId: string): string {
  try {
    return seal.open(sealed, caseId);
  } catch (error) {
    if (error instanceof SealBroken) throw refuse(409, 'seal_broken');
    throw error;
  }
}

function refuse(status: 400 | 403 | 404 | 409, key: CaseMessage): ApiError {
  const codes = { 400: 'M_INVALID_PARAM', 403: 'M_FORBIDDEN', 404: 'M_NOT_FOUND', 409: 'ORG.PARTA.NOT_NOW' };
  return new ApiError(status, codes[status], (locale) => caseText(locale, key));
}
