/** Server names of Matrix, and where a server is found (Server-Server API, "Resolving server names"). */
import { isIP } from 'node:net';

export interface ServerName {
  /** A host name, an IPv4 address, or an IPv6 address without brackets. */
  readonly host: string;
  /** As written, else null. */
  readonly port: number | null;
}

/** Where to connect, whose certificate to expect, and what to say in the `Host` header. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly certificateName: string;
  readonly hostHeader: string;
}

export interface SrvRecord {
  readonly name: string;
  readonly port: number;
}

/** What the network knows about a host name; each answers null when there is nothing (usable). */
export interface Discovery {
  /** `m.server` of `https://<host>/.well-known/matrix/server`. */
  wellKnown(host: string): Promise<string | null>;
  /** The SRV record to use for a service (`_matrix-fed._tcp`) of a host. */
  srv(service: string, host: string): Promise<SrvRecord | null>;
}

const DEFAULT_PORT = 8448;
const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,62})(\.[A-Za-z0-9]([A-Za-z0-9-]{0,62}))*$/;

/** Reads a server name (Appendices, "Server Name"); null when it is none. */
export function parseServerName(text: string): ServerName | null {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([^:[\]]{1,253}))(?::([0-9]{1,5}))?$/.exec(text);
  if (match === null) return null;
  const [, v6, name, portText] = match;
  const port = portText === undefined ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65535)) return null;
  if (v6 !== undefined) return isIP(v6) === 6 ? { host: v6, port } : null;
  return name !== undefined && HOST_NAME.test(name) ? { host: name, port } : null;
}

/** Finds where a server is, by the steps of the specification in their order. */
export async function findServer(serverName: string, discovery: Discovery): Promise<Destination | null> {
  const name = parseServerName(serverName);
  if (name === null) return null;
  const direct = literal(name, serverName);
  if (direct !== null) return direct;

  const delegated = await discovery.wellKnown(name.host);
  const target = delegated === null ? null : parseServerName(delegated);
  if (delegated === null || target === null) return byName(name.host, serverName, discovery);
  return literal(target, delegated) ?? byName(target.host, delegated, discovery);
}

/** An IP address or an explicit port needs no discovery. */
function literal({ host, port }: ServerName, hostHeader: string): Destination | null {
  if (isIP(host) === 0 && port === null) return null;
  return { host, port: port ?? DEFAULT_PORT, certificateName: host, hostHeader };
}

async function byName(host: string, hostHeader: string, discovery: Discovery): Promise<Destination> {
  // `_matrix._tcp` is the deprecated name of the service.
  const record =
    (await discovery.srv('_matrix-fed._tcp', host)) ?? (await discovery.srv('_matrix._tcp', host));
  return {
    host: record?.name ?? host,
    port: record?.port ?? DEFAULT_PORT,
    certificateName: host,
    hostHeader,
  };
}
