/**
 * What a person wrote and the homeserver has not confirmed, as a pure state machine. The executor (outbox.ts) stores
 * each entry before it sends, so nothing typed is lost; and sends it under the same transaction id every time, so
 * nothing arrives twice: a homeserver answers a repeat from the same device with the first event
 * (Client-Server API, "Transaction identifiers").
 */

/** Synapse forgets transaction ids after a day; a repeat after that could be a second message. Milliseconds. */
export const REPEATABLE_MS = 23 * 3600_000;
/** A confirmed entry that never shows up in the timeline (a gap in the synchronisation) is let go after so long. Milliseconds. */
const LINGER_MS = 30_000;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

export interface Attachment {
  readonly blob: Blob;
  readonly name: string;
  readonly mimetype: string;
  /** Of an image that browsers show. */
  readonly dimensions: { readonly width: number; readonly height: number } | null;
  /** Set once it is uploaded. */
  readonly mxc: string | null;
}

export type Operation =
  | { readonly kind: 'event'; readonly type: string; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'redact'; readonly eventId: string }
  | {
      readonly kind: 'file';
      readonly file: Attachment;
      readonly relatesTo: Readonly<Record<string, unknown>> | null;
    };

export type Refusal = 'forbidden' | 'too_big' | 'other';

export type EntryState =
  | { readonly name: 'queued'; readonly notBefore: number; readonly tries: number }
  | { readonly name: 'sending'; readonly tries: number }
  | { readonly name: 'sent'; readonly eventId: string; readonly at: number }
  | { readonly name: 'refused'; readonly why: Refusal }
  /** It may have arrived, and a repeat might double it: the person decides. */
  | { readonly name: 'unsure' };

export interface Entry {
  readonly txnId: string;
  readonly roomId: string;
  readonly userId: string;
  /** Milliseconds since the epoch; entries of a room are sent in this order. */
  readonly createdAt: number;
  readonly operation: Operation;
  readonly state: EntryState;
  /** The device and time of the first attempt, on which the harmlessness of a repeat depends. Null before it. */
  readonly attempted: { readonly deviceId: string; readonly at: number } | null;
}

export type Outbox = readonly Entry[];

export type OutboxEvent =
  | { readonly kind: 'loaded'; readonly entries: Outbox; readonly deviceId: string; readonly now: number }
  | { readonly kind: 'added'; readonly entry: Entry }
  | { readonly kind: 'attempted'; readonly txnId: string; readonly deviceId: string; readonly now: number }
  | { readonly kind: 'uploaded'; readonly txnId: string; readonly mxc: string }
  | { readonly kind: 'sent'; readonly txnId: string; readonly eventId: string; readonly now: number }
  | {
      readonly kind: 'unreachable';
      readonly txnId: string;
      readonly retryAfterMs: number | null;
      readonly now: number;
    }
  | { readonly kind: 'refused'; readonly txnId: string; readonly why: Refusal }
  /** The homeserver can be reached again: nobody waits any longer. */
  | { readonly kind: 'reconnected'; readonly now: number }
  /** Events came down with these transaction ids or event ids. */
  | { readonly kind: 'seen'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'retried'; readonly txnId: string; readonly newTxnId: string; readonly now: number }
  | { readonly kind: 'discarded'; readonly txnId: string }
  | { readonly kind: 'tick'; readonly now: number };

const withState = (box: Outbox, txnId: string, change: (entry: Entry) => Entry): Outbox =>
  box.map((entry) => (entry.txnId === txnId ? change(entry) : entry));

const isRepeatable = ({ attempted }: Entry, now: number): boolean =>
  attempted === null || now - attempted.at < REPEATABLE_MS;

/** How an entry that a closed page left behind goes on. */
function resume(entry: Entry, deviceId: string, now: number): Entry {
  if (entry.state.name !== 'queued' && entry.state.name !== 'sending') return entry;
  const sameDevice = entry.attempted === null || entry.attempted.deviceId === deviceId;
  const state: EntryState =
    sameDevice && isRepeatable(entry, now) ? { name: 'queued', notBefore: 0, tries: 0 } : { name: 'unsure' };
  return { ...entry, state };
}

