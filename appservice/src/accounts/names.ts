/** Names that people type for themselves or bring from another homeserver. */

/** In characters as people count them (code points). */
export const MAX_NAME_LENGTH = 100;

export type NameProblem = 'empty' | 'too_long' | 'forbidden_characters';

// Control characters; marks that turn the writing direction (Unicode UAX #9) and so can make a name look like
// another; private, unassigned and broken code points; piles of combining marks that spill over other lines.
const FORBIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Cn}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{M}{5,}/u;

/** The name with white space folded, in Unicode normal form C, or what is wrong with it. */
export function checkName(typed: string): { name: string } | { problem: NameProblem } {
  const name = typed.normalize('NFC').replace(/\s+/gu, ' ').trim();
  if (FORBIDDEN.test(name)) return { problem: 'forbidden_characters' };
  if (!/[\p{L}\p{N}]/u.test(name)) return { problem: 'empty' };
  return [...name].length > MAX_NAME_LENGTH ? { problem: 'too_long' } : { name };
}

/** A profile name of any homeserver made fit to show, or null when nothing readable is left of it. */
export function cleanProfileName(name: unknown): string | null {
  if (typeof name !== 'string') return null;
  const bounded = [...name.slice(0, 1000)].slice(0, MAX_NAME_LENGTH).join('').normalize('NFC');
  const checked = checkName(bounded.replace(new RegExp(FORBIDDEN, 'gu'), ' '));
  return 'name' in checked ? checked.name : null;
}
