/** Texts of documents and tasks; loaded with their views alone. */
import { useMemo } from 'react';
import { useTranslator } from '../../i18n/i18n.tsx';
import { createTexts } from '../../i18n/translator.ts';
import en from './texts/en.ts';
import ru from './texts/ru.ts';

export function useTexts() {
  const { locale } = useTranslator();
  return useMemo(() => createTexts<keyof typeof ru>(locale, locale === 'ru' ? ru : en), [locale]);
}
