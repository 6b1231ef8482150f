/**
 * `npm test`: checks, unit, integration and end-to-end tests, and all that they need. The last line is
 * `N passed, N failed[, N skipped]`; the exit code is 0 only when something ran and nothing failed.
 *
 *   npm test                       everything
 *   npm test -- unit e2e           these phases (checks, unit, integration, e2e)
 *   npm test -- inbox              the test files whose path contains "inbox", without the checks
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { watchOver } from '../local-stack/src/child.ts';
import { installLivekit } from '../local-stack/src/livekit-install.ts';
import { StackProblem } from '../local-stack/src/problem.ts';
import { installSynapse } from '../local-stack/src/synapse-install.ts';
import { buildWebClient } from '../local-stack/src/web-client.ts';
import { ensureChromium } from './support/browser.ts';
import type { PhaseResult } from './support/reporter.ts';

const ROOT = resolve(import.meta.dirname, '..');
const BIN = join(ROOT, 'node_modules/.bin');
const MINUTE = 60_000;

/** Test files by phase. */
const PHASES = {
  unit: '{appservice,protocol,local-stack,web-client}/src/**/*.test.{ts,tsx}',
  integration: 'test/integration/**/*.test.ts',
  e2e: 'test/e2e/**/*.test.ts',
};
/** Every test has its own timeout; a phase in which none ends for so long hangs in another way. */
const SILENCE_MS = 10 * MINUTE;
/** How long mocha may take to end after its last test. */
const EXIT_MS = 30_000;
/** How long the output of a mocha that has ended may take to arrive. */
const LAST_WORDS_MS = 5_000;
type Phase = keyof typeof PHASES;

const CHECKS: [name: string, command: string, args: string[]][] = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the web client', 'tsc', ['-p', 'web-client/tsconfig.json']],
  ['lint', 'eslint', ['.']],
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['generated files are up to date', 'node', ['protocol/src/generate.ts', '--check']],
];

type Counts = Pick<PhaseResult, 'passed' | 'failed' | 'skipped'>;
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const interrupted = new AbortController();

function count(result: Counts): void {
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += result[key];
}

/** One more failure, beside those that mocha counts and lists itself. */
function fail(what: string): void {
  total.failed++;
  failures.push(what);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const isPhase = (arg: string): boolean => arg === 'checks' || arg in PHASES;
  const filters = args.filter((arg) => !isPhase(arg)).map((arg) => relative(ROOT, resolve(ROOT, arg)));
  const named = args.filter(isPhase);
  const wants = (phase: string): boolean =>
    named.length > 0 ? named.includes(phase) : phase !== 'checks' || filters.length === 0;
  const filesOf = (phase: Phase): string[] =>
    wants(phase)
      ? globSync(PHASES[phase], { cwd: ROOT, exclude: (path) => path.endsWith('node_modules') })
          .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
          .sort()
      : [];
  const [unit, integration, e2e] = [filesOf('unit'), filesOf('integration'), filesOf('e2e')];

  // What follows needs two processors at most at any time: checks and installation beside the unit tests.
  const checks = wants('checks') ? runChecks() : Promise.resolve([]);
  const ready = setUp({ synapse: integration.length + e2e.length > 0, browser: e2e.length > 0 });
  const withLivekit = integration.filter(isAboutLivekit);
  const withoutLivekit = integration.filter((file) => !withLivekit.includes(file));
  await runPhase('unit', unit);
  for (const line of await checks) console.log(line);
  if (await ready) {
    // Where LiveKit has to be built first, that takes minutes, with low priority, beside the tests that do without.
    const livekit = withLivekit.length + e2e.length > 0 ? setUpLivekit() : Promise.resolve();
    const after = livekit;
    await runInLanes([
      ...chunksOf('integration', withoutLivekit),
      ...chunksOf('integration', withLivekit).map((chunk) => ({ ...chunk, after })),
      ...chunksOf('e2e', e2e).map((chunk) => ({ ...chunk, after })),
    ]);
  }
}

