/** What the tests have started ends with them: in order through a root hook (hooks.ts), else through the reaper. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtExit } from '../../local-stack/src/child.ts';

const endings: (() => Promise<unknown>)[] = [];

/** Runs `end` after all tests of this process; the last one registered runs first. */
export function atEnd(end: () => Promise<unknown>): void {
  endings.push(end);
}

/** Runs everything that was registered, even when some of it fails. @throws AggregateError of the failures */
export async function endAll(): Promise<void> {
  const failures: unknown[] = [];
  for (let end = endings.pop(); end; end = endings.pop()) {
    await end().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0)
    throw new AggregateError(failures, 'Some of what the tests started did not end well');
}

/** A new empty folder that is removed at the end, also when the process is killed. */
export function tempDir(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `parta-${name}-`));
  removeAtExit(dir);
  atEnd(() => Promise.resolve(rmSync(dir, { recursive: true, force: true, maxRetries: 5 })));
  return dir;
}
