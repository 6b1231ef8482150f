/** What is asked of the log. Pure. */

/** The subjects of actions, see audit/actions.ts of the appservice. */
export const SUBJECTS = [
  ...([
    'case',
    'restriction',
    'message',
    'policy',
    'contact',
    'role',
    'guardian',
    'invite',
    'login_link',
  ] as const),
  ...(['lesson', 'recording', 'broadcast', 'attendance', 'timetable', 'roster', 'command', 'audit'] as const),
] as const;

export interface LogFilter {
  readonly subject: '' | (typeof SUBJECTS)[number];
  /** Days as `YYYY-MM-DD`, both included, of the reader’s clock; empty for no limit. */
  readonly from: string;
  readonly until: string;
  readonly person: { readonly id: string; readonly name: string } | null;
}

export const NOBODY: LogFilter = { subject: '', from: '', until: '', person: null };
const PAGE = '50';

/** Midnight at the beginning of a day, or so many days later. */
function momentOf(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

export function queryOf(
  schoolId: string,
  { subject, from, until, person }: LogFilter,
): Record<string, string | undefined> {
  return {
    school_id: schoolId,
    limit: PAGE,
    action: subject === '' ? undefined : subject,
    from: momentOf(from),
    until: momentOf(until, 1),
    person_id: person?.id,
  };
}
