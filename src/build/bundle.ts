import { join, posix } from 'node:path';
import type { Content as EntryContent } from '../bundle/content.ts';
import { bundleFileName, encodeManifest, type Entry, type Manifest } from '../bundle/manifest.ts';
import { writeBundle } from '../bundle/write.ts';
import { needsOf, transcriptsOf } from '../compile/needs.ts';
import { packStyle } from '../compile/pack-style.ts';
import { renderSite } from '../compile/site.ts';
import { neededOf } from '../compile/still.ts';
import { digestOf, digestOfPieces, type Digest } from '../digest.ts';
import { headOf } from '../media/head.ts';
import type { Profile } from '../media/preset.ts';
import type { Rendition } from '../media/rendition.ts';
import type { Renditions } from '../media/renditions.ts';
import { mediaTypeOf } from '../media/sniff.ts';
import type { PackLanguage } from '../pack-script.ts';
import { compareCodeUnits } from '../order.ts';
import { lessonsOf, type Curriculum } from '../source/curriculum.ts';
import type { Source } from '../source/read.ts';
import type { SourceFile, SourceTree } from '../source/tree.ts';
import { appFiles } from './app-files.ts';
import { fragmentsOf, pagesOf, type Content } from './content.ts';
import type { CarriedFont, Fonts } from './fonts.ts';
import { earlierIds, makeManifest, type EarlierIds } from './manifest.ts';
import type { BuiltBundle } from './options.ts';
import { languagesOf } from './other-languages.ts';
import { readerFiles } from './reader-files.ts';
import type { SearchFile } from './search.ts';
import { siteMedia } from './site-media.ts';
import type { Theme } from './theme.ts';

/** A bundle whose every byte is known or lies in a file: what is written, and what is told about it. */
export interface BundlePlan {
  readonly file: string;
  readonly manifest: Manifest;
  readonly digest: Digest;
  /** By entry path. */
  readonly contents: ReadonlyMap<string, EntryContent>;
  readonly summary: Omit<BuiltBundle, 'state' | 'size'>;
}

/** What of a source goes into the bundle of one curriculum. */
export interface BundleInput {
  readonly curriculum: Curriculum;
  readonly profile: Profile;
  readonly content: Content;
  readonly earlier: EarlierIds;
  /** By asset; undefined while none are made (dry run). */
  readonly renditions: ReadonlyMap<string, readonly Rendition[]> | undefined;
  /** The pack's languages, as bundles of a profile know each other. */
  readonly languages: (profile: Profile) => readonly PackLanguage[];
  readonly fonts: readonly CarriedFont[];
  readonly search: readonly SearchFile[];
  /** `#rrggbb` */
  readonly accent: string | undefined;
  readonly theme: Theme;
  /** The address of an LRS. */
  readonly lrs: string | undefined;
  readonly tree: SourceTree;
  readonly out: string;
}

/** What all bundles of a build are made of. */
export interface BundleParts {
  readonly source: Source;
  readonly curricula: readonly Curriculum[];
  readonly content: Content;
  readonly profiles: readonly Profile[];
  /** Undefined in a dry run. */
  readonly made: Renditions | undefined;
  /** Undefined where satchel.yaml names none. */
  readonly fonts: Fonts | undefined;
  readonly theme: Theme;
  readonly search: ReadonlyMap<Curriculum, readonly SearchFile[]>;
}

/** The bundles of each profile and language in turn. */
export function bundlesOf(
  { source, curricula, content, profiles, made, fonts, theme, search }: BundleParts,
  out: string,
): BundleInput[] {
  const earlier = earlierIds(source.curricula);
  const { lrs, theme: named } = source.config;
  const accent = named?.accent;
  return profiles.flatMap((profile) =>
    curricula.map((curriculum) => ({
      ...{ curriculum, profile, content, earlier, accent, theme, lrs, out },
      renditions: made?.renditions.get(profile),
      languages: (profile) => languagesOf(curriculum, source.curricula, profile),
      fonts: fonts?.of(curriculum) ?? [],
      search: search.get(curriculum) ?? [],
      tree: source.tree,
    })),
  );
}

