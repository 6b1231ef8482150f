/** Moderation: reports and cases, and what keeps order in rooms. */
import type { Router } from 'express';
import type { Directory } from '../accounts/directory.ts';
import type { Command } from '../bot/command.ts';
import type { DirectMessages } from '../bot/direct-messages.ts';
import type { Config } from '../config/config.ts';
import type { EventHandler } from '../inbox/handler.ts';
import type { Homeserver } from '../matrix/homeserver.ts';
import type { ManagedRooms } from '../reconcile/managed-rooms.ts';
import type { Reconciler } from '../reconcile/reconciler.ts';
import type { Database } from '../store/database.ts';
import { tasksOfLater, type Jobs, type JobTask } from '../store/jobs.ts';
import { caseCommands } from './case-commands.ts';
import { createCases, type Cases } from './cases.ts';
import { roomCommands } from './commands.ts';
import { readFilter } from './filter.ts';
import { createMyCases } from './my-cases.ts';
import { createOverdue, OVERDUE_SCHEDULE, OVERDUE_TASK } from './overdue.ts';
import { createReporting, type Reporting, type ReportingDependencies } from './reporting.ts';
import { createRestrictions, RESTRICTION_TASK, type Restrictions } from './restrictions.ts';
import { moderationRoutes } from './routes.ts';
import { createSeal } from './seal.ts';
import { createSteps, STEP_TASK } from './steps.ts';
import { watchHandler } from './watch.ts';

export interface ModerationDependencies {
  readonly database: Database;
  readonly directory: Directory;
  readonly homeserver: Homeserver;
  readonly rooms: ManagedRooms;
  readonly directPlaceOf: ReportingDependencies['directPlaceOf'];
  readonly reconciler: Reconciler;
  readonly messages: DirectMessages;
  readonly jobs: Pick<Jobs, 'add'>;
  readonly config: Pick<Config, 'moderation'>;
  /** Seals when the configuration has no secret for it: one that lives as long as the registration. */
  readonly fallbackSecret: string;
  readonly now?: () => Date;
}

export interface Moderation {
  readonly restrictions: Restrictions;
  readonly cases: Cases;
  readonly reporting: Reporting;
  readonly commands: readonly Command[];
  readonly handlers: readonly EventHandler[];
  readonly routes: Router;
  readonly tasks: { readonly [name in (typeof TASKS)[number]]: JobTask };
}

const POLL_TASK = 'moderation.poll';
const TASKS = [RESTRICTION_TASK, STEP_TASK, POLL_TASK, OVERDUE_TASK] as const;

export function createModeration(dependencies: ModerationDependencies): Moderation {
  const { database, directory, homeserver, rooms, reconciler, messages, jobs, config } = dependencies;
  const { now = () => new Date() } = dependencies;
  const settings = config.moderation;
  const seal = createSeal(settings.evidence_secret ?? dependencies.fallbackSecret);
  const shared = { database, directory, rooms, homeserver, messages, jobs, seal, now };
  const restrictions = createRestrictions({ ...shared, reconciler });
  const { directPlaceOf } = dependencies;
  const reporting = createReporting({ ...shared, directPlaceOf, deadlineHours: settings.deadline_hours });
  const cases = createCases({
    ...shared,
    restrictions,
    accessMinutes: settings.access_minutes,
    appealDays: settings.appeal_days,
  });
  const steps = createSteps({ ...shared, appealDays: settings.appeal_days });
  const mine = createMyCases({ ...shared, appealDays: settings.appeal_days });
  const filter = readFilter({ words: settings.filter_words, links: settings.filter_links });
  return {
    restrictions,
    cases,
    reporting,
    commands: [
      ...roomCommands({ restrictions, directory, now }),
      ...caseCommands({ database, cases, reporting, directory, now }),
    ],
    handlers: [watchHandler({ ...shared, filter })],
    routes: moderationRoutes({ restrictions, cases, mine, reporting, directory }),
    tasks: {
      ...restrictions.tasks,
      ...steps.tasks,
      [POLL_TASK]: () => reporting.poll(),
      [OVERDUE_TASK]: createOverdue(shared),
    },
  };
}

/** The tasks by name before the feature itself is there, and when they run by themselves (crontab patterns, UTC). */
export function moderationTasks(moderation: () => Moderation): {
  readonly tasks: { readonly [name: string]: JobTask };
  readonly schedule: { readonly [name: string]: string };
} {
  return {
    tasks: tasksOfLater(TASKS, moderation),
    schedule: { [POLL_TASK]: '* * * * *', [OVERDUE_TASK]: OVERDUE_SCHEDULE },
  };
}
