/** Where two texts begin to differ: the line in each is the same up to there. */
export interface FirstDifference {
  /** From 1. */
  readonly line: number;
  readonly bundle: string;
  readonly here: string;
}

/** Characters that are shown before and behind the place. */
const [BEFORE, BEHIND] = [30, 50];

/** The first place where two texts differ; undefined where they do not. */
export function firstDifference(bundle: string, here: string): FirstDifference | undefined {
  if (bundle === here) return undefined;
  let at = 0;
  while (bundle.charCodeAt(at) === here.charCodeAt(at)) at++;
  const same = bundle.slice(0, at);
  return {
    line: same.split('\n').length,
    bundle: around(bundle, at, same.lastIndexOf('\n') + 1),
    here: around(here, at, same.lastIndexOf('\n') + 1),
  };
}

function around(text: string, at: number, lineStart: number): string {
  const from = Math.max(lineStart, at - BEFORE);
  const lineEnd = text.indexOf('\n', at);
  const to = Math.min(lineEnd < 0 ? text.length : lineEnd, at + BEHIND);
  const more = to < (lineEnd < 0 ? text.length : lineEnd);
  return `${from > lineStart ? '…' : ''}${text.slice(from, to).toWellFormed()}${more ? '…' : ''}`;
}