/** Renders the pages of a curriculum and lists all that its bundle holds. Reads nothing but Satchel's own templates, captions, and the beginnings of media files. */
export function planBundle(input: BundleInput): BundlePlan {
  const { curriculum, profile, content, earlier, renditions, fonts, theme, search, tree, out } = input;
  const entries = new Map<string, Entry>();
  const contents = new Map<string, EntryContent>();
  const addText = (path: string, pieces: readonly Uint8Array[]): void => {
    const size = pieces.reduce((sum, piece) => sum + piece.length, 0);
    entries.set(path, { path, size, digest: digestOfPieces(pieces), mediaType: textType(path) });
    contents.set(path, { pieces });
  };

  for (const { path, pieces } of readerFiles(packStyle(input.accent, fonts) + theme.style))
    addText(path, pieces);
  const sourceSizeOf = (name: string): Pick<Entry, 'sourceSize'> => {
    const size = tree.files.get(name)?.size;
    return size === undefined ? {} : { sourceSize: size };
  };
  for (const { path, bytes, digest, source, preset, file } of fonts) {
    const origin = { source, preset, ...sourceSizeOf(file) };
    entries.set(path, { path, size: bytes.length, digest, mediaType: 'font/woff2', ...origin });
    contents.set(path, { pieces: [bytes] });
  }
  const logo = theme.logo && renditions?.get(theme.logo.path)?.[0];
  const look = { templates: theme.templates, ...(logo && { logo: logo.path }) };
  const site = renderSite(
    curriculum,
    { ...siteMedia(content, (file) => renditions?.get(file) ?? []), look },
    earlier,
    search.map(({ unit }) => unit),
    input.languages(profile),
    input.lrs,
  );
  for (const { path, pieces } of site) addText(path, pieces);
  for (const { path, pieces } of search) addText(path, pieces);

  const pages = pagesOf(curriculum);
  const fragments = fragmentsOf(curriculum, content);
  const needs = needsOf(fragments);
  const needed = neededOf(fragments, (asset) => renditions?.get(asset) ?? []);
  if (logo) {
    entries.set(logo.path, { ...entryOf(logo), ...(logo.preset && sourceSizeOf(theme.logo.path)) });
    contents.set(logo.path, { file: logo.file });
  }
  for (const asset of needs.assets) {
    for (const rendition of needed(asset, renditions?.get(asset) ?? [])) {
      entries.set(rendition.path, { ...entryOf(rendition), ...(rendition.preset && sourceSizeOf(asset)) });
      contents.set(rendition.path, { file: rendition.file });
    }
  }
  for (const download of needs.downloads) {
    const carried = content.downloads.get(download);
    if (!carried) continue;
    const { path, size, digest, mediaType, file } = carried;
    entries.set(path, { path, size, digest, mediaType });
    contents.set(path, { file });
  }

  for (const { path, pieces } of appFiles(curriculum, profile, input.accent, entries)) addText(path, pieces);

  const manifest = makeManifest(curriculum, profile, [...entries.values()], earlier);
  const digest = digestOf(encodeManifest(manifest));
  const file = join(out, bundleFileName(manifest, curriculum.original));
  const sources = new Set([
    ...pages.map((page) => page.file),
    ...needs.assets,
    ...needs.downloads,
    ...fonts.map((font) => font.file),
    ...transcriptsOf(fragments),
  ]);
  return {
    file,
    manifest,
    digest,
    contents,
    summary: {
      file,
      id: manifest.id,
      version: manifest.version,
      language: curriculum.language,
      profile,
      title: manifest.title,
      lessons: [...lessonsOf(curriculum)].filter(({ lesson, unit }) => lesson !== unit.page).length,
      ...countMedia(
        [...needs.assets].filter((path) => !renditions || renditions.has(path)),
        tree,
      ),
      entries: manifest.entries.length,
      sourceSize: [...sources].reduce((sum, path) => sum + (tree.files.get(path)?.size ?? 0), 0),
      digest,
      largest: largestOf(manifest.entries),
    },
  };
}

/** What a picture says of itself need not be said again; of a recording only ffprobe knows it. */
function entryOf(rendition: Rendition): Entry {
  const { path, size, digest, mediaType, source, preset, width, height, durationSeconds } = rendition;
  const timed = durationSeconds !== undefined && {
    durationSeconds,
    ...(width !== undefined && height !== undefined && { width, height }),
  };
  return { path, size, digest, mediaType, ...(preset && { source, preset }), ...timed };
}

/** Files by what they are by their bytes. A still or a second width is none: nobody has put it into the lesson. */
function countMedia(
  paths: readonly string[],
  tree: SourceTree,
): Pick<BuiltBundle, 'pictures' | 'recordings'> {
  const types = paths.map((path) => typeOf(tree.files.get(path)));
  return {
    pictures: types.filter((type) => type.startsWith('image/')).length,
    recordings: types.filter((type) => /^(?:audio|video)\//.test(type)).length,
  };
}

/** The media type of a file; none of one that cannot be read: it would not be in the bundle. */
function typeOf(source: SourceFile | undefined): string {
  try {
    return source ? mediaTypeOf(source.path, headOf(source.file)) : '';
  } catch {
    return '';
  }
}

/** Writes a planned bundle: temporary file, read back, renamed. */
export async function writePlan(
  { file, manifest, contents, summary }: BundlePlan,
  options: {
    signal?: AbortSignal | undefined;
    onProgress: (done: number, total: number, path: string) => void;
  },
): Promise<BuiltBundle> {
  const { size } = await writeBundle({
    file,
    manifest,
    contents: (path) => contents.get(path),
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: options.onProgress,
  });
  return { ...summary, size, state: 'written' };
}

function largestOf(entries: readonly Entry[]): { path: string; size: number }[] {
  return [...entries]
    .sort((a, b) => b.size - a.size || compareCodeUnits(a.path, b.path))
    .slice(0, 10)
    .map(({ path, size }) => ({ path, size }));
}

const TEXT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** The media type of what Satchel itself writes. */
function textType(path: string): string {
  return TEXT_TYPES[posix.extname(path)] ?? 'text/html';
}
