/** Notices of the bot: plain text, and the same as HTML (Client-Server API, `m.notice` with `org.matrix.custom.html`). */
import type { EventId, JsonObject } from '../matrix/homeserver.ts';

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Escapes text for HTML and sets what stands in backticks as code. */
export function toHtml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ESCAPES[character]!)
    .replace(/`([^`\n]+)`/g, '<code>$1</code>')
    .replace(/\n/g, '<br/>');
}

/** A notice, as the answer to an event if one is given. Nobody is pinged by it (`m.mentions` is empty). */
export function notice(text: string, answers?: EventId): JsonObject {
  return {
    msgtype: 'm.notice',
    body: text.replaceAll('`', ''),
    format: 'org.matrix.custom.html',
    formatted_body: toHtml(text),
    'm.mentions': {},
    ...(answers === undefined ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: answers } } }),
  };
}
