/** From what a person typed to the content of an event. Pure. */
import type { Operation } from './outbox-model.ts';

export interface ReplyTo {
  readonly eventId: string;
  readonly sender: string;
}

const reply = (to: ReplyTo | null): Record<string, unknown> =>
  to === null ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: to.eventId } } };

/** Who is notified beyond the ordinary (Client-Server API, "User and room mentions"): whoever is replied to. */
const mentions = (to: ReplyTo | null, me: string): Record<string, unknown> => ({
  'm.mentions': to === null || to.sender === me ? {} : { user_ids: [to.sender] },
});

/** @param quietly in the readers' quiet hours, knowingly: the bot need not tell the writer of them (`org.parta.post`) */
export function textMessage(text: string, to: ReplyTo | null, me: string, quietly = false): Operation {
  const content = {
    msgtype: 'm.text',
    body: text,
    ...mentions(to, me),
    ...reply(to),
    ...(quietly && { 'org.parta.post': { kind: 'now', version: 1 } }),
  };
  return { kind: 'event', type: 'm.room.message', content };
}

export function fileMessage(file: (Operation & { kind: 'file' })['file'], to: ReplyTo | null): Operation {
  return {
    kind: 'file',
    file,
    relatesTo: to === null ? null : { 'm.in_reply_to': { event_id: to.eventId } },
  };
}

/** Client-Server API, "Event replacements"; the text with a star is for clients that do not know edits. */
export function edit(eventId: string, text: string): Operation {
  const changed = { msgtype: 'm.text', body: text, 'm.mentions': {} };
  return {
    kind: 'event',
    type: 'm.room.message',
    content: {
      ...changed,
      body: `* ${text}`,
      'm.new_content': changed,
      'm.relates_to': { rel_type: 'm.replace', event_id: eventId },
    },
  };
}

export function reaction(eventId: string, key: string): Operation {
  return {
    kind: 'event',
    type: 'm.reaction',
    content: { 'm.relates_to': { rel_type: 'm.annotation', event_id: eventId, key } },
  };
}

export interface Piece {
  readonly text: string;
  /** Set when the piece is a link. */
  readonly href: string | null;
}

const LINK = /\bhttps?:\/\/[^\s<>"'«»]+/giu;
/** Signs that end the sentence rather than the address. */
const TRAILING = /[.,:;!?)\]}…]+$/u;

/** Text cut at its web addresses. */
export function withLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    let address = match[0];
    const tail = TRAILING.exec(address)?.[0] ?? '';
    // A bracket that was opened inside belongs to the address: …/Парта_(мебель)
    if (tail !== '' && !(tail.startsWith(')') && address.includes('(')))
      address = address.slice(0, -tail.length);
    if (!URL.canParse(address)) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), href: null });
    pieces.push({ text: address, href: address });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), href: null });
  return pieces;
}

/** At most three emoji and nothing else: drawn large, as people expect. */
export function isEmojiOnly(text: string): boolean {
  // A sign, with a colour of skin or joined to others; flags are two letters.
  const sign = '(?:\\p{RI}{2}|\\p{ExtPict}(?:\\uFE0F|\\p{EMod}|\\u200D\\p{ExtPict})*)';
  return new RegExp(`^(?:${sign}\\s*){1,3}$`, 'u').test(text.trim());
}

const MOST = { width: 320, height: 360 } as const;
const UNKNOWN = { width: 240, height: 180 } as const;

/** The size at which an image is shown, in CSS pixels, known before it is loaded so that nothing jumps. */
export function shownSize(width: number | null, height: number | null): { width: number; height: number } {
  if (width === null || height === null) return UNKNOWN;
  const scale = Math.min(1, MOST.width / width, MOST.height / height);
  return { width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
}
