/** Who holds a Matrix OpenID token: asks the homeserver that gave it out. */
import type { Config } from '../config/config.ts';
import type { UserId } from '../school/model.ts';
import { createFederation, type Answer, type Federation } from './federation.ts';
import { HomeserverError, HomeserverUnavailable, type OpenIdToken } from './homeserver.ts';

export interface OpenIdOptions {
  readonly homeserver: Config['homeserver'];
  readonly timeoutMs: number;
}

export interface OpenIdCheck {
  verify(token: OpenIdToken): Promise<UserId>;
}

export function createOpenIdVerifier({ homeserver, timeoutMs }: OpenIdOptions): OpenIdCheck {
  // Made at the first stranger, so that a wrong CA file does not keep everybody else out.
  let federation: Federation | undefined;
  const others = () =>
    (federation ??= createFederation({
      caFile: homeserver.federation_ca_file,
      allowPrivate: homeserver.federation_private_networks === 'allow',
      timeoutMs,
    }));

  /** Our own homeserver is asked where the configuration says it is, not where federation would look for it. */
  async function askOwn(path: string): Promise<Answer> {
    const url = new URL(homeserver.url.replace(/\/$/, '') + path);
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    return {
      status: response.status,
      location: undefined,
      body: await response.json().catch(() => null),
    };
  }

  return {
    async verify({ access_token: token, matrix_server_name: serverName }) {
      const path = `/_matrix/federation/v1/openid/userinfo?access_token=${encodeURIComponent(token)}`;
      let answer: Answer;
      try {
        answer = await (serverName === homeserver.server_name
          ? askOwn(path)
          : others().get(serverName, path));
      } catch (error) {
        // Without the path, which holds the token.
        throw new HomeserverUnavailable(
          `cannot ask ${JSON.stringify(serverName.slice(0, 255))} who holds an OpenID token`,
          {
            cause: error,
          },
        );
      }
      if (answer.status >= 500 || answer.status === 429) {
        throw new HomeserverUnavailable(`the OpenID check was answered with HTTP ${answer.status}`);
      }
      const sub = answer.status === 200 ? (answer.body as { sub?: unknown } | null)?.sub : undefined;
      if (typeof sub !== 'string' || !isUserOf(sub, serverName)) {
        throw new HomeserverError(401, 'M_UNKNOWN_TOKEN', 'the OpenID token is unknown or has expired');
      }
      return sub;
    },
  };
}

/** A server speaks for its own users only; otherwise it could name anybody. */
function isUserOf(userId: string, serverName: string): boolean {
  const colon = userId.indexOf(':');
  return /^@[^:\s]+:/.test(userId) && userId.length <= 255 && userId.slice(colon + 1) === serverName;
}
