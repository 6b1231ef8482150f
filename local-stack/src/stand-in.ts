/** What answers at LiveKit's address while LiveKit is being built: "come back later", to everybody and everything. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Seconds after which to ask again. The build takes minutes; who waits for a lesson should not wait much longer. */
const RETRY_AFTER_S = 20;

export interface StandIn {
  readonly port: number;
  /** Frees the port. */
  close(): Promise<void>;
}

/**
 * Listens on a port of 127.0.0.1 and answers 503 with Retry-After, to WebSockets too.
 * @throws Error of the system when the port is taken
 */
export async function startStandIn(port: number): Promise<StandIn> {
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(503, {
        'retry-after': String(RETRY_AFTER_S),
        'access-control-allow-origin': '*',
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
      })
      .end('The media server is being prepared.\n');
  });
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return {
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
