/** What a message says, read from the content that some client wrote. Pure; anything unexpected becomes `unsupported`. */
import { POLL_STARTS, readQuestion } from '@parta/protocol';
import { isBallot } from '../poll/poll-model.ts';
import type { Attachment } from './outbox-model.ts';

export interface FileInfo {
  readonly mxc: string;
  readonly name: string;
  readonly mimetype: string;
  /** Bytes; null when the sender did not say. */
  readonly size: number | null;
}

export interface ImageInfo extends FileInfo {
  readonly width: number | null;
  readonly height: number | null;
}

export type MessageBody =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly html: string | null;
      readonly manner: 'said' | 'notice' | 'emote';
      /** Announces an anonymous poll, if Parta says so too. */
      readonly ballot?: true;
    }
  | { readonly kind: 'image'; readonly image: ImageInfo; readonly caption: string }
  | { readonly kind: 'file'; readonly file: FileInfo; readonly caption: string }
  /** A file of one's own on its way. */
  | { readonly kind: 'upload'; readonly file: Attachment }
  /** Drawn with the votes that stand elsewhere in the room. */
  | { readonly kind: 'poll'; readonly question: string }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'unsupported' };

type Content = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const positive = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;

/** Browsers show these; SVG is left out because it can hold a program. */
const SHOWN_IMAGES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']);

export const isShownImage = (mimetype: string): boolean => SHOWN_IMAGES.has(mimetype);

const MANNERS = { 'm.text': 'said', 'm.notice': 'notice', 'm.emote': 'emote' } as const;

export function readBody(type: string, content: Content): MessageBody {
  if (type === 'm.room.encrypted') return { kind: 'encrypted' };
  if (POLL_STARTS.includes(type)) {
    const poll = readQuestion(content);
    return poll === null ? { kind: 'unsupported' } : { kind: 'poll', question: poll.question };
  }
  const msgtype = type === 'm.sticker' ? 'm.image' : text(content['msgtype']);
  switch (msgtype) {
    case 'm.text':
    case 'm.notice':
    case 'm.emote': {
      const html = content['format'] === 'org.matrix.custom.html' ? text(content['formatted_body']) : '';
      return {
        kind: 'text',
        text: withoutReplyFallback(text(content['body']), content),
        html: html === '' ? null : html,
        manner: MANNERS[msgtype],
        ...(isBallot(content) && { ballot: true }),
      };
    }
    case 'm.image':
    case 'm.file':
    case 'm.audio':
    case 'm.video':
      return readFile(msgtype, content);
    default:
      return { kind: 'unsupported' };
  }
}

function readFile(msgtype: string, content: Content): MessageBody {
  const mxc = text(content['url']);
  // Without `url` it is encrypted (`file`) or broken.
  if (mxc === '') return content['file'] === undefined ? { kind: 'unsupported' } : { kind: 'encrypted' };
  const info = (
    typeof content['info'] === 'object' && content['info'] !== null ? content['info'] : {}
  ) as Content;
  const body = text(content['body']);
  const name = text(content['filename']) || body || 'file';
  const file: FileInfo = { mxc, name, mimetype: text(info['mimetype']), size: positive(info['size']) };
  // With `filename` the body is a caption (Client-Server API, "Media captions").
  const caption = content['filename'] !== undefined && body !== name ? body : '';
  if (msgtype === 'm.image' && (file.mimetype === '' || isShownImage(file.mimetype))) {
    return {
      kind: 'image',
      image: { ...file, width: positive(info['w']), height: positive(info['h']) },
      caption,
    };
  }
  return { kind: 'file', file, caption };
}

/** Older clients put the quoted message before a reply: `> <@anna:x> text`, an empty line, then the reply. */
function withoutReplyFallback(body: string, content: Content): string {
  const relates = content['m.relates_to'] as { 'm.in_reply_to'?: unknown } | null | undefined;
  if (relates?.['m.in_reply_to'] === undefined || !body.startsWith('> <@')) return body;
  const lines = body.split('\n');
  const quoted = lines.findIndex((line) => !line.startsWith('> '));
  return quoted <= 0 ? body : lines.slice(lines[quoted] === '' ? quoted + 1 : quoted).join('\n');
}
