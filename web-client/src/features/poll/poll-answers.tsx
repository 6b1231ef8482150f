import { useId } from 'react';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import css from './poll.module.css';

interface Props {
  readonly question: string;
  /** Votes are null while they are not to be seen. */
  readonly answers: readonly { readonly id: string; readonly text: string; readonly votes: number | null }[];
  readonly voters: number;
  readonly mine: readonly string[];
  readonly many: boolean;
  readonly ended: boolean;
  readonly disabled: boolean;
  readonly onChoose: (id: string) => void;
}

/** The answers of a poll to choose from, each with its bar where the numbers are known. */
export function PollAnswers({ question, answers, voters, mine, many, ended, disabled, onChoose }: Props) {
  const { t } = useTranslator();
  const name = useId();
  return (
    <div className={css.answers} role={many ? 'group' : 'radiogroup'} aria-label={question}>
      {answers.map(({ id, text, votes }) => {
        const share = votes === null || voters === 0 ? 0 : Math.round((100 * votes) / voters);
        const isMine = mine.includes(id);
        return (
          <label key={id} className={css.answer} data-mine={isMine} data-ended={ended}>
            <input
              type={many ? 'checkbox' : 'radio'}
              name={name}
              checked={isMine}
              disabled={disabled}
              onChange={() => onChoose(id)}
            />
            <span className={css.answerText}>{text}</span>
            {isMine && ended && <Icon name="check" size={18} />}
            {votes !== null && (
              <span className={css.votes}>
                <span aria-hidden="true">{votes}</span>
                <span className="visually-hidden">
                  {t('poll.votes', { count: votes })}, {share} %
                </span>
              </span>
            )}
            {votes !== null && (
              <span className={css.share} style={{ width: `${share}%` }} aria-hidden="true" />
            )}
          </label>
        );
      })}
    </div>
  );
}

/** What is chosen after one more press: of several answers the oldest gives way to one too many. */
export function chosenAfter(mine: readonly string[], id: string, most: number): readonly string[] {
  if (most === 1) return [id];
  const without = mine.filter((one) => one !== id);
  return mine.includes(id) ? without : [...without, id].slice(-most);
}
