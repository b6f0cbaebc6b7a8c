// Which letters a font is there for, and whether a text needs it. Documented in README.md, “Fonts”.

/** Letters, as code points in ascending order. */
export type Letters = readonly number[];

/**
 * What every device shows: letters of Latin, punctuation, symbols. The rest of what scripts share (joiners, the danda, Arabic
 * commas) stays with the script.
 */
const EVERYWHERE = /[\p{Script=Latin}\u0000-\u00ff\u2000-\u200a\u2010-\u205f\u20a0-\u25cb\u25cd-\u2bff]/u;
/** Fonts of Latin letters often have some of Greek, for formulas. */
const OTHER_SCRIPT = 20;

const isLetter = (letter: number): boolean => /\p{L}/u.test(String.fromCodePoint(letter));
const isEverywhere = (letter: number): boolean => EVERYWHERE.test(String.fromCodePoint(letter));
const isBasicLatin = (letter: number): boolean => letter < 0x80;

/**
 * Which letters of a text a font carries that has the letters `own`; none where the text does not need the font. `chosen` says that
 * the author has named the text's language for this font: then it is used for all of it. Else it is used for what devices may lack:
 * a font of another script than Latin for that script alone, a font of Latin letters where there are more of them than a to z.
 */
export function servedLetters(text: Letters, own: ReadonlySet<number>, chosen: boolean): Letters {
  const both = text.filter((letter) => own.has(letter));
  if (chosen) return both.some(isLetter) ? withSigns(both, own) : [];
  if (isOfOtherScript(own)) {
    const needed = both.filter((letter) => !isEverywhere(letter));
    return needed.some(isLetter) ? needed : [];
  }
  return both.some((letter) => isLetter(letter) && !isBasicLatin(letter)) ? withSigns(both, own) : [];
}

function isOfOtherScript(own: ReadonlySet<number>): boolean {
  let others = 0;
  for (const letter of own) {
    if (isLetter(letter) && !isEverywhere(letter)) others++;
    if (others === OTHER_SCRIPT) return true;
  }
  return false;
}

/** Digits of numbered lists stand in no text; punctuation comes and goes, and a few glyphs less would make another file. */
const SIGNS = ' !"#$%&\'()*+,-./0123456789:;<=>?@[\\]^_{|}\u00a0«»‘’“”–—…•·';

function withSigns(letters: Letters, own: ReadonlySet<number>): Letters {
  const signs = Array.from(SIGNS, (sign) => sign.codePointAt(0) ?? 0).filter((sign) => own.has(sign));
  return sorted([...letters, ...signs]);
}

/** In ascending order, each once. */
export function sorted(letters: Iterable<number>): Letters {
  return [...new Set(letters)].sort((a, b) => a - b);
}

/** Gaps of fewer letters are no end of a range: what lies in them is nowhere in the text, or in no font. */
const GAP = 128;

/** Ranges that hold all letters: `[[0x1780, 0x17f9]]`. */
export function rangesOf(letters: Letters): (readonly [number, number])[] {
  const ranges: [number, number][] = [];
  for (const letter of letters) {
    const last = ranges.at(-1);
    if (last && letter - last[1] < GAP) last[1] = letter;
    else ranges.push([letter, letter]);
  }
  return ranges;
}
