/** The log as a file that anybody can verify offline: JSON Lines, the first of them naming the heads. docs/audit.md describes it. */
import type { PersonId } from '../school/model.ts';
import type { Database } from '../store/database.ts';
import { audit } from './audit.ts';
import { canonical, createVerifier, type ChainedEntry, type Fault, type Head } from './chain.ts';
import { DISTRICT, listHeads, readChains } from './store.ts';

const FORMAT = 1;

interface HeadLine {
  readonly parta_audit: typeof FORMAT;
  readonly exported_at: string;
  readonly heads: readonly Head[];
}

export interface Verified {
  readonly faults: readonly Fault[];
  readonly heads: readonly Head[];
}

/** A file is no export of the audit log. */
export class NoExport extends Error {}

/**
 * The lines of an export, of one chain or of all. The export itself is logged first, and so is in it.
 *
 * @param write gets one line after the other, without the newline
 * @param by.actorId who takes it out; null for an operator
 */
export async function exportLog(
  database: Database,
  chain: string | null,
  write: (line: string) => Promise<void>,
  { actorId = null, now = () => new Date() }: { actorId?: PersonId | null; now?: () => Date } = {},
): Promise<readonly Head[]> {
  for (const head of await listHeads(database, chain)) {
    const schoolId = head.chain === DISTRICT ? null : head.chain;
    await audit(database, { action: 'audit.export', actorId, schoolId });
  }
  return database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read read only');
    const heads = await listHeads(tx, chain);
    const line: HeadLine = { parta_audit: FORMAT, exported_at: now().toISOString(), heads };
    await write(canonical(line));
    for await (const entry of readChains(tx, chain)) await write(canonical(entry));
    return heads;
  });
}

/** Verifies the log in the database, or one chain of it, against the heads beside it, and against heads that were kept elsewhere. */
export async function verifyLog(
  database: Database,
  kept: readonly Head[] = [],
  chain: string | null = null,
): Promise<Verified> {
  return database.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read read only');
    const verifier = createVerifier([...(await listHeads(tx, chain)), ...kept]);
    for await (const entry of readChains(tx, chain)) verifier.add(entry);
    return verifier.end();
  });
}

/** Verifies an export. Throws NoExport, with the line, for a file that is none. */
export async function verifyExport(
  lines: AsyncIterable<string>,
  kept: readonly Head[] = [],
): Promise<Verified> {
  let verifier: ReturnType<typeof createVerifier> | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line === '') continue;
    if (verifier === undefined) verifier = createVerifier([...readHeads(line), ...kept]);
    else verifier.add(readEntry(line, number));
  }
  if (verifier === undefined) throw new NoExport('the file is empty');
  return verifier.end();
}

/** The heads of an export: keep them, or the whole file, where nobody who can write to the database can. */
export function readHeads(line: string): readonly Head[] {
  const value = parse(line) as Partial<HeadLine> | null;
  if (value?.parta_audit !== FORMAT || !Array.isArray(value.heads)) {
    throw new NoExport('line 1 does not begin an export of the audit log');
  }
  return value.heads as readonly Head[];
}

function readEntry(line: string, number: number): ChainedEntry {
  const value = parse(line) as Partial<ChainedEntry> | null;
  if (typeof value?.chain !== 'string' || !Number.isSafeInteger(value.seq)) {
    throw new NoExport(`line ${number} is no entry of the audit log`);
  }
  return value as ChainedEntry;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
