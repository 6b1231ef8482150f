/**
 * LiveKit Egress for tests, which cannot run here: it answers its calls as LiveKit would pass them on, and everything else goes to the real
 * LiveKit behind it. It records nothing; tests put files where it was told to write.
 */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { atEnd } from './cleanup.ts';

export interface FakeEgress {
  readonly url: string;
  /** What was begun, oldest first. */
  readonly begun: { id: string; room: string; body: Record<string, unknown>; status: string }[];
  /** It answers every call with an error. */
  broken: boolean;
  /** Called when something is to begin, before it is answered. */
  onBegin: (room: string) => void | Promise<void>;
}

const PREFIX = '/twirp/livekit.Egress/';

export async function fakeEgress(livekit: string): Promise<FakeEgress> {
  const begun: FakeEgress['begun'] = [];
  const info = (one: FakeEgress['begun'][number]): object => ({
    egress_id: one.id,
    room_name: one.room,
    status: one.status,
  });

  async function answer(method: string, body: Record<string, unknown>): Promise<object> {
    const id = body['egress_id'] ?? body['egressId'];
    const known = begun.find((one) => one.id === id);
    switch (method) {
      case 'StartRoomCompositeEgress': {
        const room = String(body['room_name'] ?? body['roomName']);
        await fake.onBegin(room);
        const made = { id: `EG_${begun.length + 1}`, room, body, status: 'EGRESS_ACTIVE' };
        begun.push(made);
        return info(made);
      }
      case 'StopEgress':
        known!.status = 'EGRESS_COMPLETE';
        return info(known!);
      default:
        return { items: known === undefined ? [] : [info(known)] };
    }
  }

  const server = createServer((req, res) => {
    if (!req.url!.startsWith(PREFIX)) {
      const { method, headers } = req;
      const passed = request(`${livekit}${req.url}`, { method, headers, agent: false }, (from) => {
        res.writeHead(from.statusCode!, from.headers);
        from.pipe(res);
      });
      passed.on('error', () => res.destroy());
      req.pipe(passed);
      return;
    }
    void (async () => {
      const body = (await json(req)) as Record<string, unknown>;
      const [status, said] = fake.broken
        ? [503, { code: 'unavailable', msg: 'no response from servers' }]
        : [200, await answer(req.url!.slice(PREFIX.length), body)];
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  const fake: FakeEgress = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    begun,
    broken: false,
    onBegin: () => {},
  };
  return fake;
}
