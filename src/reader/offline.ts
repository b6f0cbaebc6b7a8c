import { fillMessage } from '../fill-message.ts';
import { cachePrefix } from '../worker-script.ts';
import { barButton } from './bar.ts';
import { openDialog } from './dialog.ts';
import { all, button, element } from './element.ts';
import { pack, up } from './pack.ts';

/**
 * Where browsers allow it (https, or this machine itself), a worker keeps the lessons that are opened, and the learner sees how
 * much that is. Pages from files, from a plain server or in a preview are without it.
 */
export function connectOffline(): void {
  if (!('serviceWorker' in navigator) || location.protocol === 'file:') return;
  // A preview shows what was written a moment ago.
  if (document.querySelector('script[src^="/~satchel/"]')) return;
  const root = new URL(`${up}../`, location.href).href;
  // Only here: from file:// browsers complain of it.
  const link = element('link');
  link.rel = 'manifest';
  link.href = `${root}manifest.webmanifest`;
  document.head.appendChild(link);
  if (document.readyState === 'complete') void start(root);
  else addEventListener('load', () => void start(root));
}

async function start(root: string): Promise<void> {
  try {
    const { serviceWorker } = navigator;
    await serviceWorker.register(`${root}service-worker.js`);
    const { active } = await serviceWorker.ready;
    if (!active) return;
    active.postMessage({ keep: shown() });
    // A recording is kept once it is played: it is large.
    document.addEventListener(
      'playing',
      ({ target }) => active.postMessage({ keep: [(target as HTMLMediaElement).currentSrc] }),
      true,
    );
    barButton(pack.messages.hub.title, 'kept', showKept);
  } catch {
    // A private window, a server without the worker: nothing is kept, and nothing is offered.
  }
}

/** This page and what belongs to it, also what was loaded before there was a worker, or not yet. */
function shown(): string[] {
  const urls = [location.href];
  for (const { name } of performance.getEntriesByType('resource')) urls.push(name);
  for (const picture of Array.from(document.images)) urls.push(picture.currentSrc || picture.src);
  for (const player of all<HTMLVideoElement>('video')) urls.push(player.poster);
  for (const track of all<HTMLTrackElement>('track')) urls.push(track.src);
  // Recordings are among the resources as soon as their length is known.
  return urls.filter((url) => !/\.(?:mp4|webm|mp3|m4a|ogg|opus|mov|m4v)$/.test(url));
}

function showKept(): void {
  const { id, language, messages } = pack;
  const { hub } = messages;
  const content = element('div');
  const size = element('p');
  size.setAttribute('role', 'status');
  const clear = button(hub.clear, () => {
    void removeKept(id).then(() => {
      size.textContent = hub.cleared;
      clear.disabled = true;
    });
  });
  content.append(element('p', '', hub.about), size, clear);
  // As large as a finger.
  clear.style.minHeight = '44px';
  clear.disabled = true;
  const show = ({ pages, bytes }: Kept): void => {
    const megabytes = (bytes / 1e6).toLocaleString(language, { maximumFractionDigits: 1 });
    size.textContent = fillMessage(hub.kept, { pages: pages.toLocaleString(language), size: megabytes });
    clear.disabled = bytes === 0;
  };
  openDialog(hub.title, content, 'hub');
  void measureKept(id).then(show);
}

interface Kept {
  readonly pages: number;
  readonly bytes: number;
}

/** All versions and variants of the pack together: the learner sees one pack. */
async function cachesOf(id: string): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.indexOf(cachePrefix(id)) === 0);
}

async function measureKept(id: string): Promise<Kept> {
  let [pages, bytes] = [0, 0];
  for (const name of await cachesOf(id)) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      const response = await cache.match(url, { ignoreVary: true });
      if (!response) continue;
      if (/\/pages\/.*\.html$/.test(url)) pages++;
      const length = Number(response.headers.get('Content-Length'));
      // The length of what was sent compressed is not that of what is kept.
      bytes += length && !response.headers.get('Content-Encoding') ? length : (await response.blob()).size;
    }
  }
  return { pages, bytes };
}

async function removeKept(id: string): Promise<void> {
  for (const name of await cachesOf(id)) await caches.delete(name);
}
