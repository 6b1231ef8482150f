/**
 * Makes what follows from the schemas: TypeScript types of the events, the configuration and the HTTP API, the sample
 * configuration, its reference page, and that of roles. `npm run generate` writes the files; with `--check` it only compares them
 * and fails when one is out of date.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import openapiTS, { astToString } from 'openapi-typescript';
import { loadTemplates } from '../../appservice/src/reconcile/templates.ts';
import { rolesReference } from '../../appservice/src/roles/reference.ts';
import { configReference, sampleConfig, type ConfigSchema } from './config-docs.ts';

const ROOT = new URL('../../', import.meta.url);
const SCHEMAS = new URL('protocol/schemas/', ROOT);

const banner = (source: string): string =>
  `/* Made from ${source} by \`npm run generate\`: change it there. */`;

async function readJson<T>(url: URL): Promise<T> {
  return JSON.parse(await readFile(url, 'utf8')) as T;
}

/** A copy in which every property that has a default is required: that is how a validated configuration looks. */
function withDefaultsFilledIn(schema: JSONSchema): JSONSchema {
  if (schema.properties === undefined) return schema;
  const properties = Object.entries(schema.properties).map(
    ([key, value]) => [key, withDefaultsFilledIn(value)] as const,
  );
  const filled = properties.filter(([, { default: fallback }]) => fallback !== undefined).map(([key]) => key);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    required: [...new Set([...required, ...filled])],
  };
}

async function typesOf(schema: JSONSchema, bannerComment: string): Promise<string> {
  return compile(schema, schema.title ?? '', { bannerComment, additionalProperties: false });
}

async function eventTypes(): Promise<string> {
  const names = (await readdir(SCHEMAS)).filter((name) => name.endsWith('.json')).sort();
  const parts = await Promise.all(
    names.map(async (name) => typesOf(await readJson<JSONSchema>(new URL(name, SCHEMAS)), '')),
  );
  return [banner('protocol/schemas'), ...parts].join('\n\n');
}

async function apiTypes(): Promise<string> {
  const ast = await openapiTS(new URL('protocol/openapi.yaml', ROOT));
  return `${banner('protocol/openapi.yaml')}\n\n${astToString(ast)}`;
}

/** Every generated file, by its path from the repository's root. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const configUrl = new URL('config/parta.schema.json', ROOT);
  const schema = await readJson<JSONSchema>(configUrl);
  const config = schema as unknown as ConfigSchema;
  return new Map([
    ['protocol/src/types/events.ts', await eventTypes()],
    [
      'protocol/src/types/config.ts',
      await typesOf(withDefaultsFilledIn(schema), banner('config/parta.schema.json')),
    ],
    ['protocol/src/types/api.ts', await apiTypes()],
    ['config/parta.sample.yaml', sampleConfig(config)],
    ['docs/configuration.md', configReference(config)],
    [
      'docs/roles.md',
      rolesReference(await loadTemplates(fileURLToPath(new URL('config/room-templates.yaml', ROOT)))),
    ],
  ]);
}

async function main(check: boolean): Promise<number> {
  const outdated: string[] = [];
  for (const [path, text] of await generate()) {
    const url = new URL(path, ROOT);
    if ((await readFile(url, 'utf8').catch(() => '')) === text) continue;
    outdated.push(path);
    if (!check) await writeFile(url, text);
  }
  if (check && outdated.length > 0) {
    console.error(`Out of date: ${outdated.join(', ')}. Run \`npm run generate\` and commit the result.`);
    return 1;
  }
  console.log(
    check || outdated.length === 0 ? 'Generated files are up to date.' : `Wrote ${outdated.join(', ')}.`,
  );
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = await main(process.argv.includes('--check'));
