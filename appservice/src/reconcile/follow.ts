/**
 * What follows when somebody's roles, class or children change: a job, queued in the transaction of the change, that takes them out of lessons,
 * ends calendar feeds that they have no right to any more, and brings their rooms and power into line.
 */
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Jobs, JobTask } from '../store/jobs.ts';
import type { Reconciler } from './reconciler.ts';

/** The name of the job (store/jobs.ts). */
export const FOLLOW_TASK = 'people.follow';

export interface Follow {
  /** Queues the job in the caller's transaction; the guardians of children among them follow too. */
  queue(tx: Sql, personIds: readonly PersonId[]): Promise<void>;
  /** The job. */
  readonly task: JobTask;
}

export interface FollowDependencies {
  readonly jobs: () => Pick<Jobs, 'add'>;
  readonly reconciler: Pick<Reconciler, 'reconcile'>;
  /** Before the rooms, in this order: each brings its own part into line with the register and may run twice. */
  readonly parts: readonly ((personIds: readonly PersonId[]) => Promise<void>)[];
}

export function createFollow({ jobs, reconciler, parts }: FollowDependencies): Follow {
  return {
    async queue(tx, personIds) {
      const { rows } = await tx.query<{ id: PersonId }>(
        `select unnest($1::uuid[]) as id union select guardian_id from guardianship where child_id = any($1::uuid[]) order by id`,
        [personIds],
      );
      await jobs().add(tx, FOLLOW_TASK, { personIds: rows.map(({ id }) => id) });
    },

    async task(payload, { signal }) {
      const { personIds } = (payload ?? {}) as { personIds?: PersonId[] };
      if (!Array.isArray(personIds)) return;
      for (const part of parts) await part(personIds);
      const { failed, skipped } = await reconciler.reconcile({ personIds, signal });
      const left = failed.length + skipped.length;
      if (left > 0) throw new Error(`${left} steps of a change of roles are not done yet`);
    },
  };
}
