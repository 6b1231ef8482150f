import { useEffect, useState } from 'react';
import type { ClassPerson, CreatedLink } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { addressOf, LinkCard, PrintSheet } from '../../ui/link-card.tsx';
import { Loading, Problem } from '../../ui/ui.tsx';

/** A one-time log-in link for one person. */
export function OneCard({
  person,
  classTitle,
  onClose,
}: {
  person: ClassPerson;
  classTitle: string;
  onClose: () => void;
}) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const [link, setLink] = useState<CreatedLink | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    api.createLoginLink(person.person_id).then(
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
  }, [api, person.person_id]);
  const until = link === null ? '' : t('card.once', { date: dateTime(Date.parse(link.expires_at)) });
  return (
    <Dialog title={person.display_name} onClose={onClose}>
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      {link === null && problem === null && <Loading rows={2} height={120} />}
      {link !== null && (
        <>
          <p>{until}</p>
          <LinkCard
            link={link}
            qrLabel={t('people.card.of', { name: person.display_name })}
            linkLabel={t('invites.link')}
            codeLabel={t('card.code')}
            shareText={t('people.card.of', { name: person.display_name })}
            onPrint={() => print()}
          />
          <p className="soft small">{t('card.warning')}</p>
          <PrintSheet
            cards={[
              {
                key: person.person_id,
                title: person.display_name,
                subtitle: classTitle,
                link,
                how: t('card.how', { address: addressOf(link.url) }),
                note: until,
              },
            ]}
          />
        </>
      )}
    </Dialog>
  );
}
