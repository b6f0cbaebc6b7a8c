import { cacheKey, readCache, writeCache, type Cache } from '../cache.ts';
import { digestOfUnit, renderShard, searchUnits } from '../compile/search.ts';
import type { SiteMedia } from '../compile/site.ts';
import { TermTable } from '../compile/term-table.ts';
import { toolBuild } from '../package.ts';
import type { Curriculum } from '../source/curriculum.ts';

/** The index of a unit, as it lies in a bundle. */
export interface SearchFile {
  readonly path: string;
  readonly pieces: readonly [Buffer];
  readonly unit: string;
}

/**
 * The indexes of each curriculum, one a unit. All lie in one cache value, a line each that begins
 * with the digest of what it was made from: a build that changes one lesson makes one index.
 */
export function makeSearch(
  curricula: readonly Curriculum[],
  media: Pick<SiteMedia, 'fragments' | 'captions' | 'transcript'>,
  cache: Cache,
): ReadonlyMap<Curriculum, readonly SearchFile[]> {
  const key = cacheKey('search', {
    packId: curricula[0]?.id,
    languages: curricula.map(({ language }) => language),
    toolBuild,
  });
  const known = decodeLines(readCache(cache, key));
  const used = new Map<string, Buffer>();
  let made = 0;
  const table = new TermTable();
  const filesOf = (curriculum: Curriculum): SearchFile[] =>
    searchUnits(curriculum, media).map((unit) => {
      const digest = digestOfUnit(unit);
      let index = used.get(digest) ?? known.get(digest);
      if (!index) {
        index = Buffer.from(renderShard(unit, table));
        made++;
      }
      used.set(digest, index);
      return { path: `pages/search-${unit.id}.js`, pieces: [index], unit: unit.id };
    });
  const files = new Map(curricula.map((curriculum) => [curriculum, filesOf(curriculum)]));
  if (made > 0 || used.size !== known.size)
    writeCache(
      cache,
      key,
      [...used].flatMap(([digest, index]) => [Buffer.from(digest), index]),
    );
  return files;
}

const DIGEST_LENGTH = 64;

function decodeLines(stored: Buffer | undefined): Map<string, Buffer> {
  const known = new Map<string, Buffer>();
  for (let start = 0; stored && start < stored.length;) {
    const end = stored.indexOf(10, start) + 1;
    const line = stored.subarray(start, end);
    known.set(line.toString('latin1', 0, DIGEST_LENGTH), line.subarray(DIGEST_LENGTH));
    start = end;
  }
  return known;
}
