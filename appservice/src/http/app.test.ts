import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { demoApp, routes, SESSION, UUID, type DemoApp } from '../../../test/support/demo-app.ts';
import { send } from '../../../test/support/raw-http.ts';

const SCRIPT = 'console.log("hello");'.repeat(50);
const PAGE = '<!doctype html>the page';
const HTML = { accept: 'text/html' };

function builtClient(folder: string): void {
  mkdirSync(join(folder, 'dist/assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'not for the web');
  const files: Record<string, string | Buffer> = {
    'index.html': PAGE,
    'sw.js': 'worker',
    'assets/app-4f3a.js': SCRIPT,
    'assets/app-4f3a.js.br': brotliCompressSync(SCRIPT),
    'assets/app-4f3a.js.gz': gzipSync(SCRIPT),
    'assets/font-1b2c.woff2': 'font',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'dist', name), content);
}

describe('The HTTP app', () => {
  let folder: string;
  let app: DemoApp;
  let ready: { ready: boolean; missing: string[] };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parta-web-'));
    builtClient(folder);
    const inboxRouter = express.Router();
    inboxRouter.put('/_matrix/app/v1/transactions/:id', (req, res) => {
      let bytes = 0;
      req.on('data', (chunk: Buffer) => (bytes += chunk.length));
      req.on('end', () => res.json({ bytes, address: req.ip }));
    });
    app = await demoApp({
      webClient: join(folder, 'dist'),
      inboxRouter,
      routers: routes((router) => {
        router.get('/me', (_req, res) => void res.json({ caller: res.locals['caller'] as unknown }));
        router.get('/invites/:inviteId/uses', (_req, res) => void res.json({ uses: [] }));
      }),
      health: { readiness: () => Promise.resolve(ready) },
    });
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    ready = { ready: true, missing: [] };
  });

  describe('serves the web client', () => {
    it('with its page at the root and at every route of the client, never stale', async () => {
      for (const path of ['/', '/join', '/login', '/classes/7/people', '/%D1%83%D1%80%D0%BE%D0%BA']) {
        const { status, headers, bytes } = await app.get(path, HTML);
        expect([
          path,
          status,
          bytes.toString(),
          headers['cache-control'],
          headers['content-type'],
        ]).to.deep.equal([path, 200, PAGE, 'no-cache', 'text/html; charset=utf-8']);
      }
    });

    it('with files that never change kept for ever, and others checked each time', async () => {
      const caching = async (path: string): Promise<unknown> =>
        (await app.get(path)).headers['cache-control'];
      expect([await caching('/assets/app-4f3a.js'), await caching('/sw.js')]).to.deep.equal([
        'public, max-age=31536000, immutable',
        'no-cache',
      ]);
    });

    it('compressed as the browser can read it', async () => {
      const load = async (accepted?: string): Promise<unknown[]> => {
        const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
        const { headers: got, bytes } = await app.get('/assets/app-4f3a.js', headers);
        const unpack =
          { br: brotliDecompressSync, gzip: gunzipSync }[got['content-encoding'] ?? ''] ?? ((b: Buffer) => b);
        return [got['content-encoding'], got['content-type'], got.vary, unpack(bytes).toString() === SCRIPT];
      };
      const type = 'text/javascript; charset=utf-8';
      expect([
        await load('gzip, deflate, br'),
        await load('gzip'),
        await load(),
        await load('identity'),
      ]).to.deep.equal([
        ['br', type, 'Accept-Encoding', true],
        ['gzip', type, 'Accept-Encoding', true],
        [undefined, type, 'Accept-Encoding', true],
        [undefined, type, 'Accept-Encoding', true],
      ]);
    });

    it('with nothing from outside its folder and no page for a missing file', async () => {
      const paths = [
        '/assets/missing.js',
        '/missing.png',
        '/../secret.txt',
        '/..%2fsecret.txt',
        '/%2e%2e/secret.txt',
        '/assets/../../secret.txt',
        '/assets/app-4f3a.js.br',
        '/%ff',
      ];
      const statuses = await Promise.all(paths.map(async (path) => (await app.get(path)).status));
      expect(statuses).to.deep.equal(paths.map(() => 404));
    });

    it('again only when it changed', async () => {
      const { headers } = await app.get('/sw.js');
      const { status } = await app.get('/sw.js', {
        'if-none-match': headers.etag,
        'if-modified-since': headers['last-modified'],
      });
      expect(status).to.equal(304);
    });

    it('to programs that ask for JSON not at all', async () => {
      const { status, body } = await app.get('/join', { accept: 'application/json' });
      expect([status, body['errcode']]).to.deep.equal([404, 'M_UNRECOGNIZED']);
    });
  });

  it('refuses to start without the client that it shall serve', async () => {
    const error = await demoApp({ webClient: '/nowhere' }).catch((thrown: Error) => thrown.message);
    expect(error).to.equal(
      'There is no web client in /nowhere: build it with `npm run build`, or leave out web.client when another server serves it.',
    );
  });

  describe('tells browsers', () => {
    it('to run our own scripts alone and to speak with our servers alone', async () => {
      const { headers } = await app.get('/', HTML);
      const policy = String(headers['content-security-policy']).split(';');
      expect(policy).to.include.members([
        "default-src 'none'",
        "script-src 'self'",
        "script-src-attr 'none'",
        "connect-src 'self' https://matrix.example.org wss://sfu.example.org https://sfu.example.org",
        "img-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(String(headers['content-security-policy'])).to.not.match(/unsafe-eval|script-src[^;]*unsafe|\*/);
    });

    it('to stay on https where that is how they came, and only there', async () => {
      const plain = await demoApp({ https: false });
      const { headers } = await plain.get('/api/v1/info');
      await plain.close();
      const { headers: secure } = await app.get('/', HTML);
      expect([headers['strict-transport-security'], secure['strict-transport-security']]).to.deep.equal([
        undefined,
        'max-age=31536000',
      ]);
      expect(String(headers['content-security-policy'])).to.not.include('upgrade-insecure-requests');
      expect(String(secure['content-security-policy'])).to.include('upgrade-insecure-requests');
    });

    it('nothing about the software that runs here', async () => {
      const { headers } = await app.get('/', HTML);
      expect(headers).to.not.have.any.keys('x-powered-by', 'server');
      expect(headers).to.include({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    });
  });

  describe('lets any web page use the API', () => {
    it('by saying so before the request, without cookies', async () => {
      const { status, headers } = await send(`${app.url}/api/v1/invites`, {
        method: 'OPTIONS',
        headers: { origin: 'https://other.example', 'access-control-request-method': 'POST' },
      });
      expect(status).to.equal(204);
      expect(headers).to.include({
        'access-control-allow-origin': '*',
        'access-control-allow-headers':
          'Authorization, Content-Type, Accept-Language, Range, Upload-Offset, Tus-Resumable',
      });
      expect(headers).to.not.have.property('access-control-allow-credentials');
    });

    it('with errors included', async () => {
      const { headers } = await app.get('/api/v1/me', { origin: 'https://other.example' });
      expect(headers['access-control-allow-origin']).to.equal('*');
    });

    it('and never lets an answer be kept', async () => {
      const { headers } = await app.get('/api/v1/info');
      expect(headers['cache-control']).to.equal('no-store');
    });
  });

  it('tells a client what it must know before anybody is logged in', async () => {
    const { status, body } = await app.get('/api/v1/info');
    expect(status).to.equal(200);
    expect(body).to.include({ district_name: 'Demo', server_name: 'example.org' });
  });

  it('knows the caller from the session', async () => {
    const { body } = await app.get('/api/v1/me', SESSION);
    expect(body).to.deep.equal({ caller: { personId: UUID, userId: '@anna:example.org' } });
  });

  it('passes transactions of any size on to the inbox', async () => {
    const body = JSON.stringify({ events: ['x'.repeat(8_000_000)] });
    const { status, body: answer } = await send(`${app.url}/_matrix/app/v1/transactions/1`, {
      method: 'PUT',
      body,
    });
    expect([status, answer['bytes']]).to.deep.equal([200, body.length]);
  });

  it('counts the address that the trusted proxy names', async () => {
    const { body } = await send(`${app.url}/_matrix/app/v1/transactions/1`, {
      method: 'PUT',
      headers: { 'x-forwarded-for': '198.51.100.9, 203.0.113.7' },
    });
    expect(body['address']).to.equal('203.0.113.7');
  });

  describe('reports', () => {
    it('that it lives', async () => {
      const { status, body } = await app.get('/live');
      expect([status, body]).to.deep.equal([200, { live: true }]);
    });

    it('whether it is ready, and what is missing', async () => {
      const { status } = await app.get('/ready');
      ready = { ready: false, missing: ['homeserver'] };
      const missing = await app.get('/ready');
      expect([status, missing.status, missing.body]).to.deep.equal([
        200,
        503,
        { ready: false, missing: ['homeserver'] },
      ]);
    });

    it('how long requests take, by route and without ids', async () => {
      await app.get(`/api/v1/invites/${UUID}/uses`, SESSION);
      await app.get(`/api/v1/nobody-knows-${UUID}`);
      const metrics = (await app.get('/metrics')).bytes.toString();
      expect(metrics).to.include(
        'parta_http_request_seconds_count{method="GET",route="/api/v1/invites/{invite_id}/uses",status="200"} 1',
      );
      expect(metrics).to.include('process_cpu_seconds_total');
      expect(metrics).to.not.include(UUID);
    });

    it('no measurements to who comes through a proxy', async () => {
      const { status } = await app.get('/metrics', {
        'x-forwarded-for': '198.51.100.9',
        accept: 'application/json',
      });
      expect(status).to.equal(404);
    });

    it('each request in one log line, without query, body or address', async () => {
      const from = app.lines.length;
      await app.get(`/api/v1/invites/${UUID}/uses?secret-query=1`, {
        ...SESSION,
        'x-forwarded-for': '198.51.100.9',
      });
      await app.post('/invites/preview', { code: 'SECRET-CODE' });
      const logged = app.lines.slice(from).filter((line) => line.includes('"msg":"http"'));
      expect(logged).to.have.length(2);
      expect(JSON.parse(logged[0]!)).to.include({
        method: 'GET',
        route: '/api/v1/invites/{invite_id}/uses',
        status: 400,
      });
      expect(logged.join()).to.not.match(/secret|SECRET|198\.51|good-token/);
    });
  });

  describe('against floods', () => {
    const from = (address: string, headers = {}): Promise<number> =>
      app.get('/api/v1/info', { 'x-forwarded-for': address, ...headers }).then(({ status }) => status);

    it('stops an address after 1,500 anonymous requests in a minute and serves others', async function () {
      this.timeout(30_000);
      const statuses: number[] = [];
      for (let batch = 0; batch < 16; batch++) {
        statuses.push(...(await Promise.all(Array.from({ length: 100 }, () => from('198.51.100.50')))));
      }
      expect(statuses.filter((status) => status === 200)).to.have.length(1_500);
      const { status, body, headers } = await app.get('/api/v1/info', { 'x-forwarded-for': '198.51.100.50' });
      expect([status, body['errcode']]).to.deep.equal([429, 'M_LIMIT_EXCEEDED']);
      expect(Number(headers['retry-after'])).to.be.within(1, 60);
      expect(await from('198.51.100.51')).to.equal(200);
    });

    it('leaves people with a session alone', async function () {
      this.timeout(30_000);
      const me = (): Promise<number> =>
        app
          .get('/api/v1/me', { ...SESSION, 'x-forwarded-for': '198.51.100.52' })
          .then(({ status }) => status);
      for (let batch = 0; batch < 17; batch++) {
        const statuses = await Promise.all(Array.from({ length: 100 }, me));
        expect(statuses.filter((status) => status !== 200)).to.deep.equal([]);
      }
    });
  });
});
