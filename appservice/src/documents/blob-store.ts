/**
 * Where the content of documents is kept: one interface, over the homeserver's media repository (matrix/media-store.ts) or an
 * S3-compatible store. Only Parta's API reads from it; where something lies is told to nobody.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { Client } from 'minio';
import type { ByteRange } from './file-rules.ts';

export interface BlobStore {
  /** The most that it takes; null for a store without such a bound. */
  maxBytes(): Promise<number | null>;
  /** Keeps a file; returns what it is to be asked for by. The same content again may be kept twice. */
  put(file: string, facts: { readonly size: number; readonly sha256: string }): Promise<string>;
  read(location: string): Promise<Readable>;
  /** What is not there is gone already. */
  remove(location: string): Promise<void>;
}

export interface S3Settings {
  readonly url: string;
  readonly region: string;
  readonly bucket: string;
  readonly access_key: string;
  readonly secret_key: string;
}

/** Objects are called by their SHA-256. */
export function createS3Store(settings: S3Settings): BlobStore {
  const { hostname, port, protocol } = new URL(settings.url);
  const client = new Client({
    endPoint: hostname,
    ...(port !== '' && { port: Number(port) }),
    useSSL: protocol === 'https:',
    region: settings.region,
    accessKey: settings.access_key,
    secretKey: settings.secret_key,
    pathStyle: true,
  });
  const { bucket } = settings;
  return {
    maxBytes: () => Promise.resolve(null),
    async put(file, { size, sha256 }) {
      await client.putObject(bucket, sha256, createReadStream(file), size, {
        'Content-Type': 'application/octet-stream',
      });
      return sha256;
    },
    read: (location) => client.getObject(bucket, location),
    remove: (location) => client.removeObject(bucket, location),
  };
}

/** The store does not hold what was put there. */
export class ChecksumError extends Error {
  constructor() {
    super('the content is not what was stored');
    this.name = 'ChecksumError';
  }
}

/**
 * Content, or a range of it, which is only whole when its SHA-256 is right: the last piece is held back until that is known. So a range, too,
 * costs reading all of it.
 */
export async function* verified(
  content: AsyncIterable<Uint8Array>,
  expected: { readonly sha256: Uint8Array; readonly size: number },
  range: ByteRange = { start: 0, end: expected.size - 1 },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let position = 0;
  let held: Uint8Array | undefined;
  for await (const piece of content) {
    hash.update(piece);
    const part = piece.subarray(Math.max(0, range.start - position), Math.max(0, range.end + 1 - position));
    position += piece.length;
    if (part.length === 0) continue;
    if (held !== undefined) yield held;
    held = part;
  }
  if (position !== expected.size || !hash.digest().equals(expected.sha256)) throw new ChecksumError();
  if (held !== undefined) yield held;
}
