/** Starts a Synapse of our own on the loopback interface. See synapse-install.ts for where its Python comes from. */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { type Child, startChild } from './child.ts';
import { freePort } from './ports.ts';
import { StackProblem } from './problem.ts';
import { type SynapseConfigOptions, synapseConfig, synapseLogConfig } from './synapse-config.ts';
import { answersOk, untilReady } from './wait.ts';
import { stopLeftover } from './leftover.ts';

export { installSynapse } from './synapse-install.ts';

const CONFIG_FILE = 'homeserver.yaml';
const PID_FILE = 'process.pid';

export interface SynapseOptions extends Pick<
  SynapseConfigOptions,
  'serverName' | 'databaseUrl' | 'federation' | 'rtcServiceUrl' | 'config'
> {
  /** The Python of installSynapse. */
  python: string;
  /** Folder for configuration, keys, media and the log; made when missing. */
  dir: string;
  registrations?: readonly string[];
  /** Client-Server API; without it a free port is taken. */
  clientPort?: number;
  /** The least severe lines that are logged. */
  logLevel?: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  signal?: AbortSignal;
}

export interface RegisteredUser {
  userId: string;
  accessToken: string;
  deviceId: string;
}

export interface Synapse extends Pick<Child, 'pid' | 'exited' | 'logFile' | 'name'> {
  /** Client-Server API, without a slash at the end. */
  readonly url: string;
  readonly serverName: string;
  readonly sharedSecret: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Creates an account through the shared secret; no rate limit applies. */
  registerUser(localpart: string, password: string, options?: { admin?: boolean }): Promise<RegisteredUser>;
}

/**
 * Starts Synapse and waits until it answers. The folder keeps its secrets and signing key: started again with
 * the same folder and database, it is the same homeserver.
 * @throws StackProblem with the end of Synapse's log
 */
export async function startSynapse(options: SynapseOptions): Promise<Synapse> {
  const dir = resolve(options.dir);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const clientPort = options.clientPort ?? (await freePort());
  const secrets = ensureSecrets(dir);
  const configFile = join(dir, CONFIG_FILE);
  const config = synapseConfig({
    dir,
    serverName: options.serverName,
    databaseUrl: options.databaseUrl,
    clientPort,
    registrations: (options.registrations ?? []).map((path) => resolve(path)),
    secrets,
    ...(options.federation && { federation: options.federation }),
    ...(options.rtcServiceUrl && { rtcServiceUrl: options.rtcServiceUrl }),
    ...(options.config && { config: options.config }),
  });
  const logLevel = process.env.PARTA_SYNAPSE_LOG ?? options.logLevel ?? 'WARNING';
  writeFileSync(configFile, stringify(config), { mode: 0o600 });
  writeFileSync(join(dir, 'log.yaml'), stringify(synapseLogConfig(logLevel)));

  await stopLeftoverSynapse(dir);
  const child = await startChild({
    name: 'Synapse',
    command: options.python,
    args: ['-m', 'synapse.app.homeserver', '--config-path', configFile],
    cwd: dir,
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
    logFile: join(dir, 'synapse.log'),
  });
  writeFileSync(join(dir, PID_FILE), String(child.pid));
  const url = `http://127.0.0.1:${clientPort}`;
  await untilReady(child, () => answersOk(`${url}/health`), { timeoutMs: 180_000, signal: options.signal });
  return {
    name: child.name,
    pid: child.pid,
    exited: child.exited,
    logFile: child.logFile,
    url,
    serverName: options.serverName,
    sharedSecret: secrets.registration,
    stop: () => child.stop(20_000),
    kill: () => child.kill(),
    registerUser: (localpart, password, { admin = false } = {}) =>
      registerUser({ url, sharedSecret: secrets.registration, localpart, password, admin }),
  };
}

/** Stops the Synapse that a killed run has left behind in this folder, if there is one. */
export function stopLeftoverSynapse(dir: string): Promise<void> {
  const pidFile = join(resolve(dir), PID_FILE);
  return stopLeftover({
    name: 'Synapse',
    pidFile,
    marker: join(resolve(dir), CONFIG_FILE),
    signal: 'SIGTERM',
  });
}

/** https://element-hq.github.io/synapse/latest/admin_api/register_api.html */
async function registerUser(options: {
  url: string;
  sharedSecret: string;
  localpart: string;
  password: string;
  admin: boolean;
}): Promise<RegisteredUser> {
  const { localpart: username, password, admin } = options;
  const endpoint = `${options.url}/_synapse/admin/v1/register`;
  const signal = AbortSignal.timeout(60_000);
  const { nonce } = (await (await fetch(endpoint, { signal })).json()) as { nonce: string };
  const mac = createHmac('sha1', options.sharedSecret)
    .update([nonce, username, password, admin ? 'admin' : 'notadmin'].join('\0'))
    .digest('hex');
  const response = await fetch(endpoint, {
    method: 'POST',
    signal,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ nonce, username, password, admin, mac }),
  });
  const body = (await response.json()) as Record<string, string>;
  if (!response.ok) {
    throw new StackProblem(
      `Synapse did not create the account ${username}: ${response.status} ${body.errcode} ${body.error}`,
    );
  }
  return { userId: body.user_id!, accessToken: body.access_token!, deviceId: body.device_id! };
}

/** Secrets and the signing key (ed25519, as signedjson writes it) are made once per folder. */
function ensureSecrets(dir: string): SynapseConfigOptions['secrets'] {
  const file = join(dir, 'secrets.json');
  if (!existsSync(file)) {
    const secret = (): string => randomBytes(32).toString('base64url');
    const seed = randomBytes(32).toString('base64').replace(/=+$/, '');
    writeFileSync(join(dir, 'signing.key'), `ed25519 a_${randomBytes(2).toString('hex')} ${seed}\n`, {
      mode: 0o600,
    });
    const secrets = { registration: secret(), macaroon: secret(), form: secret() };
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as SynapseConfigOptions['secrets'];
}
