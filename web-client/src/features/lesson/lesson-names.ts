import { useCallback, useMemo } from 'react';
import type { ClassPerson } from '../../api/types.ts';
import { useAccount } from '../../app/services.ts';
import { createStore } from '../../app/store.ts';
import { useStore } from '../../ui/use-store.ts';

const NO_PEOPLE = createStore<{ readonly value: ClassPerson[] | null }>({ value: null });

export interface Names {
  /** Everybody of the class; empty until it is known, and in rooms that belong to no class. */
  readonly people: readonly ClassPerson[];
  /** As the class knows them; null for a stranger. */
  readonly nameOf: (userId: string) => string | null;
}

export function useNames(classId: string | null): Names {
  const account = useAccount();
  const { value } = useStore<{ readonly value: ClassPerson[] | null }>(
    classId === null ? NO_PEOPLE : account.people(classId),
  );
  const { value: me } = useStore(account.me);
  const byUser = useMemo(
    () => new Map((value ?? []).flatMap((one) => one.user_ids.map((id) => [id, one.display_name] as const))),
    [value],
  );
  const nameOf = useCallback(
    (userId: string) => byUser.get(userId) ?? (me?.user_id === userId ? me.display_name : null),
    [byUser, me],
  );
  return useMemo(() => ({ people: value ?? [], nameOf }), [value, nameOf]);
}
