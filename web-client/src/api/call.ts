import type { CallOptions } from './client.ts';
import type { JsonRequest } from './http.ts';

/** Asks the API: what the operations of each feature are made of. */
export type Call = <Result>(
  method: JsonRequest['method'],
  path: string,
  options?: CallOptions,
) => Promise<Result>;

/** A query of what is given, with %20 for a space: the API takes no unescaped `+`. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([key, value]) => (value ? [[key, value]] : []));
  return String(new URLSearchParams(given)).replaceAll('+', '%20');
}
