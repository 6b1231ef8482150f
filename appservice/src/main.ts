/**
 * The composition root: features, homeserver and HTTP become one running appservice.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { nameWatch } from './accounts/name-watch.ts';
import { accountRoutes } from './accounts/routes.ts';
import { auditRoutes } from './audit/routes.ts';
import type { Config } from './config/config.ts';
import { createCore, type Clock } from './core.ts';
import { createFeatures } from './features.ts';
import { guardianRoutes } from './guardians/routes.ts';
import { createApp } from './http/app.ts';
import { createHealth } from './http/health.ts';
import { createFailureLimiter } from './http/limits.ts';
import { createInbox } from './inbox/inbox.ts';
import { inviteRoutes } from './invites/routes.ts';
import type { Log } from './log.ts';
import { policyRoutes } from './policy/routes.ts';
import { roleRoutes } from './roles/routes.ts';
import { scheduleRoutes } from './schedule/routes.ts';

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
  const { registration, database, homeserver, accounts, rooms } = core;
  const {
    jobs,
    arrivals,
    guardians,
    roles,
    invites,
    schedule,
    lessons,
    moderation,
    polls,
    documents,
    inquiry,
    policySettings,
    profile,
    auditLog,
    contacts,
    quiet,
    bot,
  } = createFeatures(core, clock);
  const metrics = new Registry();
  const defaultLocale = config.district.default_locale;

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
