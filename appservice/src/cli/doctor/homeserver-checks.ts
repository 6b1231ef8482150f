/** What the doctor asks the homeserver: that it is there, knows us, reaches us, and keeps the same time. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { Config } from '../../config/config.ts';
import { createTokenCheck } from '../../inbox/routes.ts';
import type { Registration } from '../../matrix/registration.ts';
import { ask, NoAnswer, type Answer } from './ask.ts';
import { fail, ok, warn, type Check, type Finding } from './check.ts';

/** The ping of application services came with this version of the specification. */
const MIN_MATRIX = { major: 1, minor: 7 };
const CLOCK_WARN_S = 5;
const CLOCK_FAIL_S = 60;

const errcode = ({ body }: Answer): string =>
  typeof body['errcode'] === 'string' ? body['errcode'] : 'no error code';

/** Turns "nobody answered" into a finding. */
async function orNoAnswer(look: () => Promise<Finding>, who: string, fix: string): Promise<Finding> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof NoAnswer) return fail(`${who}: ${error.message}`, fix);
    throw error;
  }
}

/** Whether a version such as `v1.12` is new enough. */
function isNewEnough(version: unknown): boolean {
  const [, major, minor] = /^v(\d+)\.(\d+)$/.exec(String(version)) ?? [];
  if (major === undefined || minor === undefined) return false;
  return (
    Number(major) > MIN_MATRIX.major ||
    (Number(major) === MIN_MATRIX.major && Number(minor) >= MIN_MATRIX.minor)
  );
}

export function homeserverChecks(config: Config): Check[] {
  const { url } = config.homeserver;
  const fix = 'check that it runs and that homeserver.url is right';
  return [
    {
      name: 'homeserver',
      run: () =>
        orNoAnswer(
          async () => {
            const answer = await ask(`${url}/_matrix/client/versions`);
            const { status, body } = answer;
            const { versions } = body;
            if (status !== 200 || !Array.isArray(versions))
              return fail(`${url} is no Matrix homeserver (status ${status})`, fix);
            if (!versions.some(isNewEnough)) {
              return fail('it knows no Matrix version of v1.7 or later', 'update the homeserver');
            }
            return ok(`${url}, Matrix ${String(versions.at(-1))}${await softwareOf(url, answer)}`);
          },
          url,
          fix,
        ),
    },
    {
      name: 'clock',
      needs: ['homeserver'],
      run: () =>
        orNoAnswer(
          async () => {
            const began = Date.now();
            const { headers } = await ask(`${url}/_matrix/client/versions`);
            return clockFinding(headers.get('date'), (began + Date.now()) / 2);
          },
          url,
          fix,
        ),
    },
  ];
}

/** The name and version of the software, for people to read, where the homeserver tells. */
async function softwareOf(url: string, { headers }: Answer): Promise<string> {
  // Not every listener serves this one; a homeserver without a proxy in front also names itself in a header.
  const answer = await ask(`${url}/_matrix/federation/v1/version`, { timeoutMs: 2_000 }).catch(
    () => undefined,
  );
  const server = answer?.body['server'] as { name?: unknown; version?: unknown } | undefined;
  if (typeof server?.name === 'string') return `, ${server.name} ${String(server.version)}`;
  const header = headers.get('server');
  return header === null ? '' : `, ${header.replace('/', ' ')}`;
}

/** The `Date` header has whole seconds, so half a second is added. */
export function clockFinding(date: string | null, now: number, whose = 'the homeserver'): Finding {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs))
    return warn(`${whose} does not tell its time`, 'compare the clocks of both machines');
  const seconds = Math.round(Math.abs(theirs + 500 - now) / 1000);
  const detail = `${seconds} s between this machine and ${whose}`;
  const fix = 'let both machines keep time with NTP';
  if (seconds > CLOCK_FAIL_S) return fail(detail, fix);
  return seconds > CLOCK_WARN_S ? warn(detail, fix) : ok(detail);
}

export function registrationChecks(config: Config, registration: Registration): Check[] {
  const { url, server_name: serverName } = config.homeserver;
  const fix = 'check that the homeserver runs';
  return [
    {
      name: 'registration in use',
      needs: ['homeserver'],
      run: () =>
        orNoAnswer(
          async () => {
            const answer = await ask(`${url}/_matrix/client/v3/account/whoami`, {
              token: registration.asToken,
            });
            return whoamiFinding(
              answer,
              `@${registration.senderLocalpart}:${serverName}`,
              config.appservice.registration,
            );
          },
          url,
          fix,
        ),
    },
    {
      name: 'homeserver reaches Parta',
      needs: ['homeserver', 'registration in use'],
      run: () => orNoAnswer(() => pingFinding(config, registration), url, fix),
    },
  ];
}

