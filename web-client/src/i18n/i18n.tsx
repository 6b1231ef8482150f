import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { createStore, type Store } from '../app/store.ts';
import type { Catalog } from './catalogs/keys.ts';
import { LOCALES, pickLocale, regionOf, type Locale } from './locale.ts';
import { createTranslator, type Translator } from './translator.ts';

const STORAGE_KEY = 'parta.locale';

const CATALOGS: { readonly [L in Locale]: () => Promise<{ default: Catalog }> } = {
  ru: () => import('./catalogs/ru.ts'),
  en: () => import('./catalogs/en.ts'),
};

export interface Language {
  readonly translator: Store<Translator>;
  /** Whether the person chose the language on this device, so that nothing else may change it. */
  chosenHere(): boolean;
  /** Loads the catalog, then changes every text at once. `remember` keeps the choice on this device. */
  use(locale: Locale, options?: { remember?: boolean }): Promise<void>;
}

/** Loads the language of the device: an earlier choice, else the first of the browser's languages that Parta speaks. */
export async function startLanguage(): Promise<Language> {
  const stored = localStorage.getItem(STORAGE_KEY);
  const first = pickLocale([stored, ...navigator.languages], 'ru');
  const load = async (locale: Locale): Promise<Translator> => {
    const { default: catalog } = await CATALOGS[locale]();
    document.documentElement.lang = locale;
    return createTranslator(locale, catalog, regionOf(locale, navigator.languages));
  };
  const translator = createStore(await load(first));
  return {
    translator,
    chosenHere: () => LOCALES.some((locale) => locale === localStorage.getItem(STORAGE_KEY)),
    async use(locale, { remember = false } = {}) {
      if (remember) localStorage.setItem(STORAGE_KEY, locale);
      if (locale !== translator.get().locale) translator.set(await load(locale));
    },
  };
}

const TranslatorContext = createContext<Translator | null>(null);

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  const [translator, setTranslator] = useState(language.translator.get);
  useEffect(() => language.translator.subscribe(() => setTranslator(language.translator.get())), [language]);
  return <TranslatorContext value={translator}>{children}</TranslatorContext>;
}

export function useTranslator(): Translator {
  const translator = use(TranslatorContext);
  if (translator === null) throw new Error('useTranslator outside LanguageProvider');
  return translator;
}
