import { useState } from 'react';
import { Failure, type FailurePlace } from '../../../api/failure.ts';
import { useAccount } from '../../../app/services.ts';
import { useTranslator } from '../../../i18n/i18n.tsx';
import { explain } from '../../../ui/explain.ts';

const CONFLICT = 'ORG.PARTA.TIMETABLE_CONFLICT';

export interface Saving {
  readonly state: 'ready' | 'busy' | 'done';
  readonly problem: string | null;
  /** Somebody or something would be needed twice at once: each case in words. */
  readonly conflicts: readonly FailurePlace[] | null;
  /** Says what is wrong before anything is sent; null takes it back. */
  readonly setProblem: (problem: string | null) => void;
  readonly run: (
    save: (allowConflicts: boolean) => Promise<unknown>,
    allowConflicts?: boolean,
  ) => Promise<void>;
}

/** Saves, explains what was refused, and has the timetables on the screen asked for again. */
export function useSaving(): Saving {
  const { timetables } = useAccount();
  const translator = useTranslator();
  const [state, setState] = useState<Saving['state']>('ready');
  const [problem, setProblem] = useState<string | null>(null);
  const [conflicts, setConflicts] = useState<readonly FailurePlace[] | null>(null);
  return {
    state,
    problem,
    conflicts,
    setProblem(next) {
      setProblem(next);
      setConflicts(null);
    },
    async run(save, allowConflicts = false) {
      setState('busy');
      setProblem(null);
      setConflicts(null);
      try {
        await save(allowConflicts);
        setState('done');
      } catch (error) {
        const isConflict = error instanceof Failure && error.errcode === CONFLICT;
        if (isConflict) setConflicts(error.details);
        else setProblem(explain(translator, error));
        setState('ready');
      }
      // Also after a refusal: what is shown may be what somebody else has changed meanwhile.
      timetables.changed();
    },
  };
}
