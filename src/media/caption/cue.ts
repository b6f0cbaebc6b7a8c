/** One caption: when it is shown, in seconds from the beginning of the recording (whole milliseconds), and what it says. */
export interface Cue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Where and how it is shown: WebVTT cue settings, all valid; mostly empty. */
  readonly settings: string;
  /** WebVTT cue text of `<b> <i> <u> <ruby> <rt> <v name>`, balanced, escaped, without blank lines: see {@link markupOf}. */
  readonly markup: string;
}

/** What was found in a caption file. */
export interface Captions {
  readonly cues: readonly Cue[];
  /** Captions that were left out because their times cannot be read, and the line of the first of them. */
  readonly unread?: { readonly count: number; readonly line: number };
}

/** Characters of one caption as it is written in its file, with all its markup. */
export const MAX_CUE_SOURCE = 20_000;

/** Ten thousand hours: no recording is longer. */
const MAX_SECONDS = 36_000_000;

/** Seconds between captions of which one takes over the other's last line. */
const MAX_ROLLING_GAP = 0.1;

/** The captions in the order of their times, without those that are never shown or say nothing, each once. */
export function settleCues(cues: readonly Cue[]): Cue[] {
  const shown = cues
    .filter(
      ({ startSeconds, endSeconds, markup }) =>
        startSeconds < endSeconds && endSeconds < MAX_SECONDS && markup !== '',
    )
    .sort((a, b) => a.startSeconds - b.startSeconds || a.endSeconds - b.endSeconds);
  return withoutRolling(shown.filter((cue, n) => n === 0 || !isSame(cue, shown[n - 1])));
}

function isSame(a: Cue, b: Cue | undefined): boolean {
  return a.startSeconds === b?.startSeconds && a.endSeconds === b.endSeconds && a.markup === b.markup;
}

/**
 * Captions made by machines roll: each begins with the last line of the one before, so that a transcript would say everything
 * two or three times. Where most captions do, each keeps only what is new in it.
 */
function withoutRolling(cues: Cue[]): Cue[] {
  const repeats = cues.map((cue, n) => repeatsLastLine(cue, cues[n - 1]));
  const rolling = repeats.filter(Boolean).length;
  if (rolling < 2 || rolling * 2 < cues.length - 1 || cues.some(({ markup }) => markup.includes('<')))
    return cues;
  return cues.flatMap((cue, n) => {
    if (!repeats[n]) return [cue];
    const markup = cue.markup.split('\n').slice(1).join('\n');
    return markup === '' ? [] : [{ ...cue, markup }];
  });
}

function repeatsLastLine(cue: Cue, before: Cue | undefined): boolean {
  if (!before || Math.abs(cue.startSeconds - before.endSeconds) > MAX_ROLLING_GAP) return false;
  return cue.markup.split('\n', 1)[0] === before.markup.slice(before.markup.lastIndexOf('\n') + 1);
}
