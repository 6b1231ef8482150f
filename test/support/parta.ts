/** The real appservice as a child process, so that a test can kill it. */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Child, startChild } from '../../local-stack/src/child.ts';
import { answersOk, untilReady } from '../../local-stack/src/wait.ts';
import { atEnd, tempDir } from './cleanup.ts';
import type { TestHomeserver } from './homeserver.ts';
import { freshDatabase } from './postgres.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PARTA = join(ROOT, 'appservice/bin/parta.ts');

export interface PartaOptions {
  homeserver: TestHomeserver;
  /** A fresh database by default. */
  databaseUrl?: string;
  /** Where the appservice reaches the homeserver; a faultProxy's URL goes here. */
  homeserverUrl?: string;
  /** Without it lessons are off. */
  livekit?: LivekitFacts;
  /** Merged over the configuration, section by section. */
  config?: Record<string, object>;
  /** The built web client to serve. */
  webClient?: string;
  /** Another process on the same database, behind another port. */
  port?: number;
  /** False: return at once, without the process. */
  start?: boolean;
}

/** Of startLivekit. */
export interface LivekitFacts {
  readonly url: string;
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface TestParta {
  readonly url: string;
  readonly configFile: string;
  readonly databaseUrl: string;
  readonly pid: number;
  /** Starts it (again) and waits for `/ready`, or with `ready: false` not at all. */
  start(options?: { ready?: boolean }): Promise<void>;
  /** SIGTERM and an orderly end. */
  stop(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  running(): boolean;
  /** Everything it has logged. */
  log(): string;
  /** Runs `parta ARGUMENTS --config FILE` to its end. */
  cli(args: string[], options?: { env?: NodeJS.ProcessEnv; timeoutMs?: number }): Promise<CliResult>;
}

/** Writes a configuration and starts `parta start` with it. */
export async function startParta(options: PartaOptions): Promise<TestParta> {
  const { homeserver } = options;
  const dir = tempDir('appservice');
  const databaseUrl = options.databaseUrl ?? (await freshDatabase()).url;
  const port = options.port ?? homeserver.appservicePort;
  const url = `http://127.0.0.1:${port}`;
  const sections: Record<string, object> = {
    district: { name: 'Demo district' },
    homeserver: {
      url: options.homeserverUrl ?? homeserver.url,
      public_url: homeserver.url,
      server_name: homeserver.serverName,
      admin_token: (await homeserver.admin()).accessToken,
      ...(homeserver.federationCa && {
        federation_ca_file: homeserver.federationCa,
        federation_private_networks: 'allow',
      }),
    },
    appservice: { url: homeserver.registration.url, port, registration: homeserver.registration.path },
    database: { url: databaseUrl },
    web: { public_url: url, ...(options.webClient && { client: resolve(options.webClient) }) },
    rooms: { templates: join(ROOT, 'config/room-templates.yaml') },
  };
  if (options.livekit) sections.lessons = { livekit: livekitSettings(options.livekit) };
  for (const [name, section] of Object.entries(options.config ?? {})) {
    sections[name] = { ...sections[name], ...section };
  }
  const configFile = join(dir, 'parta.yaml');
  writeFileSync(configFile, JSON.stringify(sections, null, 2)); // JSON is YAML
  const logFile = join(dir, 'parta.log');

  let child: Child | undefined;
  const parta: TestParta = {
    url,
    configFile,
    databaseUrl,
    get pid() {
      if (!child) throw new Error('The appservice was never started.');
      return child.pid;
    },
    async start({ ready = true } = {}) {
      if (child?.running()) throw new Error('The appservice runs already.');
      child = await startChild({
        name: 'The appservice',
        command: process.execPath,
        args: [PARTA, 'start', '--config', configFile],
        cwd: ROOT,
        logFile,
      });
      if (ready) await untilReady(child, () => answersOk(`${url}/ready`), { timeoutMs: 60_000 });
    },
    stop: async () => child?.stop(20_000),
    kill: async () => child?.kill(),
    running: () => child?.running() ?? false,
    log: () => readFileSync(logFile, 'utf8'),
    cli: (args, how) => runCli([...args, '--config', configFile], how),
  };
  atEnd(() => parta.stop());
  if (options.start !== false) await parta.start();
  return parta;
}

/** `lessons.livekit` of the configuration. */
export function livekitSettings({ url, apiUrl, apiKey, apiSecret }: LivekitFacts): object {
  return { url, api_url: apiUrl, api_key: apiKey, api_secret: apiSecret };
}

/** Runs the `parta` command to its end. */
export function runCli(
  args: string[],
  options: { env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [PARTA, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 120_000,
      killSignal: 'SIGKILL',
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}
