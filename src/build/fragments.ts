import { cacheKey, readCache, writeCache, type Cache } from '../cache.ts';
import type { Fragment } from '../compile/fragment.ts';
import type { Compile } from '../compile/markdown.ts';
import { toolBuild } from '../package.ts';

// All fragments of a pack lie in one cache value, a record each: `<digest> <size of data> <size of HTML>\n<data as JSON><HTML>`.
// A build that changes one lesson reads and writes one file, not one a lesson, and their HTML is never decoded.

export interface FragmentSource {
  /** Digest of the Markdown file. */
  readonly digest: string;
  readonly text: () => string;
}

/** A fragment as it lies in the cache: what is read is the bytes that were written. */
interface Kept {
  readonly head: Buffer;
  readonly html: Buffer;
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
  const known = decodeAll(readCache(cache, key));
  const used = new Map<string, Kept>();
  const fragments = new Map<string, Fragment>();
  let compile: Compile | undefined;
  for (const [file, { digest, text }] of files) {
    let kept = used.get(digest) ?? known.get(digest);
    if (!kept) {
      compile ??= await loadCompiler();
      kept = encode(digest, await compile(text()));
    }
    used.set(digest, kept);
    // Decoded again, a new one's strings are its own; as compiled, they hold on to the text and the trees they were cut from.
    fragments.set(file, decode(kept));
    await onFragment(file);
  }
  if (compile || used.size !== known.size)
    writeCache(
      cache,
      key,
      [...used.values()].flatMap(({ head, html }) => [head, html]),
    );
  return fragments;
}

function encode(digest: string, { html, ...data }: Fragment): Kept {
  const json = Buffer.from(JSON.stringify(data));
  return { head: Buffer.concat([Buffer.from(`${digest} ${json.length} ${html.length}\n`), json]), html };
}

function decode({ head, html }: Kept): Fragment {
  const data = JSON.parse(head.toString('utf8', head.indexOf(10) + 1)) as Omit<Fragment, 'html'>;
  return { ...data, html };
}

function decodeAll(stored: Buffer | undefined): Map<string, Kept> {
  const all = new Map<string, Kept>();
  for (let start = 0; stored && start < stored.length;) {
    const data = stored.indexOf(10, start) + 1;
    const [digest = '', size, htmlSize] = stored.toString('latin1', start, data).split(' ');
    const html = data + Number(size);
    const end = html + Number(htmlSize);
    all.set(digest, { head: stored.subarray(start, html), html: stored.subarray(html, end) });
    start = end;
  }
  return all;
}
