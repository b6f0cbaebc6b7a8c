import type { Entry, Manifest, ManifestLesson } from '../bundle/manifest.ts';
import { DEFAULT_READ_LIMIT, openBundle, type Bundle } from '../bundle/open.ts';
import { verifyBundle } from '../bundle/verify.ts';
import { SatchelError, wording } from '../diagnostic.ts';
import { digestOfFile, type Digest } from '../digest.ts';
import { lookAt, type Asset } from '../media/asset.ts';
import { fontPreset, type PublishedFont } from '../media/font/subset.ts';
import { publishedRole } from '../media/media.ts';
import { extraFormats, type ExtraFormat, type Profile } from '../media/preset.ts';
import type { Earlier, Published } from '../media/published.ts';
import { compareCodeUnits } from '../order.ts';
import { portableId } from '../source/ids.ts';
import type { KnownPage, PageText } from '../source/moved.ts';
import type { BuildOptions } from './options.ts';
import type { BaseFacts } from './provenance.ts';
import { textOfPage } from './visible-text.ts';

/** Media that is taken over as it was published. */
export interface PublishedMedia {
  readonly renditions: Published;
  /** The subsets of a font: its bundles carry each for its own letters. */
  fontsOf(source: Digest): readonly PublishedFont[];
}

/** The bundles of a pack that a build goes on from: one for a variant, each of them whole. Close it. */
export interface Base extends PublishedMedia {
  /** Their pages, as far as their ids are such as Satchel gives. */
  readonly pages: readonly KnownPage[];
  /** Which bundles these are. */
  readonly facts: readonly BaseFacts[];
  /** How many assets (of all, or of those at some paths) have renditions that a build for these profiles would take over. */
  countRenditions(
    assets: readonly Asset[],
    only: ReadonlySet<string> | undefined,
    profiles: readonly Profile[],
  ): Promise<number>;
  /** Throws `base-other-pack` where a bundle is of another pack than `id`. */
  checkPack(id: string): void;
  close(): Promise<void>;
}

/** Bytes of a page that is compared with others; larger ones are told by their titles. */
const MAX_PAGE_SIZE = 4 * 1024 * 1024;

/**
 * Opens and verifies the bundles at `files` (ZIP files or folders). Throws SatchelError: `base-damaged` unless every byte is
 * what the manifest says, `base-twice`, `bundle-not-found`.
 */
export async function openBase(
  files: readonly string[],
  { onEvent, signal }: Pick<BuildOptions, 'onEvent' | 'signal'>,
): Promise<Base> {
  const opened: Opened[] = [];
  const close = async (): Promise<void> => {
    for (const { bundle } of opened) await bundle.close();
  };
  try {
    for (const file of files) {
      onEvent?.({ kind: 'stage', stage: 'verify', total: 0, bundle: file });
      opened.push({ file, bundle: await openWhole(file, signal) });
    }
    // The order in which they are named decides nothing.
    opened.sort((a, b) => compareCodeUnits(variantOf(a), variantOf(b)));
    for (const [n, one] of opened.entries()) {
      const before = opened[n - 1];
      if (before && variantOf(before) === variantOf(one))
        throw new SatchelError('base-twice', {
          base: before.file,
          other: one.file,
          variant: variantOf(one),
        });
    }
  } catch (error) {
    await close();
    throw error;
  }
  const renditions = renditionsOf(opened.map(({ bundle }) => bundle));
  return {
    pages: pagesOf(opened.map(({ bundle }) => bundle)),
    renditions,
    facts: opened.map(({ bundle: { manifest, manifestDigest: digest } }) => {
      const { id, version, variant } = manifest;
      return { id, version, variant, digest };
    }),
    fontsOf: (source) => opened.flatMap(({ bundle }) => fontsIn(bundle, source)),
    countRenditions: (assets, only, profiles) =>
      countRenditions(
        assets.filter(({ path }) => only?.has(path) ?? true),
        profiles,
        renditions,
      ),
    checkPack: (id) => {
      const wrong = opened.find(({ bundle }) => bundle.manifest.id !== id);
      if (wrong)
        throw new SatchelError('base-other-pack', { base: wrong.file, id, other: wrong.bundle.manifest.id });
    },
    close,
  };
}

interface Opened {
  readonly file: string;
  readonly bundle: Bundle;
}

function variantOf({ bundle }: Opened): string {
  const { language, profile } = bundle.manifest.variant;
  return `${language}, ${profile}`;
}

