/** How the features stand on each other: read it to see what depends on what. */
import { ARRIVAL_TASK, createArrivals } from './accounts/arrivals.ts';
import { accountCommands } from './accounts/commands.ts';
import { nameWatch } from './accounts/name-watch.ts';
import { createProfile } from './accounts/profile.ts';
import { accountRoutes } from './accounts/routes.ts';
import { accountTasks } from './accounts/tasks.ts';
import { auditCommands } from './audit/commands.ts';
import { createAuditLog } from './audit/log.ts';
import { auditRoutes } from './audit/routes.ts';
import { createBot } from './bot/bot.ts';
import { createDirectMessages } from './bot/direct-messages.ts';
import { createCalls } from './contacts/calls.ts';
import { contactTasks, createContacts } from './contacts/contacts.ts';
import type { Clock, Core } from './core.ts';
import { createDocuments, documentTasks } from './documents/documents.ts';
import { guardianCommands } from './guardians/commands.ts';
import { createGuardians } from './guardians/guardians.ts';
import { guardianRoutes } from './guardians/routes.ts';
import { createGuardianTelling, TELL_GUARDIAN_TASK } from './guardians/telling.ts';
import { createFailureLimiter } from './http/limits.ts';
import { inviteCommands } from './invites/commands.ts';
import { createInvites, type Invites } from './invites/invites.ts';
import { inviteRoutes } from './invites/routes.ts';
import { createWaitingNotices, TELL_WAITING_TASK } from './invites/waiting.ts';
import { createLessons, lessonTasks } from './lessons/lessons.ts';
import { createModeration, moderationTasks } from './moderation/moderation.ts';
import { policyCommands } from './policy/commands.ts';
import { createInquiry } from './policy/inquiry.ts';
import { sayRule } from './policy/messages.ts';
import { policyRoutes } from './policy/routes.ts';
import { createPolicySettings } from './policy/settings.ts';
import { createPolls, pollTasks } from './polls/polls.ts';
import { createQuiet, QUIET_SCHEDULE, QUIET_TASKS } from './quiet/quiet.ts';
import { byDateTasks } from './reconcile/by-date.ts';
import { createFollow, FOLLOW_TASK } from './reconcile/follow.ts';
import { roleCommands } from './roles/commands.ts';
import { createRoles } from './roles/roles.ts';
import { roleRoutes } from './roles/routes.ts';
import { scheduleCommands } from './schedule/commands.ts';
import { scheduleRoutes } from './schedule/routes.ts';
import { createSchedule } from './schedule/schedule.ts';
import { subjectsTaught } from './schedule/subjects.ts';
import { scheduleTasks } from './schedule/tasks.ts';
import { createJobs, tasksOfLater } from './store/jobs.ts';

/**
 * Wires the features of Parta to what they stand on and to each other. Nothing runs before `start()`, so that a command line asks what it needs of one
 * feature.
 */
