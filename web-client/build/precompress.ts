import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest|txt)$/;
/** Below this a compressed copy does not pay for its own request headers. Bytes. */
const SMALLEST = 1024;

/** Puts `name.br` and `name.gz` beside every text file of the build, so that a server sends them as they are. */
export function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'parta-precompress',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const names = await readdir(outDir, { recursive: true });
      for (const name of names.filter((n) => COMPRESSIBLE.test(n))) {
        const file = join(outDir, name);
        const content = await readFile(file);
        if (content.length < SMALLEST) continue;
        const [br, gz] = await Promise.all([
          promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
          promisify(gzip)(content, { level: 9 }),
        ]);
        await writeFile(`${file}.br`, br);
        await writeFile(`${file}.gz`, gz);
      }
    },
  };
}