/** Runs the checks one after another; each is one test. Returns what to print. */
async function runChecks(): Promise<string[]> {
  const lines = ['', '  checks'];
  for (const [name, program, args] of CHECKS) {
    if (interrupted.signal.aborted) break;
    if (program === 'node' && !existsSync(join(ROOT, args[0]!))) continue;
    const began = performance.now();
    const { code, output } = await capture(join(BIN, program), args);
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    if (code === 0) {
      total.passed++;
      lines.push(`    ✔ ${name} (${took})`);
    } else {
      fail(`checks: ${name}`);
      lines.push(`    ✘ ${name} (${took})`, output.trimEnd().replace(/^/gm, '      '));
    }
  }
  return lines;
}

const say = (message: string): void => console.log(`[set-up] ${message}`);

/** Installs Synapse and a browser and builds the web client. False when that failed, which counts as a failure. */
async function setUp(needs: { synapse: boolean; browser: boolean }): Promise<boolean> {
  try {
    if (needs.synapse) await told('Synapse', installSynapse);
    if (needs.browser) {
      say(`Browser: ${ensureChromium(say)}`);
      await buildWebClient({ onProgress: say, signal: interrupted.signal });
    }
    return true;
  } catch (error) {
    if (!interrupted.signal.aborted) {
      fail(`set-up: ${error instanceof StackProblem ? error.message : String((error as Error).stack)}`);
    }
    return false;
  }
}

/** Without LiveKit the tests that need it fail, and this says why. */
async function setUpLivekit(): Promise<void> {
  await told('LiveKit', installLivekit).catch((error: Error) => {
    if (!interrupted.signal.aborted) say(`Every test that needs LiveKit will fail. ${error.message}`);
  });
}

/** Runs an installation and says what it does: one line for each step, not for each package. */
async function told(
  name: string,
  install: (options: { signal: AbortSignal; onProgress: (message: string) => void }) => Promise<unknown>,
): Promise<void> {
  let last = '';
  const began = performance.now();
  await install({
    signal: interrupted.signal,
    onProgress(message) {
      const step = message.replace(/ ?\(.*\)/, '').replace(/downloading .*/, 'downloading its packages');
      if (step !== last) say(`${name} for the tests: ${step} ...`);
      last = step;
    },
  });
  if (last) say(`${name} for the tests is installed (${Math.round((performance.now() - began) / 1000)} s).`);
}

function isAboutLivekit(file: string): boolean {
  return /livekit/i.test(readFileSync(join(ROOT, file), 'utf8'));
}

/** Tests that mostly wait, for servers that start, end and come back, or for a page: two at a time keep both processors busy. */
const LANES = 2;
/** Files of one mocha, so that they share its servers. */
const FILES_A_CHUNK = 4;
/** Files that take minutes each: by themselves, and before the others, lest one lane wait for them at the end. */
const LONG = ['test/e2e/views.test.ts', 'test/integration/http-mutations.test.ts'];

interface Chunk {
  readonly phase: Phase;
  readonly files: string[];
  /** What must be there first. */
  readonly after?: Promise<void>;
}

function chunksOf(phase: Phase, files: string[]): Chunk[] {
  const short = files.filter((file) => !LONG.includes(file));
  const count = Math.ceil(short.length / FILES_A_CHUNK);
  return [
    ...files.filter((file) => LONG.includes(file)).map((file) => ({ phase, files: [file] })),
    ...Array.from({ length: count }, (_, n) => ({
      phase,
      files: short.slice(n * FILES_A_CHUNK, (n + 1) * FILES_A_CHUNK),
    })),
  ];
}

