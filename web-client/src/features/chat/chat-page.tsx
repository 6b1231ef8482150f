import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Role } from '../../api/types.ts';
import { Link } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { createStore } from '../../app/store.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomHandle, RoomView } from '../../matrix/types.ts';
import { explain } from '../../ui/explain.ts';
import { Icon } from '../../ui/icons.tsx';
import { Bar } from '../../ui/page.tsx';
import { Avatar, Button, classes, Empty, Loading, Problem } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { placeOf, ROOM_ICONS, ROOM_NAMES, type Place } from '../home/home-model.ts';
import homeCss from '../home/home.module.css';
import { forgetArrival, hasJustArrived } from '../join/arrival.ts';
import { ChatContext, type Chat } from './chat-context.ts';
import css from './chat.module.css';
import { Composer, type ComposerControl, type Context } from './composer.tsx';
import { bodyText } from './message-view.tsx';
import { Timeline, type TimelineControl } from './timeline.tsx';
import { buildTimeline, type Message, type TimelineItem } from './timeline-model.ts';
import { useRoom } from './use-room.ts';

export function ChatPage({ roomId }: { roomId: string }) {
  const account = useAccount();
  const { t } = useTranslator();
  const { value: me, loading } = useStore(account.me);
  const status = useStore(account.status);
  const { handle, view } = useRoom(roomId);
  const place = placeOf(me, roomId);
  if (me !== null && place === null && !loading) {
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
      <ChatBar place={place} catchingUp={status === 'starting' || status === 'cached'} />
      {view === null || view.membership === 'join' || (view.membership === 'none' && status !== 'live') ? (
        <OpenChat roomId={roomId} place={place} handle={handle} view={view?.membership === 'join' ? view : null} />
      ) : (
        <Enter roomId={roomId} />
      )}
    </main>
  );
}

function ChatBar({ place, catchingUp }: { place: Place | null; catchingUp: boolean }) {
  const { t } = useTranslator();
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

const dayOf = (ts: number): string => new Date(ts).toDateString();
const NO_PEOPLE = createStore({ value: null });
/** Roles that a class wants to know of a writer; that somebody is a pupil or parent, the room itself says. */
const SHOWN_ROLES: ReadonlySet<Role> = new Set(['teacher', 'class_teacher', 'staff', 'school_admin', 'district_admin']);

interface OpenProps {
  readonly roomId: string;
  readonly place: Place | null;
  /** Both null while the history is on its way; whoever has just come can write all the same: the outbox keeps it. */
  readonly handle: RoomHandle | null;
  readonly view: RoomView | null;
}

const NO_EVENTS: RoomView['events'] = [];

function OpenChat({ roomId, place, handle, view }: OpenProps) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const me = account.session.userId;
  const classId = place?.class?.class_id ?? null;
  const people = useStore<{ value: readonly { user_ids: string[]; role: Role; display_name: string }[] | null }>(
    classId === null ? NO_PEOPLE : account.people(classId),
  ).value;
  const outbox = useStore(account.outbox.entries);
  const readUpTo = useReadingMark(view);
  const [context, setContext] = useState<Context | null>(null);
  const [arrived, setArrived] = useState(() => hasJustArrived(roomId));
  const timeline = useRef<TimelineControl>(null);
  const composer = useRef<ComposerControl>(null);
  const [atEnd, setAtEnd] = useState(true);
  useMarkRead(handle, view, atEnd);

  const before = useRef<readonly TimelineItem[]>([]);
  const items = useMemo(() => {
    const built = buildTimeline({
      events: view?.events ?? NO_EVENTS,
      outbox: outbox.filter((entry) => entry.roomId === roomId),
      me,
      readUpTo,
      dayOf,
    });
    return reuse(before.current, built);
  }, [view?.events, outbox, roomId, me, readUpTo]);
  useEffect(() => {
    before.current = items;
  }, [items]);

  const byUser = useMemo(() => new Map((people ?? []).flatMap((one) => one.user_ids.map((id) => [id, one] as const))), [people]);
  const nameOf = useCallback(
    (userId: string): string =>
      byUser.get(userId)?.display_name ?? view?.names.get(userId) ?? handle?.nameOf(userId) ?? t('chat.someone'),
    [byUser, view?.names, handle, t],
  );
  const chat: Chat | null = useMemo(
    () => view === null || handle === null ? null : ({
      roomId,
      me,
      view,
      handle,
      nameOf,
      roleOf(userId) {
        const role = byUser.get(userId)?.role;
        if (role !== undefined) return SHOWN_ROLES.has(role) ? role : null;
        return view.staff.has(userId) ? 'staff' : null;
      },
      reply(message: Message) {
        if (message.eventId === null) return;
        const to = { eventId: message.eventId, sender: message.sender };
        setContext({ kind: 'reply', to, name: message.sender === me ? t('chat.you') : nameOf(message.sender), text: bodyText(translator, message.body) });
      },
      edit(message: Message) {
        if (message.eventId === null || message.body.kind !== 'text') return;
        setContext({ kind: 'edit', eventId: message.eventId, text: message.body.text });
      },
      show(eventId: string) {
        const item = items.find((one) => one.kind === 'message' && one.message.eventId === eventId);
        if (item !== undefined) timeline.current?.show(item.key);
      },
    }),
    [roomId, me, view, handle, nameOf, byUser, t, translator, items],
  );
  const editLast = (): void => {
    const last = items.findLast((item) => item.kind === 'message' && item.message.sender === me && item.message.eventId !== null);
    if (last?.kind === 'message') chat?.edit(last.message);
  };
  const endContext = useCallback(() => setContext(null), []);

  const mayWrite = view === null ? arrived : view.mayWrite;
  return (
      <DropTarget active={mayWrite} onFiles={(files) => composer.current?.addFiles(files)}>
        {chat === null ? <div className={css.opening}><Loading rows={5} height={52} /></div> : (
        <ChatContext value={chat}>
        <Timeline items={items} isAnnouncements={place?.kind === 'announcements'} control={timeline} onAtEnd={setAtEnd} />
        </ChatContext>)}
        {mayWrite ? (
          <Composer
            roomId={roomId}
            me={me}
            context={context}
            greeting={arrived}
            control={composer}
            onContextEnd={endContext}
            onSent={() => {
              forgetArrival();
              setArrived(false);
              timeline.current?.toEnd();
            }}
            onEditLast={editLast}
          />
        ) : view !== null && (
          <p className={css.readOnly}>
            <Icon name="megaphone" size={20} />
            {t(view.mayReact ? 'chat.readOnly.react' : 'chat.readOnly')}
          </p>
        )}
      </DropTarget>
  );
}

