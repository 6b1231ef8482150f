/** From raw events and the outbox to what is drawn. Pure; never trusts a field of an event. */
import { POLL_STARTS } from '@parta/protocol';
import type { RawEvent } from '../../matrix/types.ts';
import { readPostMark, type PostMark } from '../quiet/post-mark.ts';
import { readBody, type MessageBody } from './message-body.ts';
import type { Entry, EntryState } from './outbox-model.ts';

export interface Reaction {
  readonly key: string;
  readonly senders: readonly string[];
  /** The event ID of this person's own reaction, to take it back; null without one, or while it is on its way. */
  readonly mine: string | null;
  readonly isMine: boolean;
}

export interface Message {
  /** Stays the same from the outbox to the homeserver's event, so that the drawn message stays too. */
  readonly key: string;
  /** Null until the homeserver has it. */
  readonly eventId: string | null;
  readonly sender: string;
  readonly ts: number;
  readonly body: MessageBody;
  readonly edited: boolean;
  readonly replyTo: string | null;
  /** Of an urgent one; who may say so, the view decides. */
  readonly urgent: PostMark | null;
  readonly reactions: readonly Reaction[];
  readonly pending: { readonly txnId: string; readonly state: EntryState } | null;
}

export type TimelineItem =
  | { readonly kind: 'day'; readonly key: string; readonly ts: number }
  | { readonly kind: 'new'; readonly key: string }
  | { readonly kind: 'arrivals'; readonly key: string; readonly userIds: readonly string[] }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** Begins and ends a run of messages by one person. */
      readonly first: boolean;
      readonly last: boolean;
    };

export interface TimelineInput {
  readonly events: readonly RawEvent[];
  /** Of this room, oldest first. */
  readonly outbox: readonly Entry[];
  readonly me: string;
  /** The line of new messages goes after this event. */
  readonly readUpTo: string | null;
  /** A name for the local day of a time: equal for equal days. */
  readonly dayOf: (ts: number) => string;
}

/** Longer apart than this, two messages by one person are drawn apart. Milliseconds. */
const RUN_MS = 5 * 60_000;

interface Collected {
  readonly messages: RawEvent[];
  readonly edits: Map<string, RawEvent>;
  readonly reactions: Map<string, RawEvent[]>;
  readonly deleted: Set<string>;
}

function relationOf(event: RawEvent): { type: string; target: string; key: string } | null {
  const relates = event.content['m.relates_to'];
  if (typeof relates !== 'object' || relates === null) return null;
  const { rel_type: type, event_id: target, key } = relates as Record<string, unknown>;
  if (typeof type !== 'string' || typeof target !== 'string') return null;
  return { type, target, key: typeof key === 'string' ? key : '' };
}

export function replyTarget(content: Readonly<Record<string, unknown>>): string | null {
  const relates = content['m.relates_to'] as { 'm.in_reply_to'?: { event_id?: unknown } } | null | undefined;
  const target = relates?.['m.in_reply_to']?.event_id;
  return typeof target === 'string' ? target : null;
}

/** What waits in the outbox as events that look as if they had come. */
function pendingEvents(outbox: readonly Entry[]): RawEvent[] {
  return outbox.map((entry) => {
    const { operation } = entry;
    const base = { event_id: `~${entry.txnId}`, sender: entry.userId, origin_server_ts: entry.createdAt };
    switch (operation.kind) {
      case 'event':
        return {
          ...base,
          type: operation.type,
          content: operation.content,
          unsigned: { transaction_id: entry.txnId },
        };
      case 'redact':
        return { ...base, type: 'm.room.redaction', content: { redacts: operation.eventId } };
      case 'file':
        return { ...base, type: 'm.room.message', content: {}, unsigned: { transaction_id: entry.txnId } };
    }
  });
}

/** An operation that was refused must not look as if it had worked; a message of that kind is drawn with its failure. */
const looksDone = (entry: Entry): boolean => {
  const undone = entry.state.name === 'refused' || entry.state.name === 'unsure';
  if (!undone) return true;
  return (
    entry.operation.kind === 'file' || (entry.operation.kind === 'event' && isPlainMessage(entry.operation))
  );
};

