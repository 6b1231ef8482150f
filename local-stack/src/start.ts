/** `npm start`: a running school on this machine, until Ctrl-C. See settings.ts for its options. */
import { resolve } from 'node:path';
import { type Home, openHome } from './home.ts';
import { StackProblem } from './problem.ts';
import { type Progress, createProgress } from './progress.ts';
import { USAGE, readSettings } from './settings.ts';
import { startStack } from './stack.ts';
import { createSupervisor } from './supervisor.ts';
import { table } from './table.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What goes on beside a running school need not be told every few seconds. */
const LATER_MS = 60_000;

async function main(): Promise<number> {
  const settings = readSettings(process.argv.slice(2), process.env, ROOT);
  if (settings.help) {
    console.log(USAGE);
    return 0;
  }
  const began = performance.now();
  const progress = createProgress();
  const supervisor = createSupervisor();
  const stop = new AbortController();
  const interrupted = onInterrupt(() => {
    supervisor.killAll();
    process.exit(130);
  });
  let home: Home | undefined;
  let starting: Promise<unknown> | undefined;
  let later: Progress | undefined;
  try {
    home = openHome(settings.home);
    progress.say('Starting a school. The first start takes some minutes, later ones seconds.');
    const stack = startStack({ settings, home, progress, supervisor, stop });
    starting = stack;
    const facts = await Promise.race([stack, supervisor.failure, interrupted]);
    progress.end();
    if (facts !== 'interrupted') {
      console.log(`\n${table(facts.table)}\n\n(${Math.round((performance.now() - began) / 1000)} s)`);
      if (facts.background) {
        later = createProgress(process.stdout, LATER_MS);
        starting = facts.background(later).then(console.log);
        starting.catch(() => {}); // given up by a Ctrl-C
      }
      await Promise.race([supervisor.failure, interrupted]);
    }
    console.log('\nStopping ...');
    return facts === 'interrupted' ? 130 : 0;
  } finally {
    stop.abort();
    progress.end();
    later?.end();
    await starting?.catch(() => {});
    await supervisor.stopAll();
    home?.close();
  }
}

/** Resolves at the first Ctrl-C (or SIGTERM, SIGHUP); the next one calls `insist`. */
function onInterrupt(insist: () => void): Promise<'interrupted'> {
  return new Promise((done) => {
    let count = 0;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => (++count === 1 ? done('interrupted') : insist()));
    }
  });
}

const code = await main().catch((error: unknown) => {
  console.error(`\n${error instanceof StackProblem ? error.message : String((error as Error).stack)}`);
  return 1;
});
process.exit(code);
