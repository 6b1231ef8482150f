/** Uploads and downloads of media (Client-Server API, "Content repository"), authenticated, without the SDK. */
import { Failure, failureOf } from '../api/failure.ts';
import { browserTransport, requestWithRetries } from '../api/http.ts';
import type { MatrixSession } from './types.ts';

/** Kept on the device for reading without a connection. */
export const MEDIA_CACHE = 'parta-media';
const MOST_KEPT = 200;
const DOWNLOAD_TIMEOUT_MS = 120_000;
/** An upload that moves nothing for so long is given up. Milliseconds. */
const STALLED_MS = 45_000;

export interface Bounds {
  readonly width: number;
  readonly height: number;
}

export interface Media {
  /** The file, or a version of an image that fits the bounds. Throws Failure. */
  load(mxc: string, bounds?: Bounds): Promise<Blob>;
  /** Returns the `mxc:` address. `onProgress` in [0, 1]. Throws Failure, or the signal's reason when aborted. */
  upload(blob: Blob, name: string, onProgress: (share: number) => void, signal: AbortSignal): Promise<string>;
  /** The largest upload that the homeserver takes, in bytes; null when it does not say. */
  limit(): Promise<number | null>;
}

/** `mxc://server/id` as path segments; null when it is not one (Client-Server API, "Matrix Content (mxc://) URIs"). */
export function mediaPath(mxc: string): string | null {
  const match = /^mxc:\/\/([A-Za-z0-9.:[\]-]+)\/([A-Za-z0-9_-]+)$/.exec(mxc);
  return match === null ? null : `${match[1]}/${match[2]}`;
}

export function createMedia(session: MatrixSession): Media {
  const base = `${session.homeserverUrl}/_matrix`;
  const headers = { Authorization: `Bearer ${session.accessToken}` };
  let limit: Promise<number | null> | null = null;

  return {
    async load(mxc, bounds) {
      const path = mediaPath(mxc);
      if (path === null) throw new Failure('refused', { status: 404 });
      const url = `${base}/client/v1/media/${
        bounds === undefined
          ? `download/${path}`
          : `thumbnail/${path}?width=${bounds.width}&height=${bounds.height}&method=scale&animated=false`
      }`;
      const cache = await globalThis.caches?.open(MEDIA_CACHE).catch(() => undefined);
      const kept = await cache?.match(url);
      if (kept !== undefined) return kept.blob();
      let response: Response;
      try {
        response = await fetch(url, {
          headers,
          signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
          credentials: 'omit',
        });
      } catch (cause) {
        throw new Failure('offline', { cause });
      }
      if (!response.ok) throw failureOf(response.status, undefined, response.headers.get('Retry-After'));
      const blob = await response.blob();
      if (cache !== undefined && bounds !== undefined) void keep(cache, url, blob).catch(() => {});
      return blob;
    },

    upload: (blob, name, onProgress, signal) =>
      upload(
        `${base}/media/v3/upload?filename=${encodeURIComponent(name)}`,
        headers,
        blob,
        onProgress,
        signal,
      ),

    limit() {
      limit ??= requestWithRetries(browserTransport, {
        method: 'GET',
        url: `${base}/client/v1/media/config`,
        headers,
      })
        .then((answer) => {
          const size = (answer as Record<string, unknown>)['m.upload.size'];
          return typeof size === 'number' ? size : null;
        })
        .catch(() => {
          limit = null;
          return null;
        });
      return limit;
    },
  };
}

async function keep(cache: Cache, url: string, blob: Blob): Promise<void> {
  await cache.put(url, new Response(blob));
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_KEPT)).map((key) => cache.delete(key)));
}

/** XMLHttpRequest, because fetch does not tell how much of a body was sent. */
function upload(
  url: string,
  headers: Record<string, string>,
  blob: Blob,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let stalled: ReturnType<typeof setTimeout>;
    const watch = (): void => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    request.open('POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', blob.type === '' ? 'application/octet-stream' : blob.type);
    request.upload.onprogress = ({ loaded, total }) => {
      watch();
      if (total > 0) onProgress(loaded / total);
    };
    request.onloadend = () => {
      clearTimeout(stalled);
      if (signal.aborted) {
        reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'));
      } else if (request.status === 0) {
        reject(new Failure('offline'));
      } else {
        const body = parse(request.responseText);
        if (request.status !== 200)
          reject(failureOf(request.status, body, request.getResponseHeader('Retry-After')));
        else if (typeof body?.['content_uri'] !== 'string')
          reject(new Failure('server', { status: request.status }));
        else resolve(body['content_uri']);
      }
    };
    signal.addEventListener('abort', () => request.abort());
    watch();
    request.send(blob);
  });
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
