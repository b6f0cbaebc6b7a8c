import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  blobFile,
  cacheKey,
  defaultCacheDir,
  readBlob,
  readCache,
  writeBlob,
  writeCache,
  type Cache,
} from '../src/cache.ts';
import { digestOf } from '../src/digest.ts';

let cache: Cache;
beforeEach(() => {
  cache = { dir: mkdtempSync(join(tmpdir(), 'satchel-cache-')) };
});
afterEach(() => {
  rmSync(cache.dir, { recursive: true, force: true });
});

const files = (): string[] =>
  readdirSync(cache.dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

describe('the cache', () => {
  it('gives back what was stored under the same inputs, and nothing for others', () => {
    const value = Buffer.from([0, 1, 2, 255]);
    expect(writeCache(cache, cacheKey('thing', { a: 1 }), value)).toBe(true);
    expect(readCache(cache, cacheKey('thing', { a: 1 }))).toEqual(value);
    expect(readCache(cache, cacheKey('thing', { a: 2 }))).toBeUndefined();
    expect(readCache(cache, cacheKey('other', { a: 1 }))).toBeUndefined();
  });

  it('gives back blobs by their digest', () => {
    const bytes = Buffer.from('picture');
    expect(writeBlob(cache, bytes)).toBe(true);
    expect(readBlob(cache, digestOf(bytes))).toEqual(bytes);
    expect(readBlob(cache, digestOf('another'))).toBeUndefined();
  });

  it.each([0, 1, 70, 75])('takes a file torn after %d bytes for a miss', (length) => {
    const key = cacheKey('thing', 1);
    const bytes = Buffer.alloc(100, 'x');
    writeCache(cache, key, bytes);
    writeBlob(cache, bytes);
    for (const file of files()) truncateSync(file, length);
    expect(readCache(cache, key)).toBeUndefined();
    expect(readBlob(cache, digestOf(bytes))).toBeUndefined();
  });

  it('leaves no temporary files', () => {
    writeCache(cache, cacheKey('thing', 1), Buffer.from('a'));
    writeBlob(cache, Buffer.from('b'));
    expect(files()).toHaveLength(2);
    expect(files()).toContain(blobFile(cache, digestOf('b')));
  });

  it('that cannot be written says so and does not fail', () => {
    const file = join(cache.dir, 'file');
    writeFileSync(file, '');
    expect(writeCache({ dir: file }, cacheKey('thing', 1), Buffer.from('a'))).toBe(false);
    expect(writeBlob({ dir: file }, Buffer.from('a'))).toBe(false);
    expect(readCache({ dir: file }, cacheKey('thing', 1))).toBeUndefined();
  });

  it('lies where each system keeps caches', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: join('/', 'x') }, 'linux')).toBe(join('/', 'x', 'satchel'));
    expect(defaultCacheDir({ XDG_CACHE_HOME: 'here' }, 'linux')).toBe(join(homedir(), '.cache', 'satchel'));
    expect(defaultCacheDir({ LOCALAPPDATA: 'L' }, 'win32')).toBe(join('L', 'satchel', 'cache'));
    expect(defaultCacheDir({}, 'darwin')).toMatch(/Library.Caches.satchel$/);
  });
});
