/**
 * Whether a path fits a pattern: `*` is any run of characters within a folder, `?` one of them, `**` any folders. No
 * regular expression is made of the author's pattern, so that none can take exponential time.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  return matches(
    path.split('/'),
    pattern.split('/'),
    (name, part) => matches(Array.from(name), Array.from(part), fits, '*'),
    '**',
  );
}

function fits(character: string, part: string): boolean {
  return part === '?' || part === character;
}

/** The usual two-finger match: on a mismatch the latest wildcard takes one item more, so time is at most length × length. */
function matches(
  items: readonly string[],
  pattern: readonly string[],
  one: (item: string, part: string) => boolean,
  wildcard: string,
): boolean {
  let i = 0;
  let p = 0;
  let star = -1;
  let from = 0;
  while (i < items.length) {
    const part = pattern[p];
    if (part === wildcard) {
      star = p++;
      from = i;
    } else if (part !== undefined && one(items[i] ?? '', part)) {
      i++;
      p++;
    } else if (star >= 0) {
      p = star + 1;
      i = ++from;
    } else return false;
  }
  while (pattern[p] === wildcard) p++;
  return p === pattern.length;
}
