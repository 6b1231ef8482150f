import { useState } from 'react';
import { MOST_ANSWERS, POLL_START, pollContent, LONGEST_ANSWER, LONGEST_QUESTION } from '@parta/protocol';
import { randomId } from '../../app/ids.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Button, Field, Problem, Switch } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './poll.module.css';

interface Props {
  readonly roomId: string;
  /** Parents vote here: then a vote can be each child's. */
  readonly families?: boolean;
  readonly onDone: () => void;
}

export function PollDialog(props: Props) {
  const { t } = useTranslator();
  return (
    <Dialog title={t('poll.new')} onClose={props.onDone}>
      <PollForm {...props} />
    </Dialog>
  );
}

/** A new question with its answers. An open poll is an event of the person's own; an anonymous one Parta asks. */
export function PollForm({ roomId, families = false, onDone }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const { api } = useServices();
  const connection = useStore(useAccount().connection);
  const [question, setQuestion] = useState('');
  const [answers, setAnswers] = useState(['', '']);
  const [many, setMany] = useState(false);
  const [hidden, setHidden] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [perChild, setPerChild] = useState(false);
  const [until, setUntil] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [key] = useState(randomId);
  const given = answers.map((answer) => answer.trim()).filter((answer) => answer !== '');
  const isReady = question.trim() !== '' && given.length >= 2 && connection !== null;
  const send = async (): Promise<void> => {
    if (!isReady) return;
    const closesAt = until === '' ? null : new Date(until);
    if (new Set(given).size < given.length) return setProblem(t('poll.twice'));
    if (closesAt !== null && closesAt.getTime() <= Date.now()) return setProblem(t('poll.past'));
    const per = perChild ? 'child' : 'person';
    const maxSelections = many ? given.length : 1;
    const closing = closesAt === null ? {} : { closes_at: closesAt.toISOString() };
    setBusy(true);
    setProblem(null);
    try {
      if (anonymous) {
        const wish = { question: question.trim(), answers: given, max_selections: maxSelections };
        const how = { disclosed: false, anonymous, per, ...closing } as const;
        await api.createPoll(roomId, { ...wish, ...how, idempotency_key: key });
      } else {
        const rules = perChild || closesAt !== null ? { rules: { per, ...closing } as const } : {};
        const content = pollContent(question.trim(), given, { disclosed: !hidden, maxSelections, ...rules });
        await connection.send(roomId, POLL_START, key, content);
      }
      onDone();
    } catch (error) {
      setProblem(explain(translator, error));
      setBusy(false);
    }
  };
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Field
        label={t('poll.question')}
        value={question}
        maxLength={LONGEST_QUESTION}
        autoFocus
        onChange={(event) => setQuestion(event.target.value)}
      />
      {answers.map((answer, index) => (
        <Field
          key={index}
          label={t('poll.answer', { n: index + 1 })}
          value={answer}
          maxLength={LONGEST_ANSWER}
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
      <Switch label={t('poll.many')} checked={many} onChange={setMany} />
      <Switch
        label={t('poll.anonymous')}
        hint={t(anonymous ? 'poll.anonymous.hint' : 'poll.named')}
        checked={anonymous}
        onChange={setAnonymous}
      />
      {!anonymous && <Switch label={t('poll.hidden')} checked={hidden} onChange={setHidden} />}
      {families && (
        <Switch
          label={t('poll.perChild.wish')}
          hint={t('poll.perChild')}
          checked={perChild}
          onChange={setPerChild}
        />
      )}
      <Field
        type="datetime-local"
        label={t('poll.until.wish')}
        hint={t('poll.until.hint')}
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
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
