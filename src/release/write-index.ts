import { INDEX_JSON, INDEX_PAGE, metadataPath, TIMESTAMP_PATH } from '../channel/layout.ts';
import { refresh, type Channel } from '../channel/refresh.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf } from '../digest.ts';
import { MAX_METADATA_SIZE } from '../trust/metadata.ts';
import { channelIndex } from './channel-index.ts';
import { sameBytes } from './folder-store.ts';
import { notedIn, renderIndex } from './index-page.ts';
import { readNotes } from './notes.ts';
import type { Store } from './store.ts';

/** Bytes of an index that are read to compare it. */
const MAX_INDEX_SIZE = 64 * 1024 * 1024;
/** Others may publish meanwhile. */
const ATTEMPTS = 5;

/**
 * Makes `index.json` and `index.html` from what is published now, unless they are that already. Whoever is overtaken by another publisher leaves
 * it to that one. Throws SatchelError: `channel-*`, `trust-*`, `env-*`.
 */
export async function writeIndex(store: Store, signal?: AbortSignal): Promise<void> {
  for (let left = ATTEMPTS; left > 0; left--) {
    const channel = await readChannel(store, signal);
    const index = channelIndex(channel);
    const page = renderIndex(index, await readNotes(store, channel, notedIn(index), signal));
    const text = new TextEncoder();
    const isDone =
      (await put(store, INDEX_JSON, text.encode(`${JSON.stringify(index, null, 1)}\n`), signal)) &&
      (await put(store, INDEX_PAGE, text.encode(page), signal));
    const timestamp = await store.read(TIMESTAMP_PATH, MAX_METADATA_SIZE.timestamp, signal);
    if (isDone && sameBytes(timestamp, channel.known.timestamp)) return;
  }
}

async function readChannel(store: Store, signal: AbortSignal | undefined): Promise<Channel> {
  const root = await store.read(metadataPath('root', 1), MAX_METADATA_SIZE.root, signal);
  return refresh(store, undefined, root && digestOf(root), undefined, signal);
}

/** False where somebody else wrote it meanwhile. */
async function put(
  store: Store,
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const there = await store.read(path, MAX_INDEX_SIZE, signal);
  if (sameBytes(there, bytes)) return true;
  try {
    await store.replace(path, bytes, there);
    return true;
  } catch (error) {
    if (error instanceof SatchelError && error.code === 'release-raced') return false;
    throw error;
  }
}
