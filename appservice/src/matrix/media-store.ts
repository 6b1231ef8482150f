/**
 * The homeserver's media repository as a place for content (Client-Server API, "Content repository"). Uploaded by the bot as nameless bytes; the
 * address is random and stays with Parta.
 */
import { isObject } from '../json.ts';
import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { HomeserverError, HomeserverUnavailable } from './homeserver.ts';
import { path, textField } from './requester.ts';

export interface MediaStore {
  /** What the homeserver takes at most; null when it does not say. */
  maxBytes(): Promise<number | null>;
  /** Uploads a file; returns its `mxc:` address. */
  put(file: string): Promise<string>;
  read(mxc: string): Promise<Readable>;
  /** Deletes it from the homeserver; without an administrator's token it stays, known to nobody. */
  remove(mxc: string): Promise<void>;
}

export interface MediaStoreOptions {
  readonly url: string;
  readonly accessToken: string;
  readonly adminToken: string | undefined;
  /** Milliseconds until a transfer begins to be answered. */
  readonly timeoutMs: number;
}

export function createMediaStore({ url, accessToken, adminToken, timeoutMs }: MediaStoreOptions): MediaStore {
  async function ask(address: string, init: RequestInit & { token?: string } = {}): Promise<Response> {
    const { token = accessToken, ...request } = init;
    let response: Response;
    try {
      response = await fetch(url + address, {
        ...request,
        signal: AbortSignal.timeout(Math.max(timeoutMs, 300_000)),
        headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
      });
    } catch (error) {
      throw new HomeserverUnavailable(`${init.method ?? 'GET'} of media: no answer`, { cause: error });
    }
    if (response.ok) return response;
    const body: unknown = await response.json().catch(() => ({}));
    const errcode = isObject(body) && typeof body.errcode === 'string' ? body.errcode : null;
    if (errcode === null && response.status >= 500) throw new HomeserverUnavailable('media: no homeserver');
    throw new HomeserverError(response.status, errcode ?? 'M_UNKNOWN', 'media');
  }

  let most: Promise<number | null> | undefined;

  return {
    maxBytes() {
      most ??= ask('/_matrix/client/v1/media/config')
        .then(async (response) => {
          const size = ((await response.json()) as { 'm.upload.size'?: unknown })['m.upload.size'];
          return typeof size === 'number' ? size : null;
        })
        .catch(() => {
          // Asked again next time.
          most = undefined;
          return null;
        });
      return most;
    },

    async put(file) {
      const response = await ask('/_matrix/media/v3/upload', {
        method: 'POST',
        body: await openAsBlob(file),
        headers: { 'content-type': 'application/octet-stream' },
      });
      return textField((await response.json()) as { [key: string]: unknown }, 'content_uri');
    },

    async read(mxc) {
      const { body } = await ask(`/_matrix/client/v1/media/download/${partsOf(mxc)}?timeout_ms=20000`);
      return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
    },

    async remove(mxc) {
      if (adminToken === undefined) return;
      await ask(`/_synapse/admin/v1/media/${partsOf(mxc)}`, { method: 'DELETE', token: adminToken }).catch(
        (error: unknown) => {
          if (!(error instanceof HomeserverError) || error.status !== 404) throw error;
        },
      );
    },
  };
}

function partsOf(mxc: string): string {
  const [server, mediaId] = mxc.replace(/^mxc:\/\//, '').split('/');
  return path`${server ?? ''}/${mediaId ?? ''}`;
}
