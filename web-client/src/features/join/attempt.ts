/**
 * One person's attempt to join, kept for the life of the tab: the secret leaves the address at once but survives a
 * reload, and the idempotency key stays the same over retries, so that a lost answer makes no second account.
 */
import { randomId } from '../../app/ids.ts';

export interface Attempt {
  readonly code: string;
  readonly key: string;
  readonly name: string;
}

const KEY = 'parta.join';

interface Tab {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export function readAttempt(tab: Tab): Attempt | null {
  try {
    const stored = JSON.parse(tab.getItem(KEY) ?? 'null') as Partial<Attempt> | null;
    if (typeof stored?.code !== 'string' || typeof stored.key !== 'string') return null;
    return { code: stored.code, key: stored.key, name: typeof stored.name === 'string' ? stored.name : '' };
  } catch {
    return null;
  }
}

/** Goes on with the attempt at this code, or begins a new one. */
export function beginAttempt(tab: Tab, code: string): Attempt {
  const before = readAttempt(tab);
  if (before?.code === code) return before;
  return keepAttempt(tab, { code, key: randomId(), name: before?.name ?? '' });
}

export function keepAttempt(tab: Tab, attempt: Attempt): Attempt {
  tab.setItem(KEY, JSON.stringify(attempt));
  return attempt;
}

export function endAttempt(tab: Tab): void {
  tab.removeItem(KEY);
}

/** A code as people type it or paste it, perhaps with the whole link around it. */
export function cleanCode(typed: string): string {
  return typed.slice(typed.lastIndexOf('#') + 1).trim();
}
