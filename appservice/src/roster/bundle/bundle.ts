/**
 * An export as a set of named files, whatever it is packed in: a zip archive or a folder. Nothing is unpacked to
 * disk; files are read as streams and only as far as the limits allow.
 */
import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { Findings } from '../findings.ts';
import { openFolder } from './folder.ts';
import { openZip } from './zip.ts';

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

/** What is there, and whether it may be read. */
async function lookAt(path: string): Promise<Stats> {
  const found = await stat(path);
  await access(path, found.isDirectory() ? constants.R_OK | constants.X_OK : constants.R_OK);
  return found;
}

/** Opens an export. Null when it cannot be read at all; the findings say why. */
export async function openBundle(
  path: string,
  findings: Findings,
  limits: BundleLimits = BUNDLE_LIMITS,
): Promise<Bundle | null> {
  const name = basename(path);
  const found = await lookAt(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) {
    findings.error(
      found.code === 'ENOENT' ? 'bundle_not_found' : 'bundle_unreadable',
      { file: name },
      {
        reason: found.code ?? found.message,
      },
    );
    return null;
  }
  if (found.isDirectory()) return openFolder(path, name, findings, limits);
  if (found.isFile()) return openZip(path, name, findings, limits);
  findings.error('bundle_not_zip', { file: name });
  return null;
}

export async function digestOf(streams: AsyncIterable<Readable> | Iterable<Readable>): Promise<string> {
  const hash = createHash('sha256');
  for await (const stream of streams) {
    for await (const chunk of stream) hash.update(chunk as Buffer);
    hash.update('\u0000');
  }
  return hash.digest('hex');
}
