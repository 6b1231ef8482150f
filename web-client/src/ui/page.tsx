import type { ReactNode } from 'react';
import { goBack } from '../app/router.tsx';
import type { Route } from '../app/route.ts';
import { useTranslator } from '../i18n/i18n.tsx';
import { useTitle } from './entrance.tsx';
import css from './page.module.css';
import { IconButton } from './ui.tsx';

interface BarProps {
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** Where "back" leads when there is nothing to go back to. */
  readonly parent?: Route;
  readonly lead?: ReactNode;
  /** The way back stands on wide screens too: for a view that leaves no room for the list of classes. */
  readonly always?: boolean;
  readonly children?: ReactNode;
}

export function Bar({
  title,
  subtitle,
  parent = { name: 'home' },
  lead,
  always = false,
  children,
}: BarProps) {
  const { t } = useTranslator();
  useTitle(subtitle === undefined ? title : `${title}, ${subtitle}`);
  return (
    <header className={css.bar}>
      <IconButton
        icon="back"
        label={t('do.back')}
        className={always ? '' : (css.back ?? '')}
        onClick={() => goBack(parent)}
      />
      {lead}
      <div className={css.titles}>
        <h1 className={css.title}>{title}</h1>
        {subtitle !== undefined && <p className={css.subtitle}>{subtitle}</p>}
      </div>
      {children}
    </header>
  );
}

/** A view that scrolls as a whole. */
export function Page({ children, ...bar }: BarProps & { children: ReactNode }) {
  return (
    <main className={css.page}>
      <Bar {...bar} />
      {/* Reached with the keyboard too, also where there is nothing to press. */}
      <div className={css.body} tabIndex={0}>
        <div className={css.column}>{children}</div>
      </div>
    </main>
  );
}
