/**
 * `npm run bench [-- receiver|reconcile|schedule|web-client]`: measures and prints ratios to a baseline of the same run,
 * since absolute times on a shared machine mean little.
 */
import os from 'node:os';

const BENCHES: Record<string, () => Promise<{ run(print: (line: string) => void): Promise<void> }>> = {
  receiver: () => import('./receiver.ts'),
  reconcile: () => import('./reconcile.ts'),
  schedule: () => import('./schedule.ts'),
  'web-client': () => import('./web-client.ts'),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `There is no bench called ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}.`,
  );
  process.exit(2);
}

console.log(
  `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
);
for (const name of wanted.length > 0 ? wanted : Object.keys(BENCHES)) {
  console.log(`\n== ${name}`);
  const bench = await BENCHES[name]!();
  await bench.run((line) => console.log(line));
}
