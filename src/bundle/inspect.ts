import type { Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import type { Entry, Manifest, ManifestLesson, ManifestUnit } from './manifest.ts';
import type { Bundle } from './open.ts';

/** What a bundle is made of, in the words of a person who looks at one. */
export type EntryKind = 'page' | 'picture' | 'audio' | 'video' | 'download' | 'shared';

/** Files and bytes of one kind. */
export interface KindSize {
  readonly kind: EntryKind;
  readonly entries: number;
  readonly size: number;
}

/** All encoded forms of one asset. */
export interface AssetRenditions {
  /** Digest of the asset. */
  readonly source: Digest;
  /** Bytes of the asset, where the manifest says. */
  readonly sourceSize?: number;
  readonly renditions: readonly {
    readonly path: string;
    readonly size: number;
    readonly mediaType: string;
    /** Absent when the asset is carried as it is. */
    readonly preset?: { readonly id: string; readonly version: number };
  }[];
}

/** A summary of a bundle: plain data, the same for a ZIP file and its unpacked folder but for `kind`. */
export interface Inspection extends Pick<
  Manifest,
  'id' | 'version' | 'variant' | 'title' | 'description' | 'language' | 'license' | 'generator' | 'units'
> {
  readonly kind: 'zip' | 'folder';
  readonly digest: Digest;
  readonly formatVersion: 1;
  /** The bundle's language first, then those of lessons that stand in another, in code-unit order. */
  readonly languages: readonly string[];
  /** Pages that are lessons or parts of lessons. */
  readonly lessons: number;
  /** Entries, without the manifest. */
  readonly entries: number;
  /** Bytes of all entries, unpacked. */
  readonly size: number;
  /** Largest first. */
  readonly kinds: readonly KindSize[];
  /** In the order of the paths of their first renditions. */
  readonly assets: readonly AssetRenditions[];
  /** The ten largest entries, largest first. */
  readonly largest: readonly { readonly path: string; readonly size: number }[];
}

/** Summarises an opened bundle from its manifest alone; no content is read. */
export function inspectBundle(bundle: Pick<Bundle, 'kind' | 'manifest' | 'manifestDigest'>): Inspection {
  const { manifest } = bundle;
  const { id, version, variant, title, language, generator, units, entries } = manifest;
  const lessons = units.flatMap(lessonsOf);
  const others = new Set(lessons.flatMap((lesson) => lesson.language ?? []));
  others.delete(language);
  return {
    kind: bundle.kind,
    digest: bundle.manifestDigest,
    formatVersion: 1,
    id,
    version,
    variant,
    title,
    ...(manifest.description === undefined ? {} : { description: manifest.description }),
    language,
    ...(manifest.license === undefined ? {} : { license: manifest.license }),
    generator,
    units,
    languages: [language, ...[...others].sort(compareCodeUnits)],
    lessons: lessons.length,
    entries: entries.length,
    size: total(entries),
    kinds: kindsOf(entries),
    assets: assetsOf(entries),
    largest: [...entries]
      .sort((a, b) => b.size - a.size || compareCodeUnits(a.path, b.path))
      .slice(0, 10)
      .map(({ path, size }) => ({ path, size })),
  };
}

function lessonsOf(unit: ManifestUnit): ManifestLesson[] {
  const withParts = (lesson: ManifestLesson): ManifestLesson[] => [
    lesson,
    ...(lesson.parts ?? []).flatMap(withParts),
  ];
  return unit.lessons.flatMap(withParts);
}

function kindsOf(entries: readonly Entry[]): KindSize[] {
  return [...groupsOf(entries, kindOf)]
    .map(([kind, of]) => ({ kind, entries: of.length, size: total(of) }))
    .sort((a, b) => b.size - a.size || compareCodeUnits(a.kind, b.kind));
}

/** What a person would call an entry. */
export function kindOf({ path, mediaType }: Entry): EntryKind {
  if (path.startsWith('files/')) return 'download';
  // The icons of the pack are nobody's picture.
  if (mediaType.startsWith('image/')) return path.startsWith('pages/') ? 'shared' : 'picture';
  if (mediaType.startsWith('audio/')) return 'audio';
  if (mediaType.startsWith('video/')) return 'video';
  return mediaType.startsWith('text/html') ? 'page' : 'shared';
}

function assetsOf(entries: readonly Entry[]): AssetRenditions[] {
  return [...groupsOf(entries, (entry) => entry.source)].map(([source, of]) => ({
    source,
    ...(of[0]?.sourceSize === undefined ? {} : { sourceSize: of[0].sourceSize }),
    renditions: of.map(({ path, size, mediaType, preset }) => ({
      path,
      size,
      mediaType,
      ...(preset ? { preset } : {}),
    })),
  }));
}

/** Entries by `keyOf`, without those that have no key, groups in the order of their first entries. */
export function groupsOf<K>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => K | undefined,
): Map<K, Entry[]> {
  const groups = new Map<K, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

function total(entries: readonly { readonly size: number }[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}
