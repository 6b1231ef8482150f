/** Tells guardians in their direct chat with the bot what became of a guardianship: proposed, in force, declined, ended. Jobs. */
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { PersonId } from '../school/model.ts';
import type { Sql } from '../store/database.ts';
import type { Jobs, JobTask } from '../store/jobs.ts';
import { guardianText } from './messages.ts';
import { find } from './store.ts';

export const TELL_GUARDIAN_TASK = 'guardians.tell';

const NEWS = ['proposed', 'in_force', 'declined', 'ended'] as const;
export type GuardianNews = (typeof NEWS)[number];

/** Guardianships are called by the first characters of their ids. */
const SHORT = 8;

export interface GuardianTelling {
  /** Queues it in the caller's transaction. Whoever did it themselves is not told. */
  queue(tx: Sql, id: string, news: GuardianNews, by: PersonId): Promise<void>;
  readonly task: JobTask;
}

export function createGuardianTelling({
  database,
  jobs,
  messages,
}: {
  readonly database: Sql;
  readonly jobs: () => Pick<Jobs, 'add'>;
  readonly messages: () => DirectMessages;
}): GuardianTelling {
  return {
    queue: (tx, id, news, by) =>
      jobs().add(tx, TELL_GUARDIAN_TASK, { id, news, by, at: new Date().toISOString() }),

    async task(payload) {
      const { id, news, by, at } = (payload ?? {}) as {
        readonly [key in 'id' | 'news' | 'by' | 'at']?: unknown;
      };
      const row = typeof id === 'string' ? await find(database, id) : null;
      const known = NEWS.find((one) => one === news);
      if (row === null || known === undefined || row.guardianId === by) return;
      // What was proposed and is decided by now is news no more.
      if (known === 'proposed' && row.status !== 'pending') return;
      await messages().send(row.guardianId, `guardianship ${row.id} ${known} ${String(at)}`, (locale) =>
        guardianText(locale, `told_${known}`, { child: row.childName, id: row.id.slice(0, SHORT) }),
      );
    },
  };
}
