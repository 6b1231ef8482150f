/** The one place where the SDK runs. Loaded after the first paint; everything else sees `Connection` of types.ts. */
import { ClientEvent, type MatrixClient } from 'matrix-js-sdk/lib/client.js';
import { HttpApiEvent } from 'matrix-js-sdk/lib/http-api/interface.js';
import { Method } from 'matrix-js-sdk/lib/http-api/method.js';
import { RoomEvent } from 'matrix-js-sdk/lib/models/room.js';
import { EventType } from 'matrix-js-sdk/lib/@types/event.js';
import { Preset } from 'matrix-js-sdk/lib/@types/partials.js';
import { RoomStateEvent } from 'matrix-js-sdk/lib/models/room-state.js';
import { SyncState } from 'matrix-js-sdk/lib/sync.js';
import type { IndexedDBStore } from 'matrix-js-sdk/lib/store/indexeddb.js';
import { LESSON_EVENT } from '@parta/protocol';
import { createStore } from '../app/store.ts';
import { createClient, syncFilter, SYNC_LIMIT } from './client.ts';
import { asking } from './errors.ts';
import type { PageCache } from './page-cache.ts';
import { openRoom } from './room-handle.ts';
import { CALL_MEMBER, summariseRooms } from './room-list.ts';
import type { Connection, ConnectionStatus, MatrixSession, RoomHandle, RoomSummary } from './types.ts';

const SEND_TIMEOUT_MS = 25_000;

interface Hooks {
  readonly pages: PageCache;
  /** The homeserver no longer knows the session. */
  readonly onLoggedOut: () => void;
}

export async function connect(session: MatrixSession, { pages, onLoggedOut }: Hooks): Promise<Connection> {
  const { client, store } = createClient(session, pages);
  const status = createStore<ConnectionStatus>('starting');
  const rooms = createStore<ReadonlyMap<string, RoomSummary>>(new Map());
  const syncs = createStore(0);
  const handles = new Map<string, RoomHandle>();
  const saver = saveOften(store);

  let summarising = false;
  const summarise = (): void => {
    if (summarising) return;
    summarising = true;
    queueMicrotask(() => {
      summarising = false;
      rooms.update((before) => summariseRooms(client, before));
    });
  };

  client.on(ClientEvent.Sync, (state, _before, data) => {
    switch (state) {
      case SyncState.Prepared:
        status.set(data?.fromCache === true ? 'cached' : 'live');
        break;
      case SyncState.Syncing:
        status.set('live');
        saver.changed();
        break;
      case SyncState.Reconnecting:
      case SyncState.Error:
        status.set('offline');
        break;
      default:
    }
    summarise();
    if (state === SyncState.Syncing || (state === SyncState.Prepared && data?.fromCache !== true)) {
      syncs.update((n) => n + 1);
    }
  });
  client.on(HttpApiEvent.SessionLoggedOut, onLoggedOut);
  client.on(RoomEvent.Timeline, summarise);
  client.on(RoomEvent.Redaction, summarise);
  client.on(RoomEvent.Receipt, summarise);
  client.on(RoomEvent.MyMembership, summarise);
  client.on(RoomStateEvent.Events, (event) => {
    if (event.getType() === LESSON_EVENT || event.getType() === CALL_MEMBER) summarise();
  });
  client.on(ClientEvent.Room, summarise);

  const retryWhenSeen = (): void => {
    if (document.visibilityState === 'visible') client.retryImmediately();
  };
  document.addEventListener('visibilitychange', retryWhenSeen);

  await store.startup().catch(() => {
    // Without storage (private windows of some browsers) everything works, but nothing is kept.
  });
  await client.startClient({
    filter: syncFilter(session.userId),
    initialSyncLimit: SYNC_LIMIT,
    lazyLoadMembers: true,
    disablePresence: true,
  });

  const send: Connection['send'] = (roomId, type, txnId, content, signal) =>
    put(client, ['rooms', roomId, 'send', type, txnId], content, signal);
  const redact: Connection['redact'] = (roomId, eventId, txnId, signal) =>
    put(client, ['rooms', roomId, 'redact', eventId, txnId], {}, signal);

  return {
    session,
    status,
    rooms,
    syncs,
    openRoom(roomId) {
      const handle = handles.get(roomId) ?? openRoom(client, roomId);
      handles.set(roomId, handle);
      return handle;
    },
    async join(roomId) {
      await asking(client.joinRoom(roomId));
    },
    async openCall(roomId) {
      const { openCall } = await import('./rtc.ts');
      return asking(openCall(client, roomId, { send, redact }));
    },
    send,
    redact,
    directRoom: (userId) => directRoom(client, userId),
    retryNow: () => void client.retryImmediately(),
    async stop() {
      document.removeEventListener('visibilitychange', retryWhenSeen);
      client.stopClient();
      await saver.stop();
      await store.destroy().catch(() => {});
    },
  };
}

async function put(
  client: MatrixClient,
  parts: readonly string[],
  content: object,
  signal: AbortSignal | undefined,
): Promise<string> {
  const path = `/${parts.map(encodeURIComponent).join('/')}`;
  const { event_id: eventId } = await asking(
    client.http.authedRequest<{ event_id: string }>(Method.Put, path, undefined, content, {
      localTimeoutMs: SEND_TIMEOUT_MS,
      ...(signal === undefined ? {} : { abortSignal: signal }),
    }),
  );
  return eventId;
}

async function directRoom(client: MatrixClient, userId: string): Promise<string> {
  const direct = client.getAccountData(EventType.Direct)?.getContent() ?? {};
  const mine: unknown = direct[userId];
  // Account data is whatever some client wrote.
  const rooms: unknown[] = Array.isArray(mine) ? mine : [];
  const known = rooms.find(
    (roomId): roomId is string =>
      typeof roomId === 'string' && client.getRoom(roomId)?.getMyMembership() === 'join',
  );
  if (known !== undefined) return known;
  const { room_id: roomId } = await asking(
    // Never `trusted_private_chat`: since room version 12 it would make the other one a creator too.
    client.createRoom({ preset: Preset.PrivateChat, is_direct: true, invite: [userId] }),
  );
  await asking(
    client.setAccountData(EventType.Direct, { ...direct, [userId]: [...(rooms as string[]), roomId] }),
  );
  return roomId;
}

/** Between two writes of what was seen. The SDK's own five minutes would lose it on the next reload. Milliseconds. */
const SAVE_EVERY_MS = 10_000;
const SAVE_AFTER_MS = 700;

/** Writes the store soon after a change, at most every ten seconds, and at once when the page is hidden. */
function saveOften(store: IndexedDBStore) {
  let last = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    last = Date.now();
    await store.save(true);
  };
  const whenHidden = (): void => {
    if (document.visibilityState === 'hidden' && timer !== undefined) void save();
  };
  document.addEventListener('visibilitychange', whenHidden);
  return {
    changed(): void {
      timer ??= setTimeout(() => void save(), Math.max(SAVE_AFTER_MS, last + SAVE_EVERY_MS - Date.now()));
    },
    async stop(): Promise<void> {
      document.removeEventListener('visibilitychange', whenHidden);
      await save().catch(() => {});
    },
  };
}
