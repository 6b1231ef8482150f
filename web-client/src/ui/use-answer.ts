import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../api/failure.ts';
import { asFailure } from '../app/account.ts';

export interface Answer<T> {
  /** Null until there is one; stays while it is asked for again. */
  readonly value: T | null;
  readonly failure: Failure | null;
  readonly again: () => void;
}

/** Asks the API when a view is opened, and again when `key` changes or somebody wants it. */
export function useAnswer<T>(key: string, ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ key: string; value: T | null; failure: Failure | null }>({
    ...{ key, value: null, failure: null },
  });
  const [times, setTimes] = useState(0);
  const newest = useRef(ask);
  useEffect(() => {
    newest.current = ask;
  });
  useEffect(() => {
    let gone = false;
    newest.current().then(
      (value) => {
        if (!gone) setState({ key, value, failure: null });
      },
      (error: unknown) => {
        if (!gone)
          setState((now) => ({ key, value: now.key === key ? now.value : null, failure: asFailure(error) }));
      },
    );
    return () => {
      gone = true;
    };
  }, [key, times]);
  const again = useCallback(() => setTimes((now) => now + 1), []);
  const isOld = state.key !== key;
  return { value: isOld ? null : state.value, failure: isOld ? null : state.failure, again };
}
