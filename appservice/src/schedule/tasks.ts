/** What the timetable does by itself, as jobs (store/jobs.ts). */
import type { JobTask } from '../store/jobs.ts';
import { TELL_TASK } from './announcer.ts';
import { REMIND_DUE_SCHEDULE, REMIND_DUE_TASK, REMIND_TASK } from './reminders.ts';
import type { Schedule } from './schedule.ts';
import { FETCH_DUE_SCHEDULE, FETCH_DUE_TASK, FETCH_TASK } from './subscriptions/subscriptions.ts';

/** The tasks, and when they also run by themselves (crontab patterns, UTC). `schedule` is asked for when a job runs. */
export function scheduleTasks(schedule: () => Pick<Schedule, 'announcer' | 'subscriptions' | 'reminders'>): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  return {
    tasks: {
      [TELL_TASK]: (payload) => schedule().announcer.tell(payload),
      [FETCH_TASK]: (payload, context) => schedule().subscriptions.fetch(payload, context),
      [FETCH_DUE_TASK]: () => schedule().subscriptions.fetchDue(),
      [REMIND_DUE_TASK]: () => schedule().reminders.queueDue(),
      [REMIND_TASK]: (payload) => schedule().reminders.remind(payload),
    },
    schedule: { [FETCH_DUE_TASK]: FETCH_DUE_SCHEDULE, [REMIND_DUE_TASK]: REMIND_DUE_SCHEDULE },
  };
}
