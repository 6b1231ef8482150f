import type { Locale } from '../school/model.ts';

/** A moment as people say it where they are. */
export function sayMoment(locale: Locale, moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    moment,
  );
}
