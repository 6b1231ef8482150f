/**
 * The one thing that the Matrix specification has no request for: setting the first password of an account that an
 * application service made. Synapse's admin API can; nothing outside this file knows of it (docs/homeservers.md).
 */
import type { Log } from '../log.ts';
import type { UserId } from '../school/model.ts';
import { createRequester, path } from './requester.ts';

export interface PasswordSetter {
  readonly available: boolean;
  /** Sets a password and leaves the person's sessions alone. Throws when `available` is false. */
  set(userId: UserId, password: string): Promise<void>;
}

export interface PasswordSetterOptions {
  readonly url: string;
  /** Access token of an administrator of the homeserver. */
  readonly adminToken: string | undefined;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly signal?: AbortSignal | undefined;
}

export function createPasswordSetter({
  url,
  adminToken,
  timeoutMs,
  log,
  signal,
}: PasswordSetterOptions): PasswordSetter {
  if (adminToken === undefined) {
    return {
      available: false,
      set: () => Promise.reject(new Error('passwords need homeserver.admin_token, see docs/homeservers.md')),
    };
  }
  const send = createRequester({ url, accessToken: adminToken, timeoutMs, log, signal });
  return {
    available: true,
    async set(userId, password) {
      await send({
        method: 'POST',
        path: path`/_synapse/admin/v1/reset_password/${userId}`,
        body: { new_password: password, logout_devices: false },
        repeatable: true,
      });
    },
  };
}
