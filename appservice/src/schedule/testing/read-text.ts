/** Reads a calendar for a test: its events, and its findings as one line each. */
import { createFindings, describePlace } from '../../roster/findings.ts';
import type { CalendarEvent } from '../ical/event.ts';
import { readCalendar } from '../ical/read.ts';
import type { ImportCode } from '../import/messages.ts';

export async function readText(
  text: string,
  timeZones: Record<string, string> = {},
): Promise<{ events: CalendarEvent[]; findings: string[] }> {
  const findings = createFindings<ImportCode>();
  const events = await readCalendar(text, { file: 'a.ics', timeZone: 'Europe/Moscow', timeZones }, findings);
  return {
    events,
    findings: findings.list().map((one) => `${one.severity} ${one.code} ${describePlace(one)}`),
  };
}
