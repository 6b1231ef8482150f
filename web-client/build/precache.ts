import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Tells the service worker which files make up the app: replaces the string `__PRECACHE__` in `sw.js` by the list of
 * built files, and `__VERSION__` by a hash of them all, so that each build has a cache of its own.
 */
export function precache(): Plugin {
  let publicDir = '';
  return {
    name: 'parta-precache',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    async generateBundle(_options, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') throw new Error('The build has no sw.js');
      const hash = createHash('sha256');
      const files: string[] = ['/'];
      for (const [name, output] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (output === worker || name.endsWith('.map')) continue;
        hash.update(name).update(output.type === 'chunk' ? output.code : output.source);
        if (name !== 'index.html') files.push(`/${name}`);
      }
      for (const name of (await readdir(publicDir)).sort()) {
        hash.update(name).update(await readFile(join(publicDir, name)));
        files.push(`/${name}`);
      }
      worker.code = worker.code
        .replace(/["'`]__PRECACHE__["'`]/, () => JSON.stringify(files))
        .replace(/__VERSION__/, hash.digest('hex').slice(0, 16));
    },
  };
}
