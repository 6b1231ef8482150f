/** Makes the commented sample configuration and its reference page from the configuration's JSON Schema. */

/** A setting, or with `properties` a section inside a section. */
interface Property {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean | object;
  readonly examples?: readonly string[];
  readonly description: string;
  readonly writeOnly?: boolean;
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: Property };
}
interface Section extends Property {
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
  'ws-url': 'ws(s) URL',
  path: 'path',
};

/** The environment variable that overrides the setting at this path: section and key. */
export function environmentName(...path: string[]): string {
  return `PARTA_${path.join('__')}`.toUpperCase();
}

const isSection = (property: Property): property is Section => property.properties !== undefined;

function typeOf(property: Property): string {
  if (property.enum !== undefined) return property.enum.join(' or ');
  const range = [property.minimum, property.maximum].map((bound) => bound ?? '');
  if (property.type === 'boolean') return 'true or false';
  if (property.type === 'integer') return `whole number, ${range.join(' to ')}`;
  return FORMATS[property.format ?? ''] ?? 'text';
}

function valueOf(property: Property): string {
  const value = property.default ?? property.examples?.[0];
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

/** The sample: what must be filled in stands there with an example, the rest is commented out with its default. */
export function sampleConfig(schema: ConfigSchema): string {
  const lines = [
    '# Configuration of Parta: copy it to parta.yaml and fill it in. docs/configuration.md explains every setting.',
    `# ${MADE_FROM}`,
  ];
  for (const [name, section] of Object.entries(schema.properties)) {
    lines.push('', `# ${section.description}`, `${name}:`, ...sampleSettings(section, '  '));
  }
  return `${lines.join('\n')}\n`;
}

/** A section inside a section is commented out as a whole unless it is required. */
function sampleSettings(section: Section, indent: string): string[] {
  return Object.entries(section.properties).flatMap(([key, property]) => {
    const choice = property.enum === undefined ? '' : ` One of: ${property.enum.join(', ')}.`;
    const off = section.required?.includes(key) === true ? '' : '# ';
    const inner = isSection(property) ? sampleSettings(property, '  ') : [];
    return [
      `${indent}# ${property.description}${choice}`,
      `${indent}${off}${key}: ${valueOf(property)}`.trimEnd(),
      ...inner.map((line) => indent + off + line),
    ];
  });
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
  for (const [name, section] of Object.entries(schema.properties))
    lines.push(...sectionReference(section, [name]));
  return `${lines.join('\n')}\n`;
}

/** A heading with a table of its settings; then the sections inside it. */
function sectionReference(section: Section, path: readonly string[]): string[] {
  const lines = ['', `${'#'.repeat(path.length + 1)} \`${path.join('.')}\``, '', section.description, ''];
  lines.push('| setting | meaning | value | default | environment |', '|---|---|---|---|---|');
  const inner: string[] = [];
  for (const [key, property] of Object.entries(section.properties)) {
    if (isSection(property)) {
      inner.push(...sectionReference(property, [...path, key]));
      continue;
    }
    const required = section.required?.includes(key) === true ? '**required**' : 'none';
    const fallback = property.default === undefined ? required : `\`${valueOf(property)}\``;
    const type = property.writeOnly === true ? `${typeOf(property)}, secret` : typeOf(property);
    const example = property.examples === undefined ? '' : ` E.g. \`${String(property.examples[0])}\`.`;
    const variable = environmentName(...path, key);
    lines.push(
      `| \`${key}\` | ${property.description}${example} | ${type} | ${fallback} | \`${variable}\` |`,
    );
  }
  return [...lines, ...inner];
}
