/**
 * The registration: the file by which the homeserver and this appservice know each other (Application Service API,
 * "Registration"). Both read the same file; its two tokens are all that stands between a stranger and every room.
 */
import { randomUUID } from 'node:crypto';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { AppServiceRegistration, type AppServiceOutput } from 'matrix-appservice-bridge';
import { stringify } from 'yaml';
import schema from '../../../config/registration.schema.json' with { type: 'json' };
import { ConfigError, type ConfigProblem } from '../config/config-error.ts';
import type { Config } from '../config/config.ts';
import { isPlaceholder } from '../config/secret.ts';
import { parseYaml } from '../config/yaml.ts';
import { placeOf, sayViolation } from '../i18n/violation.ts';

export interface Registration {
  readonly id: string;
  /** Where the homeserver sends transactions. */
  readonly url: string;
  /** Proves this appservice to the homeserver. */
  readonly asToken: string;
  /** Proves the homeserver to this appservice. */
  readonly hsToken: string;
  /** The bot is `@<senderLocalpart>:server`. */
  readonly senderLocalpart: string;
  /** Localparts of accounts that Parta makes start with it. */
  readonly userPrefix: string;
  /** Localparts of aliases that Parta makes start with it. */
  readonly aliasPrefix: string;
}

type Settings = {
  homeserver: Pick<Config['homeserver'], 'server_name'>;
  appservice: Pick<Config['appservice'], 'url'>;
  safety: Pick<Config['safety'], 'watch'>;
};
/** Whose rooms the homeserver tells Parta of: everybody's of this homeserver, or those of accounts that Parta made. */
export type Watch = Config['safety']['watch'];

const ID = 'parta';
const PREFIX = 'parta_';

/** For the homeserver's regex engine, whichever it is: `RegExp.escape` writes hex codes that not all understand. */
function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
const userRegex = (server: string, watch: Watch): string =>
  `^@${watch === 'everybody' ? '[^:]+' : `${PREFIX}[a-z0-9]+`}:${escapeRegex(server)}$`;
const aliasRegex = (server: string): string => `^#${PREFIX}[a-z0-9_]+:${escapeRegex(server)}$`;

/** A new registration with fresh random tokens of 256 bits each. */
export function createRegistration(config: { appservice: Pick<Config['appservice'], 'url'> }): Registration {
  return {
    id: ID,
    url: config.appservice.url,
    asToken: AppServiceRegistration.generateToken(),
    hsToken: AppServiceRegistration.generateToken(),
    senderLocalpart: ID,
    userPrefix: PREFIX,
    aliasPrefix: PREFIX,
  };
}

/** The registration as YAML, for the homeserver and `loadRegistration`. */
export function renderRegistration(
  registration: Registration,
  serverName: string,
  watch: Watch = 'everybody',
): string {
  const output = new AppServiceRegistration(registration.url);
  output.setId(registration.id);
  output.setAppServiceToken(registration.asToken);
  output.setHomeserverToken(registration.hsToken);
  output.setSenderLocalpart(registration.senderLocalpart);
  // Else the homeserver would slow down the making of rooms and joining of classes as if a person did it.
  output.setRateLimited(false);
  // Who types and reads in everybody's rooms is nobody's business, and would cost the homeserver dearly.
  const ephemeral = watch === 'own_accounts';
  output.pushEphemeral = ephemeral;
  // Not exclusive: Synapse evaluates no push rules for people of an exclusive namespace (bulk_push_rule_evaluator.py),
  // so they would have neither unread counts nor notifications, in any client.
  output.addRegexPattern('users', userRegex(serverName, watch), false);
  output.addRegexPattern('aliases', aliasRegex(serverName), true);
  // receive_ephemeral is the specification's own name of push_ephemeral (v1.13); homeservers read one or the other.
  const { id, url, ...rest } = output.getOutput();
  return stringify({ id, url, ...rest, receive_ephemeral: ephemeral }, { lineWidth: 0 });
}

/**
 * Writes the file, readable by its owner alone. An existing one is kept, because its tokens may be in use.
 *
 * @param options.force replaces an existing file in one step
 * @throws Error with code `EEXIST` when there is a file already
 */
