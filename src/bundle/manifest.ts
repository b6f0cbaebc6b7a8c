import canonicalize from 'canonicalize';
import { SatchelError } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { checkManifest } from './manifest-check.ts';

/** The manifest's own path: the first record of a bundle. */
export const MANIFEST_PATH = 'manifest.json';

/** Bytes of a manifest that are parsed at most: some 250,000 entries. */
export const MAX_MANIFEST_SIZE = 64 * 1024 * 1024;

/** Values (objects, lists, texts, numbers …) of a manifest that are parsed at most: 10 for each of 250,000 entries, and lessons. */
export const MAX_MANIFEST_VALUES = 3_000_000;

/**
 * One file in a bundle. `source`, `sourceSize` (bytes) and `preset` stand on renditions: what they were made from and how; `width` and
 * `height` are pixels.
 */
export interface Entry {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
  readonly mediaType: string;
  readonly source?: Digest;
  readonly sourceSize?: number;
  readonly width?: number;
  readonly height?: number;
  readonly durationSeconds?: number;
  readonly preset?: { readonly id: string; readonly version: number };
}

export interface ManifestLesson {
  readonly id: string;
  readonly title: string;
  /** The entry that shows it. */
  readonly path: string;
  /** Where the text is in another language than the bundle's. */
  readonly language?: string;
  /** Ids that it had in earlier versions. */
  readonly was?: readonly string[];
  readonly parts?: readonly ManifestLesson[];
}

export interface ManifestUnit {
  readonly id: string;
  readonly title: string;
  readonly path?: string;
  /** Ids that the page at `path` had in earlier versions, perhaps as a lesson. */
  readonly was?: readonly string[];
  readonly lessons: readonly ManifestLesson[];
}

/** `manifest.json`, bundle format 1 (schemas/bundle-1.md). Written as RFC 8785 JSON; its digest is the bundle's identity. */
export interface Manifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly version: string;
  readonly variant: { readonly language: string; readonly profile: string };
  readonly title: string;
  readonly description?: string;
  readonly language: string;
  readonly license?: string;
  readonly authors?: readonly { readonly name: string; readonly email?: string; readonly url?: string }[];
  readonly subjects?: readonly string[];
  readonly levels?: readonly string[];
  readonly alignments?: readonly string[];
  readonly generator: { readonly name: string; readonly version: string };
  readonly units: readonly ManifestUnit[];
  /** Of a part of a bundle (“drop write --unit”): the digest of the whole one. */
  readonly partOf?: Digest;
  /** All files but the manifest itself, in path order (code units). */
  readonly entries: readonly Entry[];
}

/** The bytes of manifest.json: RFC 8785 JSON, no newline. Their digest is the bundle's identity. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(canonicalize(manifest));
}

/**
 * The manifest in `bytes`, which may come from anyone. Members that format 1 does not know are kept: later minor
 * additions must not make a bundle unreadable. Throws SatchelError (`manifest-*`) unless every rule of
 * schemas/bundle-1.md holds.
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  if (bytes.length > MAX_MANIFEST_SIZE)
    throw new SatchelError('manifest-too-large', { size: bytes.length, limit: MAX_MANIFEST_SIZE });
  const value = parseJson(bytes);
  const manifest = checkManifest(value);
  // One value has one canonical form, so this also refuses duplicate keys, a byte order mark and trailing bytes.
  if (!sameBytes(bytes, canonicalBytes(value))) throw new SatchelError('manifest-not-canonical');
  return manifest;
}

/**
 * The name of a bundle's file: `<id>_<version>[_<variant>].zip`. The variant names what differs from the source's own
 * language (`original`) and the profile `standard`: `ar`, `low`, `ar-low`.
 */
export function bundleFileName(
  manifest: Pick<Manifest, 'id' | 'version' | 'variant'>,
  original: boolean,
): string {
  const { language, profile } = manifest.variant;
  const variant = [original ? '' : language, profile === 'standard' ? '' : profile]
    .filter((part) => part !== '')
    .join('-');
  return `${manifest.id}_${manifest.version}${variant && `_${variant}`}.zip`;
}

// Far deeper than any manifest (units → lessons → parts), far shallower than any stack.
const MAX_DEPTH = 64;

/** The value of JSON without white space that may come from anyone: depth and number of values are bounded. Throws SatchelError (`manifest-*`). */
export function parseJson(bytes: Uint8Array): unknown {
  const { depth, values } = shapeOf(bytes);
  if (depth > MAX_DEPTH)
    throw new SatchelError('manifest-not-json', { reason: `it is nested ${depth} deep` });
  // A value of two bytes costs two hundred once it is parsed: 64 MiB of them would be gigabytes.
  if (values > MAX_MANIFEST_VALUES)
    throw new SatchelError('manifest-too-many-values', { count: values, limit: MAX_MANIFEST_VALUES });
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // In canonical JSON a key has no needless escapes, and quotes inside a string are escaped: this finds every such key.
    if (text.includes('"__proto__":')) throw new SyntaxError('it has the key __proto__');
    return JSON.parse(text);
  } catch (error) {
    throw new SatchelError('manifest-not-json', { reason: (error as Error).message }, {}, { cause: error });
  }
}

/** How deep the brackets outside of texts are nested, and how many values they hold; JSON without white space. */
function shapeOf(bytes: Uint8Array): { depth: number; values: number } {
  let depth = 0;
  let deepest = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) inString = !inString;
    else if (inString) {
      if (byte === 0x5c) i++;
    } else if (byte === 0x5b || byte === 0x7b) {
      deepest = Math.max(deepest, ++depth);
      // `]` and `}` stand two behind `[` and `{`: anything else is a first value.
      if (bytes[i + 1] !== byte + 2) values++;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
    else if (byte === 0x2c) values++;
  }
  return { depth: deepest, values };
}

function canonicalBytes(value: unknown): Uint8Array {
  try {
    return new TextEncoder().encode(canonicalize(value));
  } catch (error) {
    // A lone surrogate has no UTF-8 form, so RFC 8785 has none either.
    throw new SatchelError('manifest-not-canonical', {}, {}, { cause: error });
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
