import { useState, type ReactNode } from 'react';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import { Button, Problem } from '../../ui/ui.tsx';
import { chosenAfter, PollAnswers } from './poll-answers.tsx';
import { usePollView } from './use-poll-view.ts';
import css from './poll.module.css';

interface Props {
  readonly roomId: string;
  readonly eventId: string;
  /** Changes when the bot has said something about it. */
  readonly version: number;
  /** The message itself: shown until Parta says that this is a poll. */
  readonly children: ReactNode;
}

/** An anonymous poll: what is chosen goes to Parta and is in no room. */
export function BallotCard({ roomId, eventId, version, children }: Props) {
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const { api } = useServices();
  const [votes, setVotes] = useState(0);
  const poll = usePollView(roomId, eventId, `${version} ${votes}`);
  const [pressed, setPressed] = useState<readonly string[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  if (poll === null || !poll.anonymous) return children;
  const mine = pressed ?? poll.mine;
  const ended = poll.ended_at !== null;
  const trying = async (act: () => Promise<unknown>): Promise<void> => {
    setProblem(null);
    try {
      await act();
      setVotes((count) => count + 1);
    } catch (error) {
      setPressed(null);
      setProblem(explain(translator, error));
    }
  };
  const cast = (next: readonly string[]): void => {
    setPressed(next);
    void trying(() => api.votePoll(roomId, eventId, next));
  };
  return (
    <div role="group" className={css.card} aria-label={t('poll.of', { question: poll.question })}>
      <p className={css.kind}>{t('poll.anonymous')}</p>
      <p className={css.question}>{poll.question}</p>
      {poll.max_selections > 1 && !ended && (
        <p className="small soft">{t('poll.several', { count: poll.max_selections })}</p>
      )}
      <PollAnswers
        question={poll.question}
        answers={poll.answers}
        voters={poll.voters}
        mine={mine}
        many={poll.max_selections > 1}
        ended={ended}
        disabled={ended}
        onChoose={(id) => cast(chosenAfter(mine, id, poll.max_selections))}
      />
      <p className="small soft">
        {poll.per === 'child'
          ? t('poll.votedFor', { count: poll.voters })
          : t('poll.voted', { count: poll.voters })}
        {ended && ` · ${t('poll.ended')}`}
        {!ended &&
          poll.closes_at !== null &&
          ` · ${t('poll.until', { time: dateTime(Date.parse(poll.closes_at)) })}`}
      </p>
      {poll.per === 'child' && <p className="small soft">{t('poll.perChild')}</p>}
      <p className="small soft">
        {ended
          ? t(poll.answers[0]?.votes === null ? 'poll.tooFew' : 'poll.anonymous.over')
          : t('poll.anonymous.how')}
      </p>
      {problem !== null && <Problem>{problem}</Problem>}
      {!ended && (mine.length > 0 || poll.may_manage) && (
        <div className={css.row}>
          {mine.length > 0 && (
            <Button look="quiet" onClick={() => cast([])}>
              {t('poll.takeBack')}
            </Button>
          )}
          {poll.may_manage && (
            <Button look="quiet" onClick={() => void trying(() => api.endPoll(roomId, eventId))}>
              {t('poll.end')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
