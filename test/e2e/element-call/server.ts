/** Serves Element Call and the page that hosts it from one origin on the loopback interface, a secure context. */
import { createServer } from 'node:http';
import { createReadStream, existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { build } from 'vite';
import { atEnd } from '../../support/cleanup.ts';
import { elementCall } from './package.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};
const PAGE = `<!doctype html><title>Host</title>
<style>html, body, iframe { margin: 0; border: 0; width: 100%; height: 100vh; display: block }</style>
<body><script type="module" src="/host.js"></script>`;
/** Element Call's settings. A small picture at few frames: this machine encodes and decodes for everybody in the call. */
const CONFIG = JSON.stringify({
  media_quality: {
    video: { max_resolution: 180, max_bitrate: 150_000, max_framerate: 10, simulcast_layers: [] },
  },
});

let started: Promise<string> | undefined;

/** URL of the host page; the same server for every test of this process. */
export function elementCallHost(): Promise<string> {
  return (started ??= start());
}

async function start(): Promise<string> {
  const [folder, script] = await Promise.all([elementCall(), bundle()]);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'http://host').pathname));
    const answer = (type: string, body: string): void =>
      void response.writeHead(200, { 'content-type': type }).end(body);
    if (path === '/') return answer(TYPES['.html']!, PAGE);
    if (path === '/host.js') return answer(TYPES['.js']!, script);
    if (path === '/element-call/config.json') return answer(TYPES['.json']!, CONFIG);
    const file = path.startsWith('/element-call/') ? join(folder, path.slice('/element-call/'.length)) : '';
    if (file === '' || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** host.ts with all that it imports, as one script. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(import.meta.dirname, 'host.ts'),
        output: { codeSplitting: false, entryFileNames: 'host.js' },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const script = outputs.find((one) => one.type === 'chunk' && one.isEntry);
  if (script?.type !== 'chunk') throw new Error('the host page was not built');
  return script.code;
}
