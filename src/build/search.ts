import { cacheKey, readCache, writeCache, type Cache } from '../cache.ts';
import { rememberedTerms, renderExcerpts, renderShard, searchUnits } from '../compile/search.ts';
import type { SiteMedia } from '../compile/site.ts';
import { digestOf } from '../digest.ts';
import { toolBuild } from '../package.ts';
import type { Curriculum } from '../source/curriculum.ts';

/** A script that searching needs. `unit` is set for a unit's index. */
export interface SearchFile {
  readonly path: string;
  readonly pieces: readonly [Buffer];
  readonly unit?: string;
}

/**
 * The files of each curriculum that searching needs, two a unit. The indexes of all lie in one cache value, a line each that begins
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
  const termsFor = rememberedTerms();
  const filesOf = (curriculum: Curriculum): SearchFile[] =>
    [...searchUnits(curriculum, media)].flatMap((unit): SearchFile[] => {
      const excerpts = Buffer.from(renderExcerpts(unit));
      const digest = digestOf(Buffer.concat([Buffer.from(JSON.stringify(unit.pages)), excerpts]));
      let index = used.get(digest) ?? known.get(digest);
      if (!index) {
        index = Buffer.from(renderShard(unit, termsFor));
        made++;
      }
      used.set(digest, index);
      return [
        { path: `pages/search-${unit.id}.js`, pieces: [index], unit: unit.id },
        { path: `pages/excerpts-${unit.id}.js`, pieces: [excerpts] },
      ];
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

const DIGEST_LENGTH = 'sha256:'.length + 64;

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
