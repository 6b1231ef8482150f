import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { securityHeaders } from './security-headers.ts';

const CADDYFILE = new URL('../../../config/compose/Caddyfile', import.meta.url);
const SITE = 'https://school.example.org';

describe('The security headers', () => {
  it('are the same when the proxy of docker-compose.yml serves the web client', async () => {
    const config = {
      homeserver: { public_url: SITE },
      web: { public_url: SITE },
      lessons: { livekit: { url: SITE.replace('https', 'wss') } },
    } as Parameters<typeof securityHeaders>[0];
    const app = express().use(
      securityHeaders(config),
      (_req: express.Request, res: express.Response) => void res.end(),
    );
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/`);
    server.close();

    const caddyfile = (await readFile(CADDYFILE, 'utf8')).replaceAll('{$PARTA_DOMAIN}', new URL(SITE).host);
    const names = [
      'Content-Security-Policy',
      'Permissions-Policy',
      'Referrer-Policy',
      'X-Content-Type-Options',
    ];
    for (const name of names) {
      const sent = new RegExp(`^\\s*${name} "?([^"\\n]+)"?$`, 'm').exec(caddyfile)?.[1];
      expect(sent, name).to.equal(headers.get(name));
    }
  });
});
