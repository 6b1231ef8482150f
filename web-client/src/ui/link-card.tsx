import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { CreatedLink } from '../api/types.ts';
import { useTranslator } from '../i18n/i18n.tsx';
import css from './link-card.module.css';
import { Button, CopyRow } from './ui.tsx';

/** The server's QR as a picture: nothing of it can run. */
export const qrSource = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;

/** Address without the secret, to be typed from paper. */
export const addressOf = (url: string): string => url.replace(/#.*$/, '').replace(/^https?:\/\//, '');

interface LinkCardProps {
  readonly link: CreatedLink;
  readonly qrLabel: string;
  readonly linkLabel: string;
  readonly codeLabel: string;
  readonly shareText: string;
  readonly onPrint: () => void;
}

/** A fresh link in all the ways to hand it over: QR, link, code, share, paper. */
export function LinkCard({ link, qrLabel, linkLabel, codeLabel, shareText, onPrint }: LinkCardProps) {
  const { t } = useTranslator();
  const canShare = 'share' in navigator;
  return (
    <div className={css.card}>
      <img className={css.qr} src={qrSource(link.qr_svg)} alt={qrLabel} width={220} height={220} />
      <dl className={css.rows}>
        <CopyRow label={linkLabel} value={link.url} />
        <CopyRow label={codeLabel} value={link.code} mono />
      </dl>
      <div className={css.actions}>
        {canShare && (
          <Button
            look="primary"
            icon="share"
            onClick={() => void navigator.share({ text: shareText, url: link.url }).catch(() => {})}
          >
            {t('do.share')}
          </Button>
        )}
        <Button look={canShare ? 'secondary' : 'primary'} icon="print" onClick={onPrint}>
          {t('do.print')}
        </Button>
      </div>
    </div>
  );
}

export interface PrintedCard {
  readonly key: string;
  readonly title: string;
  readonly subtitle: string;
  readonly link: CreatedLink;
  readonly how: string;
  readonly note: string;
}

/** What the printer gets instead of the page: one card a person, several on a sheet, cut lines between. */
export function PrintSheet({ cards }: { cards: readonly PrintedCard[] }): ReactNode {
  const { t } = useTranslator();
  return createPortal(
    <div id="print-sheet" className={css.sheet} aria-hidden="true">
      {cards.map((card) => (
        <section key={card.key} className={css.printed}>
          <img src={qrSource(card.link.qr_svg)} alt="" />
          <div>
            <p className={css.printedBrand}>{t('app.name')}</p>
            <p className={css.printedTitle}>{card.title}</p>
            <p>{card.subtitle}</p>
            <p className={css.printedCode}>{card.link.code}</p>
            <p className={css.printedNote}>{card.how}</p>
            <p className={css.printedNote}>{card.note}</p>
          </div>
        </section>
      ))}
    </div>,
    document.body,
  );
}
