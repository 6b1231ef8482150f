/** What the doctor looks at from the outside: the addresses that people's browsers use. */
import type { Config } from '../../config/config.ts';
import { ask, NoAnswer } from './ask.ts';
import { fail, ok, warn, type Check, type Finding } from './check.ts';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Browsers give camera, microphone and service workers only to https, and to this very machine. */
export function insecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol !== 'https:' && !LOOPBACK.test(hostname);
}

async function lookAt(url: string, look: () => Promise<Finding>): Promise<Finding> {
  if (insecure(url))
    return warn(`${url} is not https`, 'put a reverse proxy with TLS in front, see docs/deploy.md');
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return warn(
      `${url}: ${error.message}`,
      'open it in a browser; it may be that only this machine cannot reach it',
    );
  }
}

export function publicChecks(config: Config): Check[] {
  const { public_url: homeserver, server_name: serverName } = config.homeserver;
  const { public_url: web } = config.web;
  return [
    {
      name: 'public homeserver address',
      run: () =>
        lookAt(homeserver, async () => {
          const { status, body, headers } = await ask(`${homeserver}/_matrix/client/versions`);
          if (status !== 200 || !Array.isArray(body['versions'])) {
            return fail(
              `${homeserver} is no Matrix homeserver (status ${status})`,
              'check homeserver.public_url and the reverse proxy',
            );
          }
          return headers.get('access-control-allow-origin') === '*'
            ? ok(homeserver)
            : fail(
                `${homeserver} lets no other web page use it (CORS)`,
                'let the reverse proxy pass the homeserver’s own headers on',
              );
        }),
    },
    {
      name: 'public web address',
      run: () =>
        lookAt(web, async () => {
          const { status, body } = await ask(`${web}/api/v1/info`);
          if (status === 200 && body['server_name'] === serverName) return ok(web);
          if (status === 200 && typeof body['server_name'] === 'string') {
            return fail(
              `${web} is the Parta of ${body['server_name']}`,
              'check web.public_url and the reverse proxy',
            );
          }
          const fix =
            'start Parta; if it runs, check web.public_url, and that the reverse proxy passes /api on';
          return warn(`Parta does not answer at ${web} (status ${status})`, fix);
        }),
    },
  ];
}
