import type { Timetable } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import type { TextKey } from '../../i18n/catalogs/keys.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { IconName } from '../../ui/icons.tsx';
import { Icon } from '../../ui/icons.tsx';
import { buttonClass } from '../../ui/ui.tsx';
import { addDays } from '../timetable/calendar.ts';
import { capitalised, datesOf } from '../timetable/dates.ts';
import type { Subject } from '../timetable/subject.ts';
import { LessonRow, type Show } from './lesson-cards.tsx';
import type { Free, Today } from './today-model.ts';
import { CardHeading } from './card-heading.tsx';
import css from './today.module.css';

const WORDS: { readonly [F in Free]: { readonly title: TextKey; readonly icon: IconName } } = {
  done: { title: 'today.free.done', icon: 'check' },
  holiday: { title: 'today.free.holiday', icon: 'smile' },
  weekend: { title: 'today.free.weekend', icon: 'smile' },
  between: { title: 'today.free.between', icon: 'smile' },
  free: { title: 'today.free.free', icon: 'smile' },
  none: { title: 'today.free.none', icon: 'calendar' },
};

interface Props {
  readonly today: Today;
  readonly timetable: Timetable;
  readonly subject: Subject;
  readonly show: Show;
}

/** Nothing is on and nothing comes today: why, and when it goes on. */
export function FreeDay({ today, timetable, subject, show }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const { free, dayOff, upcoming, nextTerm } = today;
  if (free === null) return null;
  const { title, icon } = WORDS[free];
  const when =
    upcoming === null
      ? ''
      : upcoming.day === addDays(today.day, 1)
        ? t('timetable.tomorrow')
        : capitalised(dates.day(upcoming.day));
  return (
    <>
      <section className={css.free}>
        <span className={css.freeIcon}>
          <Icon name={icon} size={26} />
        </span>
        <div>
          <CardHeading>{dayOff === null ? t(title) : dayOff.title}</CardHeading>
          {free === 'none' && (
            <p>{t(timetable.may_change ? 'today.free.none.admin' : 'today.free.none.text')}</p>
          )}
          {dayOff !== null && <p>{t('today.free.until', { day: dates.day(addDays(dayOff.ends_on, -1)) })}</p>}
          {upcoming === null && nextTerm !== null && (
            <p>{t('today.free.term', { title: nextTerm.title, day: dates.day(nextTerm.begins_on) })}</p>
          )}
        </div>
      </section>
      {free === 'none' && timetable.may_change && (
        <Link to={{ name: 'timetable', subject, day: null }} className={buttonClass('secondary')}>
          {t('today.free.none.open')}
        </Link>
      )}
      {upcoming !== null && (
        <section className={css.list} aria-label={when}>
          <CardHeading className={css.listTitle}>{when}</CardHeading>
          <ol>
            {upcoming.lessons.map((lesson) => (
              <LessonRow key={`${lesson.lesson_id} ${lesson.recurrence_id}`} lesson={lesson} show={show} />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}
