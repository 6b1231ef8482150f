/** Tables for spreadsheet programs (RFC 4180). Pure. */
import type { Locale } from '../school/model.ts';

/** Rows of cells as a file, with a byte-order mark, without which Excel takes UTF-8 for something else. */
export function csvTable(rows: readonly (readonly string[])[], locale: Locale): string {
  // Spreadsheet programs that speak Russian part columns at semicolons, because their numbers have commas.
  const separator = locale === 'ru' ? ';' : ',';
  const lines = rows.map((row) => row.map((cell) => quote(cell, separator)).join(separator));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

/** What a spreadsheet program would take for a formula is made text by an apostrophe (OWASP, CSV injection). */
function quote(cell: string, separator: string): string {
  const safe = /^[\s]*[=+\-@]|^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
