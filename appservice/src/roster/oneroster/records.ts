/** The records of one file by their keys, and which keys are known to be there though their record could not be used. */
import type { BundleFile } from '../bundle/bundle.ts';
import type { Findings } from '../findings.ts';
import { FILES, OPTIONAL_FILES, type FileName } from './columns.ts';
import { readTable, type Row } from './table.ts';

export interface Source {
  readonly files: ReadonlyMap<FileName, BundleFile>;
  readonly findings: Findings;
}

export interface Records<Item> {
  get(id: string): Item | undefined;
  all(): IterableIterator<[string, Item]>;
  /** The record may be there but was reported or is no longer in force; what refers to it needs no finding of its own. */
  isBroken(id: string): boolean;
  /** There is no such record, and every line of the file could be read. */
  isUnknown(id: string): boolean;
  /** Whether every line of the file could be read. */
  readonly complete: boolean;
}

/**
 * Reads a file whose rows are records with a key. `read` makes the item, or returns undefined after it reported why not.
 * Rows that are no longer in force are left out, unless `ended` makes something of them.
 */
export async function readRecords<Item>(
  { files, findings }: Source,
  name: FileName,
  read: (row: Row, id: string) => Item | undefined,
  ended?: (row: Row, id: string) => Item | undefined,
): Promise<Records<Item>> {
  const items = new Map<string, Item>();
  const lines = new Map<string, number>();
  const file = files.get(name);
  let complete = false;
  let keyless = false;
  if (file !== undefined) {
    const result = await readTable(file, FILES[name], findings, (row) => {
      const id = row.id('sourcedId');
      if (id === undefined) {
        keyless = true;
        return;
      }
      const first = lines.get(id);
      if (first !== undefined) return row.error('id_twice', 'sourcedId', { first });
      lines.set(id, row.line);
      const active = row.isActive(ended !== undefined);
      if (active === undefined) return;
      const item = active ? read(row, id) : ended?.(row, id);
      if (item !== undefined) items.set(id, item);
    });
    complete = result.complete && !keyless;
    if (complete && result.rows === 0) reportNoRows(file, name, findings);
  }
  return {
    complete,
    get: (id) => items.get(id),
    all: () => items.entries(),
    isBroken: (id) => !complete || (lines.has(id) && !items.has(id)),
    isUnknown: (id) => complete && !lines.has(id),
  };
}

/** A needed file with a header only is the work of an export that failed. */
export function reportNoRows(file: BundleFile, name: FileName, findings: Findings): void {
  findings.add(OPTIONAL_FILES.includes(name) ? 'warning' : 'error', 'file_without_rows', {
    file: file.path,
    line: 1,
  });
}
