/** Characters; the schema of satchel.yaml has the same. A title stands on every page that leads to its own. */
const MAX_LENGTH = 300;

/** A title as it can stand in a manifest and on pages: one line of well-formed text, not longer than a person reads. */
export function titleText(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return line.length <= MAX_LENGTH
    ? line
    : `${line.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
