import { shows } from '../compile/needs.ts';
import type { Slot } from '../compile/fragment.ts';
import type { ResolvedFragment } from '../compile/resolve.ts';
import type { Rendition } from '../media/rendition.ts';

/** How long a picture that fills the width of a page is looked at. */
const PICTURE_SECONDS = 10;
/** Pixels: the width of a page's text (44rem in templates/style.css), and a picture in it of 4 to 3. */
const COLUMN = 704;
const COLUMN_AREA = COLUMN * COLUMN * 0.75;
/** Of the area above: an icon is looked at too. */
const LEAST_SHARE = 0.1;

/**
 * For how many seconds learners look at each media file or listen to it, in all places of these pages: recordings for as long
 * as they are, pictures by the area with which they are shown. It is what a file's bytes are weighed against.
 */
export function attentionTo(
  fragments: Iterable<ResolvedFragment>,
  mainOf: (asset: string) => Rendition | undefined,
): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const { fragment, targets } of fragments)
    fragment.slots.forEach((slot, n) => {
      for (const target of targets[n] ?? []) {
        if (target.kind !== 'file' || !shows(slot, target.file)) continue;
        const main = mainOf(target.file);
        const played = slot.kind === 'player' ? main?.durationSeconds : undefined;
        const more = played ?? PICTURE_SECONDS * shownShare(slot, main);
        seconds.set(
          target.file,
          (seconds.get(target.file) ?? 0) + Math.max(more, PICTURE_SECONDS * LEAST_SHARE),
        );
      }
    });
  return seconds;
}

function shownShare(slot: Slot, main: Rendition | undefined): number {
  const { width = COLUMN, height = COLUMN * 0.75 } = main ?? {};
  const wanted = slot.kind === 'picture' ? widthOf(slot.width) : undefined;
  const shown = Math.min(wanted ?? width, width, COLUMN);
  return Math.min(1, (shown * shown * (height / width)) / COLUMN_AREA);
}

/** `300` or `50%`, in pixels. */
function widthOf(text: string | undefined): number | undefined {
  const number = Number.parseFloat(text ?? '');
  if (!(number > 0)) return undefined;
  return text?.endsWith('%') ? (number / 100) * COLUMN : number;
}
