/** "A lesson is on": the way in from the list of classes and from the lesson room's chat. Loaded with them. */
import type { MyRoom, RoomKind } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Icon } from '../../ui/icons.tsx';
import { buttonClass } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import css from './lesson-now.module.css';

/** On the card of a class or school, while its lesson room or hall is open. */
export function LessonNow({ rooms }: { rooms: readonly MyRoom[] }) {
  const { t } = useTranslator();
  const known = useStore(useAccount().rooms);
  const room = rooms.find(({ kind }) => kind === 'lesson_room' || kind === 'broadcast_hall');
  const lesson = room === undefined ? null : known.get(room.room_id)?.lesson;
  if (room === undefined || !lesson) return null;
  const { name, on } = textsOf(room.kind);
  const title = lesson.title || t(name);
  return (
    <Link to={{ name: 'lesson', roomId: room.room_id }} className={css.now}>
      <span className={css.dot} aria-hidden="true" />
      <span className={css.text}>
        <strong>{title}</strong>
        <span>{t(on)}</span>
      </span>
      <span className={css.enter}>{t('lesson.enter')}</span>
    </Link>
  );
}

/** In the bar of a room's chat: always there where lessons are held, and loud while one is on. */
export function LessonLink({ roomId, kind, quiet }: { roomId: string; kind: RoomKind; quiet: string }) {
  const { t } = useTranslator();
  const lesson = useStore(useAccount().rooms).get(roomId)?.lesson;
  const { name, on } = textsOf(kind);
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
        {t(on)}: {lesson.title || t(name)}
      </span>
    </Link>
  );
}

function textsOf(kind: RoomKind) {
  return kind === 'broadcast_hall'
    ? ({ name: 'room.broadcast_hall', on: 'broadcast.on' } as const)
    : ({ name: 'room.lesson_room', on: 'lesson.on' } as const);
}
