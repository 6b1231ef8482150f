import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './build/precache.ts';
import { precompress } from './build/precompress.ts';
import { slimSdk } from './build/slim-sdk.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** The appservice that `npm run dev` shows; same origin as in production, so no CORS on the API. */
const api = process.env['PARTA_URL'] ?? 'http://127.0.0.1:8090';

export default defineConfig({
  root: here('.'),
  plugins: [slimSdk(), react(), precache(), precompress()],
  server: { host: '127.0.0.1', proxy: { '/api': api } },
  build: {
    // What the SDK and the client use without polyfills: Promise.withResolvers, AbortSignal.any, :has().
    target: ['chrome119', 'firefox124', 'safari17.4'],
    modulePreload: { polyfill: false },
    sourcemap: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: { index: here('index.html'), sw: here('src/app/service-worker.ts') },
      treeshake: { moduleSideEffects: (id) => !/node_modules\/matrix-/.test(id) },
      output: {
        // The service worker's address must never change, or browsers would keep an old one for ever.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        manualChunks: (id: string) =>
          /node_modules\/(react|react-dom|scheduler)\//.test(id)
            ? 'react'
            : /node_modules\/(intl-messageformat|@formatjs|tslib)\//.test(id)
              ? 'intl'
              : undefined,
      },
    },
  },
});
