import type { PublishedMedia } from '../build/base.ts';
import type { Provenance } from '../build/provenance.ts';
import type { Entry } from '../bundle/manifest.ts';
import type { Digest } from '../digest.ts';
import { fontPreset } from '../media/font/subset.ts';

/** A component that another version of was used for a bundle; absent where only one of the two has it. */
export interface OtherBuild {
  readonly component: string;
  readonly bundle?: string;
  readonly here?: string;
}

/** What was built with other versions than are here, by the bundle's provenance. */
export function otherBuilds(
  { predicate }: Provenance,
  here: Readonly<Record<string, string>>,
): readonly OtherBuild[] {
  const bundle = predicate.runDetails.builder.version;
  const components = [...new Set([...Object.keys(bundle), ...Object.keys(here)])].sort();
  return components.flatMap((component): OtherBuild[] => {
    const [then, now] = [bundle[component], here[component]];
    if (component === 'satchel' || then === now) return [];
    return [
      { component, ...(then !== undefined && { bundle: then }), ...(now !== undefined && { here: now }) },
    ];
  });
}

type Encoder = 'pictures' | 'drawings' | 'recordings' | 'fonts';

const COMPONENTS: Readonly<Record<Encoder, RegExp>> = {
  pictures: /^(?:sharp|vips)/,
  drawings: /^svgo$/,
  recordings: /^(?:ffmpeg|ffprobe|sharp|vips)/,
  fonts: /^(?:subset-font|harfbuzzjs|wawoff2)$/,
};

/** The media of a bundle that it is no use to encode here, since the encoder is another one. */
export interface Offered {
  readonly media: PublishedMedia | undefined;
  readonly has: (entry: Entry) => boolean;
}

/** Offers, out of `own`, what other encoders have made. */
export function offerWhere(
  own: PublishedMedia,
  entries: readonly Entry[],
  others: readonly OtherBuild[],
): Offered {
  const differing = (Object.keys(COMPONENTS) as Encoder[]).filter((encoder) =>
    others.some(({ component }) => COMPONENTS[encoder].test(component)),
  );
  if (differing.length === 0) return { media: undefined, has: () => false };
  const sources = new Map<Digest, Encoder>();
  for (const entry of entries) {
    const { source, preset } = entry;
    if (!source || !preset) continue;
    const encoder = encoderOf(entry);
    // The still of a film was made with it.
    if (encoder === 'recordings' || !sources.has(source)) sources.set(source, encoder);
  }
  const isOffered = (source: Digest | undefined): boolean => {
    const encoder = source && sources.get(source);
    return encoder !== undefined && differing.includes(encoder);
  };
  return {
    media: {
      renditions: { find: (source) => (isOffered(source) ? own.renditions.find(source) : []) },
      fontsOf: (source) => (isOffered(source) ? own.fontsOf(source) : []),
    },
    has: ({ source }) => isOffered(source),
  };
}

function encoderOf({ mediaType, preset }: Entry): Encoder {
  if (preset?.id === fontPreset.id) return 'fonts';
  if (/^(?:audio|video)\//.test(mediaType)) return 'recordings';
  return mediaType.startsWith('image/svg') ? 'drawings' : 'pictures';
}
