/**
 * Texts that people read, in every language of Parta. Each feature keeps its own catalog beside its code
 * (`<feature>/messages.ts`); messages are ICU MessageFormat, so plurals, dates and lists are right in each language.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Locale } from '../school/model.ts';

export const LOCALES: readonly Locale[] = ['ru', 'en'];

export type Messages = { readonly [key: string]: string };
/** The same keys in every language; `defineCatalog` makes a missing one a type error. */
export type Catalog<Keys extends string> = { readonly [L in Locale]: { readonly [K in Keys]: string } };
export type Values = Record<string, string | number | Date>;
export interface Text<Keys extends string> {
  (locale: Locale, key: Keys, values?: Values): string;
  /** What it was made from: i18n/catalogs.test.ts compares the languages of every catalog. */
  readonly catalog: Catalog<Keys>;
}

const parsed = new Map<string, IntlMessageFormat>();

function compile(locale: Locale, message: string): IntlMessageFormat {
  const id = `${locale}\u0000${message}`;
  let format = parsed.get(id);
  if (format === undefined) {
    // Texts are plain: no rich-text tags, so that a name such as "<b>" stays as it is.
    format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    parsed.set(id, format);
  }
  return format;
}

/** Makes a feature's text function from its catalog. */
export function createText<Keys extends string>(catalog: Catalog<Keys>): Text<Keys> {
  const text = (locale: Locale, key: Keys, values?: Values): string =>
    String(compile(locale, catalog[locale][key]).format(values));
  return Object.assign(text, { catalog });
}

/** The best language of ours for an `Accept-Language` header (RFC 9110 section 12.5.4). */
export function negotiateLocale(header: string | undefined, fallback: Locale): Locale {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = parameters.map((p) => /^\s*q=([0-9.]+)\s*$/.exec(p)?.[1]).find((v) => v !== undefined);
      return { language: tag.toLowerCase().split('-')[0], weight: q === undefined ? 1 : Number(q) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) {
    const found = LOCALES.find((locale) => locale === language);
    if (found !== undefined) return found;
  }
  return fallback;
}