const isPlainMessage = (operation: Entry['operation']): boolean =>
  operation.kind === 'event' &&
  operation.type === 'm.room.message' &&
  (operation.content['m.relates_to'] as { rel_type?: unknown } | undefined)?.rel_type !== 'm.replace';

function collect(events: readonly RawEvent[]): Collected {
  const collected: Collected = { messages: [], edits: new Map(), reactions: new Map(), deleted: new Set() };
  for (const event of events) {
    if (event.type === 'm.room.redaction') {
      const target = event.redacts ?? event.content['redacts'];
      if (typeof target === 'string') collected.deleted.add(target);
    }
  }
  for (const event of events) {
    const gone = collected.deleted.has(event.event_id) || event.unsigned?.['redacted_because'] !== undefined;
    const relation = gone ? null : relationOf(event);
    if (event.type === 'm.reaction') {
      if (relation?.type === 'm.annotation' && relation.key !== '') {
        collected.reactions.set(relation.target, [
          ...(collected.reactions.get(relation.target) ?? []),
          event,
        ]);
      }
    } else if (POLL_STARTS.includes(event.type) && relation?.type === 'm.replace') {
      // Whether a poll may still be changed, its votes decide (poll-model.ts).
    } else if (event.type === 'm.room.message' && relation?.type === 'm.replace') {
      collected.edits.set(`${relation.target}|${event.sender}`, event);
    } else if (event.type === 'm.room.message' && gone && relationOf(event)?.type === 'm.replace') {
      // A deleted edit: the message stays as it was before.
    } else {
      collected.messages.push(gone ? { ...event, content: {} } : event);
    }
    if (gone) collected.deleted.add(event.event_id);
  }
  return collected;
}

function gatherReactions(events: readonly RawEvent[] | undefined, me: string): Reaction[] {
  const byKey = new Map<string, Map<string, string>>();
  for (const event of events ?? []) {
    const key = relationOf(event)?.key ?? '';
    const senders = byKey.get(key) ?? new Map<string, string>();
    // Who reacts twice with the same sign counts once.
    senders.set(event.sender, event.event_id);
    byKey.set(key, senders);
  }
  return [...byKey].map(([key, senders]) => {
    const mine = senders.get(me) ?? null;
    return {
      key,
      senders: [...senders.keys()],
      isMine: mine !== null,
      mine: mine === null || mine.startsWith('~') ? null : mine,
    };
  });
}

function toMessage(
  event: RawEvent,
  collected: Collected,
  entries: ReadonlyMap<string, Entry>,
  me: string,
): Message {
  const entry = entries.get(event.event_id) ?? null;
  const edit = collected.edits.get(`${event.event_id}|${event.sender}`) ?? bundledEdit(event);
  const changed = edit?.content['m.new_content'];
  const isEdited = typeof changed === 'object' && changed !== null;
  const transaction = event.unsigned?.['transaction_id'];
  return {
    key: typeof transaction === 'string' ? transaction : event.event_id,
    eventId: entry === null ? event.event_id : null,
    sender: event.sender,
    ts: event.origin_server_ts,
    body: collected.deleted.has(event.event_id)
      ? { kind: 'deleted' }
      : entry?.operation.kind === 'file'
        ? { kind: 'upload', file: entry.operation.file }
        : readBody(event.type, isEdited ? (changed as Record<string, unknown>) : event.content),
    edited: isEdited,
    replyTo:
      entry?.operation.kind === 'file'
        ? replyTarget({ 'm.relates_to': entry.operation.relatesTo ?? undefined })
        : replyTarget(event.content),
    urgent: collected.deleted.has(event.event_id) ? null : readPostMark(event.content),
    reactions: gatherReactions(collected.reactions.get(event.event_id), me),
    pending: entry === null ? null : { txnId: entry.txnId, state: entry.state },
  };
}

