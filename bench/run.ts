/**
 * `npm run bench [-- NAME...]`: measures and prints ratios to a baseline of the same run,
 * since absolute times on a shared machine mean little. Each bench is a program of its own and starts from nothing.
 */
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { join } from 'node:path';

const BENCHES = [
  'receiver',
  'reconcile',
  'schedule',
  'web-client',
  'lesson-tokens',
  'lesson-media',
  'lesson-join',
  'policy',
  'sweep',
  'contacts',
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}; there are ${BENCHES.join(', ')}.`);
  process.exit(2);
}

console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
);
const failed: string[] = [];
for (const name of wanted.length > 0 ? wanted : BENCHES) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
    // Libraries log their debugging otherwise.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status !== 0) failed.push(name);
}
if (failed.length > 0) {
  console.error(`\nDid not end well: ${failed.join(', ')}`);
  process.exitCode = 1;
}
