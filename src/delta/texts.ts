import type { Entry } from '../bundle/manifest.ts';
import { SatchelError } from '../diagnostic.ts';
import type { Contents } from './contents.ts';
import { damaged } from './header.ts';
import { encodeSkeleton, parseSkeleton, type Origin, type Skeleton } from './skeleton.ts';
import { decodeTexts, encodeTexts, textMax, type CodedText, type TextStream } from './text-codec.ts';

// The coded text of a delta: target's skeleton on top of base's, then every new or changed text, in the order of entries.

/** Codes the texts of a delta. They are read when their turn comes, so that memory does not grow with them. */
export async function codeTexts(
  base: Contents | undefined,
  target: Contents,
  origins: readonly Origin[],
  signal: AbortSignal | undefined,
): Promise<Buffer> {
  const texts = target.manifest.entries.flatMap((entry, i): CodedText[] => {
    const origin = origins[i];
    if (origin?.kind !== 'text') return [];
    return [
      {
        get old() {
          return oldText(base, origin.old);
        },
        get text() {
          return target.read(entry, textMax);
        },
      },
    ];
  });
  const text = encodeSkeleton(target.manifest, base?.manifest, origins);
  if (text.length > textMax)
    throw new SatchelError('delta-manifest-large', { size: text.length, limit: textMax });
  return encodeTexts([{ old: oldSkeleton(base), text }, ...texts], signal);
}

/** Decodes the texts of a delta, one at a time. */
export interface Texts {
  readonly skeleton: Skeleton;
  /** The next text. Throws SatchelError: `delta-damaged`, `delta-base-damaged`. */
  readonly next: () => Uint8Array;
  /** Throws SatchelError (`delta-damaged`) unless all was decoded. */
  readonly end: () => void;
}

export function openTexts(stream: TextStream, base: Contents | undefined): Texts {
  let olds: readonly (number | undefined)[] = [];
  const decoder = decodeTexts(stream, (index) => {
    if (index === 0) return { old: oldSkeleton(base) };
    return index <= olds.length ? { old: oldText(base, olds[index - 1]) } : undefined;
  });
  const next = (): Uint8Array =>
    decoder.next().value ?? damaged('it has fewer texts than entries that need one');
  const skeleton = parseSkeleton(Buffer.from(next()), base?.manifest);
  olds = skeleton.outlines.flatMap(({ origin }) => (origin.kind === 'text' ? [origin.old] : []));
  return {
    skeleton,
    next,
    end: () => {
      if (!decoder.next().done) damaged('it goes on after its last text');
    },
  };
}

function oldSkeleton(base: Contents | undefined): Uint8Array | undefined {
  const skeleton = base && encodeSkeleton(base.manifest);
  return skeleton && skeleton.length <= textMax ? skeleton : undefined;
}

/** An entry that is too large for a text is the old version of none. */
function oldText(base: Contents | undefined, place: number | undefined): Uint8Array | undefined {
  const entry: Entry | undefined = place === undefined ? undefined : base?.manifest.entries[place];
  return entry === undefined || entry.size > textMax ? undefined : base?.read(entry, textMax);
}
