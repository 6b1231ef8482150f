import { useId, useState } from 'react';
import { randomId } from '../../app/ids.ts';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Button, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { POLL_END, POLL_RESPONSE, pollEndContent, voteContent, type Poll } from './poll-model.ts';
import css from './poll.module.css';

interface Props {
  readonly roomId: string;
  readonly poll: Poll;
  /** May end it although it is somebody else's. */
  readonly mayEnd: boolean;
}

/** A poll to vote in, and its result. Stands in the lesson and in a chat alike. */
export function PollCard({ roomId, poll, mayEnd }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const account = useAccount();
  const connection = useStore(account.connection);
  const name = useId();
  const [problem, setProblem] = useState<string | null>(null);
  /** What was pressed, until the homeserver's word comes. */
  const [pressed, setPressed] = useState<readonly string[] | null>(null);
  if (pressed !== null && String(pressed) === String(poll.mine)) setPressed(null);
  const mine = pressed ?? poll.mine;
  const isMany = poll.maxSelections > 1;
  const send = async (type: string, content: object): Promise<void> => {
    if (connection === null) return;
    setProblem(null);
    try {
      await connection.send(roomId, type, randomId(), content);
    } catch (error) {
      setPressed(null);
      setProblem(explain(translator, error));
    }
  };
  const choose = (id: string): void => {
    const without = mine.filter((one) => one !== id);
    const next = !isMany ? [id] : mine.includes(id) ? without : [...without, id].slice(-poll.maxSelections);
    setPressed(next);
    void send(POLL_RESPONSE, voteContent(poll.eventId, next));
  };
  const end = (): void => {
    const best = poll.answers.toSorted((a, b) => b.votes - a.votes)[0];
    void send(POLL_END, pollEndContent(poll.eventId, t('poll.ended.text', { answer: best?.text ?? '' })));
  };
  const shows = poll.showsResults && (poll.ended || mine.length > 0);
  return (
    <div role="group" className={css.card} aria-label={t('poll.of', { question: poll.question })}>
      <h3 className={css.question}>{poll.question}</h3>
      <div className={css.answers} role={isMany ? 'group' : 'radiogroup'} aria-label={poll.question}>
        {poll.answers.map((answer) => {
          const share = poll.voters === 0 ? 0 : Math.round((100 * answer.votes) / poll.voters);
          const isMine = mine.includes(answer.id);
          return (
            <label key={answer.id} className={css.answer} data-mine={isMine} data-ended={poll.ended}>
              <input
                type={isMany ? 'checkbox' : 'radio'}
                name={name}
                checked={isMine}
                disabled={poll.ended || connection === null}
                onChange={() => choose(answer.id)}
              />
              <span className={css.answerText}>{answer.text}</span>
              {isMine && poll.ended && <Icon name="check" size={18} />}
              {shows && (
                <span className={css.votes}>
                  {answer.votes}
                  <span className="visually-hidden">
                    {t('poll.votes', { count: answer.votes })}, {share} %
                  </span>
                </span>
              )}
              {shows && <span className={css.share} style={{ width: `${share}%` }} aria-hidden="true" />}
            </label>
          );
        })}
      </div>
      <p className="small soft">
        {t('poll.voted', { count: poll.voters })}
        {poll.ended && ` · ${t('poll.ended')}`}
        {!poll.ended && !poll.showsResults && ` · ${t('poll.secret')}`}
      </p>
      {problem !== null && <Problem>{problem}</Problem>}
      {!poll.ended && (mayEnd || poll.sender === account.session.userId) && (
        <Button look="quiet" onClick={end}>
          {t('poll.end')}
        </Button>
      )}
    </div>
  );
}
