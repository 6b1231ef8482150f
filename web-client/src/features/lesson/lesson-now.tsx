/** "A lesson is on": the way in from the list of classes and from the lesson room's chat. Loaded with them. */
import type { MyClass } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { buttonClass } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './lesson-now.module.css';

/** On a class's card, while its lesson room is open. */
export function LessonNow({ one }: { one: MyClass }) {
  const { t } = useTranslator();
  const rooms = useStore(useAccount().rooms);
  const room = one.rooms.find(({ kind }) => kind === 'lesson_room');
  const lesson = room === undefined ? null : rooms.get(room.room_id)?.lesson;
  if (room === undefined || !lesson) return null;
  const title = lesson.title || t('room.lesson_room');
  return (
    <Link to={{ name: 'lesson', roomId: room.room_id }} className={css.now}>
      <span className={css.dot} aria-hidden="true" />
      <span className={css.text}>
        <strong>{title}</strong>
        <span>{t('lesson.on')}</span>
      </span>
      <span className={css.enter}>{t('lesson.enter')}</span>
    </Link>
  );
}

/** In the bar of a room's chat: always there where lessons are held, and loud while one is on. */
export function LessonLink({ roomId, quiet }: { roomId: string; quiet: string }) {
  const { t } = useTranslator();
  const lesson = useStore(useAccount().rooms).get(roomId)?.lesson;
  if (!lesson) {
    return (
      <Link to={{ name: 'lesson', roomId }} className={quiet} label={t('lesson.open')}>
        <Icon name="lesson" />
      </Link>
    );
  }
  return (
    <Link to={{ name: 'lesson', roomId }} className={`${buttonClass('primary')} ${css.barButton}`}>
      <Icon name="lesson" size={20} />
      {t('lesson.enter')}
      <span className="visually-hidden">
        {t('lesson.on')}: {lesson.title || t('room.lesson_room')}
      </span>
    </Link>
  );
}
