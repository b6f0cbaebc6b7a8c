// Currency signs that hardly any text has: the parsers treat them as they treat `$` beside emphasis, but not as math.
const STAND_INS = ['\u20B0', '\u20A2', '\u20A4', '\u20AF'];

/**
 * Hides each `$` that cannot be the start or the end of a formula behind a currency sign that the text does not have, so
 * that “$5 and $6” stays text. The rule is Pandoc's and GitHub's: no white space inside the signs, no letter or digit
 * outside them; signs of one formula stand in one paragraph. `$$` and code are left alone.
 */
export function guardDollars(text: string): { text: string; dollar: string | undefined } {
  if (!text.includes('$')) return { text, dollar: undefined };
  const dollar = STAND_INS.find((sign) => !text.includes(sign));
  if (dollar === undefined) return { text, dollar };
  const hidden = singleDollars(text);
  if (hidden.length === 0) return { text, dollar: undefined };
  let guarded = '';
  let from = 0;
  for (const at of hidden) {
    guarded += text.slice(from, at) + dollar;
    from = at + 1;
  }
  return { text: guarded + text.slice(from), dollar };
}

/** Offsets of the `$` that take part in no formula. */
function singleDollars(text: string): number[] {
  const hidden: number[] = [];
  const endOfSpan = spansOf(text);
  let open: number | undefined;
  const drop = (): void => {
    if (open !== undefined) hidden.push(open);
    open = undefined;
  };
  // Fenced code, code spans, escapes, paragraph ends, runs of `$`.
  const token = /^[ \t>]*(`{3,}|~{3,})[^\n]*|(`+)|\\.|\n[ \t>]*(?=\n)|\$+/gm;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found, fence, ticks] = match;
    if (fence !== undefined) {
      drop();
      token.lastIndex = endOfFence(text, token.lastIndex, fence);
    } else if (ticks !== undefined) {
      token.lastIndex = endOfSpan(token.lastIndex, ticks.length);
    } else if (found.startsWith('\n')) {
      drop();
    } else if (found === '$') {
      const before = text[match.index - 1] ?? '\n';
      const after = text[match.index + 1] ?? '\n';
      if (open !== undefined && /\S/.test(before) && !/[A-Za-z0-9]/.test(after)) {
        open = undefined;
        continue;
      }
      drop();
      if (/\S/.test(after) && !/[A-Za-z0-9]/.test(before)) open = match.index;
      else hidden.push(match.index);
    } else if (found.startsWith('$')) {
      drop();
      const end = text.indexOf(found, token.lastIndex);
      if (end >= 0) token.lastIndex = end + found.length;
    }
  }
  drop();
  return hidden.sort((a, b) => a - b);
}

function endOfFence(text: string, from: number, fence: string): number {
  const close = new RegExp(`^[ \\t>]*${fence}${fence[0] ?? ''}*[ \\t]*$`, 'gm');
  close.lastIndex = from;
  return close.test(text) ? close.lastIndex : text.length;
}

/**
 * Where the code span ends that a run of `length` backticks before `from` begins: after the next run as long in its paragraph,
 * else at once. A paragraph's runs are listed one time, not one time for each of them; `from` only grows.
 */
function spansOf(text: string): (from: number, length: number) => number {
  let paragraphEnd = 0;
  let runs = new Map<number, number[]>();
  return (from, length) => {
    if (from >= paragraphEnd) {
      const blank = /\n[ \t>]*\n/g;
      blank.lastIndex = from;
      paragraphEnd = blank.exec(text)?.index ?? text.length;
      runs = new Map();
      for (let at = text.indexOf('`', from); at >= 0 && at < paragraphEnd;) {
        let end = at + 1;
        while (text[end] === '`') end++;
        const ends = runs.get(end - at);
        if (ends) ends.push(end);
        else runs.set(end - at, [end]);
        at = text.indexOf('`', end);
      }
      for (const ends of runs.values()) ends.reverse();
    }
    const ends = runs.get(length) ?? [];
    while ((ends.at(-1) ?? Infinity) <= from) ends.pop();
    return ends.at(-1) ?? from;
  };
}
