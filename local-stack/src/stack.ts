/** Brings up the whole stack, each part as soon as what it stands on is there. */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startAppservice, stopLeftoverAppservice } from './appservice.ts';
import { demoLoginLinks, importDemoSchool } from './demo.ts';
import type { Home } from './home.ts';
import { findSource, mediaPort, startLessons, stopLeftoverLivekit, useOwnLivekit } from './lessons.ts';
import { checkOwnDatabase, checkOwnHomeserver, whoami, withoutPassword } from './own-services.ts';
import { partaConfig, webAddress } from './parta-config.ts';
import { isFree, isFreeUdp } from './ports.ts';
import { startPostgres, stopLeftoverPostgres } from './postgres.ts';
import { StackProblem } from './problem.ts';
import type { Progress } from './progress.ts';
import { ensureRegistration, readRegistrationFile } from './registration-file.ts';
import { type OwnHomeserver, PORTS, type PortName, type Settings, busyPortMessage } from './settings.ts';
import type { Supervisor } from './supervisor.ts';
import { installSynapse } from './synapse-install.ts';
import { type Synapse, startSynapse, stopLeftoverSynapse } from './synapse.ts';
import type { TableOptions } from './table.ts';
import { WEB_CLIENT_DIST, buildWebClient } from './web-client.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Of the embedded homeserver: it speaks with no other. */
const SERVER_NAME = 'localhost';

export interface StackContext {
  settings: Settings;
  home: Home;
  progress: Progress;
  supervisor: Supervisor;
  /** Aborted when the start is to be given up. */
  stop: AbortController;
}

interface Databases {
  parta: string;
  /** None with a homeserver of one's own. */
  synapse?: string;
}

interface HomeserverFacts {
  url: string;
  publicUrl: string;
  serverName: string;
  adminToken?: string;
}

export interface Stack {
  table: TableOptions;
  /** What goes on while the school already runs; it resolves with what to tell. */
  background?: (progress: Progress) => Promise<string>;
}

