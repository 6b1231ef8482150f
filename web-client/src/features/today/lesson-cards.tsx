import type { Me, TimetableLesson } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Chip, classes } from '../../ui/ui.tsx';
import { datesOf } from '../timetable/dates.ts';
import { isOpen, lessonRoomOf } from '../timetable/subject.ts';
import { changesIn, placeText, teachersText } from '../timetable/words.ts';
import { beginOf, endOf, minutesUntil, shareOver } from './today-model.ts';
import { CardHeading } from './card-heading.tsx';
import css from './today.module.css';

export type Show = 'classes' | 'teachers';

/** Time in the near future is said in minutes, beyond that the clock says enough. Minutes. */
const SOON = 90;

interface HeroProps {
  readonly lesson: TimetableLesson;
  readonly now: number;
  readonly me: Me;
  readonly show: Show;
  /** The person's own lesson, which they may enter, and not a child's. */
  readonly own: boolean;
}

/** The lesson that is on, or the one that comes first. */
export function Hero({ lesson, now, me, show, own }: HeroProps) {
  const translator = useTranslator();
  const { t } = translator;
  const dates = datesOf(translator);
  const isOn = beginOf(lesson) <= now;
  const left = minutesUntil(isOn ? endOf(lesson) : beginOf(lesson), now);
  const roomId = own && isOpen(lesson, now) ? lessonRoomOf(me, lesson) : null;
  const state = isOn
    ? t('today.now', { count: left })
    : left <= SOON
      ? t('today.in', { count: left })
      : t('today.next');
  return (
    <section
      className={classes(css.hero, isOn && css.heroOn)}
      aria-label={isOn ? t('today.isOn') : t('today.next')}
    >
      <p className={css.heroState}>
        <span>{state}</span>
        <span className={css.heroClock}>{dates.clocks(lesson.begins_at, lesson.ends_at)}</span>
      </p>
      <CardHeading className={css.heroTitle}>{lesson.title}</CardHeading>
      <Facts lesson={lesson} show={show} />
      <Differences lesson={lesson} />
      {lesson.note !== null && <p className={css.heroNote}>{lesson.note}</p>}
      {isOn && (
        <div className={css.track} aria-hidden="true">
          <div style={{ width: `${Math.round(shareOver(lesson, now) * 100)}%` }} />
        </div>
      )}
      {roomId !== null && (
        <Link to={{ name: 'lesson', roomId }} className={css.enter}>
          <Icon name="lesson" />
          {t('today.enter')}
        </Link>
      )}
    </section>
  );
}

/** Where, and who. */
export function Facts({ lesson, show }: { lesson: TimetableLesson; show: Show }) {
  const translator = useTranslator();
  const people =
    show === 'teachers'
      ? teachersText(translator, lesson)
      : translator.list(lesson.classes.map(({ title }) => title));
  if (lesson.location === null && people === '') return null;
  return (
    <p className={css.facts}>
      {lesson.location !== null && (
        <span>
          <Icon name="place" size={17} />
          {placeText(translator, lesson.location.title)}
        </span>
      )}
      {people !== '' && (
        <span>
          <Icon name={show === 'teachers' ? 'person' : 'people'} size={17} />
          {people}
        </span>
      )}
    </p>
  );
}

export function Differences({ lesson }: { lesson: TimetableLesson }) {
  const translator = useTranslator();
  const parts = changesIn(translator, lesson);
  if (parts.length === 0) return null;
  return (
    <p className={css.differences}>
      {parts.map((part) => (
        <Chip key={part} tone="warm">
          {part}
        </Chip>
      ))}
    </p>
  );
}

export function LessonRow({
  lesson,
  show,
  over = false,
}: {
  lesson: TimetableLesson;
  show: Show;
  over?: boolean;
}) {
  const translator = useTranslator();
  const { clock } = datesOf(translator);
  return (
    <li className={classes(css.row, over && css.rowOver, lesson.cancelled && css.rowCancelled)}>
      <span className={css.rowTime}>
        <span>{clock(lesson.begins_at)}</span>
        <span className={css.rowEnd}>{clock(lesson.ends_at)}</span>
      </span>
      <span className={css.rowText}>
        <span className={css.rowTitle}>{lesson.title}</span>
        {!lesson.cancelled && <Facts lesson={lesson} show={show} />}
        <Differences lesson={lesson} />
      </span>
    </li>
  );
}
