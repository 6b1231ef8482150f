/** A bundle in a zip archive, read as somebody's upload must be: an archive may lie about everything. */
import { createReadStream } from 'node:fs';
import { Transform, type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import type { Findings } from '../findings.ts';
import {
  BundleDamaged,
  digestOf,
  megabytes,
  type Bundle,
  type BundleFile,
  type BundleLimits,
} from './bundle.ts';

/** Below this many bytes a high ratio is no danger. */
const RATIO_FREE_BYTES = 1024 ** 2;

/**
 * Opens an archive and checks its whole directory against the limits before anything is unpacked. What an entry
 * really holds is checked against what the directory says while it is read: size (by yauzl) and CRC-32.
 */
export async function openZip(
  path: string,
  name: string,
  findings: Findings,
  limits: BundleLimits,
): Promise<Bundle | null> {
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { autoClose: false, validateEntrySizes: true, strictFileNames: true });
  } catch (error) {
    findings.error('bundle_not_zip', { file: name }, { reason: (error as Error).message });
    return null;
  }
  const files: BundleFile[] = [];
  let total = 0;
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count++;
      if (count > limits.files) {
        findings.error('bundle_too_many_files', { file: name }, { limit: limits.files });
        break;
      }
      if (entry.fileName.endsWith('/')) continue;
      total += entry.uncompressedSize;
      if (entry.uncompressedSize > limits.fileBytes || total > limits.totalBytes) {
        findings.error(
          'bundle_too_large',
          { file: entry.fileName },
          { limit: megabytes(limits.fileBytes), total: megabytes(limits.totalBytes) },
        );
      } else if (
        entry.uncompressedSize > RATIO_FREE_BYTES &&
        entry.uncompressedSize > limits.ratio * entry.compressedSize
      ) {
        findings.error('bundle_suspicious_ratio', { file: entry.fileName }, { limit: limits.ratio });
      } else if (entry.isEncrypted()) {
        findings.error('bundle_encrypted', { file: entry.fileName });
      }
      files.push({ path: entry.fileName, open: () => openEntry(zip, entry) });
    }
  } catch (error) {
    // Among others: a path that leaves the archive, an entry that points outside the file.
    findings.error('bundle_damaged', { file: name }, { reason: (error as Error).message });
  }
  const bundle: Bundle = {
    name,
    files,
    digest: () => digestOf([createReadStream(path)]),
    close: () =>
      new Promise((resolve) => {
        zip.once('close', resolve);
        zip.close();
      }),
  };
  if (!findings.hasErrors()) return bundle;
  await bundle.close();
  return null;
}

async function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  let source: Readable;
  try {
    source = await zip.openReadStreamPromise(entry);
  } catch (error) {
    throw new BundleDamaged((error as Error).message, { cause: error });
  }
  let sum = 0;
  const checked = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush(done) {
      done(sum === entry.crc32 ? null : new BundleDamaged('checksum of the archive does not fit'));
    },
  });
  source.once('error', (error) => checked.destroy(new BundleDamaged(error.message, { cause: error })));
  checked.once('close', () => source.destroy());
  return source.pipe(checked);
}
