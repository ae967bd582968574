// The pages' own files for times without a network, as a service worker: only where the origin is secure. A page always comes from
// the server while that answers, so nobody sees an old version after an update. Work on a board is kept elsewhere (state/).

/** Put in by the build: every file of this version, and a name no other version has. */
declare const __SHELL_FILES__: readonly string[];
declare const __SHELL_VERSION__: string;

type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Asking = Lasting & { readonly request: Request; respondWith(answer: Promise<Response>): void };
type Scope = {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', heard: (event: Lasting) => void): void;
  addEventListener(type: 'fetch', heard: (event: Asking) => void): void;
};
const scope = self as unknown as Scope;

const PREFIX = 'shell-';
const CACHE = PREFIX + __SHELL_VERSION__;
const PAGE = '/index.html';
/** A network that has not answered for so long is none. */
const PATIENCE = 10_000;
const NOT_PAGES = /^\/(?:api|live|sync|livez|readyz)(?:\/|$)/;

scope.addEventListener('install', (event) => event.waitUntil(keepAll()));
scope.addEventListener('activate', (event) => event.waitUntil(letOldGo()));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && !NOT_PAGES.test(pathname)) event.respondWith(page(request));
  else if (pathname.startsWith('/assets/')) event.respondWith(file(request));
});

/** All or nothing: a version with a file missing is not taken, and tried again with the next page. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([new Request(PAGE, { cache: 'no-cache' }), ...__SHELL_FILES__]);
  await scope.skipWaiting();
}

/** Pages of the version before may still be open, and fetch what they open later. */
async function letOldGo(): Promise<void> {
  const versions = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(versions.slice(0, -1).map((name) => caches.delete(name)));
  await scope.clients.claim();
}

/** From the server; without it, the page as this device last had it. */
async function page(request: Request): Promise<Response> {
  const kept = async () => (await (await caches.open(CACHE)).match(PAGE)) ?? Response.error();
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch(request.url, { signal: patience.signal, cache: 'no-cache', redirect: 'manual', headers: request.headers });
    return answer.status >= 500 ? await kept() : answer;
  } catch {
    // No answer: that is what this worker is for.
    return kept();
  } finally {
    clearTimeout(timer);
  }
}

/** Its name changes with its content, so a kept one is never old. */
async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
