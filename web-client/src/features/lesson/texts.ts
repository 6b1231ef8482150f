/** The lesson's own texts: they are many, and nobody who only chats should load them. */
import { useMemo } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { createTexts, type Translator, type Values } from '../../i18n/translator.ts';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

export type LessonKey = keyof typeof ru;
const CATALOGS: { readonly [L in Locale]: { readonly [K in LessonKey]: string } } = { ru, en };

export interface LessonTexts {
  /** A text of the lesson. */
  readonly l: (key: LessonKey, values?: Values) => string;
  /** Everything that is written alike all over Parta: dates, common words. */
  readonly translator: Translator;
}

const known = new Map<Locale, LessonTexts['l']>();

export function useLessonTexts(): LessonTexts {
  const translator = useTranslator();
  return useMemo(() => {
    const { locale } = translator;
    const l = known.get(locale) ?? createTexts<LessonKey>(locale, CATALOGS[locale]);
    known.set(locale, l);
    return { l, translator };
  }, [translator]);
}