export async function writeRegistration(
  path: string,
  text: string,
  options: { force?: boolean } = {},
): Promise<void> {
  if (options.force !== true) return writeFile(path, text, { flag: 'wx', mode: 0o600 });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

const ajv = new Ajv({ allErrors: true });
const validate = ajv.compile<AppServiceOutput & { url: string }>(schema);

/**
 * Reads a registration and checks it.
 *
 * @param config when given, the registration must fit it: the same URL, namespaces of the same server
 * @throws ConfigError naming every problem, placeholder tokens among them; never shows a token
 */
export async function loadRegistration(path: string, config?: Settings): Promise<Registration> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const todo =
      error.code === 'ENOENT'
        ? 'does not exist: make it with `parta registration`, and name it in the configuration of the homeserver'
        : `cannot be read (${error.code ?? 'unknown reason'}): check the rights of this user`;
    throw new ConfigError(path, [{ path: '', message: todo }], 'registration');
  });
  return readRegistration(text, path, config);
}

/**
 * The file of a registration for other settings, with the tokens that it has: the homeserver needs to be restarted, and
 * nothing else changes.
 *
 * @throws ConfigError when it is no registration of Parta
 */
export async function updatedRegistration(path: string, config: Settings): Promise<string> {
  const found = await loadRegistration(path);
  const fresh = createRegistration(config);
  const kept = { ...fresh, id: found.id, asToken: found.asToken, hsToken: found.hsToken };
  return renderRegistration(kept, config.homeserver.server_name, config.safety.watch);
}

/** Like `loadRegistration`, for a text that is already read. */
export function readRegistration(text: string, path: string, config?: Settings): Registration {
  const fail = (problems: readonly ConfigProblem[]): ConfigError =>
    new ConfigError(path, problems, 'registration');
  const parsed = parseYaml(text);
  if (!parsed.ok) throw fail(parsed.problems);
  if (!validate(parsed.value)) {
    throw fail(
      (validate.errors ?? []).map((error) => ({
        path: placeOf(error).join('.'),
        message: sayViolation('en', error),
      })),
    );
  }
  const found = parsed.value;
  const problems = [...tokenProblems(found), ...(config === undefined ? [] : misfits(found, config))];
  if (problems.length > 0) throw fail(problems);
  return {
    id: found.id,
    url: found.url.replace(/\/+$/, ''),
    asToken: found.as_token,
    hsToken: found.hs_token,
    senderLocalpart: found.sender_localpart,
    userPrefix: PREFIX,
    aliasPrefix: PREFIX,
  };
}

function tokenProblems(found: AppServiceOutput): ConfigProblem[] {
  const todo = 'make a new file with `parta registration --force`, and restart the homeserver';
  const problems = (['as_token', 'hs_token'] as const)
    .filter((name) => isPlaceholder(found[name]))
    .map((name) => ({ path: name, message: `is a placeholder or too easy to guess: ${todo}` }));
  if (problems.length === 0 && found.as_token === found.hs_token) {
    problems.push({ path: 'hs_token', message: `is the same as as_token: ${todo}` });
  }
  return problems;
}

function misfits(
  found: AppServiceOutput & { url: string },
  { homeserver, appservice, safety }: Settings,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = 'add it, and restart the homeserver';
  if (found.url.replace(/\/+$/, '') !== appservice.url) {
    const message = `is not appservice.url of the configuration, ${appservice.url}: make both the same, and restart the homeserver`;
    problems.push({ path: 'url', message });
  }
  const server = homeserver.server_name;
  try {
    const registration = AppServiceRegistration.fromObject(found);
    if (!registration.isUserMatch(`@${PREFIX}abc234xy:${server}`, false)) {
      const message = `does not hold ${userRegex(server, safety.watch)}: ${add}`;
      problems.push({ path: 'namespaces.users', message });
    } else if (safety.watch === 'everybody' && !registration.isUserMatch(`@somebody:${server}`, false)) {
      const message =
        `does not hold ${userRegex(server, 'everybody')} (exclusive: false), as safety.watch asks: ` +
        'write it anew with `parta registration --update`, which keeps the tokens, and restart the homeserver';
      problems.push({ path: 'namespaces.users', message });
    }
    if (!registration.isAliasMatch(`#${PREFIX}abc_234:${server}`, true)) {
      const message = `does not hold ${aliasRegex(server)} as exclusive: ${add}`;
      problems.push({ path: 'namespaces.aliases', message });
    }
    if (registration.isUserMatch(`@somebody:${server}`, true)) {
      const message =
        'claims people that are not of Parta as exclusive, so that they could not register: narrow it';
      problems.push({ path: 'namespaces.users', message });
    }
  } catch {
    problems.push({
      path: 'namespaces',
      message: 'holds a regex that is none: make the file anew with `parta registration --force`',
    });
  }
  return problems;
}
