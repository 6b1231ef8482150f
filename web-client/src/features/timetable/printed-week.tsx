import { createPortal } from 'react-dom';
import type { Timetable } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { addDays } from './calendar.ts';
import { capitalised, datesOf } from './dates.ts';
import { lessonText, type Show } from './lesson-text.ts';
import css from './printed-week.module.css';
import { printRows, type Week } from './week-model.ts';

interface Props {
  readonly week: Week;
  readonly periods: Timetable['periods'];
  readonly title: string;
  readonly show: Show;
  readonly now: number;
}

/** What the printer gets instead of the page: the week as a table on one sheet, A4 across. */
export function PrintedWeek({ week, periods, title, show, now }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const rows = printRows(week, periods);
  return createPortal(
    <div id="print-sheet" className={css.sheet} aria-hidden="true">
      <header className={css.head}>
        <p className={css.title}>{title}</p>
        <p>
          {dates.span(week.monday, addDays(week.monday, week.days.length - 1))}
          {week.letter !== null && ` · ${t('timetable.week.letter', { letter: week.letter })}`}
        </p>
      </header>
      <table className={css.table}>
        <thead>
          <tr>
            <th />
            {week.days.map(({ day }) => (
              <th key={day} scope="col">
                {capitalised(dates.shortDay(day))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.length === 0 && (
            <tr>
              <th />
              <td colSpan={week.days.length}>{t('timetable.empty.title')}</td>
            </tr>
          )}
          {rows.map((row) => (
            <tr key={row.begins}>
              <th scope="row">
                {row.number !== null && <strong>{row.number}</strong>}
                <span>
                  {dates.clock(row.begins)}
                  <br />
                  {dates.clock(row.ends)}
                </span>
              </th>
              {row.cells.map((cell, column) => (
                <td key={week.days[column]!.day}>
                  {cell.map((lesson) => {
                    const { place, people, changes } = lessonText(translator, lesson, show);
                    return (
                      <div key={`${lesson.lesson_id} ${lesson.recurrence_id}`} className={css.lesson}>
                        <p className={lesson.cancelled ? css.cancelled : css.name}>{lesson.title}</p>
                        {!lesson.cancelled && (
                          <p>{[place, people].filter((part) => part !== '').join(' · ')}</p>
                        )}
                        {changes.length > 0 && <p className={css.changes}>{changes.join('; ')}</p>}
                      </div>
                    );
                  })}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={css.foot}>
        {t('app.name')} · {t('timetable.printed', { date: translator.dateTime(now) })}
      </p>
    </div>,
    document.body,
  );
}
