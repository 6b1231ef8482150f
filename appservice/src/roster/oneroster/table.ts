/** One file of an export as rows with named cells, each reader of a cell saying itself what is wrong with it. */
import type { BundleFile } from '../bundle/bundle.ts';
import { BundleDamaged } from '../bundle/bundle.ts';
import type { Findings, FindingCode } from '../findings.ts';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../model.ts';
import type { IsoDate } from '../../school/model.ts';
import type { Values } from '../../i18n/text.ts';
import { PERSONAL_COLUMNS, STATUSES, type FileSpec } from './columns.ts';
import { CsvProblem, readCsv } from './csv.ts';
import { readDate } from './dates.ts';
import { otherFileOf, readHeader, type Header } from './header.ts';

export interface TableResult {
  readonly rows: number;
  /** False when lines of the file could not be read: what seems to be missing may be in them. */
  readonly complete: boolean;
}

/** Reads a file row by row; `onRow` may reject a row by findings of its own. */
export async function readTable(
  file: BundleFile,
  spec: FileSpec,
  findings: Findings,
  onRow: (row: Row) => void,
): Promise<TableResult> {
  let header: Header | null = null;
  let first: readonly string[] = [];
  let rows = 0;
  let intact = true;
  try {
    for await (const { line, cells } of readCsv(await file.open())) {
      if (isBlank(cells)) continue;
      if (header === null) {
        header = readHeader(cells, spec);
        first = cells;
        for (const { severity, code, column, value, values } of header.problems) {
          findings.add(severity, code, { file: file.path, line, column, value }, values);
        }
        if (header.problems.some(({ severity }) => severity === 'error')) return { rows, complete: false };
        continue;
      }
      if (cells[0] === first[0] && looksLikeHeader(cells, first)) {
        findings.warn('header_repeated', { file: file.path, line, column: first[0] ?? '1' });
        continue;
      }
      const other = startsLikeHeader(cells) ? otherFileOf(cells, spec) : null;
      if (other !== null) {
        findings.error(
          'header_inside',
          { file: file.path, line, column: '1', value: cells[0] ?? '' },
          { other },
        );
        return { rows, complete: false };
      }
      rows++;
      // Not even blank cells too many: they are how a line looks that a stray comma has shifted.
      if (cells.length !== header.width) {
        intact = false;
        const column = String(Math.min(cells.length, header.width + 1));
        findings.error(
          'row_length',
          { file: file.path, line, column },
          { expected: header.width, found: cells.length },
        );
        continue;
      }
      onRow(new Row(file.path, line, cells, header.indexes, findings));
    }
  } catch (error) {
    if (error instanceof CsvProblem) {
      const name = error.header[error.cell]?.trim() ?? '';
      findings.error(error.kind === 'quote' ? 'csv_quote' : 'csv_record_too_large', {
        file: file.path,
        line: error.line,
        column: spec.columns.includes(name) ? name : String(error.cell + 1),
      });
    } else if (error instanceof BundleDamaged || isSystemError(error)) {
      findings.error('file_unreadable', { file: file.path }, { reason: error.message });
    } else {
      throw error;
    }
    return { rows, complete: false };
  }
  if (header === null) findings.error('file_empty', { file: file.path, line: 1 });
  return { rows, complete: header !== null && intact };
}

/** Control characters and those that turn the direction of writing, with which a name can pose as another. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

/** A row of a table. Readers of cells return undefined after they reported an error; the caller then leaves the row out. */
export class Row {
  readonly file: string;
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #findings: Findings;

  constructor(
    file: string,
    line: number,
    cells: readonly string[],
    indexes: ReadonlyMap<string, number>,
    findings: Findings,
  ) {
    this.file = file;
    this.line = line;
    this.#cells = cells;
    this.#indexes = indexes;
    this.#findings = findings;
  }

  /** The cell as text without outer blanks, line breaks inside it as blanks; empty when blank or the column is not there. */
  text(column: string): string {
    const index = this.#indexes.get(column);
    const cell = index === undefined ? '' : this.#cells[index]!;
    return cell.trim().replace(/\s+/g, ' ');
  }

  error(code: FindingCode, column: string, values?: Values): undefined {
    this.#findings.error(code, this.#place(column), values);
  }

  warn(code: FindingCode, column: string, values?: Values): void {
    this.#findings.warn(code, this.#place(column), values);
  }

  /** A key of a record. */
  id(column: string): string | undefined {
    return this.#checked(this.required(column), column, MAX_ID_LENGTH);
  }

