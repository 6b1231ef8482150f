/**
 * The composition root: the one place that wires every part together. Read it to see what depends on what.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
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
import type { Config } from './config/config.ts';
import { createCalls } from './contacts/calls.ts';
import { contactTasks, createContacts } from './contacts/contacts.ts';
import { createCore, type Clock } from './core.ts';
import { createDocuments, documentTasks } from './documents/documents.ts';
import { guardianCommands } from './guardians/commands.ts';
import { createGuardians } from './guardians/guardians.ts';
import { guardianRoutes } from './guardians/routes.ts';
import { createGuardianTelling, TELL_GUARDIAN_TASK } from './guardians/telling.ts';
import { createApp } from './http/app.ts';
import { createHealth } from './http/health.ts';
import { createFailureLimiter } from './http/limits.ts';
import { createInbox } from './inbox/inbox.ts';
import { inviteCommands } from './invites/commands.ts';
import { createInvites, type Invites } from './invites/invites.ts';
import { inviteRoutes } from './invites/routes.ts';
import { createWaitingNotices, TELL_WAITING_TASK } from './invites/waiting.ts';
import { createLessons, lessonTasks } from './lessons/lessons.ts';
import type { Log } from './log.ts';
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

export interface Appservice {
  /** Where it listens. */
  readonly url: string;
  /** Takes nothing new, finishes what is in hand, closes everything. */
  stop(): Promise<void>;
}

/** As people see the bot in every client, in either language. */
const BOT_NAME = 'Парта · Parta';

/**
 * Starts the appservice: serves the HTTP API, the web client and the homeserver's transactions, handles events, works
 * on jobs. Resolves when it listens; the homeserver may still be away then, `/ready` says so.
 */
export async function startAppservice(config: Config, log: Log, clock: Clock = {}): Promise<Appservice> {
  const core = await createCore(config, log, clock);
  const { registration, templates, database, homeserver, inviteRules, accounts, rooms, reconciler, policy } =
    core;
  const metrics = new Registry();
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
    policy: core.policy,
    homeserver,
    rooms,
    templates,
    lessonOf: (person, roomId) => lessons.mayEnter(person, roomId),
  });
  const policySettings = createPolicySettings({
    database,
    parties: core.policy.parties,
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
      ...policyCommands({ inquiry, policy: core.policy }),
    ],
    defaultLocale,
    log,
  });

  let botIsUp = false;
  /** The bot must exist before anybody can write to it. The homeserver may be away at start, so this goes with the pings. */
  async function bringUpBot(): Promise<void> {
    if (botIsUp) return;
    await homeserver.registerUser(registration.senderLocalpart);
    // Setting it writes to every room that the bot is in, so not at every start.
    const name = await homeserver.readDisplayName(homeserver.botUserId);
    if (name !== BOT_NAME) await homeserver.setDisplayName(homeserver.botUserId, BOT_NAME);
    botIsUp = true;
  }

  const inbox = createInbox({
    database,
    log,
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
    ownRooms: contacts.ownAmong,
    workers: config.inbox.workers,
    maxAttempts: config.inbox.max_attempts,
    keepDays: config.inbox.keep_days,
    metrics,
    ping: async () => {
      await bringUpBot();
      return homeserver.ping(crypto.randomUUID());
    },
  });

  const failures = createFailureLimiter();
  const app = createApp({
    config,
    log,
    metrics,
    sessions: accounts.sessions,
    inboxRouter: inbox.router({ hsToken: registration.hsToken }),
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
    bytes: documents.bytes,
    mounted: { '/livekit/jwt': lessons.livekit.jwt, '/livekit/webhook': lessons.livekit.webhook },
    health: createHealth({
      database,
      homeserverUrl: config.homeserver.url,
      homeserverReachesUs: () => inbox.reachable(),
    }),
    info: {
      district_name: config.district.name,
      homeserver_url: config.homeserver.public_url,
      server_name: config.homeserver.server_name,
      bot_user_id: homeserver.botUserId,
      default_locale: defaultLocale,
      can_set_password: homeserver.canSetPassword,
    },
  });

  const server = createServer(app);
  await listen(server, config.appservice);
  inbox.start();
  await jobs.start();
  contacts.sweep.start();
  quiet.start();
  if (config.lessons.livekit !== undefined) lessons.sweep.start();
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  log.info({ url }, 'listening');

  return {
    url,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      contacts.sweep.stop();
      await Promise.all([inbox.stop(10_000), jobs.stop(10_000), lessons.sweep.stop(), quiet.stop()]);
      server.closeAllConnections();
      await closed;
      await core.close();
    },
  };
}

async function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