export function advance(box: Outbox, event: OutboxEvent): Outbox {
  switch (event.kind) {
    case 'loaded': {
      const known = new Set(box.map(({ txnId }) => txnId));
      const old = event.entries.filter(({ txnId }) => !known.has(txnId));
      return [...old.map((entry) => resume(entry, event.deviceId, event.now)), ...box].sort(byTime);
    }
    case 'added':
      return [...box, event.entry];
    case 'attempted':
      return withState(box, event.txnId, (entry) => ({
        ...entry,
        attempted: entry.attempted ?? { deviceId: event.deviceId, at: event.now },
        state: { name: 'sending', tries: entry.state.name === 'queued' ? entry.state.tries + 1 : 1 },
      }));
    case 'uploaded':
      return withState(box, event.txnId, (entry) =>
        entry.operation.kind === 'file'
          ? { ...entry, operation: { ...entry.operation, file: { ...entry.operation.file, mxc: event.mxc } } }
          : entry,
      );
    case 'sent':
      return withState(box, event.txnId, (entry) => ({
        ...entry,
        state: { name: 'sent', eventId: event.eventId, at: event.now },
      }));
    case 'unreachable':
      return withState(box, event.txnId, (entry) => {
        if (!isRepeatable(entry, event.now)) return { ...entry, state: { name: 'unsure' } };
        const tries = entry.state.name === 'sending' ? entry.state.tries : 1;
        const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (tries - 1));
        return {
          ...entry,
          state: { name: 'queued', tries, notBefore: event.now + Math.max(delay, event.retryAfterMs ?? 0) },
        };
      });
    case 'refused':
      return withState(box, event.txnId, (entry) => ({
        ...entry,
        state: { name: 'refused', why: event.why },
      }));
    case 'reconnected':
      return box.map((entry) => {
        if (entry.state.name !== 'queued') return entry;
        return {
          ...entry,
          state: isRepeatable(entry, event.now)
            ? { ...entry.state, notBefore: event.now }
            : { name: 'unsure' },
        };
      });
    case 'seen':
      return box.some((entry) => isSeen(entry, event.ids))
        ? box.filter((entry) => !isSeen(entry, event.ids))
        : box;
    case 'retried':
      // The person decided that it did not arrive, or that it may be tried anew: this is another transaction.
      return withState(box, event.txnId, (entry) => ({
        ...entry,
        txnId: event.newTxnId,
        attempted: null,
        state: { name: 'queued', notBefore: event.now, tries: 0 },
      }));
    case 'discarded':
      return box.filter(({ txnId }) => txnId !== event.txnId);
    case 'tick': {
      const stale = ({ state }: Entry): boolean => state.name === 'sent' && event.now - state.at > LINGER_MS;
      return box.some(stale) ? box.filter((entry) => !stale(entry)) : box;
    }
  }
}

const byTime = (a: Entry, b: Entry): number => a.createdAt - b.createdAt;

function isSeen(entry: Entry, ids: ReadonlySet<string>): boolean {
  return ids.has(entry.txnId) || (entry.state.name === 'sent' && ids.has(entry.state.eventId));
}

/**
 * What may be sent now: of each room the oldest entry that still has to be sent, so that messages keep their order.
 * What was refused or is unsure waits for the person and holds nobody up.
 */
export function ready(box: Outbox, now: number): Entry[] {
  const rooms = new Set<string>();
  const found: Entry[] = [];
  for (const entry of box) {
    if (entry.state.name !== 'queued' && entry.state.name !== 'sending') continue;
    if (rooms.has(entry.roomId)) continue;
    rooms.add(entry.roomId);
    if (entry.state.name === 'queued' && entry.state.notBefore <= now) found.push(entry);
  }
  return found;
}

/** When to look again, in milliseconds since the epoch; null when nothing waits for time to pass. */
export function nextLook(box: Outbox, now: number): number | null {
  const times = box.flatMap(({ state }) =>
    state.name === 'queued'
      ? [Math.max(now, state.notBefore)]
      : state.name === 'sent'
        ? [state.at + LINGER_MS + 1]
        : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

/** Whether leaving now would lose something that a person wrote. */
export const unsent = (box: Outbox): Entry[] => box.filter(({ state }) => state.name !== 'sent');
