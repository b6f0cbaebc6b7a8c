/** What the pixels of a picture say about how to encode it. */
export interface Ground {
  /** At most {@link FEW_COLOURS} colours: compressing without loss can pay. */
  readonly fewColours: boolean;
  /** One colour covers much of it: a screenshot, diagram or sketch, not a photograph. */
  readonly flat: boolean;
}

/** Above this many colours lossless WebP was never the smaller one on real curricula. */
const FEW_COLOURS = 1024;

/** Photographs on real pages stay below this share of their commonest colour, screenshots and sketches above it. */
const FLAT_SHARE = 0.3;

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
    if (colour !== last && colours.size <= FEW_COLOURS) colours.add(colour);
    last = colour;
  }
  let commonest = 0;
  for (const n of coarse) commonest = Math.max(commonest, n);
  return { fewColours: colours.size <= FEW_COLOURS, flat: commonest >= FLAT_SHARE * count };
}
