import { useEffect, useState } from 'react';
import type { CreatedLink } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { addressOf, LinkCard, PrintSheet } from '../../ui/link-card.tsx';
import { Loading, Problem } from '../../ui/ui.tsx';

/** A link that concerns one person: made when the dialog opens, shown only there, and printed as a card. */
export function LinkDialog({
  title,
  subtitle,
  label,
  until,
  warning,
  how,
  make,
  onClose,
}: {
  title: string;
  subtitle: string;
  /** What the link is for. */
  label: string;
  until: (date: string) => string;
  warning: string;
  how: (address: string) => string;
  /** Must stay the same function while the dialog is open. */
  make: () => Promise<CreatedLink>;
  onClose: () => void;
}) {
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const [link, setLink] = useState<CreatedLink | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    make().then(
      (made) => {
        if (!gone) setLink(made);
      },
      (error: unknown) => {
        if (!gone) setProblem(error);
      },
    );
    return () => {
      gone = true;
    };
  }, [make]);
  const note = link === null ? '' : until(dateTime(Date.parse(link.expires_at)));
  return (
    <Dialog title={title} onClose={onClose}>
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      {link === null && problem === null && <Loading rows={2} height={120} />}
      {link !== null && (
        <>
          <p>{note}</p>
          <LinkCard
            link={link}
            qrLabel={label}
            linkLabel={t('invites.link')}
            codeLabel={t('card.code')}
            shareText={label}
            onPrint={() => print()}
          />
          <p className="soft small">{warning}</p>
          <PrintSheet cards={[{ key: title, title, subtitle, link, how: how(addressOf(link.url)), note }]} />
        </>
      )}
    </Dialog>
  );
}
