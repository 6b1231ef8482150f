/** Names as people write them by hand: what counts as the same. Pure. */

// Cyrillic letters and the Latin ones that look the same: keyboards get switched, and nobody sees the difference.
const LATIN = 'abcehkmoptxy';
const CYRILLIC = 'авсенкмортху';

/** A title or name without what people write differently: letter case, punctuation, look-alike letters, ё. */
export function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('ё', 'е')
    .replace(/[a-z]/g, (letter) => CYRILLIC[LATIN.indexOf(letter)] ?? letter);
}

interface Named {
  readonly givenName: string;
  readonly middleName: string;
  readonly familyName: string;
}

/** Folded ways to write somebody's name: `Анна Белова`, `Белова Анна Петровна`, `Белова А. П.`, `А. П. Белова`, `Белова`. */
export function personKeys({ givenName, middleName, familyName }: Named): string[] {
  const initial = (name: string): string => [...name][0] ?? '';
  const ways = [
    [givenName, familyName],
    [familyName, givenName],
    [familyName, givenName, middleName],
    [givenName, middleName, familyName],
    [givenName, middleName],
    [familyName, initial(givenName), initial(middleName)],
    [initial(givenName), initial(middleName), familyName],
    [familyName, initial(givenName)],
    [familyName],
  ];
  return [...new Set(ways.map((parts) => fold(parts.join(''))).filter((key) => key !== ''))];
}
