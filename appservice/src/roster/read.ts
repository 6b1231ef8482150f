/**
 * Reads a roster from a file or folder, whatever format it is in. Today that is OneRoster 1.2 CSV; a reader of another
 * format is recognised here and hands over the same model.
 */
import type { IsoDate, Locale } from '../school/model.ts';
import type { BundleLimits } from './bundle/bundle.ts';
import { openBundle } from './bundle/open.ts';
import { createFindings, type Finding } from './findings.ts';
import type { Roster } from './model.ts';
import { readOneRoster } from './oneroster/read.ts';

export interface ReadOptions {
  /** For schools whose export does not say. */
  readonly defaults: { readonly locale: Locale; readonly timeZone: string };
  readonly day: IsoDate;
  readonly limits?: BundleLimits;
}

export interface RosterReading {
  /** Null when errors were found. */
  readonly roster: Roster | null;
  readonly findings: readonly Finding[];
  /** SHA-256 of the export; null when it could not be opened. */
  readonly digest: string | null;
}

/** Reads an export. Never throws for what is wrong with it: that is in the findings. */
export async function readRoster(path: string, options: ReadOptions): Promise<RosterReading> {
  const findings = createFindings();
  const bundle = await openBundle(path, findings, options.limits);
  if (bundle === null) return { roster: null, findings: findings.list(), digest: null };
  try {
    const roster = await readOneRoster(bundle, findings, options);
    return { roster, findings: findings.list(), digest: await bundle.digest() };
  } finally {
    await bundle.close();
  }
}
