/**
 * Fetches a calendar from an address that somebody gave us. Every hop is checked like the first: it must be http(s) at a public address, and the socket
 * connects to the very address that was checked. Time, size (also of what is unpacked) and the number of hops are bounded.
 */
import { request as requestHttp, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Values } from '../../i18n/text.ts';
import { isPublicAddress, PrivateAddressError, publicLookup } from '../../matrix/public-address.ts';
import type { FetchProblem } from './messages.ts';

export interface Known {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export type Fetched =
  | { readonly kind: 'unchanged' }
  | ({ readonly kind: 'text'; readonly text: string } & Known)
  /** `retryAfterSeconds`: the server asked not to be asked before. */
  | {
      readonly kind: 'problem';
      readonly code: FetchProblem;
      readonly values: Values;
      readonly retryAfterSeconds: number | null;
    };

/** Which addresses may be asked. */
export interface Network {
  /** Whether an IP address may be. */
  allows(address: string): boolean;
  /** Resolves names to such addresses only. */
  readonly lookup?: LookupFunction;
}
export const PUBLIC_NETWORK: Network = { allows: isPublicAddress, lookup: publicLookup };
export const ANY_NETWORK: Network = { allows: () => true };

export interface FetchOptions {
  readonly network: Network;
  /** Milliseconds from the first connection to the last byte, over all hops. */
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

export const FETCH_LIMITS = {
  timeoutMs: 30_000,
  maxBytes: 16 * 1024 * 1024,
  redirects: 5,
  address: 2_000,
} as const;

/**
 * The address as it is stored, or null when it is none that can be fetched. `webcal:` is what phones call a calendar to subscribe
 * to; all who publish such addresses serve https.
 */
export function readAddress(text: string): string | null {
  const address = text.trim().replace(/^webcals?:/i, 'https:');
  if (address.length > FETCH_LIMITS.address || !URL.canParse(address)) return null;
  const url = new URL(address);
  url.hash = '';
  return /^https?:$/.test(url.protocol) && url.hostname !== '' ? url.href : null;
}

/** Never throws for what is wrong with the address, the network or the answer. */
export async function fetchCalendar(address: string, known: Known, options: FetchOptions): Promise<Fetched> {
  const { timeoutMs = FETCH_LIMITS.timeoutMs, signal } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const until = signal === undefined ? deadline : AbortSignal.any([deadline, signal]);
  try {
    return await follow(new URL(address), known, options, until);
  } catch (error) {
    if (signal?.aborted === true) throw error;
    if (error instanceof Problem) return problem(error.code, error.values, error.retryAfterSeconds);
    if (error instanceof PrivateAddressError) return problem('private_address', {});
    if (deadline.aborted) return problem('too_slow', { seconds: Math.round(timeoutMs / 1_000) });
    return problem(...networkProblem(error));
  }
}

class Problem extends Error {
  readonly code: FetchProblem;
  readonly values: Values;
  readonly retryAfterSeconds: number | null;
  constructor(code: FetchProblem, values: Values = {}, retryAfterSeconds: number | null = null) {
    super(code);
    this.code = code;
    this.values = values;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

function problem(code: FetchProblem, values: Values, retryAfterSeconds: number | null = null): Fetched {
  return { kind: 'problem', code, values, retryAfterSeconds };
}

async function follow(first: URL, known: Known, options: FetchOptions, until: AbortSignal): Promise<Fetched> {
  let url = first;
  for (let hops = 0; hops <= FETCH_LIMITS.redirects; hops++) {
    const response = await ask(url, first, known, options.network, until);
    const { statusCode: status = 0, headers } = response;
    if (status === 200) {
      const bytes = await readBody(response, options.maxBytes ?? FETCH_LIMITS.maxBytes);
      const text = decode(bytes, headers['content-type'] ?? '');
      return {
        kind: 'text',
        text,
        etag: headers.etag ?? null,
        lastModified: headers['last-modified'] ?? null,
      };
    }
    // Nothing of the answer is needed: reading a body that never ends would cost the whole time.
    response.destroy();
    if (status === 304) return { kind: 'unchanged' };
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      if (!URL.canParse(headers.location, url)) throw new Problem('redirect_wrong');
      const next = new URL(headers.location, url);
      if (!/^https?:$/.test(next.protocol)) throw new Problem('redirect_wrong');
      if (url.protocol === 'https:' && next.protocol === 'http:') throw new Problem('redirect_insecure');
      url = next;
      continue;
    }
    throw refusal(status, headers['retry-after']);
  }
  throw new Problem('redirects', { limit: FETCH_LIMITS.redirects });
}

function refusal(status: number, retryAfter: string | undefined): Problem {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : null;
  if (status === 401 || status === 403) return new Problem('not_allowed');
  if (status === 404 || status === 410) return new Problem('not_found');
  return new Problem('status', { status }, seconds);
}

function ask(
  url: URL,
  first: URL,
  known: Known,
  network: Network,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 && !network.allows(host)) {
    return Promise.reject(new PrivateAddressError(host));
  }
  const headers: OutgoingHttpHeaders = {
    accept: 'text/calendar, */*;q=0.1',
    'accept-encoding': 'gzip, deflate',
    'user-agent': 'Parta (calendar subscription)',
    ...(known.etag === null ? {} : { 'if-none-match': known.etag }),
    ...(known.lastModified === null ? {} : { 'if-modified-since': known.lastModified }),
    // A name and password in the address are for the place that was given, and for no other it may lead to.
    ...(first.username !== '' && url.origin === first.origin ? { authorization: basic(first) } : {}),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = request({
      host,
      port: url.port === '' ? undefined : Number(url.port),
      path: url.pathname + url.search,
      headers: { host: url.host, ...headers },
      // A pooled socket could have been opened for another address.
      agent: false,
      signal,
      ...(network.lookup === undefined ? {} : { lookup: network.lookup }),
    });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function basic({ username, password }: URL): string {
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

/** The body, unpacked. What would be larger than allowed is given up while it is unpacked. */
async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const stream = unpacked(response);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) throw new Problem('too_large', { limit: Math.round(maxBytes / 1024 / 1024) });
      chunks.push(chunk);
    }
  } finally {
    stream.destroy();
    response.destroy();
  }
  return Buffer.concat(chunks, size);
}

function unpacked(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return response;
  if (!['gzip', 'x-gzip', 'deflate'].includes(encoding)) {
    response.destroy();
    throw new Problem('packing_unknown', { encoding: encoding.slice(0, 40) });
  }
  const decoder = encoding === 'deflate' ? createInflate() : createGunzip();
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

/** As the server says; RFC 5545 section 3.1.4: else UTF-8. */
function decode(bytes: Buffer, contentType: string): string {
  const said = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i.exec(contentType)?.[1];
  const label = bomOf(bytes) ?? said ?? 'utf-8';
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label, { fatal: true });
  } catch {
    throw new Problem('charset_unknown', { charset: label });
  }
  try {
    return decoder.decode(bytes);
  } catch {
    throw new Problem('charset_wrong', { charset: label });
  }
}

/** What a byte-order mark says stands above all (WHATWG Encoding, section 6). */
function bomOf(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function networkProblem(error: unknown): [FetchProblem, Values] {
  const code = (error as { code?: string }).code ?? '';
  if (/^Z_/.test(code)) return ['packing_broken', {}];
  if (/^(ENOTFOUND|EAI_)/.test(code)) return ['host_unknown', {}];
  if (/CERT|TLS|SSL|VERIFY_LEAF/.test(code)) return ['certificate', {}];
  if (/^HPE_/.test(code)) return ['not_http', {}];
  return ['unreachable', {}];
}
