import { useState } from 'react';
import type { PollView } from '../../api/types.ts';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { saveFile } from '../../ui/save-file.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { explain } from '../../ui/explain.ts';
import { Button, Loading, Problem } from '../../ui/ui.tsx';
import { pollPicture, toPng } from './poll-picture.ts';
import css from './poll.module.css';

interface Props {
  readonly roomId: string;
  readonly eventId: string;
  readonly onClose: () => void;
}

/** For staff: who has not voted, and the result as a table. */
export function PollDetails({ roomId, eventId, onClose }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const { api } = useServices();
  const { value: poll, failure } = useAnswer(eventId, () => api.poll(roomId, eventId));
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (kind: 'csv' | 'png', make: () => Promise<Blob>): Promise<void> => {
    setProblem(null);
    try {
      saveFile(await make(), `${poll?.question ?? 'poll'}.${kind}`);
    } catch (error) {
      setProblem(explain(translator, error));
    }
  };
  // Reading the answer as text took the byte-order mark away, without which Excel takes UTF-8 for something else.
  const table = async (): Promise<Blob> =>
    new Blob(['\uFEFF', (await api.pollTable(roomId, eventId)).replace(/^\uFEFF/, '')], { type: 'text/csv' });
  const picture = async (of: PollView): Promise<Blob> => {
    const key = of.per === 'child' ? 'poll.votedFor' : 'poll.voted';
    return toPng(pollPicture(of, t(key, { count: of.voters })));
  };
  return (
    <Dialog title={poll?.question ?? t('poll.details')} onClose={onClose}>
      <div className={css.list}>
        {(problem !== null || failure !== null) && (
          <Problem>{problem ?? explain(translator, failure)}</Problem>
        )}
        {poll === null && failure === null && <Loading rows={3} height={28} />}
        {poll?.anonymous === true && <p>{t('poll.anonymous.staff')}</p>}
        {poll?.missing != null && (
          <section className={css.missing}>
            <h3>{t('poll.missing', { count: poll.missing.length })}</h3>
            {poll.missing.length > 0 && (
              <ul>
                {poll.missing.map((person) => (
                  <li key={person.person_id}>{person.display_name}</li>
                ))}
              </ul>
            )}
          </section>
        )}
        {poll !== null && (
          <div className={css.row}>
            <Button icon="download" onClick={() => void save('csv', table)}>
              {t('poll.table')}
            </Button>
            {poll.answers.every(({ votes }) => votes !== null) && (
              <Button icon="download" onClick={() => void save('png', () => picture(poll))}>
                {t('poll.picture')}
              </Button>
            )}
          </div>
        )}
      </div>
    </Dialog>
  );
}
