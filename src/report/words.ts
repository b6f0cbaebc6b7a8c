const MAX_LENGTH = 120;

/** A title that may be of any length, cut so that it can be shown. */
export function clipped(title: string): string {
  // Enough code units for the characters that are kept: a title may have millions.
  const characters = Array.from(title.slice(0, 4 * MAX_LENGTH));
  return characters.length <= MAX_LENGTH
    ? characters.join('')
    : `${characters.slice(0, MAX_LENGTH).join('')}…`;
}

/** A title in text that has no markup: between signs that keep it from turning what stands around it (Unicode annex 9, isolates). */
export function isolated(title: string): string {
  return `\u2068${clipped(title)}\u2069`;
}
