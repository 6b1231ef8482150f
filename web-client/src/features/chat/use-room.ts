import { useEffect, useMemo } from 'react';
import { useAccount } from '../../app/services.ts';
import { createStore, type ReadableStore } from '../../app/store.ts';
import type { RoomHandle, RoomView } from '../../matrix/types.ts';
import { useStore } from '../../ui/use-store.ts';

const NOTHING: ReadableStore<RoomView | null> = createStore<RoomView | null>(null);

/** Opens the room while the view is on the screen. Null until there is something to show. */
export function useRoom(roomId: string): { handle: RoomHandle | null; view: RoomView | null } {
  const account = useAccount();
  const connection = useStore(account.connection);
  // Opening is cheap and the same room is opened once; what an effect must do is close it.
  const handle = useMemo(() => connection?.openRoom(roomId) ?? null, [connection, roomId]);
  useEffect(() => {
    handle?.hold();
    return () => handle?.release();
  }, [handle]);
  const view = useStore<RoomView | null>(handle?.view ?? NOTHING);
  useEffect(() => {
    if (view === null) return;
    const recent = view.events.slice(-200);
    const ids = recent.flatMap(({ event_id: id, unsigned }) => [id, String(unsigned?.['transaction_id'])]);
    account.outbox.seen(new Set(ids));
  }, [view, account]);
  return { handle, view };
}

const DRAFT = (roomId: string): string => `parta.draft.${roomId}`;

/** What was typed in a room and not sent, on this device. */
export function readDraft(roomId: string): string {
  return localStorage.getItem(DRAFT(roomId)) ?? '';
}

export function keepDraft(roomId: string, text: string): void {
  try {
    if (text === '') localStorage.removeItem(DRAFT(roomId));
    else localStorage.setItem(DRAFT(roomId), text);
  } catch {
    // A full storage costs the draft only if the page is closed.
  }
}
