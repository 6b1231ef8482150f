/** What went wrong, in a sentence for an operator: what, where, what to do. */
import { ConfigError } from '../config/config-error.ts';
import { HomeserverError, HomeserverUnavailable } from '../matrix/homeserver.ts';

/** Codes of the operating system and of PostgreSQL (SQLSTATE) that an operator meets, each with what to do. */
const BY_CODE: { readonly [code: string]: string } = {
  '28P01': 'The database refuses the password. Check database.url.',
  '28000': 'The database refuses this user. Check database.url and pg_hba.conf.',
  '3D000': 'There is no such database. Make it with `createdb`, or check database.url.',
  '57P03': 'The database is starting or stopping. Try again in a moment.',
  '53300': 'The database has no connection left. Raise its max_connections, or lower database.pool_size.',
  '42501': 'The database user may not do that. Make it the owner of the database.',
  EADDRINUSE: 'The port is in use. Stop what listens there, or change appservice.port.',
  EADDRNOTAVAIL: 'This machine does not have that address. Check appservice.host.',
};

const CANNOT_CONNECT = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

interface SystemError extends Error {
  readonly code?: string;
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
}

/** Never shows a stack or a secret; `--debug` does the first. */
export function explainFailure(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return explainFailure(error.errors[0]);
  if (!(error instanceof Error)) return 'Something went wrong. Run it again with --debug.';
  if (error instanceof ConfigError) return error.message;
  if (error instanceof HomeserverUnavailable) {
    return `The homeserver does not answer. Check that it runs and that homeserver.url is right. (${error.message})`;
  }
  if (error instanceof HomeserverError)
    return `The homeserver refused: ${error.message}. \`parta doctor\` may tell why.`;
  const { code, address, hostname, port, message } = error as SystemError;
  if (code !== undefined && CANNOT_CONNECT.has(code)) {
    const where = [address ?? hostname, port].filter((part) => part !== undefined).join(':');
    return `Nothing answers at ${where === '' ? 'that address' : where} (${code}). If that is the database, check that it runs and that database.url is right.`;
  }
  const known = code === undefined ? undefined : BY_CODE[code];
  if (known !== undefined) return port === undefined ? known : `${known} (${address ?? ''}:${port})`;
  return message === '' ? `${error.name}. Run it again with --debug.` : message;
}
