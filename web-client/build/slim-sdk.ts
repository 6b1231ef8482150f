import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const parts = fileURLToPath(new URL('../src/matrix/sdk-parts/', import.meta.url));

/**
 * Parts of matrix-js-sdk that Parta never runs, and what stands in for them. The SDK has neither an `exports` map nor a
 * `sideEffects` field, so a bundler keeps all of it: 214 KB gzip, of which these are 98 KB, and 2.1 MB of crypto beside.
 */
const REPLACED: readonly { module: RegExp; by: string }[] = [
  // A 200 KB table of look-alike letters for telling two equal names apart; Parta shows roles from the register instead.
  { module: /^unhomoglyph$/, by: 'unhomoglyph.ts' },
  // Calls between two browsers of Matrix 1.x; lessons use MatrixRTC with an SFU.
  {
    module: /\/webrtc\/(call|groupCall|callEventHandler|groupCallEventHandler|mediaHandler)\.[jt]s$/,
    by: 'webrtc.ts',
  },
  // The other way to synchronise; its format is not settled (MSC4186).
  { module: /\/sliding-sync-sdk\.[jt]s$/, by: 'sliding-sync.ts' },
  // End-to-end encryption: no room template of Parta turns it on yet.
  { module: /\/rust-crypto\/index\.[jt]s$/, by: 'rust-crypto.ts' },
];

export function slimSdk(): Plugin {
  return {
    name: 'parta-slim-sdk',
    enforce: 'pre',
    resolveId(id, importer) {
      if (importer === undefined || !/node_modules\/matrix-js-sdk\//.test(importer)) return null;
      const found = REPLACED.find(({ module }) => module.test(id));
      return found === undefined ? null : parts + found.by;
    },
  };
}
