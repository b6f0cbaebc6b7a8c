import { resolve } from 'node:path';
import { folderStore } from './folder-store.ts';
import type { Store } from './store.ts';

/** The store that `name` means: a folder. */
export function openStore(name: string): Store {
  return folderStore(name, resolve(name));
}
