import { cacheKey, readCache, writeCache, type Cache } from '../cache.ts';
import type { Fragment } from '../compile/fragment.ts';
import type { Compile } from '../compile/markdown.ts';
import { toolBuild } from '../package.ts';

// All fragments of a pack lie in one cache value, a line each (`<digest>\t<JSON>\n`): a build that changes one lesson
// reads and writes one file, not one a lesson, and decodes only what it shows.

export interface FragmentSource {
  /** Digest of the Markdown file. */
  readonly digest: string;
  readonly text: () => string;
}

/**
 * The fragments of Markdown files, out of the cache where their bytes and Satchel are the same as before. `compile` is asked
 * for only when one is missing. `onFragment` is told of each file done.
 */
export async function compileFragments(
  packId: string,
  files: ReadonlyMap<string, FragmentSource>,
  cache: Cache,
  loadCompiler: () => Promise<Compile>,
  onFragment: (file: string) => Promise<void>,
): Promise<Map<string, Fragment>> {
  const key = cacheKey('fragments', { packId, toolBuild });
  const kept = linesOf(readCache(cache, key));
  const used = new Map<string, Buffer>();
  const fragments = new Map<string, Fragment>();
  let compile: Compile | undefined;
  for (const [file, { digest, text }] of files) {
    const line = used.get(digest) ?? kept.get(digest);
    if (line) {
      fragments.set(file, JSON.parse(line.toString('utf8')) as Fragment);
      used.set(digest, line);
    } else {
      compile ??= await loadCompiler();
      const fragment = await compile(text());
      fragments.set(file, fragment);
      used.set(digest, Buffer.from(JSON.stringify(fragment)));
    }
    await onFragment(file);
  }
  if (compile || used.size !== kept.size) writeCache(cache, key, joinLines(used));
  return fragments;
}

function joinLines(lines: ReadonlyMap<string, Buffer>): Buffer {
  return Buffer.concat(
    [...lines].flatMap(([digest, json]) => [Buffer.from(`${digest}\t`), json, Buffer.from('\n')]),
  );
}

function linesOf(stored: Buffer | undefined): Map<string, Buffer> {
  const lines = new Map<string, Buffer>();
  if (!stored) return lines;
  for (let start = 0; start < stored.length;) {
    const tab = stored.indexOf(9, start);
    const end = stored.indexOf(10, tab);
    lines.set(stored.toString('latin1', start, tab), stored.subarray(tab + 1, end));
    start = end + 1;
  }
  return lines;
}
