/** A lesson of a day as people read it in a message. Pure. */
import type { Locale } from '../school/model.ts';
import type { AgendaItem } from './day.ts';
import { clockOf, toLocal } from './local-time.ts';
import { scheduleText } from './messages.ts';
import type { Names } from './settings-store.ts';

/** `10:15–11:00 Физика, 204, 7Б (изменено)` */
export function lineOf({ occurrence }: AgendaItem, names: Names, timeZone: string, locale: Locale): string {
  const { begins, ends, title, locationId, lesson, cancelled, change } = occurrence;
  const clocks = [begins, ends].map((at) => clockOf(toLocal(at, timeZone))).join('–');
  const classes = lesson.classIds.map((id) => names.classes.get(id)).join(', ');
  const location = locationId === null ? undefined : names.locations.get(locationId);
  const line = [`${clocks} ${title}`, location, classes]
    .filter((part) => part !== undefined && part !== '')
    .join(', ');
  if (cancelled) return scheduleText(locale, 'line_cancelled', { line });
  return change === null ? line : scheduleText(locale, 'line_changed', { line });
}