/** Starts everything and returns what to tell. @throws StackProblem */
export async function startStack(context: StackContext): Promise<Stack> {
  const { settings, home, progress, supervisor, stop } = context;
  const { signal } = stop;
  const configFile = home.path('parta.yaml');
  const pidFile = home.path('appservice.pid');
  await stopLeftoverAppservice({ pidFile, configFile });
  await stopLeftoverSynapse(home.path('synapse'));
  await stopLeftoverPostgres(home.path('postgres'));
  await stopLeftoverLivekit(home.path('livekit'));
  if (settings.reset) home.reset((line) => progress.say(line));
  checkSameHome(context);
  const source = settings.livekit ? 'own' : findSource();
  const hasLivekit = source === 'build' || (typeof source === 'object' && 'program' in source);
  const ports = await choosePorts(settings, home, hasLivekit);
  const serverName = settings.homeserver?.serverName ?? SERVER_NAME;
  const ownRegistration = settings.homeserver?.registration;
  const registration = ownRegistration ?? home.path('registration.yaml');
  const localUrl = `http://127.0.0.1:${ports.web}`;
  const appserviceUrl = (ownRegistration && readRegistrationFile(ownRegistration).url) ?? localUrl;

  const [databases, python, , , lessons] = await together(stop, [
    openDatabases(context, ports.database),
    settings.homeserver
      ? undefined
      : progress.step('Synapse, the homeserver: installation', (update) =>
          installSynapse({ onProgress: update, signal }),
        ),
    progress.step('web client', (update) => buildWebClient({ onProgress: update, signal })),
    ownRegistration ? undefined : ensureRegistration(registration, appserviceUrl, serverName),
    source === 'own'
      ? progress.step(`your LiveKit (${settings.livekit!.url})`, () => useOwnLivekit(settings.livekit!))
      : startLessons(source, {
          ...context,
          signal,
          port: ports.livekit,
          webhookUrl: `${localUrl}/livekit/webhook`,
        }),
  ]);
  const homeserver = python
    ? await startHomeserver(context, {
        python: python.python,
        databaseUrl: databases.synapse!,
        registration,
        port: ports.homeserver,
        ...(lessons.livekit && { rtcServiceUrl: `${webAddress(ports.web)}/livekit/jwt` }),
      })
    : await useOwnHomeserver(context, settings.homeserver!, registration);

  // That of the first registration: without a secret of its own it is what the appservice seals with, so nothing becomes unreadable.
  const evidenceSecret =
    home.state.evidenceSecret ??
    readRegistrationFile(registration).hs_token ??
    randomBytes(32).toString('hex');
  home.remember({ evidenceSecret });
  writeFileSync(
    configFile,
    partaConfig({
      webPort: ports.web,
      databaseUrl: databases.parta,
      homeserver,
      appserviceUrl,
      ...(lessons.livekit && { livekit: lessons.livekit }),
      registration,
      evidenceSecret,
      roomTemplates: resolve(ROOT, 'config/room-templates.yaml'),
      webClient: WEB_CLIENT_DIST,
    }),
    { mode: 0o600 },
  );
  const command = { configFile, env: appserviceEnvironment(process.env), signal };
  const start = progress.step('appservice', async () => {
    supervisor.add(
      await startAppservice({
        ...command,
        url: localUrl,
        logFile: home.path('logs/appservice.log'),
        pidFile,
      }),
    );
  });
  // The links need only the database. Their time counts at every start but the first.
  const isThere = settings.demo && home.state.demo === 'applied';
  const [, early] = await together(stop, [start, isThere ? demoLoginLinks(command) : undefined]);
  const hasDemo =
    settings.demo &&
    (await importDemoSchool(command, { home, databaseUrl: databases.parta, url: localUrl, progress }));
  return {
    table: {
      webAddress: webAddress(ports.web),
      homeserverAddress: homeserver.publicUrl,
      links: early ?? (hasDemo ? await demoLoginLinks(command) : {}),
      home: home.dir,
      lessons: lessons.status,
    },
    ...(lessons.prepare && { background: lessons.prepare }),
  };
}

/** People and rooms belong together: a folder stays with the database and the homeserver that it began with. */
function checkSameHome({ settings, home }: StackContext): void {
  const database = settings.databaseUrl ? withoutPassword(settings.databaseUrl) : 'embedded';
  const homeserver = settings.homeserver?.url ?? 'embedded';
  for (const [what, now, before] of [
    ['database', database, home.state.database],
    ['homeserver', homeserver, home.state.homeserver],
  ] as const) {
    if (before !== undefined && before !== now) {
      throw new StackProblem(
        `${home.dir} was made with the ${what} "${before}", but now "${now}" is asked for. Go back to it, ` +
          `or use another folder (PARTA_HOME), or begin anew with: npm start -- --reset`,
      );
    }
  }
  home.remember({ database, homeserver });
}

/** Asked for, else as last time, else preferred. @throws StackProblem when one of those that are needed is busy */
async function choosePorts(
  settings: Settings,
  home: Home,
  hasLivekit: boolean,
): Promise<Record<PortName, number>> {
  const ports = Object.fromEntries(
    (Object.keys(PORTS) as PortName[]).map((name) => [
      name,
      settings.ports[name] ?? home.state.ports[name] ?? PORTS[name].preferred,
    ]),
  ) as Record<PortName, number>;
  const needed: PortName[] = ['web'];
  if (!settings.homeserver) needed.push('homeserver');
  if (!settings.homeserver || !settings.databaseUrl) needed.push('database');
  if (hasLivekit) needed.push('livekit');
  for (const name of needed) {
    if (!(await isFree(ports[name]))) throw new StackProblem(busyPortMessage(name, ports[name]));
  }
  if (hasLivekit) await requireMediaPort(mediaPort(ports.livekit), ports, needed);
  home.remember({ ports });
  return ports;
}

