/** What the pixels of a picture say about how to encode it. */
export interface Ground {
  /** How many colours it has, counted up to {@link SOME_COLOURS} and one more. */
  readonly colours: number;
  /** The share of its commonest colour, 0 to 1. */
  readonly share: number;
}

/** Line art has fewer colours: with soft edges a few hundred. */
const FEW_COLOURS = 1024;
/** Above this many colours lossless WebP was never the smaller one on real curricula. */
const SOME_COLOURS = 4096;

/** Photographs on real pages stay below this share of their commonest colour, screenshots and sketches above it. */
const FLAT_SHARE = 0.3;
/** So much empty ground have drawings that were made smaller, which gave them more colours. */
const EMPTY_SHARE = 0.7;

export function hasFewColours({ colours }: Ground): boolean {
  return colours <= FEW_COLOURS;
}

/** One colour covers much of it: a screenshot, diagram or sketch, not a photograph. */
export function isFlat({ share }: Ground): boolean {
  return share >= FLAT_SHARE;
}

/** Compressing it without loss may take the fewest bytes. */
export function maySuitLossless({ colours, share }: Ground): boolean {
  return colours <= FEW_COLOURS || (colours <= SOME_COLOURS && share >= EMPTY_SHARE);
}

/** Looks at 8-bit pixels of 1 to 4 `channels` (grey, grey and alpha, RGB, RGBA). */
export function groundOf(pixels: Uint8Array, channels: number): Ground {
  const colours = new Set<number>();
  // Colours by their upper 4 bits a channel, so that the noise of a JPEG does not hide a flat ground.
  const coarse = new Uint32Array(1 << 16);
  const count = Math.floor(pixels.length / channels);
  let last = -1;
  for (let at = 0; at < count * channels; at += channels) {
    let colour = 0;
    let bin = 0;
    for (let c = 0; c < channels; c++) {
      const value = pixels[at + c] ?? 0;
      colour = colour * 256 + value;
      bin = (bin << 4) | (value >> 4);
    }
    coarse[bin] = (coarse[bin] ?? 0) + 1;
    if (colour !== last && colours.size <= SOME_COLOURS) colours.add(colour);
    last = colour;
  }
  let commonest = 0;
  for (const n of coarse) commonest = Math.max(commonest, n);
  return { colours: colours.size, share: commonest / count };
}
