import type { Store } from './store.ts';
import { stored, storeHere } from './stored.ts';

const KEYS = ['satchel-look', 'satchel-speed'];

/**
 * Settings hold for all pages: some browsers give each file a storage of its own, so that they are kept in the store of all pages
 * too. What was set on another page is told with `satchel:was-set`.
 */
export function shareSettings(opening: Promise<Store>): void {
  const here: string[] = [];
  document.addEventListener('satchel:set', (event) => {
    const { key, text } = (event as CustomEvent<{ key: string; text: string }>).detail;
    here.push(key);
    opening.then(({ change }) => change(keyOf(key), () => text)).catch(() => undefined);
  });
  opening
    .then(async ({ kept, get }) => {
      for (const key of kept === 'well' ? KEYS : []) {
        const text = await get(keyOf(key));
        if (text === null || text === stored(key) || here.indexOf(key) >= 0) continue;
        storeHere(key, text);
        document.dispatchEvent(new CustomEvent('satchel:was-set'));
      }
    })
    .catch(() => undefined);
}

function keyOf(key: string): string {
  return `satchel/~${key}`;
}
