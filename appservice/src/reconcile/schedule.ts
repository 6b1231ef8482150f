/** Carries out steps that depend on each other, several at once; what fails takes only its dependents with it. */

export interface Dependent {
  readonly id: string;
  /** Steps of the same run that must be done before. */
  readonly needs: readonly string[];
}

export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** `because` names the step that was needed, or is null when the run was ended before. */
  | { readonly kind: 'skipped'; readonly because: string | null };

export interface ScheduleOptions<Step> {
  /** Steps under way at once. */
  readonly concurrency: number;
  /**
   * Steps of the same lane are kept apart as long as there is work in others: a homeserver changes a room one event
   * at a time, so a second request for the same room would only wait there.
   */
  readonly lane: (step: Step) => string;
  /** No further step begins once it is aborted; those under way are waited for. */
  readonly signal: AbortSignal;
  readonly onOutcome: (step: Step, outcome: Outcome) => void;
  /** Steps of an earlier run that are not done: who needs them is skipped. */
  readonly unmet?: ReadonlySet<string>;
}

/** @param steps in an order in which they could be done one after the other; lanes whose steps come first go first */
export async function runSteps<Step extends Dependent>(
  steps: readonly Step[],
  work: (step: Step) => Promise<void>,
  { concurrency, lane, signal, onOutcome, unmet }: ScheduleOptions<Step>,
): Promise<void> {
  const missing = new Map<string, number>();
  const dependents = new Map<string, Step[]>();
  const lanes = new Map<string, { ready: Step[]; busy: number }>();
  const pending = new Map(steps.map((step) => [step.id, step]));
  let running = 0;

  const laneOf = (step: Step) => {
    const name = lane(step);
    let found = lanes.get(name);
    if (found === undefined) lanes.set(name, (found = { ready: [], busy: 0 }));
    return found;
  };

  for (const step of steps) {
    const needs = step.needs.filter((id) => pending.has(id));
    missing.set(step.id, needs.length);
    for (const id of needs) {
      const known = dependents.get(id);
      if (known === undefined) dependents.set(id, [step]);
      else known.push(step);
    }
    const own = laneOf(step);
    if (needs.length === 0) own.ready.push(step);
  }

  function settle(step: Step, outcome: Outcome): void {
    if (!pending.delete(step.id)) return;
    onOutcome(step, outcome);
    for (const next of dependents.get(step.id) ?? []) {
      if (outcome.kind !== 'done') {
        settle(next, { kind: 'skipped', because: step.id });
        continue;
      }
      const left = missing.get(next.id)! - 1;
      missing.set(next.id, left);
      if (left === 0 && pending.has(next.id)) laneOf(next).ready.push(next);
    }
  }

  function next(): Step | undefined {
    let best: { ready: Step[]; busy: number } | undefined;
    for (const one of lanes.values()) {
      while (one.ready[0] !== undefined && !pending.has(one.ready[0].id)) one.ready.shift();
      if (one.ready.length > 0 && (best === undefined || one.busy < best.busy)) best = one;
      if (best?.busy === 0) break;
    }
    return best?.ready.shift();
  }

  for (const step of steps) {
    const because = step.needs.find((id) => unmet?.has(id));
    if (because !== undefined) settle(step, { kind: 'skipped', because });
  }
  await new Promise<void>((resolve) => {
    const fill = (): void => {
      while (running < concurrency && !signal.aborted) {
        const step = next();
        if (step === undefined) break;
        running += 1;
        const own = laneOf(step);
        own.busy += 1;
        void work(step)
          .then(
            (): Outcome => ({ kind: 'done' }),
            (error: unknown): Outcome => ({ kind: 'failed', error }),
          )
          .then((outcome) => {
            running -= 1;
            own.busy -= 1;
            settle(step, outcome);
            fill();
          });
      }
      if (running === 0) resolve();
    };
    fill();
  });
  for (const step of pending.values()) settle(step, { kind: 'skipped', because: null });
}
