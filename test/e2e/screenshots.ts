/**
 * Photographs every view at phone and desktop size, in both languages, light and dark, for people to judge:
 *
 *   node test/e2e/screenshots.ts FOLDER     (a folder outside the repository)
 */
import { spawnSync } from 'node:child_process';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = process.argv[2] === undefined ? null : resolve(process.argv[2]);
const isInside = folder !== null && !relative(ROOT, folder).startsWith('..');

if (folder === null || isInside) {
  process.stderr.write('Usage: node test/e2e/screenshots.ts FOLDER, a folder outside the repository\n');
  process.exitCode = 2;
} else {
  const { status } = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules/mocha/bin/mocha.js'),
      'test/e2e/views.test.ts',
      'test/e2e/people-views.test.ts',
      'test/e2e/desk-views.test.ts',
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PARTA_SCREENSHOTS: folder } },
  );
  process.exitCode = status ?? 1;
}
