import { useState } from 'react';
import type { Me, Timetable, TimetableLesson } from '../../api/types.ts';
import { Link, navigate } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { NewLesson } from '../../app/views.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Failed } from '../../ui/failed.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Bar } from '../../ui/page.tsx';
import pageCss from '../../ui/page.module.css';
import { buttonClass, IconButton, Loading } from '../../ui/ui.tsx';
import { useMedia, WIDE } from '../../ui/use-media.ts';
import { useNow } from '../../ui/use-now.ts';
import { useStore } from '../../ui/use-store.ts';
import { addDays, localAt, mondayOf, type Day } from './calendar.ts';
import { DayList } from './day-list.tsx';
import { LessonDialog } from './lesson-dialog.tsx';
import { PrintedWeek } from './printed-week.tsx';
import { administers, daysOf, editableClasses, keyOf, ME, worksAt, type Subject } from './subject.ts';
import { schoolOf, subjectGroups, titleOf } from './subjects.ts';
import css from './timetable.module.css';
import { useFrame, useTimetable } from './use-timetable.ts';
import { WeekBar } from './week-bar.tsx';
import { WeekGrid } from './week-grid.tsx';
import { weekOf } from './week-model.ts';
import { ageText } from './words.ts';

/** The week of a day, for whoever may see it. */
export function TimetablePage({ subject, day }: { subject: Subject; day: Day | null }) {
  const { value: me } = useStore(useAccount().me);
  const { t } = useTranslator();
  if (me === null) {
    return (
      <main className={pageCss.page}>
        <Bar title={t('timetable.title')} />
        <div className={css.body}>
          <Loading rows={6} />
        </div>
      </main>
    );
  }
  // Somebody who is only a parent has no lessons of their own.
  const own = daysOf(me);
  const shown = subject.of === 'me' && own[0] !== undefined && !own.includes(ME) ? own[0] : subject;
  return <Week key={keyOf(shown)} me={me} subject={shown} day={day} />;
}

/** What the server shows of a week again only without a connection. Milliseconds. */
const FRESH = 2 * 60_000;

function Week({ me, subject, day }: { me: Me; subject: Subject; day: Day | null }) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const now = useNow();
  const isWide = useMedia(WIDE);
  const school = schoolOf(me, subject);
  const frame = useFrame(school !== null && worksAt(school) ? school.school_id : null)?.value ?? null;
  const today = localAt(now, school?.time_zone ?? 'UTC').day;
  const wanted = day ?? today;
  const monday = mondayOf(wanted);
  const { value: seen, failure } = useTimetable(subject, monday);
  const [opened, setOpened] = useState<TimetableLesson | null>(null);
  const [making, setMaking] = useState(false);
  const [more, setMore] = useState(false);

  const groups = subjectGroups(me, frame, translator);
  const title = titleOf(groups, subject, seen?.timetable.lessons ?? []) ?? '';
  const mayMake = editableClasses(me).length > 0;
  const go = (to: Day | null, whose: Subject = subject): void =>
    navigate({ name: 'timetable', subject: whose, day: to }, { replace: true });

  return (
    <main className={pageCss.page}>
      <Bar title={t('timetable.title')} subtitle={title}>
        {mayMake && <IconButton icon="plus" label={t('timetable.new')} onClick={() => setMaking(true)} />}
        <IconButton icon="print" label={t('timetable.print')} onClick={() => window.print()} />
        <IconButton icon="more" label={t('timetable.tools')} onClick={() => setMore(true)} />
      </Bar>
      <WeekBar
        groups={groups}
        subject={subject}
        onSubject={(whose) => go(day, whose)}
        monday={monday}
        isThisWeek={monday === mondayOf(today)}
        timetable={seen?.timetable ?? null}
        onWeek={(weeks) => go(weeks === 0 ? null : addDays(wanted, weeks * 7))}
      />
      {seen === null && (
        <div className={css.body}>
          {failure === null ? (
            <Loading rows={6} height={64} />
          ) : (
            <Failed
              what={t('timetable.failed')}
              failure={failure}
              onRetry={() => account.timetables.week(subject, monday).refresh()}
            />
          )}
        </div>
      )}
      {seen !== null && (
        <>
          {failure !== null && now - seen.at > FRESH && (
            <p className={css.stale}>
              <Icon name="offline" size={18} />
              {t('timetable.seen', { age: ageText(translator, now - seen.at) })}
            </p>
          )}
          <Shown
            timetable={seen.timetable}
            isWide={isWide}
            monday={monday}
            day={wanted}
            now={now}
            subject={subject}
            title={title}
            onDay={go}
            onOpen={setOpened}
          />
        </>
      )}
      {opened !== null && (
        <LessonDialog
          me={me}
          lesson={latest(seen?.timetable ?? null, opened)}
          school={school}
          zone={seen?.timetable.time_zone ?? 'UTC'}
          onClose={() => setOpened(null)}
        />
      )}
      {making && <NewLesson me={me} subject={subject} day={wanted} onClose={() => setMaking(false)} />}
      {more && <More me={me} onClose={() => setMore(false)} />}
    </main>
  );
}

/** The lesson as it is after a change, while its dialog is open. */
function latest(timetable: Timetable | null, lesson: TimetableLesson): TimetableLesson {
  return (
    timetable?.lessons.find(
      (one) => one.lesson_id === lesson.lesson_id && one.recurrence_id === lesson.recurrence_id,
    ) ?? lesson
  );
}

interface ShownProps {
  readonly timetable: Timetable;
  readonly isWide: boolean;
  readonly monday: Day;
  readonly day: Day;
  readonly now: number;
  readonly subject: Subject;
  readonly title: string;
  readonly onDay: (day: Day) => void;
  readonly onOpen: (lesson: TimetableLesson) => void;
}

function Shown({ timetable, isWide, monday, day, now, subject, title, onDay, onOpen }: ShownProps) {
  const week = weekOf(timetable, monday, now);
  const show = subject.of === 'class' || subject.of === 'person' ? 'teachers' : 'both';
  return (
    <>
      {isWide ? (
        <WeekGrid week={week} timetable={timetable} now={now} show={show} onOpen={onOpen} />
      ) : (
        <DayList week={week} day={day} show={show} onDay={onDay} onOpen={onOpen} />
      )}
      <PrintedWeek week={week} periods={timetable.periods} title={title} show={show} now={now} />
    </>
  );
}

function More({ me, onClose }: { me: Me; onClose: () => void }) {
  const { t } = useTranslator();
  const editable = editableClasses(me)[0]?.school;
  const administered = me.schools.find(administers);
  const link = buttonClass('secondary', true);
  return (
    <Dialog title={t('timetable.title')} onClose={onClose}>
      <ul className={css.more}>
        <li>
          <Link to={{ name: 'calendars' }} className={link}>
            <Icon name="calendar" size={20} />
            {t('timetable.tools.calendars')}
          </Link>
        </li>
        {editable !== undefined && (
          <li>
            <Link to={{ name: 'import', schoolId: editable.school_id }} className={link}>
              <Icon name="upload" size={20} />
              {t('timetable.tools.import')}
            </Link>
          </li>
        )}
        {administered !== undefined && (
          <li>
            <Link to={{ name: 'frame', schoolId: administered.school_id }} className={link}>
              <Icon name="bell" size={20} />
              {t('timetable.tools.frame')}
            </Link>
          </li>
        )}
      </ul>
    </Dialog>
  );
}