/** Items that say the same keep their object, so that only what changed is drawn again. */
function reuse(before: readonly TimelineItem[], after: readonly TimelineItem[]): TimelineItem[] {
  const old = new Map(before.map((item) => [item.key, item]));
  return after.map((item) => {
    const known = old.get(item.key);
    return known !== undefined && JSON.stringify(known) === JSON.stringify(item) ? known : item;
  });
}

/** Where reading had stopped when the chat was opened, and again whenever the person comes back to the page. */
function useReadingMark(view: RoomView | null): string | null {
  const [mark, setMark] = useState(view?.readUpTo ?? null);
  const [opened, setOpened] = useState(view !== null);
  if (!opened && view !== null) {
    setOpened(true);
    setMark(view.readUpTo);
  }
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  }, [view]);
  useEffect(() => {
    const leave = (): void => {
      if (document.visibilityState === 'hidden') setMark(latest.current?.events.at(-1)?.event_id ?? null);
    };
    document.addEventListener('visibilitychange', leave);
    return () => document.removeEventListener('visibilitychange', leave);
  }, []);
  return mark;
}

/** Passing by is not reading. Milliseconds. */
const READ_AFTER = 400;

function useMarkRead(handle: RoomHandle | null, view: RoomView | null, atEnd: boolean): void {
  const last = view?.events.at(-1)?.event_id;
  const isRead = last === view?.readUpTo;
  useEffect(() => {
    if (handle === null || last === undefined || isRead || !atEnd) return;
    let timer: ReturnType<typeof setTimeout>;
    const mark = (): void => {
      clearTimeout(timer);
      if (document.visibilityState !== 'visible') return;
      timer = setTimeout(() => void handle.markRead(last).catch(() => {}), READ_AFTER);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', mark);
    };
  }, [handle, last, isRead, atEnd]);
}

function DropTarget({ active, onFiles, children }: { active: boolean; onFiles: (files: File[]) => void; children: React.ReactNode }) {
  const { t } = useTranslator();
  const [over, setOver] = useState(false);
  return (
    <div
      className={css.page}
      onDragOver={(event) => {
        if (!active || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        if (!active || event.dataTransfer.files.length === 0) return;
        event.preventDefault();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {over && <div className={css.drop}>{t('compose.drop')}</div>}
    </div>
  );
}
