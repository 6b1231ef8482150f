/** Attendance as a table for spreadsheet programs. Pure. */
import { csvTable } from '../i18n/csv.ts';
import { toLocal } from '../schedule/local-time.ts';
import type { Locale } from '../school/model.ts';
import type { FullAttendance } from './attendance.ts';
import { lessonText } from './messages.ts';

/** Everybody of a lesson, one a row. */
export function attendanceCsv(
  { people }: Pick<FullAttendance, 'people'>,
  locale: Locale,
  timeZone: string,
): string {
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
  return csvTable([head, ...rows], locale);
}
