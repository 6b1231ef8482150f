import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../api/failure.ts';
import { asFailure } from '../app/account.ts';

export interface Answer<T> {
  /** Null until there is one; stays while it is asked for again. */
  readonly value: T | null;
  readonly failure: Failure | null;
  /** Asks once more; resolves when that is answered. An older question that is answered later counts no more. */
  readonly again: () => Promise<void>;
}

/** Asks the API when a view is opened, and again when `key` changes or somebody wants it. */
export function useAnswer<T>(key: string, ask: () => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ key: string; value: T | null; failure: Failure | null }>({
    ...{ key, value: null, failure: null },
  });
  const newest = useRef(ask);
  const asked = useRef(0);
  useEffect(() => {
    newest.current = ask;
  });
  const again = useCallback(async () => {
    const turn = ++asked.current;
    try {
      const value = await newest.current();
      if (turn === asked.current) setState({ key, value, failure: null });
    } catch (error) {
      if (turn === asked.current)
        setState((now) => ({ key, value: now.key === key ? now.value : null, failure: asFailure(error) }));
    }
  }, [key]);
  useEffect(() => {
    const turns = asked;
    void again();
    return () => {
      // Whoever has gone wants no answer.
      turns.current++;
    };
  }, [again]);
  const isOld = state.key !== key;
  return { value: isOld ? null : state.value, failure: isOld ? null : state.failure, again };
}
