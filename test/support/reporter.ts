/**
 * Mocha's spec reporter, which also keeps count in the file PARTA_TEST_RESULT, so that test/run.ts knows the
 * numbers even when the process dies half-way.
 */
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

export interface PhaseResult {
  passed: number;
  failed: number;
  skipped: number;
  /** Of each failed test: what it is called and the first line of what went wrong. */
  failures: string[];
  finished: boolean;
}

export default class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env.PARTA_TEST_RESULT;
    if (!file) return;
    const result: PhaseResult = { passed: 0, failed: 0, skipped: 0, failures: [], finished: false };
    const save = (): void => writeFileSync(file, JSON.stringify(result));
    const count = (what: 'passed' | 'failed' | 'skipped') => () => {
      result[what]++;
      save();
    };
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants;
    runner.on(EVENT_TEST_PASS, count('passed'));
    runner.on(EVENT_TEST_FAIL, (test: Mocha.Runnable, error: Error | undefined) => {
      result.failures.push(`${test.fullTitle()}: ${String(error?.message).split('\n')[0]}`);
      count('failed')();
    });
    runner.on(EVENT_TEST_PENDING, count('skipped'));
    runner.once(EVENT_RUN_END, () => {
      result.finished = true;
      save();
    });
  }
}