export function whoamiFinding(answer: Answer, bot: string, path: string): Finding {
  const { status, body } = answer;
  if (status === 200 && body['user_id'] === bot) return ok(`the homeserver knows Parta as ${bot}`);
  if (status === 200) {
    return fail(
      `the homeserver knows Parta as ${String(body['user_id'])} and not as ${bot}`,
      'check homeserver.server_name, and sender_localpart of the registration',
    );
  }
  if (status === 401 || status === 403) {
    return fail(
      'the homeserver does not know the token of the registration',
      `name ${path} in the configuration of the homeserver (Synapse: app_service_config_files) and restart the homeserver`,
    );
  }
  return fail(`the homeserver answers ${status} ${errcode(answer)}`, 'see the log of the homeserver');
}

/** The homeserver is asked to call us back; while Parta does not run, the doctor answers in its place. */
async function pingFinding(config: Config, registration: Registration): Promise<Finding> {
  const standIn = await answerInPlaceOfParta(config, registration);
  try {
    const path = `/_matrix/client/v1/appservice/${encodeURIComponent(registration.id)}/ping`;
    const answer = await ask(config.homeserver.url + path, {
      method: 'POST',
      token: registration.asToken,
      body: { transaction_id: randomUUID() },
      timeoutMs: 30_000,
    });
    const ms = answer.body['duration_ms'];
    if (answer.status === 200) {
      return ok(
        `at ${registration.url} in ${String(ms)} ms${standIn === null ? '' : ' (Parta does not run now; the doctor answered)'}`,
      );
    }
    return pingFailure(answer, registration.url);
  } finally {
    standIn?.closeAllConnections();
    standIn?.close();
  }
}

export function pingFailure(answer: Answer, url: string): Finding {
  switch (errcode(answer)) {
    case 'M_CONNECTION_FAILED':
    case 'M_CONNECTION_TIMEOUT':
      return fail(
        `from where the homeserver runs, nothing answers at ${url}`,
        'check appservice.url, appservice.host and appservice.port, and what lies between (firewall, container network)',
      );
    case 'M_BAD_STATUS':
      return fail(
        `${url} refuses the homeserver (status ${String(answer.body['status'])})`,
        'restart the homeserver, so that it reads the registration again; check that nothing else listens at that address',
      );
    case 'M_URL_NOT_SET':
      return fail(
        'the registration that the homeserver uses has no url',
        'restart the homeserver, so that it reads the file again',
      );
    default:
      return fail(
        `the homeserver answers ${answer.status} ${errcode(answer)}`,
        'see the log of the homeserver; the ping needs Matrix v1.7',
      );
  }
}

/** Null when the address is taken: then Parta itself, or something else, answers there. */
async function answerInPlaceOfParta(config: Config, registration: Registration): Promise<Server | null> {
  const isHomeserver = createTokenCheck(registration.hsToken);
  const server = createServer((req, res) => {
    req.resume();
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? '';
    const isPing = req.method === 'POST' && req.url === '/_matrix/app/v1/ping';
    // Transactions must wait for Parta.
    const status = !isHomeserver(token) ? 403 : isPing ? 200 : 503;
    const body = status === 200 ? '{}' : '{"errcode":"M_UNKNOWN","error":"Parta does not run"}';
    res.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(config.appservice.port, config.appservice.host, () => resolve(server));
  });
}

export function adminTokenCheck(config: Config): Check {
  const { url, admin_token: token } = config.homeserver;
  return {
    name: 'administrator token',
    needs: ['homeserver'],
    async run() {
      if (token === undefined)
        return ok('not set: people cannot set a password here, see docs/homeservers.md');
      return orNoAnswer(
        async () => {
          const answer = await ask(`${url}/_synapse/admin/v2/users?limit=1`, { token });
          if (answer.status === 200) return ok('works');
          if (answer.status === 404)
            return fail('this homeserver has no Synapse administration', 'leave homeserver.admin_token out');
          if (answer.status === 403) {
            return fail(
              'the token is of somebody who does not administer the homeserver',
              'log in as an administrator and use that token',
            );
          }
          return fail(
            `the homeserver refuses the token (${errcode(answer)})`,
            'log in as an administrator again and use the new token',
          );
        },
        url,
        'check that the homeserver runs',
      );
    },
  };
}
