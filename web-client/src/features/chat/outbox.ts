/** Runs the outbox: stores, sends and repeats what outbox-model.ts decides. */
import { Failure } from '../../api/failure.ts';
import { randomId } from '../../app/ids.ts';
import { createStore, type ReadableStore } from '../../app/store.ts';
import type { Media } from '../../matrix/media.ts';
import type { Connection, ConnectionStatus } from '../../matrix/types.ts';
import {
  advance,
  nextLook,
  ready,
  type Attachment,
  type Entry,
  type Operation,
  type Outbox,
  type OutboxEvent,
  type Refusal,
} from './outbox-model.ts';

export interface OutboxService {
  readonly entries: ReadableStore<Outbox>;
  /** Share of each running upload, in [0, 1], by transaction id. */
  readonly uploads: ReadableStore<ReadonlyMap<string, number>>;
  add(roomId: string, operation: Operation): void;
  /** Sends what was refused or is unsure once more. */
  retry(txnId: string): void;
  /** Forgets an entry and stops its upload. What the homeserver already has stays there. */
  discard(txnId: string): void;
  /** Events with these transaction ids or event ids have come down. */
  seen(ids: ReadonlySet<string>): void;
  /** From now on sends over this connection. */
  use(connection: Connection, media: Media, status: ReadableStore<ConnectionStatus>): void;
  stop(): void;
}

interface Dependencies {
  readonly userId: string;
  readonly deviceId: string;
  readonly store: {
    all(): Promise<Entry[]>;
    put(entry: Entry): Promise<void>;
    remove(txnId: string): Promise<void>;
  };
}

const CHANNEL = 'parta-outbox';

