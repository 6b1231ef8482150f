/** Opens an export, whatever it is packed in. */
import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Findings } from '../findings.ts';
import { BUNDLE_LIMITS, type Bundle, type BundleLimits } from './bundle.ts';
import { openFolder } from './folder.ts';
import { openZip } from './zip.ts';

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
