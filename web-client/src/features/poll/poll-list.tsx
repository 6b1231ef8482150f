import { useState } from 'react';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomView } from '../../matrix/types.ts';
import { Button, Empty } from '../../ui/ui.tsx';
import { PollCard } from './poll-card.tsx';
import { PollForm } from './poll-form.tsx';
import { readPolls } from './poll-model.ts';
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
          <div className={css.card}>
            <PollForm roomId={roomId} onDone={() => setAsking(false)} />
          </div>
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
