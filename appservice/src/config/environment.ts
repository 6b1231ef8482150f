/** Settings from the environment: `PARTA_` and the path, joined by two underscores, in capitals. They win over the file. */
import type { ConfigProblem } from './config-error.ts';
import { nearest } from './nearest.ts';
import { property, settingPaths } from './schema.ts';

export interface Override {
  readonly variable: string;
  /** Section and key; more for a section inside a section. */
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

const PATHS: ReadonlyMap<string, readonly string[]> = new Map(
  settingPaths().map((path) => [`PARTA_${path.join('__')}`.toUpperCase(), path]),
);

/**
 * Finds the overrides, typed as the schema says. Variables without a double underscore are not settings; an empty
 * one counts as not set, because that is how Docker Compose passes on what is left out.
 */
export function overridesFrom(env: NodeJS.ProcessEnv): { overrides: Override[]; problems: ConfigProblem[] } {
  const overrides: Override[] = [];
  const problems: ConfigProblem[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('PARTA_') || !variable.includes('__') || text === undefined || text === '')
      continue;
    const path = PATHS.get(variable);
    if (path === undefined) {
      const near = nearest(variable, [...PATHS.keys()]);
      const hint = near === undefined ? 'remove it or check its spelling' : `did you mean ${near}?`;
      problems.push({ path: variable, message: `is not a setting: ${hint}` });
      continue;
    }
    overrides.push({ variable, path, value: typed(text, property(path)?.type) });
  }
  return { overrides, problems };
}

/** What is not of the type stays a text, so that the validation names it. */
function typed(text: string, type: string | undefined): Override['value'] {
  const word = text.trim();
  if (type === 'integer' && /^-?\d{1,15}$/.test(word)) return Number(word);
  if (type === 'boolean' && (word === 'true' || word === 'false')) return word === 'true';
  return text;
}
