/** What came of a run, and how far it is. */
import { countActions, type Action, type ActionType, type Plan, type Problem } from './action.ts';
import type { DesiredRoom } from './desired.ts';
import { explain } from './executor.ts';
import type { RoomKey } from './room-key.ts';
import type { Outcome } from './schedule.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The name of the room that was worked on; empty for accounts. */
  readonly label: string;
}

export interface Report {
  /** Whether everything is in line now. */
  readonly ok: boolean;
  /** Actions carried out, by type. */
  readonly done: Partial<Record<ActionType, number>>;
  readonly failed: readonly { readonly action: Action; readonly error: string }[];
  readonly skipped: readonly { readonly action: Action; readonly because: string }[];
  readonly problems: readonly Problem[];
  /** Whether it was ended before everything was tried. */
  readonly aborted: boolean;
}

export interface Tally {
  /** A further plan is going to be carried out. */
  begin(plan: Plan): void;
  note(action: Action, outcome: Outcome): void;
  report(aborted: boolean): Report;
}

export function createTally(onProgress: (progress: Progress) => void = () => {}): Tally {
  const done: Action[] = [];
  const failed: Report['failed'][number][] = [];
  const skipped: Report['skipped'][number][] = [];
  const problems = new Map<RoomKey, Problem>();
  const rooms = new Map<RoomKey, DesiredRoom>();
  let total = 0;
  let settled = 0;

  return {
    begin(plan) {
      total += plan.actions.length;
      for (const [key, room] of plan.rooms) {
        rooms.set(key, room);
        problems.delete(key);
      }
      for (const problem of plan.problems) problems.set(problem.room, problem);
    },

    note(action, outcome) {
      if (outcome.kind === 'done') done.push(action);
      else if (outcome.kind === 'failed') failed.push({ action, error: explain(outcome.error) });
      else skipped.push({ action, because: outcome.because ?? 'the run ended before' });
      settled += 1;
      const label = action.type === 'create_account' ? '' : (rooms.get(action.room)?.name ?? '');
      onProgress({ done: settled, total, label });
    },

    report: (aborted) => ({
      ok: !aborted && failed.length === 0 && skipped.length === 0 && problems.size === 0,
      done: countActions(done),
      failed,
      skipped,
      problems: [...problems.values()],
      aborted: aborted || skipped.some(({ because }) => because === 'the run ended before'),
    }),
  };
}
