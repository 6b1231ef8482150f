/** The formats that config/parta.schema.json names, beyond those of JSON Schema. */

import { isPlaceholder } from './secret.ts';

function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/** Something to append `/path` to: no query, no fragment, no user info. */
function isHttpUrl(text: string): boolean {
  const url = parsedUrl(text);
  if (url === null || !/^https?:\/\//i.test(text) || url.hostname === '') return false;
  return (
    url.search === '' && url.hash === '' && url.username === '' && url.password === '' && !/[?#\s]/.test(text)
  );
}

/** Of a WebSocket server, to append `/path` to. */
function isWsUrl(text: string): boolean {
  return /^wss?:\/\//i.test(text) && isHttpUrl(text.replace(/^ws/i, 'http'));
}

function isHttpOrigin(text: string): boolean {
  return isHttpUrl(text) && new URL(text).pathname === '/';
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && parsedUrl(text) !== null;
}

/** Matrix specification, appendices, "Server Name": a DNS name, IPv4 or bracketed IPv6 address, and perhaps a port. */
function isServerName(text: string): boolean {
  return text.length <= 230 && /^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?$/.test(text);
}

/** A name of the IANA time zone database; offsets such as `+03:00` know no daylight saving and are refused. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/** `host:port`, an IPv6 address in brackets. */
function isHostPort(text: string): boolean {
  return isServerName(text) && /:[0-9]{1,5}$/.test(text);
}

export const FORMATS: { readonly [name: string]: (text: string) => boolean } = {
  'http-url': isHttpUrl,
  'http-origin': isHttpOrigin,
  'postgres-url': isPostgresUrl,
  'server-name': isServerName,
  'host-port': isHostPort,
  'time-zone': isTimeZone,
  'ws-url': isWsUrl,
  // `devkey` is what `livekit-server --dev` takes, with a secret that everybody knows.
  'key-name': (text) => /^[A-Za-z0-9_-]{3,100}$/.test(text) && text !== 'devkey',
  secret: (text) => !isPlaceholder(text),
  // Any text can be a path, except that the operating system ends it at a NUL.
  path: (text) => !text.includes('\0'),
};

/** What a value of a format looks like, for a message that never shows the value itself. */
export const FORMAT_HELP: { readonly [name: string]: string } = {
  'http-url': 'must be an http:// or https:// address without user name, ? or #',
  'http-origin': 'must be an http:// or https:// address of a host alone, without a path',
  'postgres-url': 'must be a PostgreSQL address such as postgresql://user:password@host/database',
  'server-name':
    'must be the name after the colon of Matrix IDs, such as example.org, without https:// and without a path',
  'host-port': 'must be a host and a port such as 127.0.0.1:3310',
  'time-zone': 'must be an IANA time zone such as Europe/Moscow',
  'ws-url': 'must be a ws:// or wss:// address without user name, ? or #',
  'key-name': 'must be 3 to 100 letters, digits, _ and -, and not the devkey that everybody knows',
  secret: 'is a placeholder or too easy to guess: make one with `openssl rand -hex 32`',
  path: 'must be a path of a file or folder',
};
