import { MAX_CAPTIONS_SIZE } from './caption/encode.ts';
import { MAX_DRAWING_SIZE } from './drawing/encode.ts';
import type { Media } from './media.ts';
import type { Finding } from './outcome.ts';
import type { Format } from './sniff.ts';
import { demuxerOf } from './timed/input.ts';

/** What becomes of one asset: it is encoded, carried as it is, or neither. */
export type Treatment =
  | { readonly kind: 'encode'; readonly medium: keyof Media }
  | { readonly kind: 'carry'; readonly format: Format }
  | { readonly kind: 'refuse'; readonly finding: Finding };

/** What is known of an asset before it is decoded. */
export interface Looked {
  readonly path: string;
  readonly size: number;
  /** By its bytes; undefined when they are of no known format. */
  readonly format: Format | undefined;
  /** A GIF of several frames. */
  readonly animated: boolean;
}

/** Pictures are read whole, several at once. None that a page should hold is larger. */
const MAX_PICTURE_SIZE = 80 * 1024 * 1024;
/** An animated GIF above this becomes a film, which is many times smaller; below, the difference is not worth a player. */
const FILMED_GIF_SIZE = 300_000;

const PICTURE_NAME = /\.(?:png|apng|jpe?g|jfif|gif|webp|avif|hei[cf]|tiff?|bmp)$/i;
const RECORDING_NAME =
  /\.(?:mp4|m4[av]|mov|3g[p2]|webm|mkv|avi|f[l4]v|wm[av]|asf|mpe?g|m2v|vob|m2?ts|og[gav]|opus|mp3|aac|wav|aiff?|flac|amr|ac3)$/i;
const CAPTIONS_NAME = /\.(?:vtt|srt|ass|ssa|ttml|dfxp)$/i;
export const UNKNOWN: Format = { kind: 'other', mediaType: 'application/octet-stream', extension: 'bin' };

/**
 * What becomes of an asset. Bytes count, not names; only what is called a picture or a recording and is nothing
 * known at all is refused, so that its alternative text is shown instead of a broken box.
 */
export function planTreatment({ path, size, format, animated }: Looked): Treatment {
  if (format?.mediaType === 'text/vtt' || (format === undefined && CAPTIONS_NAME.test(path)))
    return size > MAX_CAPTIONS_SIZE
      ? refusal('captions-undecodable', `the file has ${size} bytes, more than ${MAX_CAPTIONS_SIZE}`)
      : encode('captions');
  // What is called a drawing may begin with comments longer than was looked at.
  if (format?.kind === 'vector' || (format === undefined && size > 0 && /\.svg$/i.test(path)))
    return size > MAX_DRAWING_SIZE ? tooLarge(size, MAX_DRAWING_SIZE) : encode('drawing');
  if (animated && size > FILMED_GIF_SIZE) return encode('recording');
  if (format?.kind === 'picture')
    return size > MAX_PICTURE_SIZE ? tooLarge(size, MAX_PICTURE_SIZE) : encode('picture');
  if (format && demuxerOf(format) !== undefined) return encode('recording');
  if (RECORDING_NAME.test(path))
    return refusal(
      'recording-undecodable',
      size === 0 ? 'the file is empty' : 'its bytes are of no known format of sound or film',
    );
  if (size === 0) return refusal('asset-undecodable', 'the file is empty');
  if (format === undefined && PICTURE_NAME.test(path))
    return refusal('asset-undecodable', 'its bytes are of no known picture format');
  return { kind: 'carry', format: format ?? UNKNOWN };
}

function encode(medium: keyof Media): Treatment {
  return { kind: 'encode', medium };
}

function tooLarge(size: number, limit: number): Treatment {
  return refusal('asset-too-large', `its file has ${size} bytes, more than ${limit}`);
}

function refusal(code: Finding['code'], reason: string): Treatment {
  return { kind: 'refuse', finding: { code, params: { reason } } };
}
