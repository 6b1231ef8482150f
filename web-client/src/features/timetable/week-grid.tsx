import { useRef, type CSSProperties, type KeyboardEvent } from 'react';
import type { Timetable, TimetableLesson } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { tintOf, TINTS } from '../../ui/avatar-model.ts';
import { Icon } from '../../ui/icons.tsx';
import { classes } from '../../ui/ui.tsx';
import uiCss from '../../ui/ui.module.css';
import { localAt, minutesOf, weekdayOf } from './calendar.ts';
import { capitalised, datesOf } from './dates.ts';
import { lessonText, type Show } from './lesson-text.ts';
import css from './timetable.module.css';
import { neighbour, type Placed, type Week } from './week-model.ts';

interface Props {
  readonly week: Week;
  readonly timetable: Timetable;
  readonly now: number;
  readonly show: Show;
  readonly onOpen: (lesson: TimetableLesson) => void;
}

/** Days side by side, lessons where the clock puts them. Each day is a list under its name; arrow keys lead through the week. */
export function WeekGrid({ week, timetable, now, show, onOpen }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const grid = useRef<HTMLDivElement>(null);
  const clock = localAt(now, timetable.time_zone);
  const bells = timetable.periods.filter(
    (one) => minutesOf(one.begins_at) >= week.from && minutesOf(one.ends_at) <= week.to,
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = (event.target as HTMLElement).dataset['at']?.split(' ').map(Number);
    if (at === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = neighbour(week.days, [at[0] ?? 0, at[1] ?? 0], event.key);
    if (to === null) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-at="${to.join(' ')}"]`)?.focus();
  };
  return (
    <div
      className={css.scroll}
      tabIndex={0}
      role="group"
      aria-label={t('timetable.days')}
      aria-describedby="timetable-keys"
    >
      <p id="timetable-keys" className="visually-hidden">
        {t('timetable.keys')}
      </p>
      <div
        ref={grid}
        className={css.grid}
        onKeyDown={onKeyDown}
        style={{ '--days': week.days.length, '--minutes': week.to - week.from } as CSSProperties}
      >
        <div className={css.axis} aria-hidden="true">
          {bells.map((one) => (
            <p
              key={one.number}
              className={css.bell}
              style={span(week, minutesOf(one.begins_at), minutesOf(one.ends_at))}
            >
              <strong>{one.number}</strong>
              {dates.clock(one.begins_at)}
            </p>
          ))}
        </div>
        {week.days.map((day, column) => (
          <section
            key={day.day}
            className={classes(css.column, day.isToday && css.columnToday)}
            aria-labelledby={`day-${day.day}`}
          >
            <h2 id={`day-${day.day}`} className={css.dayHead} aria-current={day.isToday ? 'date' : undefined}>
              <span className="visually-hidden">{dates.day(day.day)}</span>
              <span aria-hidden="true">{capitalised(dates.weekday(weekdayOf(day.day), 'short'))}</span>{' '}
              <span aria-hidden="true" className={css.dayNumber}>
                {dates.dayOfMonth(day.day)}
              </span>
            </h2>
            <div className={css.track}>
              {bells.map((one) => (
                <div
                  key={one.number}
                  className={css.slot}
                  style={span(week, minutesOf(one.begins_at), minutesOf(one.ends_at))}
                />
              ))}
              {day.lessons.length === 0 && (
                <p className={css.nothing}>{day.off?.title ?? t('timetable.day.none')}</p>
              )}
              <ol>
                {day.lessons.map((placed, row) => (
                  <li
                    key={`${placed.lesson.lesson_id} ${placed.lesson.recurrence_id}`}
                    style={place(week, placed)}
                    className={css.place}
                  >
                    <Cell lesson={placed.lesson} show={show} at={`${column} ${row}`} onOpen={onOpen} />
                  </li>
                ))}
              </ol>
              {day.isToday && clock.minutes >= week.from && clock.minutes <= week.to && (
                <div className={css.now} style={{ top: percent(week, clock.minutes) }} />
              )}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

const percent = ({ from, to }: Week, minutes: number): string => `${((minutes - from) / (to - from)) * 100}%`;
const span = (week: Week, from: number, to: number): CSSProperties => ({
  top: percent(week, from),
  height: `${((to - from) / (week.to - week.from)) * 100}%`,
});
const place = (week: Week, { from, to, lane, lanes }: Placed): CSSProperties => ({
  ...span(week, from, to),
  left: `${(lane / lanes) * 100}%`,
  width: `${100 / lanes}%`,
});

/** Another colour for each subject. */
export const subjectTint = (title: string): string | undefined =>
  uiCss[`tint${tintOf(title.toLowerCase()) % TINTS}`];

interface CellProps {
  readonly lesson: TimetableLesson;
  readonly show: Show;
  readonly at: string;
  readonly onOpen: (lesson: TimetableLesson) => void;
}

function Cell({ lesson, show, at, onOpen }: CellProps) {
  const translator = useTranslator();
  const { clocks, place: where, people, changes } = lessonText(translator, lesson, show);
  return (
    <button
      type="button"
      data-at={at}
      className={classes(
        css.cell,
        lesson.cancelled ? css.cellCancelled : subjectTint(lesson.title),
        changes.length > 0 && css.cellChanged,
      )}
      onClick={() => onOpen(lesson)}
    >
      <span className={css.cellTitle}>
        {lesson.title}
        <span className="visually-hidden"> {clocks}, </span>
      </span>
      {changes.length > 0 && (
        <span className={css.cellChange}>
          <Icon name={lesson.cancelled ? 'close' : 'swap'} size={14} />
          {changes.join('; ')}
          <span className="visually-hidden">, </span>
        </span>
      )}
      {!lesson.cancelled && (
        <span className={css.cellFacts}>{[where, people].filter((part) => part !== '').join(' · ')}</span>
      )}
    </button>
  );
}
