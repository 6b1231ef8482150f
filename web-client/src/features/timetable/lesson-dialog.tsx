import { useState, type ReactNode } from 'react';
import type { Me, MySchool, TimetableLesson } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { EditLesson } from '../../app/views.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Button, buttonClass, Chip } from '../../ui/ui.tsx';
import { useNow } from '../../ui/use-now.ts';
import { capitalised, datesOf } from './dates.ts';
import { lessonText } from './lesson-text.ts';
import { isOpen, lessonRoomOf } from './subject.ts';
import css from './timetable.module.css';
import { teachersText } from './words.ts';

interface Props {
  readonly me: Me;
  readonly lesson: TimetableLesson;
  readonly school: MySchool | null;
  /** Of the school. */
  readonly zone: string;
  readonly onClose: () => void;
}

/** Everything about one lesson; those who may, change it from here. */
export function LessonDialog({ me, lesson, school, zone, onClose }: Props) {
  const translator = useTranslator();
  const { t } = translator;
  const now = useNow();
  const [editing, setEditing] = useState(false);
  if (editing && school !== null) {
    return <EditLesson lesson={lesson} school={school} zone={zone} onClose={onClose} />;
  }
  const { clocks, place, changes } = lessonText(translator, lesson, 'both');
  const teachers = teachersText(translator, lesson);
  const roomId = isOpen(lesson, now) ? lessonRoomOf(me, lesson) : null;
  return (
    <Dialog title={lesson.title} onClose={onClose}>
      {changes.length > 0 && (
        <p className={css.dialogChanges}>
          {changes.map((one) => (
            <Chip key={one} tone="warm">
              {one}
            </Chip>
          ))}
        </p>
      )}
      <dl className={css.details}>
        <Detail label={t('timetable.lesson.when')}>
          {capitalised(datesOf(translator).day(lesson.day))}, {clocks}
        </Detail>
        {place !== '' && <Detail label={t('timetable.lesson.where')}>{place}</Detail>}
        {teachers !== '' && <Detail label={t('timetable.lesson.who')}>{teachers}</Detail>}
        <Detail label={t('timetable.lesson.classes')}>
          {lesson.classes.map(({ title }) => title).join(', ')}
        </Detail>
        {lesson.note !== null && <Detail label={t('timetable.lesson.note')}>{lesson.note}</Detail>}
      </dl>
      {roomId !== null && (
        <Link to={{ name: 'lesson', roomId }} className={buttonClass('primary', true)}>
          <Icon name="lesson" size={20} />
          {t('today.enter')}
        </Link>
      )}
      {lesson.may_change && (
        <Button icon="edit" wide onClick={() => setEditing(true)}>
          {t('timetable.lesson.change')}
        </Button>
      )}
    </Dialog>
  );
}

function Detail({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
