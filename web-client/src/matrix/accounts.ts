/** Log-in, log-out and proof of identity on the homeserver: plain requests, so that the log-in page needs no SDK. */
import { browserTransport, requestOnce, requestWithRetries } from '../api/http.ts';
import type { OpenIdToken } from '../api/types.ts';
import type { MatrixSession } from './types.ts';

const trimSlash = (url: string): string => url.replace(/\/+$/, '');

/** What a person typed as their log-in name. */
export interface LoginName {
  readonly localpart: string;
  /** Null when the person left it out. */
  readonly server: string | null;
}

/** Understands `anna`, `@anna` and `@anna:example.org`, in any letter case. Null when it cannot be a Matrix ID. */
export function parseLoginName(typed: string): LoginName | null {
  const match = /^@?([^\s:@]+)(?::(\S+))?$/.exec(typed.trim().toLowerCase());
  return match === null ? null : { localpart: match[1] ?? '', server: match[2] ?? null };
}

/** `m.login.password` (Client-Server API, "Login"). Throws Failure; 403 means a wrong name or password. */
export async function loginWithPassword(
  homeserverUrl: string,
  localpart: string,
  password: string,
  deviceName: string,
): Promise<MatrixSession> {
  const answer = (await requestOnce(browserTransport, {
    method: 'POST',
    url: `${trimSlash(homeserverUrl)}/_matrix/client/v3/login`,
    body: {
      type: 'm.login.password',
      identifier: { type: 'm.id.user', user: localpart },
      password,
      initial_device_display_name: deviceName,
    },
  })) as { user_id: string; access_token: string; device_id: string };
  return {
    userId: answer.user_id,
    accessToken: answer.access_token,
    deviceId: answer.device_id,
    homeserverUrl: trimSlash(homeserverUrl),
  };
}

function path(session: MatrixSession, rest: string): string {
  return `${session.homeserverUrl}/_matrix/client/v3${rest}`;
}

const authorized = (session: MatrixSession) => ({ Authorization: `Bearer ${session.accessToken}` });

/** A token that proves to Parta who this is (Client-Server API, "OpenID"). */
export async function requestOpenIdToken(session: MatrixSession): Promise<OpenIdToken> {
  return (await requestWithRetries(browserTransport, {
    method: 'POST',
    url: path(session, `/user/${encodeURIComponent(session.userId)}/openid/request_token`),
    headers: authorized(session),
    body: {},
  })) as OpenIdToken;
}

/** Ends the session on the homeserver. */
export async function logout(session: MatrixSession): Promise<void> {
  await requestOnce(browserTransport, {
    method: 'POST',
    url: path(session, '/logout'),
    headers: authorized(session),
    body: {},
    timeoutMs: 8_000,
  });
}
