/** Makes the commented sample configuration and its reference page from the configuration's JSON Schema. */

interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number;
  readonly examples?: readonly string[];
  readonly description: string;
  readonly writeOnly?: boolean;
}
interface Section {
  readonly description: string;
  readonly required?: readonly string[];
  readonly properties: { readonly [key: string]: Property };
}
export interface ConfigSchema {
  readonly required: readonly string[];
  readonly properties: { readonly [section: string]: Section };
}

const MADE_FROM = 'Made from config/parta.schema.json by `npm run generate`: change it there.';

const FORMATS: { readonly [format: string]: string } = {
  'http-url': 'http(s) URL',
  'http-origin': 'http(s) URL without a path',
  'postgres-url': 'PostgreSQL URL',
  'server-name': 'server name',
  'time-zone': 'IANA time zone',
  path: 'path',
};

/** The environment variable that overrides `section.key`. */
export function environmentName(section: string, key: string): string {
  return `PARTA_${section}__${key}`.toUpperCase();
}

function typeOf(property: Property): string {
  if (property.enum !== undefined) return property.enum.join(' or ');
  const range = [property.minimum, property.maximum].map((bound) => bound ?? '');
  if (property.type === 'integer') return `whole number, ${range.join(' to ')}`;
  return FORMATS[property.format ?? ''] ?? 'text';
}

function valueOf(property: Property): string {
  const value = property.default ?? property.examples?.[0];
  return value === undefined ? '' : String(value);
}

/** The sample: what must be filled in stands there with an example, the rest is commented out with its default. */
export function sampleConfig(schema: ConfigSchema): string {
  const lines = [
    '# Configuration of Parta: copy it to parta.yaml and fill it in. docs/configuration.md explains every setting.',
    `# ${MADE_FROM}`,
  ];
  for (const [name, section] of Object.entries(schema.properties)) {
    lines.push('', `# ${section.description}`, `${name}:`);
    for (const [key, property] of Object.entries(section.properties)) {
      const choice = property.enum === undefined ? '' : ` One of: ${property.enum.join(', ')}.`;
      const off = section.required?.includes(key) === true ? '' : '# ';
      lines.push(`  # ${property.description}${choice}`, `  ${off}${key}: ${valueOf(property)}`.trimEnd());
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The reference page, in Markdown. */
export function configReference(schema: ConfigSchema): string {
  const lines = [
    '# Configuration',
    '',
    `<!-- ${MADE_FROM} -->`,
    '',
    'Parta reads one YAML file: `config/parta.yaml`, or what `--config FILE` or `PARTA_CONFIG` names. [config/parta.sample.yaml](../config/parta.sample.yaml)',
    'is a commented start; an editor that knows JSON Schema can use [config/parta.schema.json](../config/parta.schema.json).',
    '',
    'Every setting may also come from the environment, which wins over the file: `PARTA_`, the section, two underscores and the key, in capitals.',
    'A variable that is empty counts as not set. Relative paths start at the folder of the file.',
    '',
    'All problems are reported together, each with the setting it concerns and what to do; values of secrets are never shown.',
    '`parta doctor` then checks that everything the settings point at works.',
  ];
  for (const [name, section] of Object.entries(schema.properties)) {
    lines.push('', `## \`${name}\``, '', section.description, '');
    lines.push('| setting | meaning | value | default | environment |', '|---|---|---|---|---|');
    for (const [key, property] of Object.entries(section.properties)) {
      const required = section.required?.includes(key) === true ? '**required**' : 'none';
      const fallback = property.default === undefined ? required : `\`${String(property.default)}\``;
      const type = property.writeOnly === true ? `${typeOf(property)}, secret` : typeOf(property);
      const example = property.examples === undefined ? '' : ` E.g. \`${String(property.examples[0])}\`.`;
      lines.push(
        `| \`${key}\` | ${property.description}${example} | ${type} | ${fallback} | \`${environmentName(name, key)}\` |`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
