/** Which column stands where: compares the header of a file with what OneRoster says, and names what is odd. */
import { FILES, type FileSpec } from './columns.ts';
import type { FindingCode, Severity } from '../findings.ts';
import type { Values } from '../../i18n/text.ts';

export interface HeaderProblem {
  readonly severity: Severity;
  readonly code: FindingCode;
  readonly column: string;
  readonly value: string | null;
  readonly values: Values;
}

export interface Header {
  /** Index of every known column and of every `metadata.*` column that is there. */
  readonly indexes: ReadonlyMap<string, number>;
  readonly width: number;
  readonly problems: readonly HeaderProblem[];
}

/** Reads a header. Names are compared without regard to letter case and blanks; a misspelt one is never guessed. */
export function readHeader(cells: readonly string[], spec: FileSpec): Header {
  const names = cells.map((cell) => cell.replaceAll('\ufeff', '').trim());
  const problems: HeaderProblem[] = [];
  const indexes = new Map<string, number>();
  const report = (
    severity: Severity,
    code: FindingCode,
    column: string,
    value: string | null = null,
    values: Values = {},
  ): void => void problems.push({ severity, code, column, value, values });
  const done = (): Header => ({ indexes, width: cells.length, problems });

  const delimiter = /[;\t|]/.exec(names[0] ?? '')?.[0];
  if (names.length === 1 && delimiter !== undefined) {
    report('error', 'delimiter', '1', null, { delimiter: delimiter === '\t' ? 'Tab' : delimiter });
    return done();
  }
  const other = otherFileOf(names, spec);
  if (other !== null) {
    report('error', 'header_of_other_file', '1', names[0] ?? '', { other });
    return done();
  }

  const byPlainName = new Map(spec.columns.map((column) => [plain(column), column]));
  const unknown: { name: string; position: string }[] = [];
  for (const [index, name] of names.entries()) {
    const position = String(index + 1);
    const column = isMetadata(name) ? name : byPlainName.get(plain(name));
    if (column === undefined) {
      unknown.push({ name, position });
    } else if (indexes.has(column)) {
      report('error', 'column_twice', column, name, { position });
    } else {
      indexes.set(column, index);
      if (column !== name) report('warning', 'column_spelling', position, name, { name: column });
    }
  }

  const missing = new Set(spec.columns.filter((column) => !indexes.has(column)));
  for (const { name, position } of unknown) {
    const meant = [...missing].find(
      (column) => distance(plain(column), plain(name)) <= 2 && plain(name).length > 2,
    );
    if (meant === undefined) {
      if (name !== '') report('warning', 'column_unknown', position, name);
      else report('warning', 'column_nameless', position);
      continue;
    }
    missing.delete(meant);
    report(severityOf(meant, spec), 'column_misspelt', position, name, { name: meant });
  }
  for (const column of missing)
    report(severityOf(column, spec), 'column_missing', column, null, { name: column });

  const order = spec.columns.flatMap((column) => indexes.get(column) ?? []);
  const moved = order.findIndex((index, at) => at > 0 && index < order[at - 1]!);
  if (moved !== -1) report('warning', 'column_order', String(order[moved]! + 1), names[order[moved]!] ?? '');
  return done();
}

/** The name of the OneRoster file whose header these cells are, when they fit it better than the expected one. */
export function otherFileOf(cells: readonly string[], expected: FileSpec): string | null {
  const fits = (spec: FileSpec): number => {
    const columns = new Set<string>(spec.columns.map(plain));
    return cells.filter((cell) => columns.has(plain(cell))).length;
  };
  const best = Object.values<FileSpec>(FILES)
    .map((spec) => ({ name: spec.name, score: fits(spec), share: fits(spec) / spec.columns.length }))
    .sort((a, b) => b.score - a.score || b.share - a.share)[0]!;
  if (best.name === expected.name || best.share < 0.8) return null;
  return best.score > fits(expected) + 1 ? best.name : null;
}

const isMetadata = (name: string): boolean => name.startsWith('metadata.');

/** Without letter case, blanks, dots and dashes. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[\s._-]/g, '');
}

function severityOf(column: string, spec: FileSpec): Severity {
  return spec.used.includes(column) && spec.optional?.includes(column) !== true ? 'error' : 'warning';
}

/** How many characters must be added, dropped or changed to make one word the other (Levenshtein), at most 3. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + same));
    }
    previous = current;
  }
  return previous[b.length]!;
}
