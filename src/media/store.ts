import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  adoptBlob,
  blobFile,
  cacheKey,
  isBlobWhole,
  readCache,
  writeBlob,
  writeCache,
  type Cache,
} from '../cache.ts';
import { digestOf, type Digest } from '../digest.ts';
import type { Encoded, Finding, Form, Outcome } from './outcome.ts';

/** Counts up whenever this layer's code gives other bytes for the same input: what was kept before is then made anew. */
const REVISION = 3;

/**
 * Where outcomes are kept: in the cache, and where that cannot be written in a temporary folder of this run, so that a
 * read-only or full cache costs time and never a build.
 */
export interface Store {
  readonly cache: Cache;
  /** Made when first needed. */
  temporary: Cache | undefined;
}

/** All that an outcome follows from: any JSON. */
export type StoreKey = Readonly<Record<string, unknown>>;

/** A rendition whose bytes lie in the cache or in the run's temporary folder. */
export interface KeptForm extends Form {
  readonly digest: Digest;
  readonly size: number;
  readonly file: string;
}

/** An outcome that is kept. */
export interface Kept {
  readonly forms: readonly KeptForm[];
  readonly findings: readonly Finding[];
  /** As of {@link Outcome}. */
  readonly fleeting?: boolean;
}

/** As it stands in the cache; the bytes are the blobs of their digests. */
interface OutcomeRecord {
  readonly forms: readonly (Omit<KeptForm, 'file'> & { readonly file: undefined })[];
  readonly findings: readonly Finding[];
}

/** Removes what the run could not leave in the cache. */
export function closeStore(store: Store): void {
  if (store.temporary) rmSync(store.temporary.dir, { recursive: true, force: true });
}

/** What was kept under `key`; undefined when that, or any byte of it, is no longer there. */
export async function recall(store: Store, key: StoreKey): Promise<Kept | undefined> {
  const stored = readCache(store.cache, keyOf(key));
  if (!stored) return undefined;
  const { forms, findings } = JSON.parse(stored.toString('utf8')) as OutcomeRecord;
  for (const { digest } of forms) if (!(await isBlobWhole(store.cache, digest))) return undefined;
  return { forms: forms.map((form) => ({ ...form, file: blobFile(store.cache, form.digest) })), findings };
}

/** Keeps an outcome as {@link recall} finds it; the bytes before the record, so that a record never stands without them. */
export async function keep(store: Store, key: StoreKey, outcome: Outcome): Promise<Kept> {
  const forms: KeptForm[] = [];
  for (const form of outcome.forms) forms.push(await keepForm(store, form));
  const { findings, fleeting } = outcome;
  const cached = forms.every(({ digest, file }) => file === blobFile(store.cache, digest));
  if (cached && !fleeting) {
    const record: OutcomeRecord = {
      forms: forms.map((form) => ({ ...form, file: undefined })),
      findings,
    };
    writeCache(store.cache, keyOf(key), Buffer.from(JSON.stringify(record)));
  }
  return { forms, findings, ...(fleeting && { fleeting }) };
}

async function keepForm(store: Store, { content, ...facts }: Encoded): Promise<KeptForm> {
  const cached = await put(store.cache, content);
  if (cached) return { ...facts, ...cached, file: blobFile(store.cache, cached.digest) };
  store.temporary ??= { dir: mkdtempSync(join(tmpdir(), 'satchel-media-')) };
  const held = await put(store.temporary, content);
  if (!held) throw new Error(`neither ${store.cache.dir} nor ${store.temporary.dir} can be written`);
  return { ...facts, ...held, file: blobFile(store.temporary, held.digest) };
}

async function put(
  cache: Cache,
  content: Encoded['content'],
): Promise<{ digest: Digest; size: number } | undefined> {
  if ('file' in content) return adoptBlob(cache, content.file);
  return writeBlob(cache, content) ? { digest: digestOf(content), size: content.length } : undefined;
}

function keyOf(key: StoreKey): string {
  return cacheKey('media', { revision: REVISION, ...key });
}
