import { useEffect, useRef, useState } from 'react';
import type { RoomHandle, RoomView } from '../../matrix/types.ts';

/** Where reading had stopped when the chat was opened, and again whenever the person comes back to the page. */
export function useReadingMark(view: RoomView | null): string | null {
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

export function useMarkRead(handle: RoomHandle | null, view: RoomView | null, atEnd: boolean): void {
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
