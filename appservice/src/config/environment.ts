/** Settings from the environment: `PARTA_`, the section, two underscores and the key, in capitals. They win over the file. */
import type { ConfigProblem } from './config-error.ts';
import { nearest } from './nearest.ts';
import { property, sections } from './schema.ts';

export interface Override {
  readonly variable: string;
  /** Section and key. */
  readonly path: readonly [string, string];
  readonly value: string | number;
}

const PATHS: ReadonlyMap<string, readonly [string, string]> = new Map(
  sections().flatMap((section) =>
    Object.keys(property([section])?.properties ?? {}).map(
      (key) => [`PARTA_${section}__${key}`.toUpperCase(), [section, key]] as const,
    ),
  ),
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
    // What is no whole number stays a text, so that the validation names it.
    const isNumber = property(path)?.type === 'integer' && /^-?\d{1,15}$/.test(text.trim());
    overrides.push({ variable, path, value: isNumber ? Number(text) : text });
  }
  return { overrides, problems };
}
