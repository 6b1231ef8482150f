/** Carries steps of cases out on the homeserver and tells people: a job for each, which may run twice. */
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { Redactor } from '../matrix/homeserver.ts';
import type { Locale, PersonId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { caseText, type CaseMessage } from './case-messages.ts';
import {
  findCase,
  findStep,
  finishStep,
  listAccess,
  listReports,
  type CaseRow,
  type StepRow,
} from './case-store.ts';
import type { Seal } from './seal.ts';

export const STEP_TASK = 'moderation.step';

/** Cases are shown by the first characters of their ids. */
export const shortId = (id: string): string => id.slice(0, 8);

export interface StepDependencies {
  readonly database: Database;
  readonly homeserver: Redactor;
  readonly messages: DirectMessages;
  readonly seal: Seal;
  readonly appealDays: number;
}

export function createSteps({ database, homeserver, messages, seal, appealDays }: StepDependencies) {
  async function tell(
    personId: PersonId | null,
    step: StepRow,
    key: CaseMessage,
    values: Record<string, string | number>,
  ): Promise<void> {
    if (personId === null) return;
    const say = (locale: Locale): string => caseText(locale, key, values);
    await messages.send(personId, `case step ${step.id} ${key}`, say);
  }

  /** Those who may have a hand in a case: never the person whom it is about. */
  async function administratorsOf(
    { schoolId, personId }: CaseRow,
    but: PersonId | null = null,
  ): Promise<PersonId[]> {
    const { rows } = await database.query<{ id: PersonId }>(
      `select distinct person_id as id from role_grant
        where school_id = $1 and role = 'school_admin'
          and person_id is distinct from $2 and person_id is distinct from $3
          and (begins_on is null or begins_on <= current_date) and (ends_on is null or ends_on > current_date)
        order by id limit 10`,
      [schoolId, personId, but],
    );
    return rows.map(({ id }) => id);
  }

  async function carryOut(step: StepRow, one: CaseRow): Promise<void> {
    const text = step.text === null ? '' : seal.open(step.text, one.id);
    const values = { id: shortId(one.id), text, days: appealDays };
    const reporters = async (): Promise<PersonId[]> => [
      ...new Set((await listReports(database, one.id)).flatMap(({ reporterId }) => reporterId ?? [])),
    ];
    switch (step.action) {
      case 'open':
      case 'assign':
        return tell(one.assigneeId, step, 'told_assignee', { ...values, kind: one.kind });
      case 'redact':
        return homeserver.redact(one.roomId!, one.eventId!, `case-${step.id}`);
      case 'warn':
        return tell(one.personId, step, 'told_warning', values);
      case 'uphold':
        await tell(one.personId, step, 'told_subject', values);
        for (const id of await reporters()) await tell(id, step, 'told_reporter_upheld', values);
        return;
      case 'dismiss':
        for (const id of await reporters()) await tell(id, step, 'told_reporter_dismissed', values);
        return;
      case 'ask':
        for (const id of await administratorsOf(one, step.actorId)) {
          await tell(id, step, 'told_ask', values);
        }
        return;
      case 'allow':
        for (const { askedBy, allowedBy } of await listAccess(database, one.id)) {
          if (allowedBy === step.actorId) await tell(askedBy, step, 'told_allowed', values);
        }
        return;
      case 'remind':
        return tell(one.assigneeId, step, 'told_overdue', values);
      case 'escalate':
        for (const id of await administratorsOf(one, one.assigneeId)) {
          await tell(id, step, 'told_overdue', values);
        }
        return;
      case 'appeal':
        return tell(one.assigneeId, step, 'told_appeal', values);
      case 'confirm':
        return tell(one.personId, step, 'told_confirmed', values);
      case 'overturn':
        return tell(one.personId, step, 'told_overturned', values);
      default:
        return;
    }
  }

  return {
    tasks: {
      async [STEP_TASK](payload: unknown): Promise<void> {
        const { id } = (payload ?? {}) as { id?: unknown };
        const step = typeof id === 'string' ? await findStep(database, id) : null;
        if (step === null || step.doneAt !== null) return;
        await carryOut(step, (await findCase(database, step.caseId))!);
        await finishStep(database, step.id);
      },
    },
  };
}
