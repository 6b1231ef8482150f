/** What the person asks of `npm start`: options, then the environment. Pure. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StackProblem } from './problem.ts';

export type PortName = 'web' | 'homeserver' | 'database' | 'livekit';

/** The ports of this machine that the stack listens on, with what people are told about them. */
export const PORTS: Record<PortName, { preferred: number; what: string; option: string; variable: string }> =
  {
    web: {
      preferred: 8480,
      what: 'the web client and the appservice',
      option: 'web-port',
      variable: 'PARTA_WEB_PORT',
    },
    homeserver: {
      preferred: 8408,
      what: 'the homeserver',
      option: 'homeserver-port',
      variable: 'PARTA_HOMESERVER_PORT',
    },
    database: {
      preferred: 8432,
      what: 'PostgreSQL',
      option: 'database-port',
      variable: 'PARTA_DATABASE_PORT',
    },
    livekit: {
      preferred: 8488,
      what: 'LiveKit, the media server of lessons',
      option: 'livekit-port',
      variable: 'PARTA_LIVEKIT_PORT',
    },
  };

export const USAGE = `npm start -- [options]: a running school on this machine

  --reset                  delete what earlier starts have made, and begin anew
  --no-demo                without the demonstration school
  --web-port N             instead of ${PORTS.web.preferred} (or PARTA_WEB_PORT)
  --homeserver-port N      instead of ${PORTS.homeserver.preferred} (or PARTA_HOMESERVER_PORT)
  --database-port N        instead of ${PORTS.database.preferred} (or PARTA_DATABASE_PORT)
  --livekit-port N         instead of ${PORTS.livekit.preferred} (or PARTA_LIVEKIT_PORT); media goes through the next one

Environment:
  PARTA_HOME               the folder that holds everything, instead of .parta
  PARTA_PYTHON             the Python that runs Synapse, instead of python3
  DATABASE_URL             a PostgreSQL 15 or newer of your own, for Parta's data
  PARTA_HOMESERVER_URL     a homeserver of your own; then also
  PARTA_SERVER_NAME          its server name,
  PARTA_REGISTRATION         the registration that it has loaded (without it one is written for you to install),
  PARTA_HOMESERVER_ADMIN_TOKEN  an administrator's access token (optional, Synapse only)
  PARTA_LIVEKIT_SERVER     the program livekit-server, where it is neither on PATH nor to be built by Go
  PARTA_GO                 the Go that builds it, instead of the one on PATH
  LIVEKIT_URL              a LiveKit of your own, ws:// or wss://; then also
  LIVEKIT_API_KEY            one of its keys,
  LIVEKIT_API_SECRET         and that key's secret`;

export interface OwnHomeserver {
  url: string;
  serverName: string;
  registration?: string;
  adminToken?: string;
}

export interface OwnLivekit {
  url: string;
  apiKey: string;
  apiSecret: string;
}

export interface Settings {
  help: boolean;
  reset: boolean;
  demo: boolean;
  home: string;
  /** Only those that were asked for; `home` remembers earlier ones. */
  ports: Partial<Record<PortName, number>>;
  databaseUrl?: string;
  homeserver?: OwnHomeserver;
  livekit?: OwnLivekit;
}

/** @throws StackProblem that names the option or variable */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv, root: string): Settings {
  const options = parseOptions(args);
  const ports: Settings['ports'] = {};
  for (const [name, { option, variable }] of Object.entries(PORTS) as [
    PortName,
    (typeof PORTS)[PortName],
  ][]) {
    const fromOption = options[option];
    const [text, origin] =
      typeof fromOption === 'string' ? [fromOption, `--${option}`] : [env[variable], variable];
    if (text) ports[name] = readPort(text, origin);
  }
  const taken = Object.values(ports);
  if (new Set(taken).size < taken.length) {
    throw new StackProblem(`The ports must differ from each other: ${taken.join(', ')}.`);
  }
  const homeserver = readHomeserver(env, root);
  const livekit = readLivekit(env);
  return {
    help: options.help === true,
    reset: options.reset === true,
    demo: options['no-demo'] !== true,
    home: resolve(root, env.PARTA_HOME || '.parta'),
    ports,
    ...(env.DATABASE_URL && {
      databaseUrl: readUrl(env.DATABASE_URL, 'DATABASE_URL', ['postgres:', 'postgresql:']),
    }),
    ...(homeserver && { homeserver }),
    ...(livekit && { livekit }),
  };
}

/** "Port 8480 … is in use": what for, and how to choose another. */
export function busyPortMessage(name: PortName, port: number): string {
  const { what, option, variable } = PORTS[name];
  const other = port < 65_000 ? port + 1000 : port - 1000;
  return (
    `Port ${port} of 127.0.0.1 is in use by another program, but ${what} needs it. ` +
    `Stop that program, or choose another port: npm start -- --${option} ${other} (or ${variable}=${other}).`
  );
}

function parseOptions(args: readonly string[]): Record<string, string | boolean | undefined> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        reset: { type: 'boolean' },
        'no-demo': { type: 'boolean' },
        'web-port': { type: 'string' },
        'homeserver-port': { type: 'string' },
        'database-port': { type: 'string' },
        'livekit-port': { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw new StackProblem(`${(error as Error).message}\n\n${USAGE}`);
  }
}

function readPort(text: string, origin: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65_535) {
    throw new StackProblem(`${origin} must be a port between 1024 and 65535, but is "${text}".`);
  }
  return port;
}

function readUrl(text: string, origin: string, protocols: readonly string[]): string {
  const protocol = URL.parse(text)?.protocol;
  if (!protocol || !protocols.includes(protocol)) {
    // The text itself may hold a password.
    throw new StackProblem(
      `${origin} must be a URL that begins with ${protocols.map((p) => `${p}//`).join(' or ')}.`,
    );
  }
  return text;
}

function readHomeserver(env: NodeJS.ProcessEnv, root: string): OwnHomeserver | undefined {
  const { PARTA_HOMESERVER_URL: url, PARTA_SERVER_NAME: serverName } = env;
  if (!url) {
    if (serverName || env.PARTA_REGISTRATION) {
      throw new StackProblem(
        'PARTA_SERVER_NAME and PARTA_REGISTRATION belong to a homeserver of your own: set PARTA_HOMESERVER_URL too.',
      );
    }
    return undefined;
  }
  if (!serverName) {
    throw new StackProblem(
      'PARTA_HOMESERVER_URL needs PARTA_SERVER_NAME too: the part after the colon in Matrix IDs of that homeserver.',
    );
  }
  return {
    url: readUrl(url, 'PARTA_HOMESERVER_URL', ['http:', 'https:']).replace(/\/+$/, ''),
    serverName,
    ...(env.PARTA_REGISTRATION && { registration: resolve(root, env.PARTA_REGISTRATION) }),
    ...(env.PARTA_HOMESERVER_ADMIN_TOKEN && { adminToken: env.PARTA_HOMESERVER_ADMIN_TOKEN }),
  };
}

/** The names are those of LiveKit's own tools. A key alone belongs to something else. */
function readLivekit(env: NodeJS.ProcessEnv): OwnLivekit | undefined {
  const { LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = env;
  if (!url) return undefined;
  if (!apiKey || !apiSecret) {
    throw new StackProblem(
      'LIVEKIT_URL needs LIVEKIT_API_KEY and LIVEKIT_API_SECRET too: a key of that LiveKit and its secret.',
    );
  }
  return { url: readUrl(url, 'LIVEKIT_URL', ['ws:', 'wss:']).replace(/\/+$/, ''), apiKey, apiSecret };
}
