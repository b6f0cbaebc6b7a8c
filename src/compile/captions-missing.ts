import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import type { ResolvedFragment } from './resolve.ts';
import { isCaptions } from './sidecars.ts';

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The recordings that are speech, have neither captions nor a transcript, and are played all the same: each told once, where the first
 * page in path order plays it, with the number of the `others`.
 */
export function findCaptionsMissing(
  fragments: Iterable<ResolvedFragment>,
  isSpeech: (file: string) => boolean,
): Diagnostic[] {
  const found = new Map<string, Place[]>();
  for (const { file, fragment, targets } of fragments)
    fragment.slots.forEach((slot, n) => {
      if (slot.kind !== 'player' || slot.transcripts !== undefined) return;
      const at = targets[n] ?? [];
      const hasCaptions = slot.tracks.some(
        (track, k) => isCaptions(track) && at[slot.sources.length + k]?.kind === 'file',
      );
      if (hasCaptions) return;
      const speech = at
        .slice(0, slot.sources.length)
        .flatMap((target) => (target.kind === 'file' && isSpeech(target.file) ? [target.file] : []));
      const [first] = speech;
      if (first === undefined) return;
      found.set(first, [...(found.get(first) ?? []), { file, line: slot.line, column: slot.column }]);
    });
  return [...found].flatMap(([path, places]) => {
    const [first, ...others] = places.sort(
      (a, b) => compareCodeUnits(a.file, b.file) || a.line - b.line || a.column - b.column,
    );
    return first
      ? [
          diagnostic(
            'captions-missing',
            { path, ...(others.length > 0 && { others: others.length }) },
            { ...first },
          ),
        ]
      : [];
  });
}
