/** A push gateway for tests: what a homeserver pushes to somebody's phone. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { atEnd } from './cleanup.ts';
import type { MatrixApi } from './matrix-api.ts';

export interface Phone {
  /** Ids of the events that rang, in order. */
  readonly rang: readonly string[];
}

/** Registers a phone for the account of `matrix` (Client-Server API, `POST /pushers/set`). */
export async function phoneOf(matrix: MatrixApi): Promise<Phone> {
  const rang: string[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const { notification } = JSON.parse(text) as { notification: { event_id?: string } };
      if (notification.event_id !== undefined) rang.push(notification.event_id);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"rejected":[]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const { status, body } = await matrix.post('/v3/pushers/set', {
    kind: 'http',
    app_id: 'org.parta.test',
    pushkey: String(port),
    app_display_name: 'Test',
    device_display_name: 'Phone',
    lang: 'en',
    data: { url: `http://127.0.0.1:${port}/_matrix/push/v1/notify`, format: 'event_id_only' },
  });
  if (status !== 200) throw new Error(`no pusher: ${JSON.stringify(body)}`);
  return { rang };
}
