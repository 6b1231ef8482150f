import { useEffect, useState } from 'react';
import type { Contact } from '../../api/people.ts';
import { useServices } from '../../app/services.ts';

/** After the last letter that somebody types. Milliseconds. */
const PAUSE_MS = 250;
/** Pages that hold nobody are gone through, but not for ever. */
const MOST_PAGES = 10;

export interface Found {
  readonly people: readonly Contact[];
  /** The page after; null when this is all. */
  readonly next: string | null;
  /** What was searched for when this came. */
  readonly search: string;
}

export interface Contacts {
  /** Null before the first answer. */
  readonly found: Found | null;
  readonly failure: unknown;
  readonly loading: boolean;
  readonly more: () => void;
  readonly again: () => void;
}

/** The people whom one may write to whose names contain some words, a page at a time. */
export function useContacts(search: string): Contacts {
  const { api } = useServices();
  const [found, setFound] = useState<Found | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [loading, setLoading] = useState(true);
  const [tries, setTries] = useState(0);

  async function load(before: Found | null, signal?: AbortSignal): Promise<void> {
    setLoading(true);
    setFailure(null);
    try {
      let { people, next } = before ?? { people: [], next: null };
      const count = people.length;
      for (
        let pages = 0;
        pages < MOST_PAGES && (pages === 0 || (people.length === count && next !== null));
      ) {
        const page = await api.contacts(
          { ...(search !== '' && { search }), ...(next !== null && { after: next }) },
          signal,
        );
        people = [...people, ...page.people];
        next = page.next;
        pages++;
      }
      if (signal?.aborted !== true) setFound({ people, next, search });
    } catch (error) {
      if (signal?.aborted === true) return;
      setFailure(error);
    }
    if (signal?.aborted !== true) setLoading(false);
  }

  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => void load(null, abort.signal), search === '' ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `load` is of this very search
  }, [api, search, tries]);

  return {
    found,
    failure,
    loading,
    more: () => void load(found),
    again: () => setTries(tries + 1),
  };
}
