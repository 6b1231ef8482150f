import { useState } from 'react';
import { randomId } from '../../app/ids.ts';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomView } from '../../matrix/types.ts';
import { explain } from '../../ui/explain.ts';
import { Button, Empty, Field, Problem, Switch } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { PollCard } from './poll-card.tsx';
import { MOST_ANSWERS, POLL_START, pollContent, readPolls } from './poll-model.ts';
import css from './poll.module.css';

interface Props {
  readonly roomId: string;
  readonly view: RoomView | null;
  readonly mayAsk: boolean;
}

/** A room's polls, the latest first, and a new one. */
export function PollList({ roomId, view, mayAsk }: Props) {
  const { t } = useTranslator();
  const account = useAccount();
  const [asking, setAsking] = useState(false);
  const polls = readPolls(view?.events ?? [], account.session.userId, (userId) =>
    view === null ? false : view.staff.has(userId),
  ).reverse();
  return (
    <div className={css.list}>
      {mayAsk &&
        (asking ? (
          <PollForm roomId={roomId} onDone={() => setAsking(false)} />
        ) : (
          <Button look="primary" icon="plus" wide onClick={() => setAsking(true)}>
            {t('poll.new')}
          </Button>
        ))}
      {polls.length === 0 && !asking && (
        <Empty icon="check" title={t('poll.empty.title')}>
          <p>{t(mayAsk ? 'poll.empty.ask' : 'poll.empty.text')}</p>
        </Empty>
      )}
      {polls.map((poll) => (
        <PollCard key={poll.eventId} roomId={roomId} poll={poll} mayEnd={mayAsk} />
      ))}
    </div>
  );
}

/** A new question with its answers. */
export function PollForm({ roomId, onDone }: { roomId: string; onDone: () => void }) {
  const translator = useTranslator();
  const { t } = translator;
  const account = useAccount();
  const connection = useStore(account.connection);
  const [question, setQuestion] = useState('');
  const [answers, setAnswers] = useState(['', '']);
  const [hidden, setHidden] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const given = answers.map((answer) => answer.trim()).filter((answer) => answer !== '');
  const isReady = question.trim() !== '' && given.length >= 2 && connection !== null;
  const send = async (): Promise<void> => {
    if (!isReady) return;
    setBusy(true);
    try {
      await connection.send(roomId, POLL_START, randomId(), pollContent(question.trim(), given, !hidden));
      onDone();
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };
  return (
    <form
      className={css.card}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        label={t('poll.question')}
        value={question}
        maxLength={340}
        autoFocus
        onChange={(event) => setQuestion(event.target.value)}
      />
      {answers.map((answer, index) => (
        <Field
          key={index}
          label={t('poll.answer', { n: index + 1 })}
          value={answer}
          maxLength={200}
          onChange={(event) =>
            setAnswers(answers.map((one, at) => (at === index ? event.target.value : one)))
          }
        />
      ))}
      {answers.length < MOST_ANSWERS && (
        <Button look="quiet" icon="plus" onClick={() => setAnswers([...answers, ''])}>
          {t('poll.more')}
        </Button>
      )}
      <Switch label={t('poll.hidden')} checked={hidden} onChange={setHidden} />
      {problem !== null && <Problem>{problem}</Problem>}
      <div className={css.row}>
        <Button onClick={onDone}>{t('do.cancel')}</Button>
        <Button type="submit" look="primary" busy={busy} disabled={!isReady}>
          {t('poll.ask')}
        </Button>
      </div>
    </form>
  );
}
