import { useCallback, useImperativeHandle, useLayoutEffect, useRef, useState, type Ref } from 'react';
import { asFailure } from '../../app/account.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import type { RoomHandle } from '../../matrix/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { Badge, Button, Empty } from '../../ui/ui.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useChat } from './chat-context.ts';
import css from './chat.module.css';
import { MessageView } from './message-view.tsx';
import type { TimelineItem } from './timeline-model.ts';

/** So near the end counts as at the end. CSS pixels. */
const AT_END = 48;
/** Earlier messages are asked for before the top is reached. CSS pixels. */
const NEAR_TOP = 600;

export interface TimelineControl {
  /** Scrolls to the end, e.g. after sending. */
  toEnd(): void;
  show(key: string): void;
}

interface Props {
  readonly items: readonly TimelineItem[];
  readonly isAnnouncements: boolean;
  readonly control: Ref<TimelineControl>;
  /** Tells whether the latest message is on the screen. */
  readonly onAtEnd: (atEnd: boolean) => void;
}

export function Timeline({ items, isAnnouncements, control, onAtEnd }: Props) {
  const { view, handle, me } = useChat();
  const { t } = useTranslator();
  const scroller = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  /** What the person looks at: the end, or a message at a height of the screen that must not change. */
  const anchor = useRef<{ key: string; top: number; scrollTop: number } | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [seenLength, setSeenLength] = useState(0);
  const older = useOlder(handle, view.atStart);
  const { loadOlder } = older;

  const findKey = useCallback((key: string): HTMLElement | null => {
    return list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`) ?? null;
  }, []);

  const look = useCallback((): void => {
    const box = scroller.current;
    if (box === null) return;
    const end = -box.scrollTop < AT_END;
    setAtEnd(end);
    onAtEnd(end);
    anchor.current = end ? null : firstVisible(box, list.current);
    if (box.scrollHeight - box.clientHeight + box.scrollTop < NEAR_TOP) void loadOlder();
  }, [loadOlder, onAtEnd]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const looked = anchor.current;
    if (looked === null) box.scrollTop = 0;
    else if (Math.abs(box.scrollTop - looked.scrollTop) < 1) {
      const element = findKey(looked.key);
      if (element !== null) {
        box.scrollTop += element.getBoundingClientRect().top - box.getBoundingClientRect().top - looked.top;
      }
    }
    // Else the person has scrolled since; measured from the end, the place holds by itself when earlier messages come.
    look();
    // Also when a page of history held nothing to be drawn: then the next one is due.
  }, [items, older.state, findKey, look]);

  // A chat opens where reading stopped.
  const opened = useRef(false);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (opened.current || box === null || items.length === 0) return;
    opened.current = true;
    const line = findKey('new');
    if (line === null) return;
    const offset = line.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (offset < 0) box.scrollTop += offset - 60;
    look();
  }, [items, findKey, look]);

  useImperativeHandle(
    control,
    () => ({
      toEnd() {
        anchor.current = null;
        if (scroller.current !== null) scroller.current.scrollTop = 0;
        look();
      },
      show(key) {
        const element = findKey(key);
        element?.scrollIntoView({ block: 'center' });
        element?.animate([{ background: 'var(--pencil-tint)' }, { background: 'transparent' }], {
          duration: 1600,
        });
      },
    }),
    [findKey, look],
  );

  const count = items.filter(({ kind }) => kind === 'message').length;
  if (atEnd && seenLength !== count) setSeenLength(count);
  const below = Math.max(0, count - seenLength);

  return (
    <div className={css.timeline}>
      <div
        ref={scroller}
        className={css.scroller}
        tabIndex={0}
        role="region"
        aria-label={t('chat.history')}
        onScroll={look}
      >
        <ol ref={list} className={css.items}>
          {view.atStart ? (
            <li className={css.center}>{t(isAnnouncements ? 'chat.start.announcements' : 'chat.start')}</li>
          ) : (
            <Older {...older} />
          )}
          {items.map((item) => (
            <Item key={item.key} item={item} />
          ))}
          {view.atStart && count === 0 && (
            <li>
              <Empty icon={isAnnouncements ? 'megaphone' : 'chat'} title={t('chat.empty.title')}>
                <p>{t(view.mayWrite ? 'chat.empty.text' : 'chat.empty.read')}</p>
              </Empty>
            </li>
          )}
        </ol>
      </div>
      {!atEnd && (
        <button
          type="button"
          className={css.down}
          aria-label={t('chat.toBottom')}
          onClick={() => {
            if (scroller.current !== null) scroller.current.scrollTop = 0;
          }}
        >
          {below > 0 && <Badge count={below} label={t('home.unread', { count: below })} />}
          <Icon name="down" />
        </button>
      )}
      <Announcer items={items} me={me} />
    </div>
  );
}

/** Loads earlier messages, one page at a time. */
function useOlder(handle: RoomHandle, atStart: boolean) {
  const [state, setState] = useState<'idle' | 'loading' | 'failed' | 'offline'>('idle');
  const busy = useRef(false);
  const loadOlder = useCallback(async (): Promise<void> => {
    if (busy.current || atStart) return;
    busy.current = true;
    setState('loading');
    try {
      await handle.loadOlder();
      setState('idle');
      busy.current = false;
    } catch (error) {
      // Not again by itself at each movement: the button, or the next visit, tries anew.
      setState(asFailure(error).kind === 'offline' ? 'offline' : 'failed');
    }
  }, [handle, atStart]);
  const retry = (): void => {
    busy.current = false;
    void loadOlder();
  };
  return { state, loadOlder, retry };
}

function firstVisible(
  box: HTMLElement,
  list: HTMLElement | null,
): { key: string; top: number; scrollTop: number } | null {
  const top = box.getBoundingClientRect().top;
  // Only messages: a date moves up when earlier messages of the same day come.
  for (const element of list?.querySelectorAll('[data-own]') ?? []) {
    const rect = element.getBoundingClientRect();
    const key = element.getAttribute('data-key');
    if (key !== null && rect.bottom > top + 8) return { key, top: rect.top - top, scrollTop: box.scrollTop };
  }
  return null;
}

function Older({ state, retry }: { state: 'idle' | 'loading' | 'failed' | 'offline'; retry: () => void }) {
  const { t } = useTranslator();
  if (state === 'failed' || state === 'offline') {
    return (
      <li className={css.center} role="status">
        {t(state === 'offline' ? 'chat.older.offline' : 'chat.older.failed')}
        <Button look="quiet" onClick={retry}>
          {t('do.retry')}
        </Button>
      </li>
    );
  }
  return <li className={css.center}>{t('chat.older')}</li>;
}

function Item({ item }: { item: TimelineItem }) {
  const { t, day } = useTranslator();
  const now = useNow();
  switch (item.kind) {
    case 'day':
      return (
        <li className={css.center} data-key={item.key}>
          <span className={css.day}>{day(item.ts, now)}</span>
        </li>
      );
    case 'new':
      return (
        <li className={css.new} data-key={item.key}>
          {t('chat.new')}
        </li>
      );
    case 'arrivals':
      return <Arrivals userIds={item.userIds} itemKey={item.key} />;
    case 'message':
      return <MessageView message={item.message} first={item.first} last={item.last} />;
  }
}

/** Of many who came one after another the first few are named. */
const NAMED = 3;

function Arrivals({ userIds, itemKey }: { userIds: readonly string[]; itemKey: string }) {
  const { nameOf } = useChat();
  const { t, list } = useTranslator();
  const named = userIds.length <= NAMED + 1 ? userIds : userIds.slice(0, NAMED);
  const rest = userIds.length - named.length;
  const names = named.map(nameOf);
  return (
    <li className={css.center} data-key={itemKey}>
      {rest === 0
        ? t('chat.arrived', { names: list(names) })
        : t('chat.arrived.more', { names: names.join(', '), count: rest })}
    </li>
  );
}

/** Reads out what others write while the chat is open. */
function Announcer({ items, me }: { items: readonly TimelineItem[]; me: string }) {
  const { nameOf } = useChat();
  const { t } = useTranslator();
  const last = items.findLast((item) => item.kind === 'message');
  const [first] = useState(last?.key);
  const message =
    last?.kind === 'message' && last.key !== first && last.message.sender !== me ? last.message : null;
  const [text, setText] = useState('');
  const said =
    message === null
      ? ''
      : t('chat.newMessage', {
          name: nameOf(message.sender),
          text: message.body.kind === 'text' ? message.body.text.slice(0, 300) : t('preview.other'),
        });
  if (said !== '' && said !== text) setText(said);
  return (
    <div className="visually-hidden" aria-live="polite">
      {text}
    </div>
  );
}
