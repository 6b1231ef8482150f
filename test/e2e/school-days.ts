/** Days at the small school: its timetable, and clocks that can be turned. */
import type { Page } from 'playwright-core';
import { importDemoTimetable, readDemoTimetable } from '../../local-stack/src/demo-timetable.ts';
import type { SmallSchool } from './school.ts';

const MOSCOW = '+03:00';

/** A Tuesday that lies at least a week ahead: what is changed on it concerns no other test. */
export function tuesdayAhead(): string {
  const at = new Date(Date.now() + 7 * 86_400_000);
  at.setUTCDate(at.getUTCDate() + ((2 - at.getUTCDay() + 7) % 7));
  return at.toISOString().slice(0, 10);
}

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

let imported: Promise<void> | undefined;

/** The demonstration timetable, as far as the small school has its class. */
export async function withTimetable(school: SmallSchool): Promise<void> {
  await (imported ??= (async () => {
    const [header, ...rows] = readDemoTimetable().trim().split('\n');
    const [card] = await school.loginLinks('admin-1');
    await importDemoTimetable(
      school.url,
      card!,
      [header, ...rows.filter((row) => row.startsWith('7Б'))].join('\n'),
    );
  })());
}

/** Turns the clock of a page to a time of the school; timers go on. */
export const clockAt = (page: Page, day: string, clock: string): Promise<void> =>
  page.clock.setFixedTime(new Date(`${day}T${clock}:00${MOSCOW}`));
