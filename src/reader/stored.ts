import type { Store } from './store.ts';

/** Set once the store that all pages share is open. */
let shared: Store | undefined;
const followed: Record<string, () => void> = {};

/** What this device keeps under a name. Storage may be full, forbidden, or hold what another program has left. */
export function stored(key: string): string {
  try {
    return localStorage.getItem(key) || '';
  } catch {
    return '';
  }
}

/** Keeps a text on this device, where it lets us. */
export function store(key: string, text: string): void {
  keep(key, text);
  if (shared) hand(shared, key, text);
}

/** `act` is called when another page has set what is kept under a name, once that is known. */
export function follow(key: string, act: () => void): void {
  followed[key] = act;
}

/** Firefox keeps one storage for each file: what is set on one page comes to the others by the store that they share. */
export async function shareSettings(store: Store): Promise<void> {
  if (store.kept !== 'well') return;
  shared = store;
  for (const key of Object.keys(followed)) {
    const text = await store.get(`satchel/set/${key}`);
    const own = stored(key);
    if (text === null && own !== '') hand(store, key, own);
    if (text === null || text === own) continue;
    keep(key, text);
    followed[key]?.();
  }
}

function hand(store: Store, key: string, text: string): void {
  store.change(`satchel/set/${key}`, () => text).catch(() => undefined);
}

function keep(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // What was set holds for this page.
  }
}
