/** Texts from a catalog of ICU messages, and dates and sizes as each language writes them. Pure: no DOM, no loading. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Catalog, TextKey } from './catalogs/keys.ts';
import type { Locale } from './locale.ts';

export type Values = Record<string, string | number | Date>;

export interface Translator {
  readonly locale: Locale;
  /** BCP 47 tag by which dates and numbers are written. */
  readonly region: string;
  readonly t: (key: TextKey, values?: Values) => string;
  /** `14:05`, `2:05 PM`. Milliseconds since the epoch, in the reader's own time zone. */
  readonly time: (ts: number) => string;
  /** «Сегодня», “Yesterday”, `12 сентября`, and with the year when it is another one. */
  readonly day: (ts: number, now: number) => string;
  /** For lists of chats: the time today, else the short day. */
  readonly shortDate: (ts: number, now: number) => string;
  /** Day and time in full, for tooltips and deadlines. */
  readonly dateTime: (ts: number) => string;
  /** A size in bytes as people say it. */
  readonly size: (bytes: number) => string;
  readonly list: (items: readonly string[]) => string;
}

/** Texts of one catalog by their keys. */
export function createTexts<Key extends string>(
  locale: Locale,
  catalog: { readonly [K in Key]: string },
): (key: Key, values?: Values) => string {
  const formats = new Map<Key, IntlMessageFormat>();
  return (key, values) => {
    let format = formats.get(key);
    if (format === undefined) {
      // Plain texts: no rich-text tags, so that a name such as "<b>" stays as it is.
      format = new IntlMessageFormat(catalog[key], locale, undefined, { ignoreTag: true });
      formats.set(key, format);
    }
    return String(format.format(values));
  };
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** @param region BCP 47 tag of the same language whose dates and numbers are used, e.g. `en-GB` with its 24 hours */
export function createTranslator(locale: Locale, catalog: Catalog, region: string = locale): Translator {
  const time = new Intl.DateTimeFormat(region, { hour: 'numeric', minute: '2-digit' });
  const dayMonth = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'long' });
  const dayMonthYear = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'long', year: 'numeric' });
  const shortDay = new Intl.DateTimeFormat(region, { day: 'numeric', month: 'short' });
  const full = new Intl.DateTimeFormat(region, { dateStyle: 'long', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' });
  const sameYear = (a: number, b: number): boolean => new Date(a).getFullYear() === new Date(b).getFullYear();

  return {
    locale,
    region,
    t: createTexts<TextKey>(locale, catalog),
    time: (ts) => time.format(ts),
    day(ts, now) {
      if (sameDay(ts, now)) return capitalised(relative.format(0, 'day'));
      if (sameDay(ts, now - 86_400_000)) return capitalised(relative.format(-1, 'day'));
      return (sameYear(ts, now) ? dayMonth : dayMonthYear).format(ts);
    },
    shortDate: (ts, now) => (sameDay(ts, now) ? time : shortDay).format(ts),
    dateTime: (ts) => full.format(ts),
    size(bytes) {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
      const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
      const value = bytes / 1000 ** power;
      return new Intl.NumberFormat(region, {
        style: 'unit',
        unit: units[power] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: value < 10 && power > 0 ? 1 : 0,
      }).format(value);
    },
    list: (items) => conjunction.format(items),
  };
}
