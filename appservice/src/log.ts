/**
 * The log: JSON lines. Secrets and names of people never reach it: log ids (person, room, event), counts and
 * codes, never bodies of messages, names, tokens or invite codes. The redaction below is only the second line of defence.
 */
import { pino, type Logger } from 'pino';

export type Log = Logger;

const SECRETS = [
  'access_token',
  'accessToken',
  'token',
  'as_token',
  'hs_token',
  'password',
  'code',
  'secret',
  'authorization',
];

export function createLog(level: string, bindings: Record<string, string> = {}): Log {
  return pino({
    level,
    base: bindings,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  });
}

/** Where in the code an error came from, innermost first: its stack without its text, which may quote what people wrote. */
export function placesOf(error: unknown): string[] {
  const lines = error instanceof Error ? (error.stack ?? '').split('\n').map((line) => line.trim()) : [];
  return lines.filter((line) => line.startsWith('at ')).slice(0, 8);
}
