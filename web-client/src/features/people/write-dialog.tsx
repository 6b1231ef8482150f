import { useState } from 'react';
import type { ContactExplanation } from '../../api/people.ts';
import { navigate } from '../../app/router.tsx';
import { useAccount, useServices } from '../../app/services.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { Button, Loading, Problem } from '../../ui/ui.tsx';
import css from './people.module.css';
import { usePeopleTexts, type PeopleKey } from './texts.ts';

export interface Addressee {
  readonly name: string;
  readonly userId: string;
  /** The chat of the two, if there is one. */
  readonly roomId: string | null;
}

type Outcome = ContactExplanation['outcome'];

const SIGNS: { readonly [O in Outcome]: { readonly icon: IconName; readonly title: PeopleKey } } = {
  allow: { icon: 'check', title: 'write.allow' },
  second_adult: { icon: 'parents', title: 'write.second' },
  teacher_first: { icon: 'clock', title: 'write.first' },
  deny: { icon: 'alert', title: 'write.deny' },
};

/** Says what writing to somebody means before anything is opened; refused with the rule, and what would change it. */
export function WriteDialog({ to, onClose }: { to: Addressee; onClose: () => void }) {
  const { api } = useServices();
  const account = useAccount();
  const { p, translator } = usePeopleTexts();
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [waitsIn, setWaitsIn] = useState<string | null>(null);
  const me = account.session.userId;
  const { value: terms, failure } = useAnswer(to.userId, () => api.explainContact(me, to.userId));

  const show = (roomId: string): void => {
    onClose();
    navigate({ name: 'room', roomId });
  };
  const open = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const room = await api.openDirectRoom({ user_id: to.userId });
      await account.directRooms.renew();
      if (room.status === 'read_only') setWaitsIn(room.room_id);
      else show(room.room_id);
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };

  return (
    <Dialog title={p('write.title', { name: to.name })} onClose={onClose}>
      {terms === null && failure === null && (
        <>
          <p role="status">{p('write.checking')}</p>
          <Loading rows={1} />
        </>
      )}
      {(problem ?? failure) !== null && <Problem>{explain(translator, problem ?? failure)}</Problem>}
      {waitsIn !== null ? (
        <>
          <Sign icon="clock" title={p('write.waiting')} />
          <p>{p('write.waiting.text')}</p>
          <Button look="primary" wide onClick={() => show(waitsIn)}>
            {p('write.toChat')}
          </Button>
        </>
      ) : (
        terms !== null && (
          <>
            <Sign
              icon={SIGNS[terms.outcome].icon}
              title={p(SIGNS[terms.outcome].title)}
              bad={terms.outcome === 'deny'}
            />
            {terms.outcome === 'second_adult' && <p>{p('write.second.text')}</p>}
            {terms.outcome === 'teacher_first' && <p>{p('write.first.text')}</p>}
            <Reason terms={terms} />
            {(terms.outcome === 'allow' || terms.outcome === 'second_adult') && (
              <Button look="primary" icon="chat" wide busy={busy} onClick={() => void open()}>
                {p('write.open')}
              </Button>
            )}
          </>
        )
      )}
    </Dialog>
  );
}

/** Why, in the words of the policy; to whom it is refused, also what would change it. */
function Reason({ terms: { outcome, text, notes } }: { terms: ContactExplanation }) {
  // The first sentence says what stands above it already.
  const [, why = '', ...rest] = text.split('\n');
  const lines =
    outcome === 'deny'
      ? [why, ...rest]
      : [...(outcome === 'allow' ? [] : [why]), ...notes.map((note) => note.text)];
  return lines.length === 0 ? null : <p className={css.reason}>{lines.join('\n')}</p>;
}

function Sign({ icon, title, bad = false }: { icon: IconName; title: string; bad?: boolean }) {
  return (
    <p className={css.sign} data-bad={bad}>
      <Icon name={icon} />
      <strong>{title}</strong>
    </p>
  );
}
