/** Overrides merged over a configuration object by object; lists replace lists. */
export function merge(base: Record<string, unknown>, changes: object): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(changes) as [string, unknown][]) {
    const old = merged[key];
    merged[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
