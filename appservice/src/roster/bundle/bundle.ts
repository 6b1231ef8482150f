/**
 * An export as a set of named files, whatever it is packed in: a zip archive or a folder. Nothing is unpacked to
 * disk; files are read as streams and only as far as the limits allow.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';

export interface BundleFile {
  /** Relative to the bundle, with `/`. */
  readonly path: string;
  open(): Promise<Readable>;
}

export interface Bundle {
  /** For findings that concern the whole of it. */
  readonly name: string;
  readonly files: readonly BundleFile[];
  /** SHA-256 of what was given, in hex: the same export has the same digest. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export interface BundleLimits {
  readonly files: number;
  /** Bytes of one file, unpacked. */
  readonly fileBytes: number;
  /** Bytes of all files, unpacked. */
  readonly totalBytes: number;
  /** Unpacked bytes for one packed byte; real CSV stays below 50. Files under 1 MiB are never that suspicious. */
  readonly ratio: number;
}

/** Ten times what a district of a million enrollments needs (some 150 MB of CSV). */
export const BUNDLE_LIMITS: BundleLimits = {
  files: 200,
  fileBytes: 1024 ** 3,
  totalBytes: 2 * 1024 ** 3,
  ratio: 200,
};

/** Reading a file of the bundle failed in the middle. */
export class BundleDamaged extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BundleDamaged';
  }
}

export async function digestOf(streams: AsyncIterable<Readable> | Iterable<Readable>): Promise<string> {
  const hash = createHash('sha256');
  for await (const stream of streams) {
    for await (const chunk of stream) hash.update(chunk as Buffer);
    hash.update('\u0000');
  }
  return hash.digest('hex');
}

export function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 ** 2);
}
