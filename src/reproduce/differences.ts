import canonicalize from 'canonicalize';
import type { Bundle } from '../bundle/open.ts';
import type { Entry, Manifest } from '../bundle/manifest.ts';
import { describeChanges, type PageChange } from '../delta/changes.ts';
import type { Piece } from '../delta/hunks.ts';
import { digestOfFile, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import type { SourceTree } from '../source/tree.ts';
import { firstDifference, type FirstDifference } from './first-difference.ts';

/** Why an entry of a bundle is not what its source gives now. */
export type Reason =
  /** A page says something else. */
  | 'text'
  /** A page says the same and is marked up in another way, or refers to something else. */
  | 'markup'
  /** The same article in another frame, or a file that pages share. */
  | 'frame'
  /** Satchel writes it out of the pages, of which some differ. */
  | 'derived'
  /** The source has no such lesson. */
  | 'lesson-missing'
  /** The bundle has no such lesson. */
  | 'lesson-new'
  /** No file of the source has the bytes that it was made of. */
  | 'source-missing'
  /** The file of that name is another one now. */
  | 'source-other'
  /** The source has what it was made of, and no page shows it. */
  | 'not-shown'
  /** It was encoded by another preset. */
  | 'preset'
  /** The same file, encoded by the same preset, has other bytes here, and the bundle’s are none that could be taken over. */
  | 'encoder'
  /** Nothing that is known of the source gives it. */
  | 'unknown';

/** One thing in which a bundle and what its source gives differ. */
export type Difference =
  | { readonly kind: 'generator'; readonly bundle: string; readonly here: string }
  | ({ readonly kind: 'member'; readonly member: string } & FirstDifference)
  | {
      readonly kind: 'entry';
      readonly path: string;
      /** Whether both have it, or which of them. */
      readonly in: 'both' | 'bundle' | 'source';
      readonly reason: Reason;
      /** What a page is called. */
      readonly title?: string;
      /** A file of the source, or the digest of one. */
      readonly source?: string;
      /** Where the text of a page differs first: what the bundle says is removed, what the source says is added. */
      readonly excerpt?: readonly Piece[];
      /** Where the bytes of text differ first. */
      readonly place?: FirstDifference;
    };

type EntryDifference = Extract<Difference, { kind: 'entry' }>;

/** Bytes of a text whose first differing place is looked for. */
const MAX_TEXT = 4 * 1024 * 1024;

/** How `bundle` differs from `built`, which the source in `tree` gives. Both are of one pack and variant. */
export async function findDifferences(
  bundle: Bundle,
  built: Bundle,
  tree: SourceTree,
  signal: AbortSignal | undefined,
): Promise<Difference[]> {
  const entries = await entryDifferences(bundle, built, tree, signal);
  return [...memberDifferences(bundle.manifest, built.manifest), ...entries];
}

function memberDifferences(bundle: Manifest, built: Manifest): Difference[] {
  const [old, own] = [bundle.generator, built.generator].map(({ name, version }) => `${name} ${version}`);
  const generator = old !== own ? [{ kind: 'generator' as const, bundle: old ?? '', here: own ?? '' }] : [];
  const members = [...new Set([...Object.keys(bundle), ...Object.keys(built)])].sort(compareCodeUnits);
  const others = members.flatMap((member): Difference[] => {
    if (member === 'entries' || (member === 'generator' && generator.length > 0)) return [];
    const place = firstDifference(valueIn(bundle, member), valueIn(built, member));
    return place ? [{ kind: 'member', member, ...place }] : [];
  });
  return [...generator, ...others];
}

function valueIn(manifest: Manifest, member: string): string {
  const value = (manifest as unknown as Readonly<Record<string, unknown>>)[member];
  return value === undefined ? '' : (canonicalize(value) ?? '');
}

async function entryDifferences(
  bundle: Bundle,
  built: Bundle,
  tree: SourceTree,
  signal: AbortSignal | undefined,
): Promise<EntryDifference[]> {
  const paths = [...new Set([...bundle.entries.keys(), ...built.entries.keys()])].sort(compareCodeUnits);
  const differing = paths.filter((path) => {
    const [a, b] = [bundle.entries.get(path), built.entries.get(path)];
    return a === undefined || b === undefined || canonicalize(a) !== canonicalize(b);
  });
  if (differing.length === 0) return [];
  const { pages } = await describeChanges(bundle, built, { signal });
  const changes = new Map(pages.map((page) => [page.path, page]));
  const origins = startOrigins(built, tree);
  const derived = differing.some((path) => !DERIVED.test(path));
  const found: EntryDifference[] = [];
  for (const path of differing) {
    signal?.throwIfAborted();
    const [a, b] = [bundle.entries.get(path), built.entries.get(path)];
    if (a && b) found.push(await compareEntry(bundle, built, a, changes.get(path), derived));
    else if (a) found.push({ kind: 'entry', path, in: 'bundle', ...(await origins(a, changes.get(path))) });
    else if (b) found.push({ kind: 'entry', path, in: 'source', ...cameOf(b, changes.get(path)) });
  }
  return found;
}

async function compareEntry(
  bundle: Bundle,
  built: Bundle,
  entry: Entry,
  change: PageChange | undefined,
  derived: boolean,
): Promise<EntryDifference> {
  const place = await firstPlace(bundle, built, entry);
  const common = { kind: 'entry' as const, path: entry.path, in: 'both' as const, ...(place && { place }) };
  if (change?.change !== 'changed') {
    const shared = derived && DERIVED.test(entry.path) ? 'derived' : 'frame';
    return { ...common, reason: isPage(entry) ? 'markup' : shared };
  }
  const excerpt = change.edited?.hunks[0];
  const reason = change.edited ? 'text' : 'markup';
  return { ...common, reason, title: change.title, ...(excerpt && { excerpt }) };
}

async function firstPlace(
  bundle: Bundle,
  built: Bundle,
  { path }: Entry,
): Promise<FirstDifference | undefined> {
  const [a, b] = [bundle.entries.get(path), built.entries.get(path)];
  if (!a || !b || !isText(a) || !isText(b) || Math.max(a.size, b.size) > MAX_TEXT) return undefined;
  const [before, now] = [await bundle.read(path), await built.read(path)];
  return firstDifference(textOf(before), textOf(now));
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function isText({ mediaType }: Entry): boolean {
  return /^text\/|json|javascript|\+xml$/.test(mediaType);
}

/** What is written out of all pages: search, the list of languages, what the service worker keeps. */
const DERIVED =
  /^(?:activities\.json|manifest\.webmanifest|service-worker\.js|pages\/(?:navigation|pack|search-[^/]+)\.js)$/;

function isPage({ mediaType, path }: Entry): boolean {
  return mediaType.startsWith('text/html') && path.startsWith('pages/');
}

function cameOf(entry: Entry, change: PageChange | undefined): Pick<EntryDifference, 'reason' | 'title'> {
  if (change) return { reason: 'lesson-new', title: change.title };
  return { reason: entry.source ? 'source-other' : 'unknown' };
}

/** Gives the function that tells what became of the origin of an entry which only the bundle has. */
function startOrigins(
  built: Bundle,
  tree: SourceTree,
): (
  entry: Entry,
  change: PageChange | undefined,
) => Promise<Pick<EntryDifference, 'reason' | 'title' | 'source'>> {
  let files: Promise<ReadonlyMap<Digest, string>> | undefined;
  return async (entry, change) => {
    if (change) return { reason: 'lesson-missing', title: change.title };
    if (isPage(entry)) return { reason: 'lesson-missing' };
    const { preset, path } = entry;
    const carried = /^(?:media|files)\//.test(path);
    const source = entry.source ?? (carried ? entry.digest : undefined);
    if (source === undefined) return { reason: 'unknown' };
    const alike = [...built.entries.values()].filter((one) => (one.source ?? one.digest) === source);
    const same = alike.find((one) => one.preset?.id === preset?.id);
    if (same && same.preset?.version !== preset?.version) return { reason: 'preset', source };
    if (same) return { reason: 'encoder', source };
    if (alike.length > 0) return { reason: 'preset', source };
    files ??= filesByDigest(tree);
    const there = (await files).get(source);
    if (there !== undefined) return { reason: 'not-shown', source: there };
    const stem = stemOf(path);
    const named = [...built.entries.keys()].some((other) => carried && stemOf(other) === stem);
    return { reason: named ? 'source-other' : 'source-missing', source };
  };
}

/** `media/cup-0123456789ab.webp` → `media/cup.webp`; `files/0123456789ab/rain.csv` → `files/rain.csv` */
function stemOf(path: string): string {
  return path.replace(/^media\/(.*)-[0-9a-f]{12}\./, 'media/$1.').replace(/^files\/[0-9a-f]{12}\//, 'files/');
}

async function filesByDigest({ files }: SourceTree): Promise<ReadonlyMap<Digest, string>> {
  const found = new Map<Digest, string>();
  for (const { file, path } of files.values()) {
    const digest = await digestOfFile(file).catch(() => undefined);
    if (digest && !found.has(digest)) found.set(digest, path);
  }
  return found;
}
