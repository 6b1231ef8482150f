import { useId } from 'react';
import type { Timetable } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Button, Chip, IconButton } from '../../ui/ui.tsx';
import { addDays, letterOfWeek, type Day } from './calendar.ts';
import { datesOf } from './dates.ts';
import { keyOf, type Subject } from './subject.ts';
import type { SubjectGroup } from './subjects.ts';
import css from './timetable.module.css';

interface Props {
  readonly groups: readonly SubjectGroup[];
  readonly subject: Subject;
  readonly onSubject: (subject: Subject) => void;
  readonly monday: Day;
  readonly isThisWeek: boolean;
  readonly timetable: Timetable | null;
  /** So many weeks on or back; 0 is this week. */
  readonly onWeek: (weeks: number) => void;
}

/** Whose timetable, and which week. */
export function WeekBar({ groups, subject, onSubject, monday, isThisWeek, timetable, onWeek }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const letter = timetable === null ? null : letterOfWeek(timetable.terms, monday);
  return (
    <div className={css.weekBar}>
      <Whose groups={groups} subject={subject} onSubject={onSubject} />
      <div className={css.weekNav}>
        <IconButton icon="back" label={t('timetable.week.previous')} onClick={() => onWeek(-1)} />
        <p className={css.weekName} aria-live="polite">
          <span>{dates.span(monday, addDays(monday, 6))}</span>
          {letter !== null && <Chip tone="good">{t('timetable.week.letter', { letter })}</Chip>}
        </p>
        <IconButton icon="forward" label={t('timetable.week.next')} onClick={() => onWeek(1)} />
      </div>
      {!isThisWeek && (
        <Button className={css.thisWeek} onClick={() => onWeek(0)}>
          {t('timetable.thisWeek')}
        </Button>
      )}
    </div>
  );
}

function Whose({ groups, subject, onSubject }: Pick<Props, 'groups' | 'subject' | 'onSubject'>) {
  const { t } = useTranslator();
  const id = useId();
  const options = groups.flatMap((group) => group.options);
  const key = keyOf(subject);
  const isKnown = options.some((one) => keyOf(one.subject) === key);
  if (options.length < 2) return null;
  return (
    <div className={css.whose}>
      <label className="visually-hidden" htmlFor={id}>
        {t('timetable.whose')}
      </label>
      <select
        id={id}
        className={css.select}
        value={key}
        onChange={(event) => {
          const chosen = options.find((one) => keyOf(one.subject) === event.target.value);
          if (chosen !== undefined) onSubject(chosen.subject);
        }}
      >
        {!isKnown && <option value={key}>…</option>}
        {groups.map((group) => (
          <optgroup key={group.title} label={t(group.title)}>
            {group.options.map((one) => (
              <option key={keyOf(one.subject)} value={keyOf(one.subject)}>
                {one.title}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
