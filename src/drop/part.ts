import {
  encodeManifest,
  type Entry,
  type Manifest,
  type ManifestLesson,
  type ManifestUnit,
} from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';
import { messagesFor } from '../compile/messages.ts';
import { escapeHtml } from '../compile/template.ts';
import { digestOf } from '../digest.ts';
import { versionFolder } from './layout.ts';
import type { Offer } from './sources.ts';

/** Bytes of a page that is read for what it refers to. */
const MAX_PAGE_SIZE = 64 * 1024 * 1024;
/** What pages name of what versions share. */
const REFERENCE = /\b(?:media|files)\/[A-Za-z0-9._/-]+/g;
const EMPTY_SHARD = JSON.stringify({ pages: [], lengths: '', terms: '', places: '' });

/**
 * A part of an offer: of its units only those of `ids`. Pages of the others stay where links lead to them, and say that they are not
 * here; what only they show is left out. It is another bundle, with a manifest of its own, that names the whole one (`partOf`).
 */
export async function partOf(offer: Offer, ids: ReadonlySet<string>): Promise<Offer> {
  const { manifest, bundle, version } = offer;
  const away = manifest.units.filter(({ id }) => !ids.has(id));
  const awayPages = new Set(away.flatMap(pagesOf));
  const kept = manifest.units.filter(({ id }) => ids.has(id));
  for (const path of kept.flatMap(pagesOf)) awayPages.delete(path);
  const awayShards = new Map(away.map(({ id }) => [`pages/search-${id}.js`, id]));
  const made = new Map<string, Uint8Array>();
  const referred = new Set<string>();
  for (const entry of manifest.entries) {
    if (!isText(entry)) continue;
    const shard = awayShards.get(entry.path);
    if (shard !== undefined) {
      made.set(entry.path, Buffer.from(`satchelSearch(${JSON.stringify(shard)},${EMPTY_SHARD});\n`));
      continue;
    }
    const text = Buffer.from(await bundle.read(entry.path, MAX_PAGE_SIZE)).toString('utf8');
    const shown = awayPages.has(entry.path) ? awayPage(text, manifest.language) : text;
    if (shown !== text) made.set(entry.path, Buffer.from(shown));
    for (const [path] of shown.matchAll(REFERENCE)) referred.add(path);
  }
  const entries = manifest.entries.flatMap((entry): Entry[] => {
    const bytes = made.get(entry.path);
    if (bytes) return [{ ...entry, size: bytes.length, digest: digestOf(bytes) }];
    return /^(?:media|files)\//.test(entry.path) && !referred.has(entry.path) ? [] : [entry];
  });
  const own: Manifest = { ...manifest, units: kept, entries, partOf: version.digest };
  const bytes = encodeManifest(own);
  const digest = digestOf(bytes);
  return {
    manifest: own,
    version: { ...version, digest, manifestSize: bytes.length, folder: versionFolder(own, digest) },
    bundle: withMade(bundle, made),
  };
}

/** The pages of a unit: its own, and those of its lessons and their parts. */
export function pagesOf({ path, lessons }: ManifestUnit): string[] {
  return [...(path === undefined ? [] : [path]), ...pathsOf(lessons)];
}

function pathsOf(lessons: readonly ManifestLesson[]): string[] {
  return lessons.flatMap(({ path, parts = [] }) => [path, ...pathsOf(parts)]);
}

/** Pages, styles and scripts, wherever a medium may be named; the worker of installed packs names all that there ever was. */
function isText({ path, mediaType }: Entry): boolean {
  return path.startsWith('pages/') && /^(?:text\/|application\/(?:json|javascript))/.test(mediaType);
}

/** A page with its frame and title, and without what stood in it. */
function awayPage(html: string, language: string): string {
  const [, open, title = ''] = /(<main\b[^>]*>)[\s\S]*?(<h1\b[\s\S]*?<\/h1>)/.exec(html) ?? [];
  const start = open === undefined ? -1 : html.indexOf(open);
  const end = html.lastIndexOf('</main>');
  if (open === undefined || end < start) return html;
  const said = messagesFor(language);
  const words = `<p lang="${escapeHtml(said.language)}">${escapeHtml(said.notOnDrop)}</p>`;
  return `${html.slice(0, start)}${open}\n<header>\n${title}\n</header>\n<article>\n${words}\n</article>\n${html.slice(end)}`;
}

function withMade(bundle: Bundle, made: ReadonlyMap<string, Uint8Array>): Bundle {
  return {
    ...bundle,
    read: (path, limit) => {
      const bytes = made.get(path);
      return bytes ? Promise.resolve(bytes) : bundle.read(path, limit);
    },
    stream: async function* (path, memory) {
      const bytes = made.get(path);
      if (bytes) yield bytes;
      else yield* bundle.stream(path, memory);
    },
  };
}
