import type { Finding } from './outcome.ts';
import { picturePresets, vectorPreset, type PicturePreset, type Profile } from './preset.ts';
import type { Format } from './sniff.ts';

/** What becomes of one asset: it is encoded, carried as it is, or neither. */
export type Treatment =
  | { readonly kind: 'picture'; readonly preset: PicturePreset }
  | { readonly kind: 'drawing'; readonly preset: typeof vectorPreset }
  | { readonly kind: 'carry'; readonly format: Format }
  | { readonly kind: 'refuse'; readonly finding: Finding };

/** Files are read whole, several at once. No picture that a page should hold is larger. */
const MAX_PICTURE_SIZE = 80 * 1024 * 1024;
export const MAX_DRAWING_SIZE = 8 * 1024 * 1024;

const PICTURE_NAME = /\.(?:png|apng|jpe?g|jfif|gif|webp|avif|hei[cf]|tiff?|bmp)$/i;
const UNKNOWN: Format = { kind: 'other', mediaType: 'application/octet-stream', extension: 'bin' };

/**
 * What becomes of the asset at `path` whose bytes say `format`. Bytes count, not names; only what is called a picture and
 * is nothing known at all is refused, so that its alternative text is shown instead of a broken box.
 */
export function planTreatment(
  asset: { readonly path: string; readonly size: number },
  format: Format | undefined,
  profile: Profile,
): Treatment {
  // What is called a drawing may begin with comments longer than was looked at.
  const drawing =
    format?.kind === 'vector' || (format === undefined && asset.size > 0 && /\.svg$/i.test(asset.path));
  if (drawing || format?.kind === 'picture') {
    const limit = drawing ? MAX_DRAWING_SIZE : MAX_PICTURE_SIZE;
    if (asset.size > limit)
      return refusal('asset-too-large', `its file has ${asset.size} bytes, more than ${limit}`);
    return drawing
      ? { kind: 'drawing', preset: vectorPreset }
      : { kind: 'picture', preset: picturePresets[profile] };
  }
  if (asset.size === 0) return refusal('asset-undecodable', 'the file is empty');
  if (format === undefined && PICTURE_NAME.test(asset.path))
    return refusal('asset-undecodable', 'its bytes are of no known picture format');
  return { kind: 'carry', format: format ?? UNKNOWN };
}

function refusal(code: Finding['code'], reason: string): Treatment {
  return { kind: 'refuse', finding: { code, params: { reason } } };
}
