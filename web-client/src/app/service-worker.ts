/**
 * Keeps the app itself on the device, so that Parta opens without a connection. It never touches the API, the
 * homeserver or media: those have their own stores. Each build has a cache of its own; a new one is filled
 * completely before it takes over, so the pieces on the device always fit together.
 */
const worker = self as unknown as ServiceWorkerGlobalScope;

/** Filled in by build/precache.ts. */
const FILES = '__PRECACHE__' as unknown as readonly string[];
/** Of the API, and of a homeserver under the same name. */
const NOT_OURS = /^\/(api|_matrix|_synapse|\.well-known)\//;
const PREFIX = 'parta-app-';
const CACHE = `${PREFIX}__VERSION__`;

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))),
  );
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith(PREFIX) && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('message', (event) => {
  if (event.data === 'take over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin || NOT_OURS.test(url.pathname))
    return;
  // Every address of Parta is the same page.
  if (request.mode === 'navigate') event.respondWith(fromCache('/', request));
  else if (FILES.includes(url.pathname)) event.respondWith(fromCache(url.pathname, request));
});

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
