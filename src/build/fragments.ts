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
      fragments.set(file, JSON.parse(line.toString('utf8', line.indexOf(9) + 1)) as Fragment);
      used.set(digest, line);
    } else {
      compile ??= await loadCompiler();
      const json = JSON.stringify(await compile(text()));
      // Decoded again, its strings are its own; as compiled, they hold on to the text and the trees they were cut from.
      fragments.set(file, JSON.parse(json) as Fragment);
      used.set(digest, Buffer.from(`${digest}\t${json}\n`));
    }
    await onFragment(file);
  }
  if (compile || used.size !== kept.size) writeCache(cache, key, [...used.values()]);
  return fragments;
}

/** The lines by the digest they begin with. */
function linesOf(stored: Buffer | undefined): Map<string, Buffer> {
  const lines = new Map<string, Buffer>();
  if (!stored) return lines;
  for (let start = 0; start < stored.length;) {
    const tab = stored.indexOf(9, start);
    const end = stored.indexOf(10, tab) + 1;
    lines.set(stored.toString('latin1', start, tab), stored.subarray(start, end));
    start = end;
  }
  return lines;
}
