/** In writing without spaces: letters that take as long to read as a word. */
const LETTERS_A_WORD = { ideograms: 2, letters: 5 };

const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/gu;
const IDEOGRAM = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const MAYBE_UNSPACED = /[\u0e00-\u109f\u1780-\u17ff\u3040-\u9fff]/;
const MARKUP = /<(?:[^<>"']|"[^"]*"|'[^']*')*>|&#?\w+;/g;

/** How many words of a page there are to read, of its HTML. */
export function countWords(html: string): number {
  const words = countRuns(html);
  // Most pages have none of these.
  if (!MAYBE_UNSPACED.test(html)) return words;
  const text = html.replace(MARKUP, ' ');
  if (!MAYBE_UNSPACED.test(text)) return words;
  const letters = text.match(UNSPACED)?.length ?? 0;
  const ideograms = text.match(IDEOGRAM)?.length ?? 0;
  return words + Math.round(letters / LETTERS_A_WORD.letters + ideograms / LETTERS_A_WORD.ideograms);
}

// What each UTF-16 code unit is to words. A text has few: each is looked up once.
const UNKNOWN = 0;
const APART = 1;
const LETTER = 2;
/** Goes on with a word, but begins none. */
const WITHIN = 3;
/** Begins a character of two units. */
const HALF = 4;
const kinds = new Uint8Array(1 << 16);

const [QUOTE, REFERENCE, APOSTROPHE, LESS, GREATER] = [34, 38, 39, 60, 62];
const REFERENCE_HERE = /&#?\w+;/y;

/** Runs of letters and digits outside of markup. As one regular expression it was a fifth of the time that compiling took. */
function countRuns(html: string): number {
  let runs = 0;
  let isOpen = false;
  for (let at = 0; at < html.length; at++) {
    const code = html.charCodeAt(at);
    let kind = kinds[code];
    if (kind === UNKNOWN) kind = kinds[code] = kindOf(html.charAt(at));
    if (kind === HALF) {
      const character = String.fromCodePoint(html.codePointAt(at) ?? 0);
      kind = character.length > 1 ? kindOf(character) : APART;
      at += character.length - 1;
    }
    if (kind === LETTER) {
      if (!isOpen) runs++;
      isOpen = true;
    } else if (kind === APART) {
      isOpen = false;
      if (code === LESS) at = endOfTag(html, at);
      else if (code === REFERENCE) at = endOfReference(html, at);
    }
  }
  return runs;
}

function kindOf(character: string): number {
  if (/^[\p{L}\p{N}]/u.test(character)) return LETTER;
  if (/^[\p{M}'’-]/u.test(character)) return WITHIN;
  return /^[\ud800-\udbff]$/.test(character) ? HALF : APART;
}

/** The last character of the tag that begins at `at`; `at` where it is none. */
function endOfTag(html: string, at: number): number {
  for (let n = at + 1; n < html.length; n++) {
    const code = html.charCodeAt(n);
    if (code === GREATER) return n;
    if (code === LESS) return at;
    if (code === QUOTE || code === APOSTROPHE) {
      n = html.indexOf(html.charAt(n), n + 1);
      if (n < 0) return at;
    }
  }
  return at;
}

function endOfReference(html: string, at: number): number {
  REFERENCE_HERE.lastIndex = at;
  return REFERENCE_HERE.test(html) ? REFERENCE_HERE.lastIndex - 1 : at;
}
