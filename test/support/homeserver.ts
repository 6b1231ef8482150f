/** Real homeservers for tests: Synapse on the shared PostgreSQL, with the default rate limits. */
import { join } from 'node:path';
import { type TestCa, createTestCa } from '../../local-stack/src/certificates.ts';
import { freePort } from '../../local-stack/src/ports.ts';
import { installSynapse } from '../../local-stack/src/synapse-install.ts';
import { type RegisteredUser, type Synapse, startSynapse } from '../../local-stack/src/synapse.ts';
import { atEnd, tempDir } from './cleanup.ts';
import { type MatrixApi, matrixApi } from './matrix-api.ts';
import { postgres } from './postgres.ts';
import { type TestRegistration, writeRegistration } from './registration.ts';

export interface HomeserverOptions {
  /** `localhost` by default; with federation `localhost:PORT`, whatever is given here. */
  serverName?: string;
  /** Over Synapse's configuration, e.g. other rate limits. */
  config?: object;
  /** Where the homeserver pushes to, given the port on which startParta will listen. Put a faultProxy in between here. */
  appserviceUrl?: (url: string) => string | Promise<string>;
  /** False: a homeserver without an application service. */
  appservice?: boolean;
  /** With a TLS federation listener whose certificate is signed by this authority. */
  federation?: TestCa;
}

export interface TestHomeserver extends Synapse {
  /** Synapse's own, to let time pass behind its back. */
  readonly databaseUrl: string;
  readonly registration: TestRegistration;
  /** Where the appservice must listen. */
  readonly appservicePort: number;
  /** PEM file of the authority that certifies this homeserver to others. */
  readonly federationCa?: string;
  /** An administrator of the homeserver. */
  admin(): Promise<RegisteredUser>;
  /** A new account with a client logged in as it. */
  user(localpart: string): Promise<RegisteredUser & { api: MatrixApi }>;
  /** Stops Synapse (or kills it) and starts it again on the same port and data. */
  restart(how?: { kill?: boolean; whileDown?: () => Promise<unknown> }): Promise<void>;
}

let count = 0;

/** Starts a homeserver that ends with the tests. Takes 2 to 6 s; the first ever installs Synapse. */
export async function startHomeserver(options: HomeserverOptions = {}): Promise<TestHomeserver> {
  const [{ python }, database] = await Promise.all([installSynapse(), postgres()]);
  const name = `synapse_${++count}`;
  const dir = tempDir(name);
  await database.createDatabase(name);

  const federation = options.federation && {
    port: await freePort(),
    ...(await options.federation.issue(name)),
  };
  const serverName = federation ? `localhost:${federation.port}` : (options.serverName ?? 'localhost');
  const appservicePort = await freePort();
  const appserviceUrl = `http://127.0.0.1:${appservicePort}`;
  const registration = writeRegistration({
    path: join(dir, 'registration.yaml'),
    url: (await options.appserviceUrl?.(appserviceUrl)) ?? appserviceUrl,
    serverName,
  });
  const clientPort = await freePort();
  const rtcServiceUrl = `${appserviceUrl}/livekit/jwt`;
  const start = (): Promise<Synapse> =>
    startSynapse({
      python,
      dir,
      serverName,
      clientPort,
      databaseUrl: database.url(name),
      registrations: options.appservice === false ? [] : [registration.path],
      ...(federation && { federation }),
      ...(options.appservice !== false && { rtcServiceUrl }),
      ...(options.config && { config: options.config }),
    });

  let synapse = await start();
  let admin: Promise<RegisteredUser> | undefined;
  atEnd(() => synapse.stop());
  return {
    name: synapse.name,
    logFile: synapse.logFile,
    url: synapse.url,
    serverName,
    sharedSecret: synapse.sharedSecret,
    registration,
    appservicePort,
    databaseUrl: database.url(name),
    ...(federation && { federationCa: federation.ca }),
    get pid() {
      return synapse.pid;
    },
    get exited() {
      return synapse.exited;
    },
    stop: () => synapse.stop(),
    kill: () => synapse.kill(),
    registerUser: (...args) => synapse.registerUser(...args),
    admin: () =>
      (admin ??= synapse.registerUser('homeserver-admin', 'a long password of a test', { admin: true })),
    async user(localpart) {
      const user = await synapse.registerUser(localpart, `password of ${localpart}`);
      return { ...user, api: matrixApi(synapse.url, user.accessToken) };
    },
    async restart({ kill = false, whileDown } = {}) {
      await (kill ? synapse.kill() : synapse.stop());
      await whileDown?.();
      synapse = await start();
    },
  };
}

/** Two homeservers that federate with each other over TLS; the first has the appservice. */
export async function twoHomeservers(
  options: Omit<HomeserverOptions, 'federation' | 'serverName'> = {},
): Promise<[TestHomeserver, TestHomeserver]> {
  const { python } = await installSynapse();
  const federation = await createTestCa({ python, dir: tempDir('ca') });
  const { config, ...first } = options;
  const common = { federation, ...(config && { config }) };
  return Promise.all([
    startHomeserver({ ...common, ...first }),
    startHomeserver({ ...common, appservice: false }),
  ]);
}
