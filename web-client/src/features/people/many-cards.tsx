import { useEffect, useRef, useState } from 'react';
import type { ClassPerson, CreatedLink } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { addressOf, PrintSheet } from '../../ui/link-card.tsx';
import { Button, Problem, Progress } from '../../ui/ui.tsx';

interface Made {
  readonly person: ClassPerson;
  readonly link: CreatedLink;
}

/** Cards for everybody who has not come yet, one after another, on sheets to be cut. */
export function ManyCards({
  people,
  classTitle,
  onClose,
}: {
  people: readonly ClassPerson[];
  classTitle: string;
  onClose: () => void;
}) {
  const { api } = useServices();
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const [made, setMade] = useState<readonly Made[]>([]);
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const stopped = useRef(false);
  useEffect(() => {
    stopped.current = false;
    return () => {
      stopped.current = true;
    };
  }, []);

  const make = async (): Promise<void> => {
    setRunning(true);
    setProblem(null);
    try {
      // Those that are made already stay good when one fails in between.
      const done = new Set(made.map(({ person }) => person.person_id));
      for (const person of people.filter(({ person_id: id }) => !done.has(id))) {
        const link = await api.createLoginLink(person.person_id);
        if (stopped.current) return;
        setMade((now) => [...now, { person, link }]);
      }
    } catch (error) {
      setProblem(error);
    }
    setRunning(false);
  };

  const complete = made.length === people.length;
  const progress = t('people.cards.making', { done: made.length, total: people.length });
  return (
    <Dialog title={t('people.cards')} onClose={onClose}>
      {!running && made.length === 0 && <p>{t('people.cards.confirm', { count: people.length })}</p>}
      <p className="soft">{t('people.cards.text')}</p>
      {(running || made.length > 0) && (
        <>
          <p role="status">{progress}</p>
          <Progress share={made.length / people.length} label={progress} />
        </>
      )}
      {problem !== null && <Problem>{explain(translator, problem)}</Problem>}
      {complete ? (
        <Button look="primary" icon="print" onClick={() => print()}>
          {t('do.print')}
        </Button>
      ) : (
        <Button look="primary" busy={running} onClick={() => void make()}>
          {t('people.cards.make')}
        </Button>
      )}
      <PrintSheet
        cards={made.map(({ person, link }) => ({
          key: person.person_id,
          title: person.display_name,
          subtitle: `${classTitle}, ${t(`role.${person.role}`)}`,
          link,
          how: t('card.how', { address: addressOf(link.url) }),
          note: t('card.once', { date: dateTime(Date.parse(link.expires_at)) }),
        }))}
      />
    </Dialog>
  );
}
