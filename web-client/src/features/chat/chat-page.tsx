import { DIRECT_EVENT } from '@parta/protocol';
import { useEffect, useState } from 'react';
import type { MyDirectRoom } from '../../api/people.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { view as lazily } from '../../app/view.tsx';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomView } from '../../matrix/types.ts';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Bar } from '../../ui/page.tsx';
import { Avatar, Button, classes, Empty, IconButton, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { directRoomOf, titleOf } from '../home/direct-model.ts';
import { placeOf, ROOM_ICONS, ROOM_NAMES, type Place } from '../home/home-model.ts';
import homeCss from '../home/home.module.css';
import { CallLink } from '../lesson/call.tsx';
import { LessonLink } from '../lesson/lesson-now.tsx';
import css from './chat.module.css';
import { DirectBanner } from './direct-banner.tsx';
import { OpenChat } from './open-chat.tsx';
import { useRoom } from './use-room.ts';

export function ChatPage({ roomId }: { roomId: string }) {
  const account = useAccount();
  const { t } = useTranslator();
  const { value: me, loading } = useStore(account.me);
  const status = useStore(account.status);
  const { handle, view } = useRoom(roomId);
  const place = placeOf(me, roomId);
  const { direct, known } = useDirect(roomId, view);
  if (me !== null && place === null && direct === null && known && !loading) {
    return (
      <main className={css.page}>
        <Bar title={t('chat.missing.title')} />
        <Empty icon="chat" title={t('chat.missing.title')}>
          <p>{t('chat.missing.text')}</p>
        </Empty>
      </main>
    );
  }
  return (
    <main className={css.page}>
      <ChatBar
        roomId={roomId}
        place={place}
        direct={direct}
        view={view}
        catchingUp={status === 'starting' || status === 'cached'}
      />
      {direct !== null && <DirectBanner room={direct} />}
      {view === null || view.membership === 'join' || (view.membership === 'none' && status !== 'live') ? (
        <OpenChat
          roomId={roomId}
          place={place}
          direct={direct}
          handle={handle}
          view={view?.membership === 'join' ? view : null}
        />
      ) : (
        <Enter roomId={roomId} />
      )}
    </main>
  );
}

/** The room as a direct one; looked at again when the room says that it stands otherwise. */
function useDirect(
  roomId: string,
  view: RoomView | null,
): { readonly direct: MyDirectRoom | null; readonly known: boolean } {
  const { directRooms } = useAccount();
  const { value, failure, loading } = useStore(directRooms);
  const said = view?.events.findLast(({ type }) => type === DIRECT_EVENT)?.event_id ?? null;
  useEffect(() => void directRooms.refresh(), [directRooms, roomId, said]);
  return {
    direct: directRoomOf(value, roomId),
    known: !loading && (value !== null || failure !== null),
  };
}

/** Rooms in which people meet by video. */
const WITH_LESSONS: ReadonlySet<Place['kind']> = new Set([
  'lesson_room',
  'broadcast_hall',
  'staff_room',
  'parents_chat',
]);

/** Rooms in which parents vote. */
const FAMILIES: ReadonlySet<Place['kind']> = new Set(['parents_chat', 'announcements']);

/** Those who keep order in a room ask there, and parents in their own chat. */
const mayAsk = ({ kind }: Place, { membership, mayWrite, mayDeleteOthers }: RoomView): boolean =>
  membership === 'join' && mayWrite && (mayDeleteOthers || kind === 'parents_chat');

const PollDialog = lazily(async () => (await import('../poll/poll-form.tsx')).PollDialog);

interface ChatBarProps {
  readonly roomId: string;
  readonly place: Place | null;
  readonly direct: MyDirectRoom | null;
  readonly view: RoomView | null;
  readonly catchingUp: boolean;
}

function ChatBar({ roomId, place, direct, view, catchingUp }: ChatBarProps) {
  const translator = useTranslator();
  const { t } = translator;
  const [asking, setAsking] = useState(false);
  if (direct !== null) {
    const title = titleOf(direct, translator);
    return (
      <Bar
        title={title}
        subtitle={t(catchingUp ? 'chat.catchingUp' : 'direct.one')}
        lead={<Avatar name={title} id={direct.people[0]?.user_id ?? roomId} size={40} />}
      >
        {direct.status === 'open' && <CallLink roomId={roomId} quiet={homeCss.round ?? ''} />}
      </Bar>
    );
  }
  if (place === null) return <Bar title={t('app.loading')} />;
  const where = place.class === null ? place.school.name : `${place.class.title} · ${place.school.name}`;
  return (
    <Bar
      title={t(ROOM_NAMES[place.kind])}
      subtitle={catchingUp ? t('chat.catchingUp') : where}
      lead={
        place.class === null ? (
          <span className={classes(css.barIcon, place.kind === 'announcements' && css.barIconWarm)}>
            <Icon name={ROOM_ICONS[place.kind]} />
          </span>
        ) : (
          <Avatar name={place.class.title} tile size={40} />
        )
      }
    >
      {view !== null && mayAsk(place, view) && (
        <IconButton
          icon="poll"
          className={homeCss.round}
          label={t('poll.new')}
          onClick={() => setAsking(true)}
        />
      )}
      {asking && (
        <PollDialog roomId={roomId} families={FAMILIES.has(place.kind)} onDone={() => setAsking(false)} />
      )}
      {WITH_LESSONS.has(place.kind) && (
        <LessonLink roomId={roomId} kind={place.kind} quiet={homeCss.round ?? ''} />
      )}
      {place.class !== null && (
        <Link
          to={{ name: 'people', classId: place.class.class_id }}
          className={homeCss.round}
          label={t('home.people.of', { title: place.class.title })}
        >
          <Icon name="people" />
        </Link>
      )}
    </Bar>
  );
}

/** A room of the person's own class that they are invited to or may join: it opens by itself. */
function Enter({ roomId }: { roomId: string }) {
  const account = useAccount();
  const connection = useStore(account.connection);
  const translator = useTranslator();
  const { t } = translator;
  const [problem, setProblem] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (connection === null) return;
    let gone = false;
    connection.join(roomId).catch((error: unknown) => {
      if (!gone) setProblem(explain(translator, error));
    });
    return () => {
      gone = true;
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- another language is no reason to join again
  }, [connection, roomId, tries]);
  if (problem === null) {
    return (
      <Empty icon="chat" title={t('chat.joining')}>
        <Loading rows={1} height={8} />
      </Empty>
    );
  }
  return (
    <Empty icon="chat" title={t('chat.join.failed')}>
      <Problem>{problem}</Problem>
      <Button
        icon="refresh"
        onClick={() => {
          setProblem(null);
          setTries(tries + 1);
        }}
      >
        {t('do.retry')}
      </Button>
    </Empty>
  );
}
