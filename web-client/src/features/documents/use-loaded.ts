import { useCallback, useEffect, useState } from 'react';
import { asFailure } from '../../app/account.ts';
import type { Failure } from '../../api/failure.ts';

/** What is asked for when a view opens, and again after each change. `load` must stay the same function. */
export function useLoaded<T>(load: () => Promise<T>) {
  const [value, setValue] = useState<T | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const refresh = useCallback(
    () =>
      load().then(
        (loaded) => {
          setValue(loaded);
          setFailure(null);
        },
        (error: unknown) => setFailure(asFailure(error)),
      ),
    [load],
  );
  useEffect(() => void refresh(), [refresh]);
  return { value, failure, refresh };
}
