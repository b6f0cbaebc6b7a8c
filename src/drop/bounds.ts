import { SatchelError } from '../diagnostic.ts';
import { formatCount, formatSize } from '../quantity.ts';

/** Files in the places of a drop: three times those that the sums of a release can name. */
const MAX_FILES = 2 ** 20;
/** Releases and sums that are read: a drop keeps two, and what writes that were cut off have left. */
const MAX_RELEASES = 64;
/** Bytes of releases, sums and manifests that are read: those of two releases of 300,000 files each, and more. */
const MAX_TOLD_SIZE = 256 * 1024 * 1024;

/** Counts what a drop, which may come from anyone, has to be read for. Each throws SatchelError (`drop-crowded`) where it is too much. */
export interface Bounds {
  readonly file: () => void;
  readonly release: () => void;
  /** Bytes of what is read whole. */
  readonly told: (size: number) => void;
}

export function startBounds(folder: string): Bounds {
  const most = (limit: number, words: string): ((size: number) => void) => {
    let sum = 0;
    return (size) => {
      sum += size;
      if (sum > limit) throw new SatchelError('drop-crowded', { folder, limit: words });
    };
  };
  const file = most(MAX_FILES, formatCount(MAX_FILES, 'file'));
  const release = most(MAX_RELEASES, formatCount(MAX_RELEASES, 'release'));
  return {
    file: () => {
      file(1);
    },
    release: () => {
      release(1);
    },
    told: most(MAX_TOLD_SIZE, `${formatSize(MAX_TOLD_SIZE)} of lists`),
  };
}
