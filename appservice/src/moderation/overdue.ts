/**
 * Cases that nobody decides in time: the assignee is reminded when the deadline has passed, and a day later, or at once where there is no
 * assignee, the administrators are told. Each once: a step of the case, carried out and shown like any other.
 */
import type { Database } from '../store/database.ts';
import type { Jobs } from '../store/jobs.ts';
import { insertStep, listOverdue } from './case-store.ts';
import { STEP_TASK } from './steps.ts';

export const OVERDUE_TASK = 'moderation.overdue';
/** Crontab pattern. */
export const OVERDUE_SCHEDULE = '*/10 * * * *';
const DAY_MS = 86_400_000;

export interface OverdueDependencies {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly now: () => Date;
}

/** The job that looks for overdue cases. */
export function createOverdue({ database, jobs, now }: OverdueDependencies): () => Promise<void> {
  async function tell(caseId: string, action: 'remind' | 'escalate'): Promise<void> {
    const row = { caseId, actorId: null, action, text: null, restrictionId: null };
    await database.transaction(async (tx) => {
      const id = await insertStep(tx, row, `${action} ${caseId}`);
      if (id !== null) await jobs.add(tx, STEP_TASK, { id });
    });
  }

  return async () => {
    const late = now();
    for (const { id, assigneeId } of await listOverdue(database, late, 'remind')) {
      await tell(id, 'remind');
      if (assigneeId === null) await tell(id, 'escalate');
    }
    const dayLate = new Date(late.getTime() - DAY_MS);
    for (const { id } of await listOverdue(database, dayLate, 'escalate')) await tell(id, 'escalate');
  };
}
