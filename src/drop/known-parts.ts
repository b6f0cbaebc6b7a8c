import type { Digest } from '../digest.ts';
import { manifestOf, readRelease, readSums, versionsIn } from './expected.ts';
import { placeOf } from './layout.ts';
import { partOf, pagesOf } from './part.ts';
import type { Drop } from './read-drop.ts';
import type { DropVersion } from './release.ts';
import type { Offer } from './sources.ts';

/** What is known of a part: where it lies on the drop, and which units of its bundle it has. */
export interface KnownPart extends Pick<DropVersion, 'folder' | 'digest'> {
  readonly unitsOf: (whole: Offer) => readonly string[];
}

/**
 * The parts of offers (“--unit”) that the newest release of a drop has, made again of the whole bundles, so that their own pages can
 * be mended too. They are open as long as the offers are. Throws SatchelError where an offer is damaged.
 */
export async function knownParts(drop: Drop, offers: readonly Offer[]): Promise<Offer[]> {
  const number = drop.next - 1;
  const sums = readSums(drop.root, number);
  const versions = readRelease(drop.root, number)?.versions ?? versionsIn(sums);
  const known = versions.map(({ folder, digest }): KnownPart => {
    const there = manifestOf(drop.root, { folder, digest }, []);
    return {
      ...{ folder, digest },
      unitsOf: (whole) => there?.units.map(({ id }) => id) ?? unitsIn(sums, folder, whole),
    };
  });
  return makeParts(known, offers);
}

/** Those of `known` parts that can be made of `offers` and are not offered as they are. Throws as {@link knownParts} does. */
export async function makeParts(known: readonly KnownPart[], offers: readonly Offer[]): Promise<Offer[]> {
  const offered = new Set(offers.map(({ version }) => version.digest));
  // A drop has one of each; whoever names a thousand is not served a thousand times.
  const wanted = new Map(known.map((part) => [slotIn(part), part]));
  const parts: Offer[] = [];
  for (const whole of offers) {
    const known = wanted.get(slotIn(whole.version));
    if (!known || offered.has(known.digest)) continue;
    const part = await partOf(whole, new Set(known.unitsOf(whole)));
    // Another build of the same version has another part.
    if (part.version.digest === known.digest) parts.push(part);
  }
  return parts;
}

/** What version folders of the same version, language and profile have in common: all but eight digits of the manifest. */
function slotIn({ folder }: Pick<DropVersion, 'folder'>): string {
  return folder.slice(0, -8);
}

/** The units of `whole` of which a part that has lost its manifest has a page as it is, by what the sums say. */
function unitsIn(sums: ReadonlyMap<string, Digest>, folder: string, { manifest, bundle }: Offer): string[] {
  return manifest.units
    .filter((unit) =>
      pagesOf(unit).some((path) => sums.get(placeOf(folder, path)) === bundle.entries.get(path)?.digest),
    )
    .map(({ id }) => id);
}
