export type Locale = 'ru' | 'en';

export const LOCALES: readonly Locale[] = ['ru', 'en'];

/** What each language calls itself. */
export const LOCALE_NAMES: { readonly [L in Locale]: string } = { ru: 'Русский', en: 'English' };

const isLocale = (value: string): value is Locale => (LOCALES as readonly string[]).includes(value);

/** The first language of ours among BCP 47 tags in order of preference, e.g. `navigator.languages`. */
export function pickLocale(wanted: readonly (string | null | undefined)[], fallback: Locale): Locale {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split('-')[0] ?? '';
    if (isLocale(language)) return language;
  }
  return fallback;
}

/** The tag among the browser's languages that says how this language is written where the reader is. */
export function regionOf(locale: Locale, languages: readonly string[]): string {
  return languages.find((tag) => tag.toLowerCase().split('-')[0] === locale) ?? locale;
}
