/**
 * CSV as a stream of records with the line on which each begins (RFC 4180, UTF-8). A byte-order mark, LF, CRLF or CR,
 * a missing newline at the end and line breaks inside quoted cells are all read as they are meant.
 */
import type { Readable } from 'node:stream';
import { parse, CsvError } from 'csv-parse';

export interface CsvRecord {
  /** From 1; where the record begins, for quoted cells may span lines. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rest of the file cannot be read, for it is not CSV from here on. */
export class CsvProblem extends Error {
  readonly kind: 'quote' | 'record_too_large';
  readonly line: number;
  /** Index of the cell, from 0. */
  readonly cell: number;
  /** The first record of the file. */
  readonly header: readonly string[];
  constructor(kind: 'quote' | 'record_too_large', line: number, cell: number, header: readonly string[]) {
    super(`${kind} in line ${line}, cell ${cell + 1}`);
    this.name = 'CsvProblem';
    this.kind = kind;
    this.line = line;
    this.cell = cell;
    this.header = header;
  }
}

/** Bytes of one record: real ones have some hundred, and a quote that never closes must not fill the memory. */
const MAX_RECORD_BYTES = 256 * 1024;

/** Yields every record, empty lines too. Throws CsvProblem, or whatever the stream fails with. */
export async function* readCsv(source: Readable): AsyncGenerator<CsvRecord, void, void> {
  let line = 1;
  let header: readonly string[] = [];
  // Counted here, while parsing, and not where records are consumed: an error overtakes records that wait. The
  // parser's own count takes a CRLF inside a quoted cell for two lines.
  const withLine = (cells: string[]): CsvRecord => {
    const record = { line, cells };
    if (line === 1) header = cells;
    line += 1;
    for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) line += breaksIn(cell);
    return record;
  };
  const parser = parse({
    bom: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    // The types know it only for records with named columns.
    on_record: withLine as unknown as (cells: string[]) => string[],
  });
  source.once('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* parser as AsyncIterable<CsvRecord>;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const cell = typeof error['column'] === 'number' ? error['column'] : 0;
    throw new CsvProblem(
      error.code === 'CSV_MAX_RECORD_SIZE' ? 'record_too_large' : 'quote',
      line,
      cell,
      header,
    );
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function breaksIn(cell: string): number {
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}