async function openWhole(file: string, signal: AbortSignal | undefined): Promise<Bundle> {
  try {
    const { findings } = await verifyBundle(file, { signal });
    // What was added later harms nothing: only entries are read.
    const damage = findings.find(({ code }) => code !== 'bundle-entry-foreign');
    if (damage) throw new SatchelError('base-damaged', { base: file, reason: wording(damage).message });
    return await openBundle(file);
  } catch (error) {
    if (!(error instanceof SatchelError) || error.exit !== 3 || error.code === 'base-damaged') throw error;
    throw new SatchelError('base-damaged', { base: file, reason: error.message }, {}, { cause: error });
  }
}

function pagesOf(bundles: readonly Bundle[]): KnownPage[] {
  const pages = new Map<string, PageText[]>();
  const seen = new Set<string>();
  for (const bundle of bundles)
    for (const { id, title, path, language } of lessonsOf(bundle.manifest)) {
      // An id becomes a path of the new bundle.
      if (portableId(id) !== id || id === 'index') continue;
      const own = language ?? bundle.manifest.language;
      if (seen.has(`${own} ${id}`)) continue;
      seen.add(`${own} ${id}`);
      const texts = pages.get(id) ?? [];
      pages.set(id, texts);
      texts.push({ language: own, title, read: () => readPage(bundle, path) });
    }
  return [...pages].map(([id, texts]) => ({ id, texts }));
}

/** Every lesson and part, and the pages of units. */
function* lessonsOf({ units }: Manifest): Generator<ManifestLesson> {
  for (const { title, path, lessons } of units) {
    const id = path === undefined ? undefined : /^pages\/(.+)\.html$/.exec(path)?.[1];
    if (path !== undefined && id !== undefined) yield { id, title, path };
    yield* withParts(lessons);
  }
}

function* withParts(lessons: readonly ManifestLesson[]): Generator<ManifestLesson> {
  for (const lesson of lessons) {
    yield lesson;
    yield* withParts(lesson.parts ?? []);
  }
}

async function readPage(bundle: Bundle, path: string): Promise<string | undefined> {
  const entry = bundle.entries.get(path);
  if (!entry?.mediaType.startsWith('text/html') || entry.size > MAX_PAGE_SIZE) return undefined;
  return textOfPage(Buffer.from(await bundle.read(path, MAX_PAGE_SIZE)).toString('utf8'));
}

function renditionsOf(bundles: readonly Bundle[]): Published {
  const bySource = new Map<Digest, (Earlier & { formats: Set<ExtraFormat> })[]>();
  for (const bundle of bundles) {
    const formats = formatsIn(bundle.manifest);
    for (const { source, preset, path, digest, ...facts } of bundle.manifest.entries) {
      if (!source || !preset) continue;
      const all = bySource.get(source) ?? [];
      bySource.set(source, all);
      const known = all.find(({ preset: { id, version } }) => id === preset.id && version === preset.version);
      if (known) for (const format of formats) known.formats.add(format);
      else
        all.push({ ...facts, preset, digest, formats: new Set(formats), stream: () => bundle.stream(path) });
    }
  }
  return { find: (source) => bySource.get(source) ?? [] };
}

/**
 * The newer formats that a bundle was made with. A manifest does not say what was wished for, only what came of it: a format in
 * which there is anything was. One that nothing was worth its place in is tried again.
 */
function formatsIn({ entries }: Manifest): Set<ExtraFormat> {
  const ids = new Set(entries.map(({ preset }) => preset?.id ?? ''));
  return new Set(extraFormats.filter((format) => [...ids].some((id) => id.endsWith(`-${format}`))));
}

function fontsIn(bundle: Bundle, source: Digest): PublishedFont[] {
  return bundle.manifest.entries
    .filter(({ source: own, preset, size }) => own === source && isFont(preset) && size <= DEFAULT_READ_LIMIT)
    .map(({ digest, path }) => ({ digest, read: () => bundle.read(path) }));
}

function isFont(preset: Entry['preset']): boolean {
  return preset?.id === fontPreset.id && preset.version === fontPreset.version;
}

async function countRenditions(
  assets: readonly Asset[],
  profiles: readonly Profile[],
  published: Published,
): Promise<number> {
  const taken = new Set<string>();
  for (const asset of assets) {
    const digest = await digestOfFile(asset.file).catch(() => undefined);
    const found = digest ? published.find(digest) : [];
    if (found.length === 0) continue;
    const source = { kind: asset.kind, format: lookAt(asset).format };
    for (const { preset } of found)
      for (const profile of profiles)
        if (publishedRole(preset, profile, source) === 'main') taken.add(`${digest} ${profile}`);
  }
  return taken.size;
}
