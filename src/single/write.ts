import { basename, dirname, join } from 'node:path';
import type { Entry } from '../bundle/manifest.ts';
import { openBundle, type Bundle } from '../bundle/open.ts';
import { replaceFile } from '../write-file.ts';
import { fileNames, foreignName } from './names.ts';
import { renderSingle, type SinglePage } from './page.ts';

/** A page of a bundle as one file. */
export interface SingleFile {
  /** Absolute. */
  readonly file: string;
  /** The entry that it shows. */
  readonly path: string;
  readonly size: number;
  /** Recordings and downloads that were too large for it: entries of the bundle. */
  readonly left: SinglePage['left'];
}

export interface SingleOptions {
  /** A bundle, ZIP file or unpacked. */
  readonly bundle: string;
  /** Default: beside the bundle, `<its name>_lessons`. */
  readonly out?: string;
  readonly onProgress?: (done: number, total: number, name: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * Writes every page of a bundle as one HTML file in which all stands that it needs: for sending by message, and for phones, whose
 * file managers hand a page to the browser without its siblings. The same bundle gives the same bytes. Throws SatchelError.
 */
export async function writeSingleFiles({
  bundle: file,
  out,
  onProgress,
  signal,
}: SingleOptions): Promise<SingleFile[]> {
  const name = basename(file).replace(/\.zip$/i, '');
  const folder = out ?? join(dirname(file), `${name}_lessons`);
  const bundle = await openBundle(file);
  try {
    const pages = [...bundle.entries.values()].filter(isPage).map(({ path }) => path);
    const names = fileNames(name, pages);
    const written: SingleFile[] = [];
    for (const path of pages) {
      signal?.throwIfAborted();
      const target = join(folder, names.get(path) ?? '');
      const { html, left } = await renderSingle(await textOf(bundle, path), sourceOf(bundle, path, names));
      const bytes = Buffer.from(html);
      replaceFile(target, bytes, 'single-not-written');
      written.push({ file: target, path, size: bytes.length, left });
      onProgress?.(written.length, pages.length, basename(target));
    }
    return written;
  } finally {
    await bundle.close();
  }
}

/** Pages that a learner reads; not what is at the top for other reasons. */
function isPage({ path, mediaType }: Entry): boolean {
  return path.startsWith('pages/') && mediaType.startsWith('text/html');
}

async function textOf(bundle: Bundle, path: string): Promise<string> {
  return Buffer.from(await bundle.read(path)).toString('utf8');
}

function sourceOf(
  bundle: Bundle,
  path: string,
  names: ReadonlyMap<string, string>,
): Parameters<typeof renderSingle>[1] {
  return {
    path,
    language: bundle.manifest.language,
    sizeOf: (entry) => bundle.entries.get(entry)?.size,
    mediaTypeOf: (entry) => bundle.entries.get(entry)?.mediaType ?? '',
    read: (entry) => bundle.read(entry),
    fileOf: (entry) => {
      // The same lesson in another language lies in another bundle, and its file beside this one once both were sent.
      const [, other, page] = /^\.\.\/([^/]+)\/(pages\/.+\.html)$/.exec(entry) ?? [];
      if (other !== undefined && page !== undefined) return foreignName(other, page);
      return names.get(entry);
    },
  };
}
