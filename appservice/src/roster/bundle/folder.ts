/** A bundle that lies unpacked in a folder. */
import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Findings } from '../findings.ts';
import { digestOf, megabytes, type Bundle, type BundleFile, type BundleLimits } from './bundle.ts';

/** Lists the files of a folder, not of its sub-folders; links are not followed. Null when a limit is exceeded. */
export async function openFolder(
  path: string,
  name: string,
  findings: Findings,
  limits: BundleLimits,
): Promise<Bundle | null> {
  const files: BundleFile[] = [];
  let total = 0;
  for (const entry of (await readdir(path)).sort()) {
    const full = join(path, entry);
    const found = await lstat(full);
    if (!found.isFile()) continue;
    total += found.size;
    if (found.size > limits.fileBytes || total > limits.totalBytes) {
      findings.error(
        'bundle_too_large',
        { file: entry },
        { limit: megabytes(limits.fileBytes), total: megabytes(limits.totalBytes) },
      );
      return null;
    }
    if (files.length >= limits.files) {
      findings.error('bundle_too_many_files', { file: name }, { limit: limits.files });
      return null;
    }
    files.push({ path: entry, open: () => Promise.resolve(createReadStream(full)) });
  }
  return {
    name,
    files,
    digest: () => digestOf(files.map(({ path: file }) => createReadStream(join(path, file)))),
    close: () => Promise.resolve(),
  };
}
