/** The first thing on the start page: what is on, what comes next, what is different. Phone first. */
import type { Me, Timetable, TimetableLesson } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Avatar, Chip, classes, Loading } from '../../ui/ui.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useStore } from '../../ui/use-store.ts';
import { clockAt, localAt, mondayOf, sameClocks, weekLetter, type Day } from '../timetable/calendar.ts';
import { capitalised, datesOf } from '../timetable/dates.ts';
import { daysOf, hasToday, keyOf, type Subject } from '../timetable/subject.ts';
import { useTimetable } from '../timetable/use-timetable.ts';
import { ageText } from '../timetable/words.ts';
import { Changes } from './changes.tsx';
import { FreeDay } from './free-day.tsx';
import { CardHeading, CardLevel } from './card-heading.tsx';
import { Hero, LessonRow } from './lesson-cards.tsx';
import { changesAhead, todayOf } from './today-model.ts';
import css from './today.module.css';

/** What Today shows is older than this only without a connection. Milliseconds. */
const FRESH = 2 * 60_000;

export function Today({ level }: { level: 1 | 2 }) {
  const account = useAccount();
  const { value: me } = useStore(account.me);
  if (!hasToday(me)) return null;
  return <Days me={me} level={level} />;
}

function Days({ me, level }: { me: Me; level: 1 | 2 }) {
  const translator = useTranslator();
  const { t } = translator;
  const now = useNow();
  const zone = me.schools[0]?.time_zone ?? 'UTC';
  const { day } = localAt(now, zone);
  const subjects = daysOf(me);
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <section className={css.today} aria-labelledby="today">
      <header className={css.head}>
        <div>
          <p className={css.kicker}>{t('today.title')}</p>
          <Heading id="today" className={css.date}>
            {capitalised(datesOf(translator).day(day))}
          </Heading>
        </div>
        <Link to={{ name: 'timetable', subject: subjects[0]!, day: null }} className={css.week}>
          <Icon name="calendar" size={20} />
          {t('today.week')}
        </Link>
      </header>
      <OtherZone zone={zone} now={now} />
      <CardLevel value={level === 1 ? 2 : 3}>
        <div className={classes(css.days, subjects.length > 1 && css.several)}>
          {subjects.map((subject) => (
            <DayOf
              key={keyOf(subject)}
              me={me}
              subject={subject}
              monday={mondayOf(day)}
              now={now}
              alone={subjects.length === 1}
            />
          ))}
        </div>
      </CardLevel>
    </section>
  );
}

/** Somebody who travels reads the times of the school: say so. */
function OtherZone({ zone, now }: { zone: string; now: number }) {
  const translator = useTranslator();
  const { t } = translator;
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (sameClocks(zone, device, now)) return null;
  const name = new Intl.DateTimeFormat(translator.region, { timeZone: zone, timeZoneName: 'longGeneric' })
    .formatToParts(now)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const time = datesOf(translator).clock(clockAt(localAt(now, zone).minutes));
  return (
    <p className={css.note}>
      <Icon name="globe" size={18} />
      {t('today.zone', { time, zone: name ?? zone })}
    </p>
  );
}

interface DayProps {
  readonly me: Me;
  readonly subject: Subject;
  readonly monday: Day;
  readonly now: number;
  /** Nobody else's day is shown, so it needs no name. */
  readonly alone: boolean;
}

function DayOf({ me, subject, monday, now, alone }: DayProps) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const { value: seen, failure } = useTimetable(subject, monday);
  const name = alone ? null : nameOf(me, subject);
  return (
    <article className={css.day} aria-label={name ?? t('today.mine')}>
      {name !== null && (
        <Link to={{ name: 'timetable', subject, day: null }} className={css.who}>
          <Avatar name={name} id={keyOf(subject)} size={32} />
          <span className={css.whoName}>{name}</span>
          {subject.of === 'person' &&
            me.children
              .find(({ person_id: id }) => id === subject.id)
              ?.classes.map(({ id, title }) => <Chip key={id}>{title}</Chip>)}
        </Link>
      )}
      {seen === null && failure === null && <Loading rows={2} height={92} />}
      {seen === null && failure !== null && (
        <Failed
          what={t('timetable.failed')}
          failure={failure}
          onRetry={() => account.timetables.week(subject, monday).refresh()}
        />
      )}
      {seen !== null && (
        <>
          {failure !== null && now - seen.at > FRESH && (
            <p className={css.note}>
              <Icon name="offline" size={18} />
              {t('timetable.seen', { age: ageText(translator, now - seen.at) })}
            </p>
          )}
          <Lessons me={me} subject={subject} timetable={seen.timetable} now={now} />
        </>
      )}
    </article>
  );
}

function nameOf(me: Me, subject: Subject): string {
  if (subject.of === 'me') return me.display_name;
  return me.children.find(({ person_id: id }) => id === subject.id)?.display_name ?? '';
}

function Lessons({
  me,
  subject,
  timetable,
  now,
}: {
  me: Me;
  subject: Subject;
  timetable: Timetable;
  now: number;
}) {
  const { t } = useTranslator();
  const today = todayOf(timetable, now);
  const letter = weekLetter(timetable.terms, today.day);
  // A teacher wants to know which class it is, everybody else who teaches it.
  const show = subject.of === 'me' && teaches(me, timetable.lessons) ? 'classes' : 'teachers';
  const heroes = today.now.length > 0 ? today.now : today.next;
  const rest = [...(today.now.length > 0 ? today.next : []), ...today.later];
  return (
    <>
      <Changes lessons={changesAhead(timetable, now)} today={today.day} />
      {heroes.map((lesson) => (
        <Hero
          key={keyOfLesson(lesson)}
          lesson={lesson}
          now={now}
          me={me}
          show={show}
          own={subject.of === 'me'}
        />
      ))}
      {today.free !== null && <FreeDay today={today} timetable={timetable} subject={subject} show={show} />}
      {rest.length > 0 && (
        <section className={css.list} aria-label={t('today.later')}>
          <CardHeading className={css.listTitle}>
            {t('today.later')}
            {letter !== null && <Chip>{t('timetable.week.letter', { letter })}</Chip>}
          </CardHeading>
          <ol>
            {rest.map((lesson) => (
              <LessonRow key={keyOfLesson(lesson)} lesson={lesson} show={show} />
            ))}
          </ol>
        </section>
      )}
      {today.over.length > 0 && (
        <details className={css.over}>
          <summary>{t('today.over', { count: today.over.length })}</summary>
          <ol>
            {today.over.map((lesson) => (
              <LessonRow key={keyOfLesson(lesson)} lesson={lesson} show={show} over />
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

const keyOfLesson = (lesson: TimetableLesson): string => `${lesson.lesson_id} ${lesson.recurrence_id}`;

function teaches(me: Me, lessons: readonly TimetableLesson[]): boolean {
  return lessons.some(({ teachers }) => teachers.some(({ id }) => id === me.person_id));
}

/** The page on a wide screen, where the classes stand on the left. */
export function TodayPage() {
  return (
    <main className={css.page} tabIndex={0}>
      <div className={css.column}>
        <Today level={1} />
      </div>
    </main>
  );
}
