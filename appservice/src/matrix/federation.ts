/** Plain GET requests to other homeservers, on behalf of a name that a stranger gave us. */
import { resolveSrv } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { getCACertificates } from 'node:tls';
import { isPublicAddress, PrivateAddressError, publicLookup } from './public-address.ts';
import { findServer, type Destination, type Discovery } from './server-name.ts';

export interface FederationOptions {
  /** PEM file of further certificate authorities. */
  readonly caFile: string | undefined;
  /** Whether addresses that are not on the public internet may be asked. */
  readonly allowPrivate: boolean;
  /** Milliseconds for one exchange, from the connection to the last byte. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: unknown;
}

export interface Federation {
  /** Asks a homeserver by its server name. Throws when it cannot be found, reached or trusted. */
  get(serverName: string, path: string): Promise<Answer>;
}

// What we ask for is tiny; the specification allows a well-known file 50 KB.
const MAX_BYTES = 64 * 1024;
const MAX_REDIRECTS = 3;

export function createFederation({ caFile, allowPrivate, timeoutMs }: FederationOptions): Federation {
  const ca = caFile === undefined ? undefined : [...getCACertificates(), readFileSync(caFile, 'utf8')];

  function ask({ host, port, certificateName, hostHeader }: Destination, path: string): Promise<Answer> {
    if (!allowPrivate && isIP(host) !== 0 && !isPublicAddress(host))
      return Promise.reject(new PrivateAddressError(host));
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const outgoing = request({
      host,
      port,
      path,
      // A pooled socket could have been opened for another name.
      agent: false,
      // SNI takes names only (RFC 6066 section 3); an address is checked against the certificate all the same.
      servername: isIP(certificateName) === 0 ? certificateName : '',
      headers: { host: hostHeader, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
      ...(allowPrivate ? {} : { lookup: publicLookup }),
      ...(ca === undefined ? {} : { ca }),
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      let size = 0;
      incoming.on('error', reject);
      incoming.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_BYTES)
          outgoing.destroy(new Error(`${host} answered with more than ${MAX_BYTES} bytes`));
        else chunks.push(chunk);
      });
      incoming.on('end', () => {
        const body = parse(Buffer.concat(chunks).toString('utf8'));
        resolve({ status: incoming.statusCode ?? 0, location: incoming.headers.location, body });
      });
    });
    outgoing.end();
    return promise;
  }

  /** Follows redirects as the specification asks; each hop is checked like the first. */
  async function wellKnown(host: string): Promise<string | null> {
    let url = new URL(`https://${host}/.well-known/matrix/server`);
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const name = url.hostname.replace(/^\[|\]$/g, '');
      const to = { host: name, port: Number(url.port || 443), certificateName: name, hostHeader: url.host };
      const { status, location, body } = await ask(to, url.pathname + url.search);
      if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url)) {
        url = new URL(location, url);
        if (url.protocol !== 'https:') return null;
        continue;
      }
      const server = status === 200 ? (body as { 'm.server'?: unknown } | null)?.['m.server'] : null;
      return typeof server === 'string' ? server : null;
    }
    return null;
  }

  const discovery: Discovery = {
    // No well-known file is the common case: whatever goes wrong with it means "there is none".
    wellKnown: (host) =>
      wellKnown(host).catch((error: unknown) => {
        if (error instanceof PrivateAddressError) throw error;
        return null;
      }),
    async srv(service, host) {
      const records = await resolveSrv(`${service}.${host}`).catch(() => []);
      // Lowest priority value first, then the greatest weight (RFC 2782; without the lottery among equals).
      const [first] = records.sort((a, b) => a.priority - b.priority || b.weight - a.weight);
      return first === undefined || first.name === '' ? null : { name: first.name, port: first.port };
    },
  };

  return {
    async get(serverName, path) {
      const destination = await findServer(serverName, discovery);
      if (destination === null)
        throw new Error(`not a server name: ${JSON.stringify(serverName.slice(0, 80))}`);
      return ask(destination, path);
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
