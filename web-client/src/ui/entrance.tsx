import { useEffect, type ReactNode } from 'react';
import { useTranslator } from '../i18n/i18n.tsx';
import css from './entrance.module.css';
import { Logo } from './icons.tsx';
import { LanguageSwitch } from './language-switch.tsx';

/** The frame of the pages before log-in. `title` is the page's name for the browser and screen readers. */
export function Entrance({
  title,
  children,
  foot,
}: {
  title: string;
  children: ReactNode;
  foot?: ReactNode;
}) {
  const { t } = useTranslator();
  useTitle(title);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <span className={css.brand}>
          <Logo />
          {t('app.name')}
        </span>
        <LanguageSwitch />
      </header>
      <main className={css.main}>{children}</main>
      {foot !== undefined && <footer className={css.foot}>{foot}</footer>}
    </div>
  );
}

/** Names the page in the browser; null leaves that to another view. */
export function useTitle(title: string | null): void {
  const { t } = useTranslator();
  const name = t('app.name');
  useEffect(() => {
    if (title !== null) document.title = `${title} · ${name}`;
  }, [title, name]);
}