/** Runs the chunks in their order, two at a time; the output of each appears when it has ended. */
async function runInLanes(chunks: readonly Chunk[]): Promise<void> {
  if (chunks.length === 0) return;
  console.log(`\n── integration and e2e tests (${chunks.length} parts, ${LANES} at a time) ──`);
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < chunks.length && !interrupted.signal.aborted) {
      const n = ++begun;
      const { phase, files, after } = chunks[n - 1]!;
      await after;
      const began = performance.now();
      const output = await runMocha(files, `${phase} (part ${n})`, 'pipe');
      const took = Math.round((performance.now() - began) / 1000);
      console.log(
        `\n── ${phase} tests, part ${n} of ${chunks.length} (${took} s) ──\n${files.join('\n')}\n${output.trimEnd()}`,
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** Runs mocha on the files, with its output as it comes. */
async function runPhase(phase: Phase, files: string[]): Promise<void> {
  if (files.length === 0 || interrupted.signal.aborted) return;
  console.log(`\n── ${phase} tests (${files.length} files) ──`);
  await runMocha(files, phase, 'inherit');
}

/** One mocha process; counts what it found under the name `title`. Resolves with its output when that is piped. */
async function runMocha(files: string[], title: string, stdio: 'inherit' | 'pipe'): Promise<string> {
  const resultFile = join(tmpdir(), `parta-test-${process.pid}-${title.replaceAll(/\W+/g, '-')}.json`);
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=DEP0060', // of a library behind matrix-appservice-bridge
      join(ROOT, 'node_modules/mocha/bin/mocha.js'),
      '--reporter',
      join(ROOT, 'test/support/reporter.ts'),
      ...files,
    ],
    {
      cwd: ROOT,
      stdio: ['inherit', stdio, stdio],
      env: { ...cleanEnvironment(), PARTA_TEST_RESULT: resultFile },
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  watchOver(child, 'SIGTERM');
  const stop = (): void => void child.kill('SIGTERM');
  interrupted.signal.addEventListener('abort', stop);

  let [last, lastChange] = ['', Date.now()];
  let hung = false;
  // Tests that leave a timer, socket or process behind keep mocha from ending.
  const watch = setInterval(() => {
    const result = readResult(resultFile);
    const now = JSON.stringify(result);
    if (now !== last) [last, lastChange] = [now, Date.now()];
    const silence = Date.now() - lastChange;
    if (silence < (result?.finished ? EXIT_MS : SILENCE_MS)) return;
    hung = true;
    fail(
      result?.finished
        ? `${title}: all tests ran, but something that they left open keeps the process alive`
        : `${title}: no test has ended for ${SILENCE_MS / MINUTE} minutes`,
    );
    child.kill('SIGKILL');
  }, 1000);
  const code = await new Promise<number | null>((done) =>
    child.once('exit', (exitCode) => {
      // Its last words may still be in the pipe; somebody it left behind may hold that open for ever.
      child.once('close', () => done(exitCode));
      setTimeout(() => done(exitCode), LAST_WORDS_MS).unref();
    }),
  );
  clearInterval(watch);
  interrupted.signal.removeEventListener('abort', stop);

  const result = readResult(resultFile);
  rmSync(resultFile, { force: true });
  if (result) count(result);
  for (const failure of result?.failures ?? []) failures.push(`${title}: ${failure}`);
  if (hung || interrupted.signal.aborted) return output; // already told
  if (!result?.finished) fail(`${title}: mocha ended with ${code} before all tests had run`);
  else if (code !== 0 && !result.failed) fail(`${title}: mocha ended with ${code}`);
  return output;
}

function readResult(file: string): PhaseResult | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PhaseResult;
  } catch {
    return null; // not there yet, or being written
  }
}

/** Settings of the person who runs the tests must not leak into them. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const keep = ['PARTA_PYTHON', 'PARTA_SYNAPSE_LOG', 'PARTA_LIVEKIT_SERVER', 'PARTA_GO'];
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => keep.includes(name) || !(/^(PARTA|LIVEKIT)_/.test(name) || name === 'DATABASE_URL'),
    ),
  );
}

function capture(command: string, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: 5 * MINUTE });
    watchOver(child, 'SIGTERM');
    const stop = (): void => void child.kill('SIGTERM');
    interrupted.signal.addEventListener('abort', stop);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    child.once('error', (error) => done({ code: null, output: String(error) }));
    child.once('close', (code) => {
      interrupted.signal.removeEventListener('abort', stop);
      done({ code, output });
    });
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());
await main();
if (interrupted.signal.aborted) fail('interrupted');
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  - ${failure}`).join('\n')}`);
const { passed, failed, skipped } = total;
if (passed + failed === 0) console.log('\nNothing ran: no test file matches.');
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
