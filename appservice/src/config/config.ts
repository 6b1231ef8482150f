/**
 * The configuration: a YAML file and overrides from the environment, validated through config/parta.schema.json.
 * All problems are reported together, each with the setting it concerns; no value that may be secret is ever shown.
 */
import { isObject } from '../json.ts';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import type { PartaConfig } from '@parta/protocol/src/types/config.ts';
import schema from '../../../config/parta.schema.json' with { type: 'json' };
import { placeOf, sayViolation } from '../i18n/violation.ts';
import { ConfigError, type ConfigProblem } from './config-error.ts';
import { overridesFrom, type Override } from './environment.ts';
import { FORMAT_HELP, FORMATS } from './formats.ts';
import { nearest } from './nearest.ts';
import { isSection, property, sections, settingPaths } from './schema.ts';
import { parseYaml } from './yaml.ts';

export { ConfigError, type ConfigProblem } from './config-error.ts';

/** The settings with all defaults filled in, file paths absolute, and no slash at the end of addresses. */
export type Config = PartaConfig & { lessons: { livekit?: { api_url: string } } };

type Tree = { [key: string]: unknown };

const ajv = new Ajv({ allErrors: true, useDefaults: true, formats: FORMATS });
const validate = ajv.compile<PartaConfig>(schema);

/**
 * Reads the configuration file and what the environment overrides. Paths in it are relative to its folder.
 *
 * @throws ConfigError with every problem found: an unreadable file, YAML that is none, settings that are wrong
 */
export async function loadConfig(path: string, env: NodeJS.ProcessEnv = process.env): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError(path, [{ path: '', message: unreadable(error) }]);
  }
  return readConfig(text, resolve(path), env);
}

function unreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file: copy config/parta.sample.yaml there and fill it in';
  if (code === 'EACCES') return 'may not be read: give this user the right to read it';
  if (code === 'EISDIR') return 'is a folder: name the file in it';
  return `cannot be read (${code ?? 'unknown reason'})`;
}

/** Like `loadConfig`, for a text that is already read from the file at the absolute path `file`. */
export function readConfig(text: string, file: string, env: NodeJS.ProcessEnv): Config {
  const parsed = parseYaml(text);
  if (!parsed.ok) throw new ConfigError(file, parsed.problems);
  const settings = parsed.value ?? {};
  if (!isObject(settings))
    throw new ConfigError(file, [
      { path: '', message: 'must hold sections such as district: and homeserver:' },
    ]);

  const { overrides, problems } = overridesFrom(env);
  dropEmpty(settings);
  for (const override of overrides) apply(settings, override);
  if (!validate(settings)) {
    const variables = new Map(overrides.map((override) => [override.path.join('.'), override.variable]));
    throw new ConfigError(file, [...problems, ...explainAll(validate.errors ?? [], variables)]);
  }
  if (problems.length > 0) throw new ConfigError(file, problems);
  return normalise(settings, dirname(file));
}

/** What is left empty counts as not set: a section whose settings are all commented out means its defaults. */
function dropEmpty(settings: Tree): void {
  for (const name of sections()) {
    if (settings[name] === null) settings[name] = {};
    dropEmptyIn(settings[name], [name]);
  }
}

function dropEmptyIn(section: unknown, place: readonly string[]): void {
  if (!isObject(section)) return;
  for (const key of Object.keys(section)) {
    if (section[key] === null) delete section[key];
    else if (isSection(property([...place, key]))) dropEmptyIn(section[key], [...place, key]);
  }
}

function apply(settings: Tree, { path, value }: Override): void {
  let section: Tree = settings;
  for (const name of path.slice(0, -1)) {
    section[name] ??= {};
    // A section that is no mapping is reported by the validation.
    if (!isObject(section[name])) return;
    section = section[name];
  }
  section[path.at(-1)!] = value;
}

function explainAll(errors: readonly ErrorObject[], variables: ReadonlyMap<string, string>): ConfigProblem[] {
  return errors.map((error) => {
    const place = placeOf(error);
    const path = place
      .map((key) => (/^[\w-]{1,60}$/.test(key) ? key : JSON.stringify(key.slice(0, 60))))
      .join('.');
    const variable = variables.get(path);
    return { path, message: explain(error, place) + (variable === undefined ? '' : ` (set by ${variable})`) };
  });
}

function explain(error: ErrorObject, place: readonly string[]): string {
  if (error.keyword === 'additionalProperties') {
    const known =
      place.length === 1 ? sections() : Object.keys(property(place.slice(0, -1))?.properties ?? {});
    return sayViolation('en', error, nearest(place.at(-1)!, known));
  }
  if (error.keyword === 'format')
    return FORMAT_HELP[String(error.params['format'])] ?? sayViolation('en', error);
  const said = sayViolation('en', error);
  const example = property(place)?.examples?.[0];
  return error.keyword === 'required' && example !== undefined ? `${said}, for example ${example}` : said;
}

/** Makes paths absolute, takes slashes off the end of addresses, and fills in what follows from others. */
function normalise(settings: PartaConfig, folder: string): Config {
  for (const path of settingPaths()) {
    const key = path.at(-1)!;
    const section = path.slice(0, -1).reduce<unknown>((at, name) => isObject(at) && at[name], settings);
    const value = isObject(section) ? section[key] : undefined;
    if (!isObject(section) || typeof value !== 'string') continue;
    const format = property(path)?.format ?? '';
    if (format === 'path') section[key] = resolve(folder, value);
    if (/^(http|ws)-/.test(format)) section[key] = value.replace(/\/+$/, '');
  }
  const { livekit } = settings.lessons;
  if (livekit !== undefined) livekit.api_url ??= livekit.url.replace(/^ws/i, 'http');
  return settings as Config;
}
