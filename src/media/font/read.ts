import { readFileSync } from 'node:fs';
import { cacheKey, readCache, writeCache, type Cache } from '../../cache.ts';
import { digestOf, type Digest } from '../../digest.ts';
import type { Finding } from '../outcome.ts';
import { lettersOf } from './cmap.ts';
import { readFace, type Face } from './face.ts';
import { BadFont, MAX_SFNT_SIZE, readTables, unwrappedSize, unwrapWoff, wrappingOf } from './sfnt.ts';
import { runInThread } from './thread.ts';

/** A font of the source, read and checked as far as it can be without shaping text with it. */
export interface Font {
  /** Digest of the file. */
  readonly source: Digest;
  /** Without WOFF around it; WOFF2 stays, since only the worker unwraps that. */
  readonly bytes: Buffer;
  readonly face: Face;
  /** The code points that it has glyphs for. */
  readonly letters: ReadonlySet<number>;
}

/** Where what is known of fonts is kept, and what stops the work. */
export interface FontStore {
  readonly cache: Cache;
  readonly signal?: AbortSignal | undefined;
}

/** Counts up whenever other facts are read of the same font. */
const REVISION = 1;

/** Bytes of a font file. The largest, of Chinese or Japanese letters, have 20 MB. */
export const MAX_FONT_SIZE = 32 * 1024 * 1024;

/** Reads a font file; where it cannot be used, the finding that says so instead of `font`. */
export async function readFont(
  { file, size }: { readonly file: string; readonly size: number },
  store: FontStore,
): Promise<{ readonly font?: Font; readonly findings: readonly Finding[] }> {
  if (size > MAX_FONT_SIZE)
    return { findings: [{ code: 'font-too-large', params: { size, limit: MAX_FONT_SIZE } }] };
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return undecodable((error as NodeJS.ErrnoException).code ?? String(error));
  }
  try {
    const wrapping = wrappingOf(bytes);
    if (wrapping === 'collection') return { findings: [{ code: 'font-collection', params: {} }] };
    if (wrapping === undefined)
      throw new BadFont(bytes.length === 0 ? 'the file is empty' : 'its bytes are those of no font');
    const unwrapped = wrapping === 'woff' ? unwrapWoff(bytes) : bytes;
    const { face, letters } = await readUnwrapped(unwrapped, store);
    if (letters.size === 0) throw new BadFont('it has no letters of Unicode');
    const findings: Finding[] = face.forbids
      ? [{ code: 'font-not-embeddable', params: { forbidden: FORBIDDEN[face.forbids] } }]
      : [];
    return { font: { source: digestOf(bytes), bytes: unwrapped, face, letters }, findings };
  } catch (error) {
    return undecodable(reasonOf(error));
  }
}

const FORBIDDEN = {
  embedding: 'that it is embedded in documents',
  subsetting: 'that it is cut down to the letters of a document',
} as const;

function undecodable(reason: string): { findings: readonly Finding[] } {
  return { findings: [{ code: 'font-undecodable', params: { reason } }] };
}

/** What went wrong with a font, in words; anything else that was thrown is thrown again. */
export function reasonOf(error: unknown): string {
  if (error instanceof BadFont) return error.message;
  // Reading beyond the end.
  if (error instanceof RangeError) return 'it ends too early';
  throw error;
}

interface Facts {
  readonly face: Face;
  readonly letters: ReadonlySet<number>;
}

/** The face and letters of a TrueType, OpenType or WOFF2 font. Throws BadFont and RangeError. */
export async function readUnwrapped(font: Buffer, { cache, signal }: FontStore): Promise<Facts> {
  if (wrappingOf(font) !== 'woff2') return factsOf(font);
  if (unwrappedSize(font) > MAX_SFNT_SIZE) throw new BadFont('it is too large when it is unpacked');
  // Starting a thread takes longer than all else about a small font.
  const key = cacheKey('font-facts', { revision: REVISION, source: digestOf(font) });
  const known = readCache(cache, key);
  if (known) {
    const { face, letters } = JSON.parse(known.toString('utf8')) as { face: Face; letters: number[] };
    return { face, letters: new Set(letters) };
  }
  const options = { targetFormat: 'sfnt', keepAllGlyphs: true, preserveNameIds: [16] } as const;
  const facts = factsOf(await runInThread({ font, text: '', options }, signal));
  writeCache(cache, key, Buffer.from(JSON.stringify({ face: facts.face, letters: [...facts.letters] })));
  return facts;
}

function factsOf(sfnt: Buffer): Facts {
  const tables = readTables(sfnt);
  const cmap = tables.get('cmap');
  if (!cmap) throw new BadFont('its table “cmap” is missing');
  return { face: readFace(tables), letters: lettersOf(cmap) };
}
