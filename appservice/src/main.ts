/**
 * The composition root: features, homeserver and HTTP become one running appservice.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { Config } from './config/config.ts';
import { createCore, type Clock } from './core.ts';
import { createFeatures } from './features.ts';
import { createApp } from './http/app.ts';
import { createHealth } from './http/health.ts';
import { createInbox } from './inbox/inbox.ts';
import type { Log } from './log.ts';

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
  const { registration, database, homeserver, accounts } = core;
  const features = createFeatures(core, clock);
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
    handlers: features.handlers,
    ownRooms: features.ownRooms,
    workers: config.inbox.workers,
    maxAttempts: config.inbox.max_attempts,
    keepDays: config.inbox.keep_days,
    metrics,
    ping: async () => {
      await bringUpBot();
      return homeserver.ping(crypto.randomUUID());
    },
  });

  const app = createApp({
    config,
    log,
    metrics,
    sessions: accounts.sessions,
    inboxRouter: inbox.router({ hsToken: registration.hsToken }),
    routers: features.routers,
    bytes: features.bytes,
    mounted: features.mounted,
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
  await features.start();
  const { address, port, family } = server.address() as AddressInfo;
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  log.info({ url }, 'listening');

  return {
    url,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.all([inbox.stop(10_000), features.stop(10_000)]);
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
