import { resolve } from 'node:path';
import { folderStore } from './folder-store.ts';
import { isS3, parseS3Place } from './s3-place.ts';
import type { Store } from './store.ts';

/** The store that `name` means: a folder, or `s3://bucket/prefix`. Throws SatchelError `release-store-*`. */
export async function openStore(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Store> {
  if (!isS3(name)) return folderStore(name, resolve(name));
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(parseS3Place(name, env));
}