export function createFeatures(core: Core, clock: Clock = {}) {
  const { config, log, registration, templates, database, homeserver } = core;
  const { inviteRules, accounts, rooms, reconciler, policy } = core;
  const defaultLocale = config.district.default_locale;

  const ofAccounts = accountTasks(accounts);
  const ofSchedule = scheduleTasks(() => schedule);
  const ofLessons = lessonTasks(() => lessons);
  const ofContacts = contactTasks(() => contacts);
  const ofModeration = moderationTasks(() => moderation);
  const ofQuiet = tasksOfLater(QUIET_TASKS, () => quiet);
  const ofDocuments = documentTasks(() => documents);
  const byDate = byDateTasks({ database, reconciler, jobs: () => jobs, log });
  // In this order: what is spoken, what is read, and then the rooms themselves.
  const follow = createFollow({
    jobs: () => jobs,
    reconciler,
    parts: [
      (personIds) => lessons.takeOut(personIds),
      (personIds) => schedule.feeds.revokeUnentitled(personIds),
    ],
  });
  const guardianTelling = createGuardianTelling({ database, jobs: () => jobs, messages: () => messages });
  const jobs = createJobs({
    database,
    log,
    tasks: {
      [ARRIVAL_TASK]: (payload) => arrivals.finish(payload),
      [TELL_WAITING_TASK]: (payload) => waiting.tell(payload),
      [FOLLOW_TASK]: follow.task,
      [TELL_GUARDIAN_TASK]: guardianTelling.task,
      ...ofSchedule.tasks,
      ...ofLessons.tasks,
      ...ofModeration.tasks,
      ...pollTasks(() => polls),
      ...byDate.tasks,
      ...ofAccounts.tasks,
      ...ofContacts.tasks,
      ...ofQuiet,
      ...ofDocuments.tasks,
    },
    schedule: {
      ...ofSchedule.schedule,
      ...ofLessons.schedule,
      ...byDate.schedule,
      ...ofAccounts.schedule,
      ...ofContacts.schedule,
      ...ofModeration.schedule,
      ...QUIET_SCHEDULE,
      ...ofDocuments.schedule,
    },
  });
  const arrivals = createArrivals({ database, accounts, reconciler, jobs, log });
  const messages = createDirectMessages({
    database,
    homeserver,
    directory: accounts.directory,
    defaultLocale,
    log,
  });
  const waiting = createWaitingNotices({ database, directory: accounts.directory, jobs, messages, log });
  const guardians = createGuardians({
    database,
    directory: accounts.directory,
    devices: accounts.devices,
    onChange: (tx, personIds) => follow.queue(tx, personIds),
    tell: (tx, id, news, by) => guardianTelling.queue(tx, id, news, by),
    onDecided: (tx, one) => invites.onGuardianDecided(tx, one),
  });
  const roles = createRoles({
    database,
    directory: accounts.directory,
    onChange: (tx, personIds) => follow.queue(tx, personIds),
  });
  const invites: Invites = createInvites({
    database,
    accounts,
    arrivals,
    guardians,
    rooms,
    config,
    codeKey: registration.hsToken,
    onWaiting: (tx, classId) => waiting.queue(tx, classId),
    isPaused: (tx, classId) => moderation.restrictions.isPaused(tx, classId),
  });
  /** What most features stand on. */
  const usual = { database, directory: accounts.directory, homeserver, messages, rooms, jobs, log };
  const schedule = createSchedule({
    ...usual,
    config,
    onChange: (tx, of) => lessons.clock.changed(tx, of),
  });
  const calls = createCalls({ database, homeserver, policy });
  const lessons = createLessons({
    ...usual,
    calls,
    schedule,
    config,
  });
  const moderation = createModeration({
    ...usual,
    directPlaceOf: (roomId) => contacts.placeOf(roomId),
    reconciler,
    config,
    fallbackSecret: registration.hsToken,
  });
  const polls = createPolls({
    ...usual,
    secret: registration.hsToken,
    defaultLocale,
  });
  const documents = createDocuments({
    ...usual,
    sessions: accounts.sessions,
    config,
    asToken: registration.asToken,
  });
  const inquiry = createInquiry({
    database,
    policy,
    homeserver,
    rooms,
    templates,
    lessonOf: (person, roomId) => lessons.mayEnter(person, roomId),
  });
  const policySettings = createPolicySettings({
    database,
    parties: policy.parties,
    // What a change means for rooms that exist, contacts see by themselves (migrations/0023_contacts.sql).
    directRooms: (schoolId) => contacts.openRooms(schoolId),
  });
  const profile = createProfile({
    database,
    directory: accounts.directory,
    rooms,
    templates,
    homeserver,
    waitingOf: (personId) => invites.waitingOf(personId),
    classLinks: config.guardians.class_links === 'allow',
    reminders: schedule.reminders,
    defaultLocale,
  });

  const auditLog = createAuditLog({ database, directory: accounts.directory });
  const contacts = createContacts({
    database,
    calls: { onRoom: lessons.callChanged, onPeople: lessons.checkCalls },
    directory: accounts.directory,
    homeserver,
    policy,
    inviteRules,
    names: accounts.names,
    messages,
    rooms,
    chatsAmong: (sql, roomIds) => bot.chatsAmong(sql, roomIds),
    jobs: () => jobs,
    keepMembers: templates.keepMembers,
    defaultLocale,
    sayRule: (locale, { outcome, rule }) => sayRule(locale, outcome, rule),
    subjectsTaught,
    onChanged: (personIds) => quiet.changed(personIds),
    log,
  });
  const quiet = createQuiet({
    ...usual,
    policy,
    directRoom: (roomId) => contacts.directRoom(roomId),
    defaultLocale,
    ...clock,
  });

  const bot = createBot({
    homeserver,
    directory: accounts.directory,
    rooms: { find: async (roomId) => (await rooms.find(roomId)) ?? contacts.placeOf(roomId) },
    commands: [
      ...accountCommands(),
      ...inviteCommands({ invites, homeserver, failures: createFailureLimiter() }),
      ...guardianCommands({ guardians, invites }),
      ...roleCommands({ roles }),
      ...scheduleCommands({ schedule, lessonActions: lessons.actions }),
      ...lessons.commands,
      ...auditCommands({ log: auditLog }),
      ...contacts.commands,
      ...moderation.commands,
      ...polls.commands,
      ...quiet.commands,
      ...documents.commands,
      ...policyCommands({ inquiry, policy }),
    ],
    defaultLocale,
    log,
  });

  const failures = createFailureLimiter();
  return {
    inquiry,
    handlers: [
      ...bot.handlers,
      ...lessons.handlers,
      ...contacts.handlers,
      ...moderation.handlers,
      ...polls.handlers,
      nameWatch({
        names: accounts.names,
        homeserver,
        rooms,
        schoolLocale: (schoolId) => accounts.directory.schoolLocale(schoolId),
        isDirect: contacts.isDirect,
      }),
      ...quiet.handlers,
    ],
    /** Of the HTTP API. */
    routers: [
      accountRoutes({ accounts, arrivals, profile, reminders: schedule.reminders, failures, config }),
      inviteRoutes({ invites, sessions: accounts.sessions, failures }),
      guardianRoutes({ guardians, invites }),
      roleRoutes(roles),
      scheduleRoutes({ schedule, failures }),
      lessons.routes,
      auditRoutes({ log: auditLog }),
      contacts.routes,
      moderation.routes,
      polls.routes,
      quiet.routes,
      documents.routes,
      policyRoutes({ settings: policySettings, inquiry }),
    ],
    /** Of what is no JSON. */
    bytes: documents.bytes,
    /** Beside the API. */
    mounted: { '/livekit/jwt': lessons.livekit.jwt, '/livekit/webhook': lessons.livekit.webhook },
    ownRooms: contacts.ownAmong,

    async start() {
      await jobs.start();
      contacts.sweep.start();
      quiet.start();
      if (config.lessons.livekit !== undefined) lessons.sweep.start();
    },

    /** @param patienceMs for jobs that are being done */
    async stop(patienceMs: number) {
      contacts.sweep.stop();
      await Promise.all([jobs.stop(patienceMs), lessons.sweep.stop(), quiet.stop()]);
    },
  };
}
