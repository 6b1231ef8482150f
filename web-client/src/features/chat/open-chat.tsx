import { useCallback, useMemo, useState } from 'react';
import type { MyDirectRoom } from '../../api/people.ts';
import type { Role } from '../../api/types.ts';
import { useAccount } from '../../app/services.ts';
import { createStore } from '../../app/store.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomHandle, RoomView } from '../../matrix/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { Skeleton } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { Place } from '../home/home-model.ts';
import { forgetArrival, hasJustArrived } from '../join/arrival.ts';
import { ChatContext, type Chat } from './chat-context.ts';
import css from './chat.module.css';
import { Composer, type ComposerControl, type Context } from './composer.tsx';
import { DropTarget } from './drop-target.tsx';
import { bodyText } from './message-view.tsx';
import { Timeline, type TimelineControl } from './timeline.tsx';
import { buildTimeline, createReuse, type Message } from './timeline-model.ts';
import { useMarkRead, useReadingMark } from './use-reading.ts';

const dayOf = (ts: number): string => new Date(ts).toDateString();
const NO_PEOPLE = createStore({ value: null });
/** Roles that a class wants to know of a writer; that somebody is a pupil or parent, the room itself says. */
const SHOWN_ROLES: ReadonlySet<Role> = new Set([
  'teacher',
  'class_teacher',
  'staff',
  'school_admin',
  'district_admin',
]);

interface OpenProps {
  readonly roomId: string;
  readonly place: Place | null;
  /** Set for a chat of two people. */
  readonly direct?: MyDirectRoom | null;
  /** Both null while the history is on its way; whoever has just come can write all the same: the outbox keeps it. */
  readonly handle: RoomHandle | null;
  readonly view: RoomView | null;
}

const NO_EVENTS: RoomView['events'] = [];

export function OpenChat({ roomId, place, direct = null, handle, view }: OpenProps) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const me = account.session.userId;
  const classId = place?.class?.class_id ?? null;
  const people = useStore<{
    value: readonly { person_id: string; user_ids: string[]; role: Role; display_name: string }[] | null;
  }>(classId === null ? NO_PEOPLE : account.people(classId)).value;
  const outbox = useStore(account.outbox.entries);
  const readUpTo = useReadingMark(view);
  const [context, setContext] = useState<Context | null>(null);
  const [arrived, setArrived] = useState(() => hasJustArrived(roomId));
  const [timeline, setTimeline] = useState<TimelineControl | null>(null);
  const [composer, setComposer] = useState<ComposerControl | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  useMarkRead(handle, view, atEnd);

  const [reuse] = useState(createReuse);
  const items = useMemo(
    () =>
      reuse(
        buildTimeline({
          events: view?.events ?? NO_EVENTS,
          outbox: outbox.filter((entry) => entry.roomId === roomId),
          me,
          readUpTo,
          dayOf,
        }),
      ),
    [reuse, view?.events, outbox, roomId, me, readUpTo],
  );

  const byUser = useMemo(
    () => new Map((people ?? []).flatMap((one) => one.user_ids.map((id) => [id, one] as const))),
    [people],
  );
  const inDirect = useMemo(
    () =>
      new Map(
        [...(direct?.people ?? []), ...(direct?.second_adult == null ? [] : [direct.second_adult])].map(
          (one) => [one.user_id, one],
        ),
      ),
    [direct],
  );
  const nameOf = useCallback(
    (userId: string): string =>
      byUser.get(userId)?.display_name ??
      inDirect.get(userId)?.display_name ??
      view?.names.get(userId) ??
      handle?.nameOf(userId) ??
      t('chat.someone'),
    [byUser, inDirect, view?.names, handle, t],
  );
  const chat: Chat | null = useMemo(
    () =>
      view === null || handle === null
        ? null
        : {
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
            personIdOf: (userId) =>
              userId === me
                ? null
                : (byUser.get(userId)?.person_id ?? inDirect.get(userId)?.person_id ?? null),
            reply(message: Message) {
              if (message.eventId === null) return;
              const to = { eventId: message.eventId, sender: message.sender };
              setContext({
                kind: 'reply',
                to,
                name: message.sender === me ? t('chat.you') : nameOf(message.sender),
                text: bodyText(translator, message.body),
              });
            },
            edit(message: Message) {
              if (message.eventId === null || message.body.kind !== 'text') return;
              setContext({ kind: 'edit', eventId: message.eventId, text: message.body.text });
            },
            show(eventId: string) {
              const item = items.find((one) => one.kind === 'message' && one.message.eventId === eventId);
              if (item !== undefined) timeline?.show(item.key);
            },
          },
    [roomId, me, view, handle, nameOf, byUser, inDirect, t, translator, items, timeline],
  );
  const editLast = (): void => {
    const last = items.findLast((item) => item.kind === 'message' && item.message.sender === me);
    // While it is on its way it cannot be changed; the one before it is not what was meant.
    if (last?.kind === 'message' && last.message.pending === null) chat?.edit(last.message);
  };
  const endContext = useCallback(() => setContext(null), []);

  const mayWrite = view === null ? arrived : view.mayWrite;
  return (
    <DropTarget active={mayWrite} onFiles={(files) => composer?.addFiles(files)}>
      {chat === null ? (
        <OpeningChat />
      ) : (
        <ChatContext value={chat}>
          <Timeline
            items={items}
            isAnnouncements={place?.kind === 'announcements'}
            control={setTimeline}
            onAtEnd={setAtEnd}
          />
        </ChatContext>
      )}
      {mayWrite ? (
        <Composer
          roomId={roomId}
          me={me}
          context={context}
          greeting={arrived}
          control={setComposer}
          onContextEnd={endContext}
          onSent={() => {
            forgetArrival();
            setArrived(false);
            timeline?.toEnd();
          }}
          onEditLast={editLast}
        />
      ) : (
        view !== null &&
        direct === null && (
          <p className={css.readOnly}>
            <Icon name="megaphone" size={20} />
            {t(view.mayReact ? 'chat.readOnly.react' : 'chat.readOnly')}
          </p>
        )
      )}
    </DropTarget>
  );
}

/** Shapes of messages while the first ones are on their way. */
function OpeningChat() {
  const { t } = useTranslator();
  return (
    <div className={css.opening} role="status">
      <span className="visually-hidden">{t('app.loading')}</span>
      <Skeleton height={44} width="62%" />
      <Skeleton height={66} width="74%" />
      <Skeleton height={44} width="48%" end />
      <Skeleton height={88} width="70%" />
      <Skeleton height={44} width="56%" end />
    </div>
  );
}
