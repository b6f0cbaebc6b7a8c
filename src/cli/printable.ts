// Names and text come from other people's files: printed raw, they could move the cursor, colour a warning away, or
// show a name in another order than it has (Unicode technical report 36, "bidirectional text spoofing").
const UNPRINTABLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `text` with control, line-break, bidi and tag characters as visible escapes: what is safe to print on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => SHORT[character] ?? escapeUnits(character));
}

/** JSON of `value`, indented by that much (0: one line); the same characters stand as `\uXXXX`, so that it means the same and is safe to look at. */
export function printableJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent)
    .split('\n')
    .map((line) => line.replace(UNPRINTABLE, escapeUnits))
    .join('\n');
}

function escapeUnits(character: string): string {
  return [...Array(character.length).keys()]
    .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
    .join('');
}
