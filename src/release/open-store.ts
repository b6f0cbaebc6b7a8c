import { resolve } from 'node:path';
import { folderStore } from './folder-store.ts';
import { isS3, parseS3Place } from './s3-place.ts';
import type { OnRetry } from './s3-request.ts';
import type { Store } from './store.ts';

/** The store that `name` means: a folder, or `s3://bucket/prefix`; `onRetry` is told where that must be asked again. Throws SatchelError `release-store-*`. */
export async function openStore(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  onRetry?: OnRetry,
): Promise<Store> {
  if (!isS3(name)) return folderStore(name, resolve(name));
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(parseS3Place(name, env), onRetry);
}
