import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blobFile, cacheKey, readBlob, readCache, writeBlob, writeCache, type Cache } from '../cache.ts';
import { digestOf, type Digest } from '../digest.ts';
import { encoderBuilds } from './picture/sharp.ts';
import type { Outcome, OutcomeRecord } from './outcome.ts';
import { picturePresets, vectorPreset, type Profile } from './preset.ts';

/** Counts up whenever this layer's code gives other bytes for the same input: what was kept before is then made anew. */
const REVISION = 1;

/**
 * Where outcomes of one profile are kept: in the cache, and where that cannot be written in a temporary folder of this run,
 * so that a read-only or full cache costs time and never a build.
 */
export interface Store {
  readonly cache: Cache;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Made when first needed. */
  temporary: Cache | undefined;
}

export async function openStore(cache: Cache, profile: Profile): Promise<Store> {
  const inputs = {
    revision: REVISION,
    builds: await encoderBuilds(),
    picture: picturePresets[profile],
    vector: vectorPreset,
  };
  return { cache, inputs, temporary: undefined };
}

/** Removes what the run could not leave in the cache. */
export function closeStore(store: Store): void {
  if (store.temporary) rmSync(store.temporary.dir, { recursive: true, force: true });
}

export interface Kept extends OutcomeRecord {
  /** Where the picture's bytes lie. */
  readonly file: string | undefined;
}

/**
 * What encoding the asset of digest `source` gave before, or taking over the rendition of digest `taken` for it; undefined
 * when that, or any byte of it, is no longer there.
 */
export function recall(store: Store, source: Digest, taken?: Digest): Kept | undefined {
  const stored = readCache(store.cache, keyOf(store, source, taken));
  if (!stored) return undefined;
  const record = JSON.parse(stored.toString('utf8')) as OutcomeRecord;
  if (!record.picture) return { ...record, file: undefined };
  if (!readBlob(store.cache, record.picture.digest)) return undefined;
  return { ...record, file: blobFile(store.cache, record.picture.digest) };
}

/** Keeps an outcome as {@link recall} finds it; the bytes before the record, so that a record never stands without them. */
export function keep(
  store: Store,
  source: Digest,
  outcome: Outcome,
  preset: { readonly id: string; readonly version: number },
  taken?: Digest,
): Kept {
  const { picture, findings } = outcome;
  const record: OutcomeRecord = picture
    ? {
        picture: {
          mediaType: picture.mediaType,
          extension: picture.extension,
          width: picture.width,
          height: picture.height,
          size: picture.bytes.length,
          digest: digestOf(picture.bytes),
          preset: { id: preset.id, version: preset.version },
        },
        findings,
      }
    : { findings };
  const cached = !picture || writeBlob(store.cache, picture.bytes);
  if (cached && !outcome.fleeting)
    writeCache(store.cache, keyOf(store, source, taken), Buffer.from(JSON.stringify(record)));
  if (!record.picture || !picture) return { ...record, file: undefined };
  const holder = cached ? store.cache : temporaryOf(store);
  if (!cached && !writeBlob(holder, picture.bytes))
    throw new Error(`neither ${store.cache.dir} nor ${holder.dir} can be written`);
  return { ...record, file: blobFile(holder, record.picture.digest) };
}

function temporaryOf(store: Store): Cache {
  store.temporary ??= { dir: mkdtempSync(join(tmpdir(), 'satchel-media-')) };
  return store.temporary;
}

function keyOf(store: Store, source: Digest, taken: Digest | undefined): string {
  return cacheKey('picture', { ...store.inputs, source, taken });
}
