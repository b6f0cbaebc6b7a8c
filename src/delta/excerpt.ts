import { diffArrays } from 'diff';
import { classOfEdit, sameButForForm } from './classes.ts';
import { hunksOf, sameRun, spotsOf, textOf, tokensOf, type Piece, type Run } from './hunks.ts';
import type { PageText } from './page-text.ts';

/** How one text became another, told by the first few places where they differ. */
export interface Edit {
  readonly class: 'cosmetic' | 'content';
  readonly hunks: readonly (readonly Piece[])[];
  /** Places that are not among the hunks. */
  readonly more: number;
  /** Words of either text; characters in scripts that are written without spaces. Absent where a text could not be read. */
  readonly words?: { readonly base: number; readonly target: number };
  /** So much differs that no places are told. */
  readonly muchChanged: boolean;
}

const MAX_HUNKS = 4;
/** Lines, and edits between them, beyond which two texts are much changed. What is longer would take its square in time. */
const MAX_LINES = 20_000;
const MAX_LINE_EDITS = 600;
/** The same of the words of one place. */
const MAX_WORDS = 6_000;
const MAX_WORD_EDITS = 400;
/** Steps for all texts of a comparison together: some ten seconds. */
const MAX_STEPS = 150_000_000;

/** Gives the function that tells edits: what one comparison of two bundles may take in time is counted over all its texts. */
export function startExcerpts(): (base: PageText, target: PageText) => Edit {
  let steps = 0;

  /** The shortest way from one list to another; undefined where it is too long. */
  function script(
    base: readonly string[],
    target: readonly string[],
    maxEdits: number,
  ): ReturnType<typeof diffArrays<string>> | undefined {
    if (steps > MAX_STEPS) return undefined;
    const result = diffArrays([...base], [...target], { maxEditLength: maxEdits });
    const edits = result?.reduce((sum, { added, removed, count }) => sum + (added || removed ? count : 0), 0);
    steps += base.length + target.length + (edits ?? maxEdits) ** 2;
    return result;
  }

  function runsOf(base: readonly string[], target: readonly string[]): Run[] | undefined {
    if (base.length + target.length > MAX_LINES) return undefined;
    const lines = script(base, target, MAX_LINE_EDITS);
    const runs: Run[] = [];
    let removed: readonly string[] = [];
    let added: readonly string[] = [];
    const endPlace = (): void => {
      runs.push(...wordRuns(removed.flatMap(tokensOf), added.flatMap(tokensOf)));
      [removed, added] = [[], []];
    };
    for (const part of lines ?? []) {
      if (part.removed) removed = [...removed, ...part.value];
      else if (part.added) added = [...added, ...part.value];
      else {
        endPlace();
        runs.push(sameRun(part.value));
      }
    }
    endPlace();
    return lines && runs;
  }

  function wordRuns(removed: string[], added: string[]): Run[] {
    const whole: Run[] = [
      { kind: 'removed', tokens: removed, gap: false },
      { kind: 'added', tokens: added, gap: false },
    ];
    const small = removed.length + added.length <= MAX_WORDS;
    const words =
      small && removed.length > 0 && added.length > 0 ? script(removed, added, MAX_WORD_EDITS) : undefined;
    if (!words) return whole;
    const kept = words.reduce((sum, part) => sum + (part.added || part.removed ? 0 : part.count), 0);
    // Two sentences that share “the” and “of” are not one that was edited.
    if (kept * 3 < Math.min(removed.length, added.length)) return whole;
    return words.map((part) => ({
      kind: part.removed ? 'removed' : part.added ? 'added' : 'same',
      tokens: part.value,
      gap: false,
    }));
  }

  return (base, target) => {
    const words = { base: countWords(base.lines), target: countWords(target.lines) };
    const exactDiffers = base.exact !== target.exact;
    const runs = runsOf(base.lines, target.lines);
    if (!runs) {
      const form = !exactDiffers && sameButForForm(base.lines.join('\n'), target.lines.join('\n'));
      return { class: form ? 'cosmetic' : 'content', hunks: [], more: 0, words, muchChanged: true };
    }
    const { before, spots } = spotsOf(runs);
    const slight = spots.every(
      (spot) => classOfEdit(textOf(spot.removed), textOf(spot.added)) === 'cosmetic',
    );
    const hunks = hunksOf(before, spots);
    return {
      class: slight && !exactDiffers ? 'cosmetic' : 'content',
      hunks: hunks.slice(0, MAX_HUNKS),
      more: Math.max(0, hunks.length - MAX_HUNKS),
      words,
      muchChanged: false,
    };
  };
}

function countWords(lines: readonly string[]): number {
  return lines.reduce(
    (sum, line) => sum + tokensOf(line).filter((token) => /[\p{L}\p{N}]/u.test(token)).length,
    0,
  );
}