/** The latest edit that the homeserver adds to an event (Client-Server API, "Event replacements"). */
function bundledEdit(event: RawEvent): RawEvent | undefined {
  const relations = event.unsigned?.['m.relations'] as Record<string, unknown> | undefined;
  const edit = relations?.['m.replace'] as RawEvent | undefined;
  return edit !== undefined && edit.sender === event.sender && typeof edit.content === 'object'
    ? edit
    : undefined;
}

const isShown = (event: RawEvent): boolean =>
  event.type === 'm.room.message' ||
  POLL_STARTS.includes(event.type) ||
  event.type === 'm.room.encrypted' ||
  event.type === 'm.sticker';

/** Who has come by this event; the room's creator, Parta itself, was there before everybody. */
function arrivedUser(event: RawEvent, creator: string): string | null {
  if (event.type !== 'm.room.member' || event.content['membership'] !== 'join') return null;
  if (event.state_key === creator) return null;
  const before = event.unsigned?.['prev_content'] as { membership?: unknown } | undefined;
  return before?.membership === 'join' ? null : (event.state_key ?? null);
}

export function buildTimeline(input: TimelineInput): TimelineItem[] {
  const { outbox, me, dayOf } = input;
  const arrived = new Set(
    input.events.flatMap((event) => [event.event_id, String(event.unsigned?.['transaction_id'])]),
  );
  const waiting = outbox.filter(
    ({ txnId, state }) => !arrived.has(txnId) && !(state.name === 'sent' && arrived.has(state.eventId)),
  );
  const entries = new Map(waiting.map((entry) => [`~${entry.txnId}`, entry]));
  const collected = collect([...input.events, ...pendingEvents(waiting.filter(looksDone))]);

  const items: TimelineItem[] = [];
  let day = '';
  let run: { sender: string; ts: number } | null = null;
  const read = input.events.findIndex(({ event_id: id }) => id === input.readUpTo);
  /** What came after the last event that was read, of whatever kind that one is: it may be an edit or a reaction. */
  const fresh = new Set(read === -1 ? [] : input.events.slice(read + 1).map(({ event_id: id }) => id));
  let lineDrawn = false;
  let creator = '';
  const endRun = (): void => {
    const last = items.at(-1);
    if (last?.kind === 'message') items[items.length - 1] = { ...last, last: true };
    run = null;
  };

  for (const event of collected.messages) {
    if (event.type === 'm.room.create') creator = event.sender;
    const newcomer = arrivedUser(event, creator);
    if (newcomer !== null || isShown(event)) {
      const ts = event.origin_server_ts;
      const today = dayOf(ts);
      if (today !== day) {
        endRun();
        items.push({ kind: 'day', key: `day ${today}`, ts });
        day = today;
      }
      if (fresh.has(event.event_id) && !lineDrawn && isShown(event) && event.sender !== me) {
        endRun();
        items.push({ kind: 'new', key: 'new' });
        lineDrawn = true;
      }
      if (newcomer !== null) {
        endRun();
        const last = items.at(-1);
        if (last?.kind === 'arrivals') {
          items[items.length - 1] = {
            ...last,
            userIds: [...last.userIds.filter((id) => id !== newcomer), newcomer],
          };
        } else items.push({ kind: 'arrivals', key: event.event_id, userIds: [newcomer] });
      } else {
        const message = toMessage(event, collected, entries, me);
        const first: boolean = run === null || run.sender !== message.sender || ts - run.ts > RUN_MS;
        if (first) endRun();
        items.push({ kind: 'message', key: message.key, message, first, last: false });
        run = { sender: message.sender, ts };
      }
    }
  }
  endRun();
  return items;
}

/** Gives each item that says the same as last time the object of last time, so that only what changed is drawn again. */
export function createReuse(): (items: TimelineItem[]) => TimelineItem[] {
  let before = new Map<string, { readonly item: TimelineItem; readonly text: string }>();
  return (items) => {
    const after = new Map<string, { readonly item: TimelineItem; readonly text: string }>();
    const reused = items.map((item) => {
      const text = JSON.stringify(item);
      const known = before.get(item.key);
      const kept = known?.text === text ? known : { item, text };
      after.set(item.key, kept);
      return kept.item;
    });
    before = after;
    return reused;
  };
}
