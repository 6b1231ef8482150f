/** Letters and colour of somebody without a picture. Pure. */

export const TINTS = 8;

/** The same text always has the same colour. */
export function tintOf(text: string): number {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % TINTS;
}

/** At most two letters: of the first and the last word. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word));
  const letter = (word: string | undefined): string =>
    [...(word ?? '')].find((c) => /\p{L}|\p{N}/u.test(c))?.toLocaleUpperCase() ?? '';
  return letter(words[0]) + (words.length > 1 ? letter(words.at(-1)) : '') || '?';
}
