/** What a file is called, what it is, and how it may be shown. Pure. */

/** Shown by browsers without a program: pictures, and texts of which nothing is run. */
const INLINE = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'application/pdf',
  'text/plain',
  'audio/mpeg',
  'audio/ogg',
  'video/mp4',
  'video/webm',
]);

/** Of which a small picture is made. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/tiff']);

/** Whether a browser may show a file of a type in place. SVG and HTML hold script, so they are only ever saved. */
export function mayShow(contentType: string): boolean {
  return INLINE.has(contentType);
}

export function isPicture(contentType: string): boolean {
  return PICTURES.has(contentType);
}

/** Endings by the type that files of them have; only those where a wrong one fools somebody. */
const TYPES_OF_ENDINGS: { readonly [ending: string]: readonly string[] } = {
  pdf: ['application/pdf'],
  png: ['image/png', 'image/apng'],
  jpg: ['image/jpeg'],
  jpeg: ['image/jpeg'],
  gif: ['image/gif'],
  webp: ['image/webp'],
  mp4: ['video/mp4', 'video/quicktime'],
  mp3: ['audio/mpeg'],
  zip: ['application/zip'],
  docx: ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/zip'],
  xlsx: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'application/zip'],
  pptx: ['application/vnd.openxmlformats-officedocument.presentationml.presentation', 'application/zip'],
  txt: ['text/plain'],
};

/** Whether a file is something else than its name says, such as a zip named .pdf. */
export function isMisnamed(name: string, contentType: string): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const types = TYPES_OF_ENDINGS[ending];
  return types !== undefined && !types.includes(contentType);
}

/** The type of content that no signature tells: text, of which markup stays apart, or just bytes. */
export function typeOfText(start: Uint8Array, whole: boolean): string {
  let text: string;
  try {
    // A character may be cut in two where the start ends.
    text = new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: !whole });
  } catch {
    return 'application/octet-stream';
  }
  // eslint-disable-next-line no-control-regex -- texts have none of these
  if (/[\u0000-\u0008\u000e-\u001a]/.test(text)) return 'application/octet-stream';
  const head = text.slice(0, 4096).toLowerCase();
  if (/<svg[\s>]/.test(head)) return 'image/svg+xml';
  return /<(!doctype|html|head|body|script|\?xml)/.test(head) ? 'text/html' : 'text/plain';
}

/** Characters that turn the direction of text: with them `gpj.exe` is shown as `exe.jpg`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A file name that is safe to show and to save, or null when nothing is left of it. */
export function cleanName(name: string): string | null {
  const clean = name
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/[\\/:*?"<>|]/g, '_')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 200)
    .trim();
  return clean === '' ? null : clean;
}

/** A folder as levels with slashes between them, without empty ones; the top is empty. Null when it is too deep. */
export function cleanFolder(folder: string): string | null {
  const levels = folder
    .split('/')
    .map((level) => (level.trim() === '' ? null : cleanName(level)))
    .filter((level) => level !== null);
  return levels.length > 8 || levels.join('/').length > 200 ? null : levels.join('/');
}

/** `Content-Disposition` (RFC 6266, RFC 8187). */
export function disposition(name: string, inline: boolean): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/** One range of `Range` (RFC 9110 section 14): undefined means the whole, null that it cannot be satisfied. */
export function readRange(header: string | undefined, size: number): ByteRange | null | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (found === null || (found[1] === '' && found[2] === '')) return undefined;
  const [from, to] = [found[1]!, found[2]!];
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return start > end || start >= size ? null : { start, end };
}
