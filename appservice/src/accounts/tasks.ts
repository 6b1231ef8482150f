/** What accounts do by themselves, as jobs (store/jobs.ts). */
import type { JobTask } from '../store/jobs.ts';
import type { Accounts } from './accounts.ts';

/** Tells the homeserver names that changed and that no reconcile has told it. */
const UPDATE_NAMES_TASK = 'update_profile_names';
const TIDY_TASK = 'delete_expired_sessions';

/** The tasks, and when they also run by themselves (crontab patterns, UTC). */
export function accountTasks(accounts: Pick<Accounts, 'sessions' | 'names'>): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  return {
    tasks: {
      [TIDY_TASK]: async () => void (await accounts.sessions.deleteExpired()),
      [UPDATE_NAMES_TASK]: async (_payload, { signal }) => void (await accounts.names.update({ signal })),
    },
    schedule: { [TIDY_TASK]: '23 2 * * *', [UPDATE_NAMES_TASK]: '41 * * * *' },
  };
}
