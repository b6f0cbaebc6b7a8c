import { posix } from 'node:path';
import { beginningOf, diagnostic, type Diagnostic } from '../diagnostic.ts';
import { digestOfFile, shortDigest, type Digest } from '../digest.ts';
import { pathKey, portableName } from '../path.ts';
import type { SourceTree } from '../source/tree.ts';
import { headOf } from '../media/head.ts';
import { mediaTypeOf } from '../media/sniff.ts';

/** A file of the source that a bundle carries under its own name. */
export interface Download {
  /** `files/<digest12>/<name>` */
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Where the bytes lie. */
  readonly file: string;
}

const MAX_ENTRY_SIZE = 2 ** 31 - 1;

// What a browser runs when it is opened from a folder or a hub, where it could read what other pages have stored.
const ACTIVE = /\.(?:x?html?|xht|shtml|mht|mhtml?|svgz?|xml|xslt?|rdf|rss|atom|mml|hta|wasm)$/i;

/**
 * Reads the digests of the files that pages link to. The order of the result is that of `paths`. Findings have the file as
 * their parameter `path` and stand at its beginning until it is known which pages link to it.
 */
export async function readDownloads(
  paths: Iterable<string>,
  tree: SourceTree,
): Promise<{ downloads: Map<string, Download>; diagnostics: Diagnostic[] }> {
  const downloads = new Map<string, Download>();
  const byKey = new Map<string, Download>();
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const source = tree.files.get(path);
    if (!source) continue;
    if (source.size > MAX_ENTRY_SIZE) {
      diagnostics.push(diagnostic('download-too-large', { path, size: source.size }, beginningOf(path)));
      continue;
    }
    const digest = await digestOfFile(source.file).catch(() => undefined);
    if (digest === undefined) {
      diagnostics.push(diagnostic('file-unreadable', { path }, beginningOf(path)));
      continue;
    }
    const portable = portableName(posix.basename(path));
    // Of the name it gets: what a browser would not run by the author's may end with a dot that is gone here.
    const active = ACTIVE.test(portable);
    if (active) diagnostics.push(diagnostic('download-active', { path }, beginningOf(path)));
    const name = portable + (active ? '.txt' : '');
    const entry = `files/${shortDigest(digest, 12)}/${name}`;
    // The same bytes under a name that differs in case alone are one file on many media.
    const twin = byKey.get(pathKey(entry));
    if (twin) {
      downloads.set(path, twin);
      continue;
    }
    const download = {
      path: entry,
      size: source.size,
      digest,
      mediaType: active ? 'text/plain' : typeOf(name, source.file),
      file: source.file,
    };
    byKey.set(pathKey(entry), download);
    downloads.set(path, download);
  }
  return { downloads, diagnostics };
}

/** By the name where that says it, else by the bytes: films and PDF files need no deflating. What browsers run stays unknown. */
function typeOf(name: string, file: string): string {
  const named = mediaTypeOf(name);
  if (named !== UNKNOWN) return named;
  const found = mediaTypeOf(name, headOf(file));
  return found === 'image/svg+xml' ? UNKNOWN : found;
}

const UNKNOWN = 'application/octet-stream';