export function createOutbox({ userId, deviceId, store }: Dependencies): OutboxService {
  const entries = createStore<Outbox>([]);
  const uploads = createStore<ReadonlyMap<string, number>>(new Map());
  const running = new Map<string, AbortController>();
  /** Of several open tabs one sends; the others hand over through the device's storage. */
  let leads = false;
  let route: { connection: Connection; media: Media; status: ReadableStore<ConnectionStatus> } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  /** Transaction ids that were written to the device. */
  const onDevice = new Set<string>();
  let stopped = false;
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(CHANNEL) : null;
  const unlock = new AbortController();

  /** Writes one after another what differs; what a full or forbidden storage does not take stays in memory. */
  function persist(before: Outbox, after: Outbox): void {
    const kept = new Set(after.map(({ txnId }) => txnId));
    const changed = after.filter((entry) => !before.includes(entry));
    const gone = before.filter(({ txnId }) => !kept.has(txnId));
    writing = writing.then(async () => {
      for (const entry of changed) {
        await store.put(entry).then(
          () => onDevice.add(entry.txnId),
          () => {},
        );
      }
      for (const { txnId } of gone) {
        await store.remove(txnId).catch(() => {});
        onDevice.delete(txnId);
      }
      channel?.postMessage(null);
    });
  }

  function dispatch(event: OutboxEvent): void {
    const before = entries.get();
    const after = advance(before, event);
    if (after === before) return;
    entries.set(after);
    persist(before, after);
    void writing.then(pump);
  }

  function pump(): void {
    clearTimeout(timer);
    if (stopped) return;
    const now = Date.now();
    dispatch({ kind: 'tick', now });
    // What was stored of earlier is sent only after the homeserver has told what came meanwhile.
    if (leads && route !== null && ['starting', 'live'].includes(route.status.get())) {
      for (const entry of ready(entries.get(), now)) void send(entry, route);
    }
    const next = nextLook(entries.get(), now);
    if (next !== null) timer = setTimeout(pump, Math.max(250, next - now));
  }

  async function send(entry: Entry, { connection, media }: NonNullable<typeof route>): Promise<void> {
    const { txnId, roomId, operation } = entry;
    const abort = new AbortController();
    running.set(txnId, abort);
    dispatch({ kind: 'attempted', txnId, deviceId, now: Date.now() });
    try {
      // The attempt is on record before the homeserver can know of it.
      await writing;
      const eventId =
        operation.kind === 'redact'
          ? await connection.redact(roomId, operation.eventId, txnId, abort.signal)
          : operation.kind === 'event'
            ? await connection.send(roomId, operation.type, txnId, operation.content, abort.signal)
            : await sendFile(entry, operation, connection, media, abort.signal);
      dispatch({ kind: 'sent', txnId, eventId, now: Date.now() });
    } catch (error) {
      if (abort.signal.aborted) return;
      const failure = error instanceof Failure ? error : new Failure('server', { cause: error });
      const refusal = refusalOf(failure);
      if (refusal !== null) dispatch({ kind: 'refused', txnId, why: refusal });
      else dispatch({ kind: 'unreachable', txnId, retryAfterMs: failure.retryAfterMs, now: Date.now() });
    } finally {
      running.delete(txnId);
      uploads.update((now) => without(now, txnId));
    }
  }

  async function sendFile(
    { txnId, roomId }: Entry,
    { file, relatesTo }: Operation & { kind: 'file' },
    connection: Connection,
    media: Media,
    signal: AbortSignal,
  ): Promise<string> {
    let { mxc } = file;
    if (mxc === null) {
      const onProgress = (share: number): void => uploads.update((now) => new Map(now).set(txnId, share));
      onProgress(0);
      mxc = await media.upload(file.blob, file.name, onProgress, signal);
      dispatch({ kind: 'uploaded', txnId, mxc });
    }
    return connection.send(roomId, 'm.room.message', txnId, fileContent(file, mxc, relatesTo), signal);
  }

  async function mine(): Promise<Outbox> {
    const stored = await store.all().catch(() => []);
    return stored.filter((entry) => entry.userId === userId).sort((a, b) => a.createdAt - b.createdAt);
  }

  async function load(): Promise<void> {
    const stored = await mine();
    if (stopped) return;
    for (const { txnId } of stored) onDevice.add(txnId);
    if (leads) {
      // What was only watched until now is taken over: nobody else is sending it any longer.
      const ids = new Set(stored.map(({ txnId }) => txnId));
      entries.update((now) => now.filter(({ txnId }) => !ids.has(txnId)));
      dispatch({ kind: 'loaded', entries: stored, deviceId, now: Date.now() });
    } else entries.set(stored);
    pump();
  }

  /** Another tab changed something: followers show it; the leader takes up what is new and drops what was discarded. */
  async function follow(): Promise<void> {
    const before = entries.get();
    await writing;
    const stored = await mine();
    if (stopped) return;
    if (!leads) return entries.set(stored);
    const ids = new Set(stored.map(({ txnId }) => txnId));
    for (const { txnId } of before) {
      if (onDevice.has(txnId) && !ids.has(txnId) && !running.has(txnId))
        dispatch({ kind: 'discarded', txnId });
    }
    const known = new Set([...before, ...entries.get()].map(({ txnId }) => txnId));
    const fresh = stored.filter(({ txnId }) => !known.has(txnId));
    if (fresh.length > 0) dispatch({ kind: 'loaded', entries: fresh, deviceId, now: Date.now() });
  }

  channel?.addEventListener('message', () => void follow());
  void load();
  if ('locks' in navigator) {
    navigator.locks
      .request(CHANNEL, { signal: unlock.signal }, () => {
        leads = true;
        void load();
        return new Promise<void>((resolve) => unlock.signal.addEventListener('abort', () => resolve()));
      })
      .catch(() => {});
  } else leads = true;

  return {
    entries,
    uploads,
    add(roomId, operation) {
      dispatch({
        kind: 'added',
        entry: {
          txnId: randomId(),
          roomId,
          userId,
          createdAt: Date.now(),
          operation,
          state: { name: 'queued', notBefore: 0, tries: 0 },
          attempted: null,
        },
      });
    },
    retry: (txnId) => dispatch({ kind: 'retried', txnId, newTxnId: randomId(), now: Date.now() }),
    discard(txnId) {
      running.get(txnId)?.abort();
      dispatch({ kind: 'discarded', txnId });
    },
    seen: (ids) => dispatch({ kind: 'seen', ids }),
    use(connection, media, status) {
      route = { connection, media, status };
      let before = status.get();
      status.subscribe(() => {
        const now = status.get();
        if (now === 'live' && before !== 'live') dispatch({ kind: 'reconnected', now: Date.now() });
        before = now;
        pump();
      });
      pump();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      unlock.abort();
      channel?.close();
      for (const abort of running.values()) abort.abort();
    },
  };
}

/** Null when a later try may succeed. */
function refusalOf({ kind, status }: Failure): Refusal | null {
  // 401: the person has to log in again; what they wrote waits for that.
  if (kind !== 'refused' || status === 401) return null;
  return status === 403 ? 'forbidden' : status === 413 ? 'too_big' : 'other';
}

function fileContent(
  file: Attachment,
  mxc: string,
  relatesTo: Readonly<Record<string, unknown>> | null,
): object {
  return {
    msgtype: file.dimensions === null ? 'm.file' : 'm.image',
    body: file.name,
    filename: file.name,
    url: mxc,
    info: {
      mimetype: file.mimetype,
      size: file.blob.size,
      ...(file.dimensions === null ? {} : { w: file.dimensions.width, h: file.dimensions.height }),
    },
    ...(relatesTo === null ? {} : { 'm.relates_to': relatesTo }),
  };
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  if (!map.has(key)) return map;
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
