/**
 * An HTTP proxy on the loopback interface, between appservice and homeserver in either direction, that records every
 * request and misbehaves by rule.
 *
 *   const proxy = await faultProxy({ target: homeserver.url });
 *   proxy.rule({ method: 'POST', path: /createRoom/, nth: 3, fault: { kind: 'lose-response' } });
 */
import { once } from 'node:events';
import {
  Agent,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { atEnd } from './cleanup.ts';

export type Fault =
  /** 429 M_LIMIT_EXCEEDED; the target is not asked. */
  | { kind: 'limit'; retryAfterMs: number }
  /** An error of the server, 500 by default; the target is not asked. */
  | { kind: 'error'; status?: number; body?: object }
  /** No answer, until the client gives up or the proxy closes; the target is not asked. */
  | { kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { kind: 'refuse' }
  /** The target does the work, then the connection breaks before the answer. */
  | { kind: 'lose-response' }
  /** The answer's body arrives piece by piece. */
  | { kind: 'slow-body'; pieces?: number; pauseMs: number }
  /** The answer's body breaks off in the middle. */
  | { kind: 'cut-body' };

export interface Recorded {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: Buffer;
  /** What the client got: null while there is no answer, or none was given. */
  status: number | null;
  /** What the target answered, even if the client never saw it. */
  targetStatus: number | null;
  fault: Fault['kind'] | null;
}

export interface Match {
  method?: string;
  /** A part of the path, or an expression that it matches. */
  path?: string | RegExp;
  when?: (request: Recorded) => boolean;
}

export interface Rule extends Match {
  /** Only this one of the matching requests (the first is 1), or those the function chooses. */
  nth?: number | ((nth: number) => boolean);
  /** Ends after so many faults. */
  times?: number;
  fault: Fault;
}

export interface FaultProxy {
  readonly url: string;
  /** All requests since the start or the last `reset`, in the order of their arrival. */
  readonly requests: readonly Recorded[];
  count(match?: Match): number;
  /** Adds a rule; the first that applies decides. Returns its removal. */
  rule(rule: Rule): () => void;
  /** Forgets rules and records. */
  reset(): void;
  /** Nobody listens any more: connections are refused and the open ones break. */
  down(): Promise<void>;
  up(): Promise<void>;
}

/** Starts a proxy that ends with the tests. @param options.target URL without a path */
export async function faultProxy(options: { target: string; port?: number }): Promise<FaultProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const target = new URL(options.target);
  let requests: Recorded[] = [];
  let rules: { rule: Rule; seen: number; done: number }[] = [];

  const choose = (recorded: Recorded): Fault | null => {
    for (const entry of rules) {
      const { rule } = entry;
      if (!matches(rule, recorded)) continue;
      entry.seen++;
      if (typeof rule.nth === 'number' && rule.nth !== entry.seen) continue;
      if (typeof rule.nth === 'function' && !rule.nth(entry.seen)) continue;
      if (rule.times !== undefined && entry.done >= rule.times) continue;
      entry.done++;
      return rule.fault;
    }
    return null;
  };

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const recorded: Recorded = {
      method: incoming.method!,
      path: incoming.url!,
      body,
      status: null,
      targetStatus: null,
      fault: null,
    };
    requests.push(recorded);
    const fault = choose(recorded);
    recorded.fault = fault?.kind ?? null;
    if (fault && !asksTarget(fault)) return answerItself(fault, recorded, outgoing);

    const answer = await forward(target, agent, incoming, body);
    const content = await buffer(answer);
    recorded.targetStatus = answer.statusCode!;
    if (fault?.kind === 'lose-response') return void hangUp(outgoing);
    const headers = { ...answer.headers, 'content-length': String(content.length) };
    delete headers['transfer-encoding'];
    delete headers.connection;
    outgoing.writeHead(answer.statusCode!, headers);
    if (fault?.kind === 'cut-body') {
      outgoing.write(content.subarray(0, Math.floor(content.length / 2)), () => hangUp(outgoing));
      return;
    }
    recorded.status = answer.statusCode!;
    if (fault?.kind === 'slow-body') await writeSlowly(outgoing, content, fault);
    else outgoing.end(content);
  };

  let server: Server;
  let port = options.port ?? 0;
  const up = async (): Promise<void> => {
    // The target may be down: then the client's connection breaks as it would without us.
    server = createServer(
      (incoming, outgoing) => void handle(incoming, outgoing).catch(() => hangUp(outgoing)),
    );
    server.requestTimeout = 0;
    server.keepAliveTimeout = 60_000;
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const down = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  await up();
  atEnd(async () => {
    await down();
    agent.destroy();
  });

  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests;
    },
    count: (match = {}) => requests.filter((recorded) => matches(match, recorded)).length,
    rule(rule) {
      const entry = { rule, seen: 0, done: 0 };
      rules.push(entry);
      return () => void (rules = rules.filter((other) => other !== entry));
    },
    reset() {
      requests = [];
      rules = [];
    },
    down,
    up,
  };
}

/** Breaks the connection. `outgoing.destroy()` would not, while the answer before is still on its way out. */
function hangUp(outgoing: ServerResponse): void {
  outgoing.req.socket.destroy();
}

function matches(match: Match, recorded: Recorded): boolean {
  if (match.method && match.method !== recorded.method) return false;
  if (typeof match.path === 'string' && !recorded.path.includes(match.path)) return false;
  if (match.path instanceof RegExp && !match.path.test(recorded.path)) return false;
  return match.when?.(recorded) ?? true;
}

type OwnFault = Extract<Fault, { kind: 'limit' | 'error' | 'hang' | 'refuse' }>;

function asksTarget(fault: Fault): fault is Exclude<Fault, OwnFault> {
  return ['lose-response', 'slow-body', 'cut-body'].includes(fault.kind);
}

function answerItself(
  fault: Exclude<Fault, { kind: 'lose-response' | 'slow-body' | 'cut-body' }>,
  recorded: Recorded,
  outgoing: ServerResponse,
): void {
  if (fault.kind === 'hang') return;
  if (fault.kind === 'refuse') return void hangUp(outgoing);
  const [status, body, headers] =
    fault.kind === 'limit'
      ? [
          429,
          { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: fault.retryAfterMs },
          { 'retry-after': String(Math.ceil(fault.retryAfterMs / 1000)) },
        ]
      : [fault.status ?? 500, fault.body ?? { errcode: 'M_UNKNOWN', error: 'Internal server error' }, {}];
  recorded.status = status;
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function forward(
  target: URL,
  agent: Agent,
  incoming: IncomingMessage,
  body: Buffer,
): Promise<IncomingMessage> {
  const headers = { ...incoming.headers, host: target.host };
  delete headers.connection;
  const outgoing = request({
    host: target.hostname,
    port: target.port,
    agent,
    method: incoming.method,
    path: incoming.url,
    headers,
  });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function writeSlowly(
  outgoing: ServerResponse,
  content: Buffer,
  { pieces = 10, pauseMs }: { pieces?: number; pauseMs: number },
): Promise<void> {
  const size = Math.max(1, Math.ceil(content.length / pieces));
  for (let from = 0; from < content.length && !outgoing.destroyed; from += size) {
    outgoing.write(content.subarray(from, from + size));
    await new Promise((next) => setTimeout(next, pauseMs));
  }
  outgoing.end();
}
