import type { TimetableLesson } from '../../api/types.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { addDays, type Day } from '../timetable/calendar.ts';
import { capitalised, datesOf } from '../timetable/dates.ts';
import { changesIn } from '../timetable/words.ts';
import { CardHeading } from './card-heading.tsx';
import css from './today.module.css';

/** So many are in sight; the others are one tap away. */
const IN_SIGHT = 3;

/** What is different in the days to come, in words. */
export function Changes({ lessons, today }: { lessons: readonly TimetableLesson[]; today: Day }) {
  const { t } = useTranslator();
  if (lessons.length === 0) return null;
  const more = lessons.slice(IN_SIGHT);
  return (
    <section className={css.changes} aria-label={t('today.changes')}>
      <CardHeading className={css.changesTitle}>
        <Icon name="swap" size={20} />
        {t('today.changes')}
      </CardHeading>
      <Lines lessons={lessons.slice(0, IN_SIGHT)} today={today} />
      {more.length > 0 && (
        <details>
          <summary>{t('today.changes.more', { count: more.length })}</summary>
          <Lines lessons={more} today={today} />
        </details>
      )}
    </section>
  );
}

function Lines({ lessons, today }: { lessons: readonly TimetableLesson[]; today: Day }) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const dayText = (day: Day): string =>
    day === today
      ? t('timetable.today')
      : day === addDays(today, 1)
        ? t('timetable.tomorrow')
        : capitalised(dates.shortDay(day));
  return (
    <ul>
      {lessons.map((lesson) => (
        <li key={`${lesson.lesson_id} ${lesson.recurrence_id}`}>
          <span className={css.changesWhen}>
            {dayText(lesson.day)}, {dates.clock(lesson.begins_at)}
          </span>{' '}
          <strong>{lesson.title}</strong>: {changesIn(translator, lesson).join('; ')}
        </li>
      ))}
    </ul>
  );
}
