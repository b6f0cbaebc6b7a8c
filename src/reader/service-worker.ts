// Keeps what learners open. Served by https, or on the learner's own machine; nothing depends on it.
import { parseRange } from '../range.ts';
import type { WorkerScript } from '../worker-script.ts';

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  readonly satchelWorker: WorkerScript;
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(type: 'message', listener: (event: Waiting & { readonly data: unknown }) => void): void;
}

const worker = self as unknown as WorkerScope;
const { prefix, version, always, away } = worker.satchelWorker;
const { scope } = worker.registration;
const name = prefix + version;

// A hub that does not answer is not waited for longer than this where there is something to show.
const PATIENCE_MS = 4000;
const MAX_KEPT_AT_ONCE = 500;
/** Media and downloads have their digests in their names: what is kept is right for ever. */
const NAMED_BY_CONTENT = /^(?:media|files)\//;

worker.addEventListener('install', (event) => {
  const urls = always.map((path) => scope + path);
  event.waitUntil(keep(urls, { cache: 'no-cache' }).then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(removeOld().then(() => worker.clients.claim()));
});

worker.addEventListener('message', (event) => {
  const urls = (event.data as { readonly keep?: unknown } | null)?.keep;
  if (Array.isArray(urls)) event.waitUntil(keep(urls.filter(isOwn).slice(0, MAX_KEPT_AT_ONCE)));
});

worker.addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && isOwn(url)) event.respondWith(answer(event, event.request));
});

function isOwn(url: unknown): url is string {
  return typeof url === 'string' && url.indexOf(scope) === 0;
}

/** Entries are files: what stands behind their paths names nothing else. */
function entryOf(url: string): string {
  return url.replace(/[?#].*/, '');
}

async function removeOld(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(
    names.filter((one) => one.indexOf(prefix) === 0 && one !== name).map((one) => caches.delete(one)),
  );
}

/** Fetches what is not kept yet. What fails is kept another time. */
async function keep(urls: readonly string[], options: RequestInit = {}): Promise<void> {
  for (const url of urls.map(entryOf))
    try {
      if (!(await kept(url))) await store(url, await fetch(url, { credentials: 'same-origin', ...options }));
    } catch {
      // No network, or no room: pages do without.
    }
}

async function kept(url: string): Promise<Response | undefined> {
  const cache = await caches.open(name);
  return cache.match(url, { ignoreVary: true });
}

/** Whole answers of this server alone; one that breaks off is refused by the cache itself. */
async function store(url: string, response: Response): Promise<void> {
  if (response.status !== 200 || response.type !== 'basic' || response.redirected) return;
  if (/no-store/.test(response.headers.get('Cache-Control') || '')) return;
  const cache = await caches.open(name);
  await cache.put(url, response);
}

async function answer(event: Fetching, request: Request): Promise<Response> {
  const url = entryOf(request.url);
  const range = request.headers.get('Range') || undefined;
  // Where the device refuses its store, pages come from the network as if there were no worker.
  const own = kept(url).catch(() => undefined);
  if (NAMED_BY_CONTENT.test(url.slice(scope.length))) {
    const found = await own;
    if (found) return part(found, range);
  }
  try {
    const response = await patient(fetch(request), own);
    if (response.status < 500) {
      if (!range) event.waitUntil(store(url, response.clone()).catch(() => undefined));
      return response;
    }
    return part((await own) || response, range);
  } catch (error) {
    const found = await own;
    if (found) return part(found, range);
    if (request.mode !== 'navigate') throw error;
    return new Response(away.replace('{start}', `${scope}pages/index.html`), {
      status: 503,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy': "default-src 'none'",
      },
    });
  }
}

/** What the network says, or what is kept where it says nothing for too long. */
function patient(network: Promise<Response>, own: Promise<Response | undefined>): Promise<Response> {
  return new Promise((resolve, reject) => {
    network.then(resolve, reject);
    setTimeout(() => {
      void own.then((found) => {
        if (found) resolve(found);
      });
    }, PATIENCE_MS);
  });
}

/** The part of a kept answer that a player asks for. */
async function part(whole: Response, header: string | undefined): Promise<Response> {
  if (header === undefined || whole.status !== 200) return whole;
  const blob = await whole.blob();
  const { size } = blob;
  const range = parseRange(header, size);
  const type = whole.headers.get('Content-Type') || '';
  const headers: Record<string, string> = { 'Content-Type': type, 'Accept-Ranges': 'bytes' };
  if (range === 'unsatisfiable')
    return new Response(null, { status: 416, headers: { 'Content-Range': `bytes */${size}` } });
  if (range === undefined) return new Response(blob, { headers });
  const [start, end] = range;
  headers['Content-Range'] = `bytes ${start}-${end - 1}/${size}`;
  headers['Content-Length'] = String(end - start);
  return new Response(blob.slice(start, end, type), { status: 206, headers });
}
