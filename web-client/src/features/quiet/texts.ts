/** The texts of quiet hours: only those who teach see them. */
import { useMemo } from 'react';
import type { Locale } from '../../i18n/locale.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { createTexts, type Values } from '../../i18n/translator.ts';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

export type QuietKey = keyof typeof ru;
const CATALOGS: { readonly [L in Locale]: { readonly [K in QuietKey]: string } } = { ru, en };

export function useQuietTexts(): (key: QuietKey, values?: Values) => string {
  const { locale } = useTranslator();
  return useMemo(() => createTexts<QuietKey>(locale, CATALOGS[locale]), [locale]);
}
