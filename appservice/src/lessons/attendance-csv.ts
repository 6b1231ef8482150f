/** Attendance as a table for spreadsheet programs (RFC 4180). Pure. */
import { toLocal } from '../schedule/local-time.ts';
import type { Locale } from '../school/model.ts';
import type { FullAttendance } from './attendance.ts';
import { lessonText } from './messages.ts';

/** With a byte-order mark, without which Excel takes UTF-8 for something else. */
export function attendanceCsv(
  { people }: Pick<FullAttendance, 'people'>,
  locale: Locale,
  timeZone: string,
): string {
  // Spreadsheet programs that speak Russian part columns at semicolons, because their numbers have commas.
  const separator = locale === 'ru' ? ';' : ',';
  const clock = (at: string | null): string =>
    at === null ? '' : toLocal(Date.parse(at), timeZone).replace('T', ' ');
  const head = (['name', 'role', 'status', 'joined', 'left', 'minutes', 'note'] as const).map((column) =>
    lessonText(locale, `column_${column}`),
  );
  const rows = people.map((one) => [
    one.display_name,
    lessonText(locale, `role_${one.role}`),
    lessonText(locale, `status_${one.status}`),
    clock(one.first_joined),
    clock(one.last_left),
    String(one.minutes),
    one.note ?? '',
  ]);
  return `\uFEFF${[head, ...rows].map((row) => row.map((cell) => quote(cell, separator)).join(separator)).join('\r\n')}\r\n`;
}

/** What a spreadsheet program would take for a formula is made text by an apostrophe (OWASP, CSV injection). */
function quote(cell: string, separator: string): string {
  const safe = /^[\s]*[=+\-@]|^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return /["\r\n]/.test(safe) || safe.includes(separator) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