async function requireMediaPort(
  media: number,
  ports: Record<PortName, number>,
  needed: readonly PortName[],
): Promise<void> {
  const isOurs = needed.some((name) => ports[name] === media);
  const isUsable = !isOurs && (await isFree(media)) && (await isFreeUdp(media));
  if (!isUsable) throw new StackProblem(busyPortMessage('livekit', media));
}

async function openDatabases(
  { settings, home, progress, supervisor, stop }: StackContext,
  port: number,
): Promise<Databases> {
  const { databaseUrl, homeserver } = settings;
  if (databaseUrl) await progress.step('your PostgreSQL (DATABASE_URL)', () => checkOwnDatabase(databaseUrl));
  if (databaseUrl && homeserver) return { parta: databaseUrl };
  return progress.step('PostgreSQL', async () => {
    const postgres = await startPostgres({ dir: home.path('postgres'), port, signal: stop.signal });
    supervisor.add(postgres);
    if (!databaseUrl) await postgres.createDatabase('parta', { ifMissing: true });
    if (!homeserver) await postgres.createDatabase('synapse', { ifMissing: true });
    return {
      parta: databaseUrl ?? postgres.url('parta'),
      ...(!homeserver && { synapse: postgres.url('synapse') }),
    };
  });
}

async function startHomeserver(
  { home, progress, supervisor, stop }: StackContext,
  options: {
    python: string;
    databaseUrl: string;
    registration: string;
    port: number;
    rtcServiceUrl?: string;
  },
): Promise<HomeserverFacts> {
  return progress.step('Synapse', async () => {
    const synapse = await startSynapse({
      python: options.python,
      dir: home.path('synapse'),
      serverName: SERVER_NAME,
      databaseUrl: options.databaseUrl,
      registrations: [options.registration],
      clientPort: options.port,
      ...(options.rtcServiceUrl && { rtcServiceUrl: options.rtcServiceUrl }),
      signal: stop.signal,
    });
    supervisor.add(synapse);
    return {
      url: synapse.url,
      publicUrl: `http://localhost:${options.port}`,
      serverName: SERVER_NAME,
      adminToken: await ensureAdmin(synapse, home),
    };
  });
}

async function useOwnHomeserver(
  { progress }: StackContext,
  { url, serverName, adminToken }: OwnHomeserver,
  registration: string,
): Promise<HomeserverFacts> {
  await progress.step(`your homeserver (${url})`, () => checkOwnHomeserver(url, registration));
  return { url, publicUrl: url, serverName, ...(adminToken && { adminToken }) };
}

/** The appservice sets passwords through an administrator of the homeserver; its token is kept for later starts. */
async function ensureAdmin(synapse: Synapse, home: Home): Promise<string> {
  const known = home.state.adminToken;
  if (known && (await whoami(synapse.url, known)) === 200) return known;
  const name = `homeserver-admin-${Date.now().toString(36)}`;
  const { accessToken } = await synapse.registerUser(name, crypto.randomUUID(), { admin: true });
  home.remember({ adminToken: accessToken });
  return accessToken;
}

/** What the stack decides must not be overridden by settings of another deployment in the environment. */
export function appserviceEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => !/^PARTA_(CONFIG$|(HOMESERVER|APPSERVICE|DATABASE|WEB|LESSONS__LIVEKIT)__)/.test(name),
    ),
  );
}

/** Like Promise.all, but the first failure stops the others, and all have ended when it is reported. */
async function together<const T extends readonly unknown[]>(
  stop: AbortController,
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  let failure: { error: unknown } | undefined;
  const watched = work.map((part) =>
    Promise.resolve(part).catch((error: unknown) => {
      failure ??= { error };
      stop.abort();
    }),
  );
  const results = await Promise.all(watched);
  if (failure) throw failure.error;
  return results as { -readonly [K in keyof T]: Awaited<T[K]> };
}
