/** The HTTP app around routes that a test makes up, listening; without database and homeserver. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OutgoingHttpHeaders } from 'node:http';
import express, { type Router } from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createApp, type AppOptions } from '../../appservice/src/http/app.ts';
import { send, type RawAnswer } from './raw-http.ts';

export const UUID = '7f0f3a52-1f5d-4f0b-a6f5-0a2f6a3f1c22';
/** Of the one session there is. */
export const SESSION: OutgoingHttpHeaders = { authorization: 'Bearer good-token' };

export interface DemoApp {
  readonly url: string;
  /** Everything logged so far, one JSON line each. */
  readonly lines: string[];
  get(path: string, headers?: OutgoingHttpHeaders): Promise<RawAnswer>;
  /** Sends a body (JSON, or a text as it is) to `/api/v1` + path, with a session. */
  post(path: string, body: unknown, headers?: OutgoingHttpHeaders): Promise<RawAnswer>;
  close(): Promise<void>;
}

export async function demoApp(
  options: Partial<AppOptions> & { webClient?: string; https?: boolean } = {},
): Promise<DemoApp> {
  const { webClient, https = true, routers = [], ...more } = options;
  const lines: string[] = [];
  const app = createApp({
    config: {
      district: { name: 'Demo', default_locale: 'ru', default_time_zone: 'Europe/Moscow' },
      homeserver: {
        url: 'http://127.0.0.1:1',
        public_url: 'https://matrix.example.org',
        server_name: 'example.org',
        request_timeout_ms: 1000,
        federation_private_networks: 'refuse',
      },
      appservice: {
        url: 'http://127.0.0.1:1',
        host: '127.0.0.1',
        port: 1,
        registration: '',
        trusted_proxies: 1,
      },
      web: {
        public_url: `${https ? 'https' : 'http'}://parta.example.org`,
        ...(webClient === undefined ? {} : { client: webClient }),
      },
      lessons: {
        livekit: {
          url: 'wss://sfu.example.org/livekit',
          api_url: 'http://127.0.0.1:1',
          api_key: 'demo',
          api_secret: '',
        },
        opens_before_minutes: 10,
        closes_after_minutes: 10,
        token_minutes: 5,
        wait_for_teacher: true,
        attendance_keep_days: 365,
      },
    },
    log: pino({ level: 'debug', base: null }, { write: (line: string) => void lines.push(line) }),
    metrics: new Registry(),
    sessions: {
      find: (token) =>
        Promise.resolve(token === 'good-token' ? { personId: UUID, userId: '@anna:example.org' } : null),
    },
    inboxRouter: express.Router(),
    routers: routers.length === 0 ? [express.Router()] : routers,
    health: { readiness: () => Promise.resolve({ ready: true, missing: [] }) },
    info: {
      district_name: 'Demo',
      homeserver_url: 'https://matrix.example.org',
      server_name: 'example.org',
      bot_user_id: '@parta:example.org',
      default_locale: 'ru',
      can_set_password: true,
    },
    badResponses: 'ignore',
    ...more,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    lines,
    get: (path, headers = {}) => send(url + path, { headers }),
    post: (path, body, headers = {}) =>
      send(`${url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...SESSION, ...headers },
        body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
      }),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Routes under `/api/v1` from a function that adds them. */
export function routes(add: (router: Router) => void): Router[] {
  const router = express.Router();
  add(router);
  return [router];
}
