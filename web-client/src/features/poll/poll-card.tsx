import { useState } from 'react';
import { POLL_END, POLL_RESPONSE, pollEndContent, voteContent } from '@parta/protocol';
import { randomId } from '../../app/ids.ts';
import { useAccount, useServices } from '../../app/services.ts';
import { view } from '../../app/view.tsx';
import { useTranslator } from '../../i18n/i18n.tsx';
import { explain } from '../../ui/explain.ts';
import { Button, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { chosenAfter, PollAnswers } from './poll-answers.tsx';
import type { Poll } from './poll-model.ts';
import { usePollView } from './use-poll-view.ts';
import css from './poll.module.css';

const PollDetails = view(async () => (await import('./poll-details.tsx')).PollDetails);

interface Props {
  readonly roomId: string;
  readonly poll: Poll;
  /** May end it although it is somebody else's, and see who has not voted. */
  readonly mayEnd: boolean;
}

/** A poll to vote in, and its result. Stands in the lesson and in a chat alike. */
export function PollCard({ roomId, poll, mayEnd }: Props) {
  const translator = useTranslator();
  const { t, dateTime } = translator;
  const { api } = useServices();
  const account = useAccount();
  const connection = useStore(account.connection);
  const [problem, setProblem] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  /** What was pressed, until the homeserver's word comes. */
  const [pressed, setPressed] = useState<readonly string[] | null>(null);
  if (pressed !== null && String(pressed) === String(poll.mine)) setPressed(null);
  const mine = pressed ?? poll.mine;
  // Whose children there are, only Parta knows.
  const families = usePollView(
    poll.per === 'child' ? roomId : null,
    poll.eventId,
    `${poll.voters} ${poll.ended}`,
  );
  const trying = async (act: () => Promise<unknown>): Promise<void> => {
    setProblem(null);
    try {
      await act();
    } catch (error) {
      setPressed(null);
      setProblem(explain(translator, error));
    }
  };
  const choose = (id: string): void => {
    const next = chosenAfter(mine, id, poll.maxSelections);
    setPressed(next);
    void trying(async () =>
      connection?.send(roomId, POLL_RESPONSE, randomId(), voteContent(poll.eventId, next)),
    );
  };
  const end = (): Promise<void> =>
    trying(async () => {
      if (poll.per === 'child') return api.endPoll(roomId, poll.eventId);
      const best = poll.answers.toSorted((a, b) => b.votes - a.votes)[0];
      const text = t('poll.ended.text', { answer: best?.text ?? '' });
      return connection?.send(roomId, POLL_END, randomId(), pollEndContent(poll.eventId, text));
    });
  const shows = poll.showsResults && (poll.ended || mine.length > 0);
  const counted = poll.per === 'child' ? (families?.answers ?? null) : poll.answers;
  return (
    <div role="group" className={css.card} aria-label={t('poll.of', { question: poll.question })}>
      <p className={css.question}>{poll.question}</p>
      {poll.maxSelections > 1 && !poll.ended && (
        <p className="small soft">{t('poll.several', { count: poll.maxSelections })}</p>
      )}
      <PollAnswers
        question={poll.question}
        answers={poll.answers.map(({ id, text }) => ({
          ...{ id, text },
          votes: shows ? (counted?.find((one) => one.id === id)?.votes ?? null) : null,
        }))}
        voters={poll.per === 'child' ? (families?.voters ?? 0) : poll.voters}
        mine={mine}
        many={poll.maxSelections > 1}
        ended={poll.ended}
        disabled={poll.ended || connection === null}
        onChoose={choose}
      />
      <p className="small soft">
        {poll.per === 'child'
          ? families !== null && t('poll.votedFor', { count: families.voters })
          : t('poll.voted', { count: poll.voters })}
        {poll.ended && ` · ${t('poll.ended')}`}
        {!poll.ended && !poll.showsResults && ` · ${t('poll.secret')}`}
        {!poll.ended && poll.closesAt !== null && ` · ${t('poll.until', { time: dateTime(poll.closesAt) })}`}
      </p>
      {poll.per === 'child' && <p className="small soft">{t('poll.perChild')}</p>}
      {!poll.ended && <p className="small soft">{t('poll.named')}</p>}
      {problem !== null && <Problem>{problem}</Problem>}
      {(mayEnd || (!poll.ended && poll.sender === account.session.userId)) && (
        <div className={css.row}>
          {!poll.ended && (
            <Button look="quiet" onClick={() => void end()}>
              {t('poll.end')}
            </Button>
          )}
          {mayEnd && (
            <Button look="quiet" icon="people" onClick={() => setLooking(true)}>
              {t('poll.details')}
            </Button>
          )}
        </div>
      )}
      {looking && <PollDetails roomId={roomId} eventId={poll.eventId} onClose={() => setLooking(false)} />}
    </div>
  );
}
