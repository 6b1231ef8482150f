/** Texts of people: whom one reaches, families, reports. Loaded with the first of their views. */
import { useMemo } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { createTexts, type Translator, type Values } from '../../i18n/translator.ts';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

export type PeopleKey = keyof typeof ru;
const CATALOGS: { readonly [L in Locale]: { readonly [K in PeopleKey]: string } } = { ru, en };

export interface PeopleTexts {
  /** A text of people. */
  readonly p: (key: PeopleKey, values?: Values) => string;
  /** Everything that is written alike all over Parta: dates, common words. */
  readonly translator: Translator;
}

const known = new Map<Locale, PeopleTexts['p']>();

export function usePeopleTexts(): PeopleTexts {
  const translator = useTranslator();
  return useMemo(() => {
    const { locale } = translator;
    const p = known.get(locale) ?? createTexts<PeopleKey>(locale, CATALOGS[locale]);
    known.set(locale, p);
    return { p, translator };
  }, [translator]);
}
