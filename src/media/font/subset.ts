import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { cacheKey, readCache, writeCache } from '../../cache.ts';
import type { Digest } from '../../digest.ts';
import { compareCodeUnits } from '../../order.ts';
import type { Face } from './face.ts';
import { readUnwrapped, reasonOf, type Font, type FontStore } from './read.ts';
import type { Letters } from './serve.ts';
import { wrappingOf } from './sfnt.ts';
import { runInThread, type SubsetOptions } from './thread.ts';

/**
 * How fonts are subset: it stands in manifests beside them. A change that gives other bytes gives it a new version, so that a
 * build on top of a published bundle subsets its fonts again.
 */
export const fontPreset = { id: 'font-subset', version: 1 } as const;

/** Counts up whenever this layer's code gives other bytes for the same input. */
const REVISION = 1;

/**
 * The features of a font's layout that shape a text of themselves: what joins, stacks, reorders and places letters in any script (the
 * defaults of hb-subset). Small capitals, swashes and sets of alternates, which a style sheet must ask for, are not carried.
 */
const FEATURES = (
  'rvrn ccmp liga locl mark mkmk rlig calt clig curs kern rclt frac numr dnom ' +
  'valt vert vkrn vpal vrt2 ltra ltrm rtla rtlm rand jalt ' +
  'ljmo vjmo tjmo abvs blws abvm blwm nukt akhn rphf rkrf pref half abvf blwf pstf cfar vatu cjct init pres psts haln dist ' +
  'isol fina fin2 fin3 medi med2 stch'
).split(' ');

/** Copyright and licence travel with a font, as free licences ask; the typographic names group its styles. */
const NAMES = [0, 13, 14, 16, 17];

/** The thinnest and boldest that pages are set in (templates/style.css). */
const [REGULAR, BOLD] = [400, 700];

/** A pack has as many languages as carry a font; of more, a bundle was made to keep its reader busy. */
const MAX_CANDIDATES = 50;

/** A subset in a published bundle. `read` proves its bytes by their digest; it throws SatchelError where they are damaged. */
export interface PublishedFont {
  readonly digest: Digest;
  read(): Promise<Uint8Array>;
}

/** Where subsets come from and go to. */
export interface SubsetStore extends FontStore {
  /** Subsets of fonts with this source in published bundles. */
  readonly published?: ((source: Digest) => readonly PublishedFont[]) | undefined;
}

/**
 * The WOFF2 file of `font` cut down to `letters` (none of which it lacks): out of a published bundle, which may have more letters,
 * out of the cache, or made now. Throws BadFont.
 */
export async function subsetOf(
  font: Font,
  letters: Letters,
  store: SubsetStore,
): Promise<{ readonly bytes: Buffer; readonly takenOver: boolean }> {
  const { cache, published, signal } = store;
  const taken = published && (await takeOver(published(font.source), letters, store));
  if (taken) return { bytes: taken, takenOver: true };
  const key = cacheKey('font', {
    revision: REVISION,
    preset: fontPreset,
    builds: subsetterBuilds(),
    source: font.source,
    letters,
  });
  const known = readCache(cache, key);
  if (known) return { bytes: known, takenOver: false };
  const bytes = await runInThread(
    { font: font.bytes, text: textOf(letters), options: optionsFor(font.face) },
    signal,
  );
  writeCache(cache, key, bytes);
  return { bytes, takenOver: false };
}

function textOf(letters: Letters): string {
  return letters.map((letter) => String.fromCodePoint(letter)).join('');
}

/** The weights of a subset of this face. */
export function weightsOf({ axes, weight: [thin, bold] }: Face): readonly [number, number] {
  if (!axes.some(({ tag }) => tag === 'wght')) return [thin, bold];
  const within = (weight: number): number => Math.min(bold, Math.max(thin, weight));
  return [within(REGULAR), within(BOLD)];
}

/** Of a variable font the weights that pages use are kept, and every other axis is pinned where the font's maker has put it. */
function optionsFor(face: Face): SubsetOptions {
  const [min, max] = weightsOf(face);
  const weight = min === max ? min : { min, max, default: min };
  const variationAxes = Object.fromEntries(
    face.axes.map((axis) => [axis.tag, axis.tag === 'wght' ? weight : axis.default]),
  );
  return {
    targetFormat: 'woff2',
    keepFeatures: FEATURES,
    preserveNameIds: NAMES,
    // Screens with hundreds of dots an inch need no hints, which would be a third of many files.
    noHinting: true,
    ...(face.axes.length === 0 ? {} : { variationAxes }),
  };
}

/**
 * The smallest published subset that has all `letters`, byte for byte, so that nobody has to fetch a font again for a letter less or for
 * another build of harfbuzz. A bundle can be made by anyone: what cannot be read as a font is not taken.
 */
async function takeOver(
  candidates: readonly PublishedFont[],
  letters: Letters,
  store: FontStore,
): Promise<Buffer | undefined> {
  const found: { bytes: Buffer; digest: Digest }[] = [];
  for (const candidate of candidates.slice(0, MAX_CANDIDATES)) {
    const { digest } = candidate;
    const taken = await candidate.read();
    const bytes = Buffer.from(taken.buffer, taken.byteOffset, taken.byteLength);
    if (wrappingOf(bytes) === 'woff2') found.push({ bytes, digest });
  }
  found.sort((a, b) => a.bytes.length - b.bytes.length || compareCodeUnits(a.digest, b.digest));
  for (const { bytes } of found) {
    try {
      const { letters: own } = await readUnwrapped(bytes, store);
      if (letters.every((letter) => own.has(letter))) return bytes;
    } catch (error) {
      reasonOf(error);
    }
  }
  return undefined;
}

/** The versions of all that decides a subset's bytes besides our own code. */
export function subsetterBuilds(): Readonly<Record<string, string>> {
  const require = createRequire(import.meta.url);
  const subsetter = require.resolve('subset-font');
  const fontverter = createRequire(subsetter).resolve('fontverter');
  return {
    'subset-font': versionAbove(subsetter),
    harfbuzzjs: versionAbove(createRequire(subsetter).resolve('harfbuzzjs/dist/harfbuzz-subset.wasm')),
    wawoff2: versionAbove(createRequire(fontverter).resolve('wawoff2')),
  };
}

function versionAbove(file: string): string {
  let dir = dirname(file);
  while (!existsSync(join(dir, 'package.json'))) dir = dirname(dir);
  return (JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as { version: string }).version;
}
