/** One thing that the doctor looks at, and how the results are put together. */

export interface Finding {
  /** `warn`: works, but look at it. `fail`: does not work. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}

export interface Check {
  readonly name: string;
  /** Names of checks that must not have failed for this one to make sense. */
  readonly needs?: readonly string[];
  readonly run: () => Promise<Finding>;
}

export interface Result extends Omit<Finding, 'status'> {
  readonly name: string;
  readonly status: Finding['status'] | 'skipped';
}

export const ok = (detail: string): Finding => ({ status: 'ok', detail });
export const warn = (detail: string, fix: string): Finding => ({ status: 'warn', detail, fix });
export const fail = (detail: string, fix: string): Finding => ({ status: 'fail', detail, fix });

/** Runs the checks in order and reports each as it is done. One that throws has failed. */
export async function runChecks(
  checks: readonly Check[],
  report: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  const bad = new Set<string>();
  for (const { name, needs = [], run } of checks) {
    const broken = needs.filter((need) => bad.has(need));
    const found: Omit<Result, 'name'> =
      broken.length > 0
        ? { status: 'skipped', detail: `cannot be looked at before this is mended: ${broken.join(', ')}` }
        : await run().catch((error: Error) => fail(error.message, 'run `parta doctor --debug` for more'));
    if (found.status === 'fail' || found.status === 'skipped') bad.add(name);
    const result = { name, ...found };
    results.push(result);
    report(result);
  }
  return results;
}
