import { useServices } from '../app/services.ts';
import { useTranslator } from '../i18n/i18n.tsx';
import { LOCALE_NAMES, LOCALES } from '../i18n/locale.ts';
import css from './ui.module.css';

/** Each language is called as it calls itself, so that everybody finds their own. */
export function LanguageSwitch() {
  const { language } = useServices();
  const { locale, t } = useTranslator();
  return (
    <div className={css.languages} role="group" aria-label={t('me.language')}>
      {LOCALES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          className={css.language}
          aria-pressed={one === locale}
          onClick={() => void language.use(one, { remember: true })}
        >
          {LOCALE_NAMES[one]}
        </button>
      ))}
    </div>
  );
}
