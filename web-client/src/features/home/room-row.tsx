import type { ReactNode } from 'react';
import { Link, useRoute } from '../../app/router.tsx';
import { useAccount } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { Translator } from '../../i18n/translator.ts';
import type { MessagePreview } from '../../matrix/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { Badge, classes } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';
import { useNow } from '../../ui/use-now.ts';
import { ROOM_ICONS, ROOM_NAMES, type ChatKind } from './home-model.ts';
import css from './home.module.css';

export function previewText({ t }: Translator, last: Pick<MessagePreview, 'kind' | 'text'>): string {
  switch (last.kind) {
    case 'text':
      return last.text.replace(/\s+/g, ' ').slice(0, 200);
    case 'image':
      return t('preview.image');
    case 'file':
      return t('preview.file', { name: last.text });
    case 'deleted':
      return t('preview.deleted');
    case 'other':
      return t('preview.other');
  }
}

export function RoomRow({ roomId, kind }: { roomId: string; kind: ChatKind }) {
  const { t } = useTranslator();
  return (
    <ChatRow
      roomId={roomId}
      name={t(ROOM_NAMES[kind])}
      lead={
        <span className={classes(css.rowIcon, kind === 'announcements' && css.rowIconWarm)}>
          <Icon name={ROOM_ICONS[kind]} />
        </span>
      }
    />
  );
}

/** A chat in a list: who or what it is, the last message, how much is unread. */
export function ChatRow({
  roomId,
  name,
  lead,
  note,
}: {
  roomId: string;
  name: string;
  lead: ReactNode;
  /** Said before the last message. */
  note?: string;
}) {
  const account = useAccount();
  const translator = useTranslator();
  const { t } = translator;
  const route = useRoute();
  const now = useNow();
  const summary = useStore(account.rooms).get(roomId);
  const last = summary?.last ?? null;
  const unread = summary?.unread ?? 0;
  const isOpen = route.name === 'room' && route.roomId === roomId;
  const text =
    last === null
      ? t('home.noMessages')
      : last.sender === account.session.userId
        ? t('home.you', { text: previewText(translator, last) })
        : last.senderName === ''
          ? previewText(translator, last)
          : t('home.sender', { name: last.senderName, text: previewText(translator, last) });
  return (
    <li>
      <Link
        to={{ name: 'room', roomId }}
        className={classes(css.row, unread > 0 && css.unread)}
        current={isOpen}
      >
        {lead}
        <span className={css.rowText}>
          <span className={css.rowName}>{name}</span>
          {note !== undefined && <span className={css.rowNote}>{note}</span>}
          <span className={css.rowLast}>{text}</span>
        </span>
        <span className={css.rowSide}>
          {last !== null && (
            <time dateTime={new Date(last.ts).toISOString()}>{translator.shortDate(last.ts, now)}</time>
          )}
          {unread > 0 && <Badge count={unread} label={t('home.unread', { count: unread })} />}
        </span>
      </Link>
    </li>
  );
}
