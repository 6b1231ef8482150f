/** Texts of the desks of staff and administrators, loaded with the first of their views. */
import { useMemo } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { createTexts, type Translator, type Values } from '../../i18n/translator.ts';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

export type DeskKey = keyof typeof ru;
const CATALOGS: { readonly [L in Locale]: { readonly [K in DeskKey]: string } } = { ru, en };

export interface DeskTexts {
  /** A text of the desks. */
  readonly d: (key: DeskKey, values?: Values) => string;
  /** Everything that is written alike all over Parta: dates, common words. */
  readonly translator: Translator;
}

const known = new Map<Locale, DeskTexts['d']>();

export function useDeskTexts(): DeskTexts {
  const translator = useTranslator();
  return useMemo(() => {
    const { locale } = translator;
    const d = known.get(locale) ?? createTexts<DeskKey>(locale, CATALOGS[locale]);
    known.set(locale, d);
    return { d, translator };
  }, [translator]);
}
