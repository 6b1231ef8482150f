/** What posts are on the homeserver. Pure. */
import { POST_FIELD, type PostContent } from '@parta/protocol';
import { toHtml } from '../bot/format.ts';
import type { EventId, JsonObject } from '../matrix/homeserver.ts';
import type { Locale, UserId } from '../school/model.ts';
import { quietText } from './messages.ts';
import type { Post } from './posts-store.ts';

type Said = Pick<Post, 'kind' | 'reason' | 'body' | 'formattedBody' | 'replyTo'>;

const asReply = (eventId: EventId | null): JsonObject =>
  eventId === null ? {} : { 'm.relates_to': { 'm.in_reply_to': { event_id: eventId } } };

function field({ kind, reason }: Pick<Said, 'kind' | 'reason'>, more: Partial<PostContent> = {}): JsonObject {
  const content: PostContent = { kind, ...(reason !== null && { reason }), ...more, version: 1 };
  return { [POST_FIELD]: content };
}

/** A post as its author's own message. */
export function ownContent(post: Said): JsonObject {
  return {
    msgtype: 'm.text',
    body: post.body ?? '',
    ...(post.formattedBody !== null && {
      format: 'org.matrix.custom.html',
      formatted_body: post.formattedBody,
    }),
    'm.mentions': {},
    ...asReply(post.replyTo),
    ...field(post),
  };
}

/** A post of somebody whose account Parta does not act for: the bot says whose it is. What is urgent rings by itself. */
export function behalfContent(post: Said, author: UserId, name: string, locale: Locale): JsonObject {
  const head = quietText(locale, 'on_behalf', { name });
  return {
    msgtype: 'm.text',
    body: `${head}\n${post.body ?? ''}`,
    format: 'org.matrix.custom.html',
    formatted_body: `<strong>${toHtml(head)}</strong><br/>${post.formattedBody ?? toHtml(post.body ?? '')}`,
    'm.mentions': {},
    ...asReply(post.replyTo),
    ...field(post, { author, ...(post.kind === 'urgent' && { rings: true }) }),
  };
}

/** What the bot says of an urgent message: it is this that rings. */
export function ringContent(post: Said, about: EventId, name: string, locale: Locale): JsonObject {
  const body = quietText(locale, 'ring', { name, reason: post.reason ?? '' });
  return {
    msgtype: 'm.notice',
    body,
    format: 'org.matrix.custom.html',
    formatted_body: toHtml(body),
    'm.mentions': {},
    ...asReply(about),
    ...field(post, { about, rings: true }),
  };
}
