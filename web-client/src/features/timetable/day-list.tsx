import { useRef, type KeyboardEvent, type TouchEvent } from 'react';
import type { TimetableLesson } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip, classes } from '../../ui/ui.tsx';
import { addDays, weekdayOf, type Day } from './calendar.ts';
import { capitalised, datesOf } from './dates.ts';
import { lessonText, type Show } from './lesson-text.ts';
import css from './timetable.module.css';
import { subjectTint } from './week-grid.tsx';
import type { Week } from './week-model.ts';

interface Props {
  readonly week: Week;
  readonly day: Day;
  readonly show: Show;
  readonly onDay: (day: Day) => void;
  readonly onOpen: (lesson: TimetableLesson) => void;
}

/** A swipe is at least this long, and twice as far sideways as up or down. Pixels. */
const SWIPE = 56;

/** One day of the week at a time, for narrow screens: tabs above, and a swipe leads to the day beside. */
export function DayList({ week, day, show, onDay, onOpen }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const tabs = useRef<HTMLDivElement>(null);
  const touch = useRef<{ x: number; y: number } | null>(null);
  const shown = week.days.find((one) => one.day === day) ?? week.days[0]!;
  const { days } = week;

  const onKeyDown = (event: KeyboardEvent): void => {
    const at = days.indexOf(shown);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: days.length - 1 }[event.key];
    const next = to === undefined ? undefined : days[to];
    if (next === undefined) return;
    event.preventDefault();
    onDay(next.day);
    tabs.current?.querySelector<HTMLElement>(`[data-day="${next.day}"]`)?.focus();
  };
  const swipe = (event: TouchEvent): void => {
    const from = touch.current;
    const to = event.changedTouches[0];
    touch.current = null;
    if (from === null || to === undefined) return;
    const [dx, dy] = [to.clientX - from.x, to.clientY - from.y];
    if (Math.abs(dx) < SWIPE || Math.abs(dx) < 2 * Math.abs(dy)) return;
    // Beyond the last day shown comes Monday, and before Monday the Friday of the week before.
    const at = days.indexOf(shown);
    const next = days[dx < 0 ? at + 1 : at - 1]?.day;
    onDay(next ?? addDays(week.monday, dx < 0 ? 7 : -3));
  };

  return (
    <div
      className={css.scroll}
      onTouchStart={({ touches }) => {
        const first = touches.length === 1 ? touches[0] : undefined;
        touch.current = first === undefined ? null : { x: first.clientX, y: first.clientY };
      }}
      onTouchEnd={swipe}
      onTouchCancel={() => (touch.current = null)}
    >
      <div
        ref={tabs}
        className={css.tabs}
        role="tablist"
        aria-label={t('timetable.days')}
        onKeyDown={onKeyDown}
      >
        {days.map((one) => {
          const isShown = one === shown;
          return (
            <button
              key={one.day}
              type="button"
              role="tab"
              id={`tab-${one.day}`}
              data-day={one.day}
              aria-selected={isShown}
              aria-controls="timetable-day"
              tabIndex={isShown ? 0 : -1}
              className={classes(css.tab, one.isToday && css.tabToday)}
              onClick={() => onDay(one.day)}
            >
              <span className="visually-hidden">
                {dates.day(one.day)}
                {one.isToday && `, ${t('timetable.today')}`}
              </span>
              <span aria-hidden="true">{capitalised(dates.weekday(weekdayOf(one.day), 'short'))}</span>
              <strong aria-hidden="true">{dates.dayOfMonth(one.day)}</strong>
            </button>
          );
        })}
      </div>
      <section
        id="timetable-day"
        role="tabpanel"
        aria-labelledby={`tab-${shown.day}`}
        className={css.dayPanel}
      >
        <h2 className={css.dayTitle}>
          {capitalised(dates.day(shown.day))}
          {shown.isToday && <Chip tone="good">{t('timetable.today')}</Chip>}
        </h2>
        {shown.off !== null && <p className="soft">{shown.off.title}</p>}
        {shown.lessons.length === 0 ? (
          <p className={css.dayNothing}>{t('timetable.day.none')}</p>
        ) : (
          <ol className={css.dayLessons}>
            {shown.lessons.map(({ lesson }) => (
              <li key={`${lesson.lesson_id} ${lesson.recurrence_id}`}>
                <Row lesson={lesson} show={show} onOpen={onOpen} />
              </li>
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

function Row({
  lesson,
  show,
  onOpen,
}: {
  lesson: TimetableLesson;
  show: Show;
  onOpen: (lesson: TimetableLesson) => void;
}) {
  const translator = useTranslator();
  const { clock } = datesOf(translator);
  const { clocks, place, people, changes } = lessonText(translator, lesson, show);
  return (
    <button
      type="button"
      className={classes(css.lesson, lesson.cancelled && css.lessonCancelled)}
      onClick={() => onOpen(lesson)}
    >
      <span className={css.lessonTime} aria-hidden="true">
        <span>{clock(lesson.begins_at)}</span>
        <span>{clock(lesson.ends_at)}</span>
      </span>
      <span className={classes(css.lessonMark, subjectTint(lesson.title))} />
      <span className={css.lessonText}>
        <span className={css.lessonTitle}>
          {lesson.title}
          <span className="visually-hidden"> {clocks}, </span>
        </span>
        {!lesson.cancelled && (
          <span className="soft small">{[place, people].filter((part) => part !== '').join(' · ')}</span>
        )}
        {changes.length > 0 && (
          <span className={css.lessonChanges}>
            <span className="visually-hidden">, </span>
            <Icon name={lesson.cancelled ? 'close' : 'swap'} size={15} />
            {changes.join('; ')}
          </span>
        )}
      </span>
    </button>
  );
}