  /** A key of another record, or null when blank. */
  optionalId(column: string): string | null | undefined {
    const text = this.text(column);
    return text === '' ? null : this.#checked(text, column, MAX_ID_LENGTH);
  }

  /** Keys in one cell, separated by commas, each once. */
  ids(column: string): string[] | undefined {
    const parts = this.text(column)
      .split(',')
      .map((part) => part.trim());
    const ids = [...new Set(parts.filter((part) => part !== ''))];
    return ids.every((part) => this.#checked(part, column, MAX_ID_LENGTH) !== undefined) ? ids : undefined;
  }

  /** A name or title that must be there. */
  name(column: string): string | undefined {
    return this.#checked(this.required(column), column, MAX_NAME_LENGTH)?.normalize('NFC');
  }

  /** A name that may be blank. */
  optionalName(column: string): string | undefined {
    return this.#checked(this.text(column), column, MAX_NAME_LENGTH)?.normalize('NFC');
  }

  /** A value of a vocabulary, whatever its letter case. */
  oneOf<Word extends string>(column: string, vocabulary: readonly Word[]): Word | undefined {
    const text = this.required(column);
    if (text === undefined) return undefined;
    const exact = vocabulary.find((word) => word === text);
    if (exact !== undefined) return exact;
    const meant = vocabulary.find((word) => word.toLowerCase() === text.toLowerCase());
    if (meant === undefined) return this.error('value_unknown', column, { allowed: vocabulary.join(', ') });
    this.warn('value_spelling', column, { meant });
    return meant;
  }

  /** `true` or `false`; blank is `blank`. */
  boolean(column: string, blank: boolean): boolean | undefined {
    if (this.text(column) === '') return blank;
    const word = this.oneOf(column, ['true', 'false']);
    return word === undefined ? undefined : word === 'true';
  }

  /** A calendar date, or null when blank. */
  optionalDate(column: string): IsoDate | null | undefined {
    const text = this.text(column);
    if (text === '') return null;
    const { date, asWritten } = readDate(text);
    if (date === null) return this.error('date_invalid', column);
    if (!asWritten) this.warn('date_form', column, { meant: date });
    return date;
  }

  date(column: string): IsoDate | undefined {
    return this.required(column) === undefined ? undefined : (this.optionalDate(column) ?? undefined);
  }

  /** Both dates of a row; the end is exclusive and lies after the begin. */
  period(begin: string, end: string): { beginsOn: IsoDate | null; endsOn: IsoDate | null } | undefined {
    const beginsOn = this.optionalDate(begin);
    const endsOn = this.optionalDate(end);
    if (beginsOn === undefined || endsOn === undefined) return undefined;
    if (beginsOn !== null && endsOn !== null && endsOn <= beginsOn) {
      return this.error('period_backwards', end, { begin: beginsOn });
    }
    return { beginsOn, endsOn };
  }

  /**
   * Whether the record is in force. Bulk exports leave the column blank; other words are taken at their word. Records
   * that ended are left out, or `kept` as ended.
   */
  isActive(kept = false): boolean | undefined {
    if (this.text('status') === '') return true;
    const status = this.oneOf('status', STATUSES);
    if (status === undefined) return undefined;
    if (status === 'active') this.warn('status_filled', 'status');
    else this.warn(kept ? 'status_ended_kept' : 'status_ended', 'status');
    return status === 'active';
  }

  required(column: string): string | undefined {
    const text = this.text(column);
    return text === '' ? this.error('value_missing', column) : text;
  }

  #checked(text: string | undefined, column: string, limit: number): string | undefined {
    if (text === undefined) return undefined;
    if (text.includes('\ufffd') || !text.isWellFormed()) return this.error('not_utf8', column);
    if (UNPRINTABLE.test(text)) return this.error('control_character', column);
    if (text.length > limit) return this.error('value_too_long', column, { limit });
    return text;
  }

  #place(column: string): { file: string; line: number; column: string; value: string | null } {
    const value = PERSONAL_COLUMNS.has(column) ? null : this.text(column);
    return { file: this.file, line: this.line, column, value: value === '' ? null : value };
  }
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function looksLikeHeader(cells: readonly string[], header: readonly string[]): boolean {
  return cells.length === header.length && cells.every((cell, index) => cell === header[index]);
}

function startsLikeHeader(cells: readonly string[]): boolean {
  return cells.length > 2 && cells[0]!.trim().toLowerCase() === 'sourcedid';
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
