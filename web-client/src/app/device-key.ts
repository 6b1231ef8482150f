import { randomId } from './ids.ts';

/** Stays over log-outs: it is this browser's, not a person's. */
export const DEVICE_KEY = 'parta.device';

/** Tells this browser apart from others, so that a child does not become its own parent in it. Made when first needed. */
export function deviceKey(): string {
  const known = localStorage.getItem(DEVICE_KEY);
  if (known !== null && /^[A-Za-z0-9_-]{22}$/.test(known)) return known;
  const made = randomId();
  localStorage.setItem(DEVICE_KEY, made);
  return made;
}
