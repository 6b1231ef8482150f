/** What a message of a pupil or parent is removed for, if a district wants that: off unless configured. Pure. */

export interface FilterSettings {
  /** Words that are not allowed, in lower case; a word matches as a whole. */
  readonly words: ReadonlySet<string>;
  readonly links: 'allow' | 'refuse';
}

export type FilterHit = 'word' | 'link';

const LINK = /\b(?:https?:\/\/|www\.)\S+|\b[a-z0-9-]+\.(?:com|net|org|ru|рф|me|io|gg|link|xyz)\b/iu;
/** People and rooms of Matrix are mentioned by such links. */
const MENTION = /https:\/\/matrix\.to\/\S+/giu;

/** The settings as they are written: words with commas between them. */
export function readFilter({ words, links }: { words: string; links: 'allow' | 'refuse' }): FilterSettings {
  const list = words.split(',').map((word) => word.trim().toLowerCase().replaceAll('ё', 'е'));
  return { words: new Set(list.filter((word) => word !== '')), links };
}

export function filterHit(body: string, { words, links }: FilterSettings): FilterHit | null {
  const found =
    body
      .toLowerCase()
      .replaceAll('ё', 'е')
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  if (found.some((word) => words.has(word))) return 'word';
  return links === 'refuse' && LINK.test(body.replace(MENTION, ' ')) ? 'link' : null;
}
