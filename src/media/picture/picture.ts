import type { Metadata, Sharp, SharpConstructor, SharpOptions } from 'sharp';
import type { Format } from '../sniff.ts';

/** A source picture that is known to be within bounds. */
export interface Picture {
  readonly sharp: SharpConstructor;
  readonly bytes: Buffer;
  readonly format: Format;
  readonly metadata: Metadata;
  /** How much of it may be decoded; its data must be whole. */
  readonly decoding: SharpOptions;
}

/** WebP's limit of either side. */
export const MAX_SIDE = 16383;
export const MAX_SECONDS = 60;
/** Pictures with more pixels than this are decoded one at a time, however many jobs there are. */
export const LARGE = 12_000_000;

export function bounded(image: Sharp): Sharp {
  return image.timeout({ seconds: MAX_SECONDS });
}

/** sharp works on 16 bits that have a colour profile in Display P3 and leaves them so, unless it is told what they are for. */
export function inSrgb({ space, depth, hasProfile }: Metadata, image: Sharp): Sharp {
  const inP3 = space === 'rgb16' && depth === 'ushort' && hasProfile;
  return (inP3 ? image.withIccProfile('srgb', { attach: false }) : image).toColourspace('srgb');
}
