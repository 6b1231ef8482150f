/** Reads what is only believed to be JSON of some shape. */
export type JsonRecord = Record<string, unknown>;

/** Whether it is an object: neither a list nor null. */
export function isObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** It, if it is an object, else an empty one. */
export function asObject(value: unknown): JsonRecord {
  return isObject(value) ? value : {};
}
