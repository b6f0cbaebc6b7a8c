import { languageOfArabic, languageOfCyrillic, languageOfDevanagari } from './letters.ts';
import { languageOfWords } from './small-words.ts';

/** Scripts that name their language by themselves, and those that leave a choice to the words. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/\p{Script=Hiragana}|\p{Script=Katakana}/gu, 'ja'],
  [/\p{Script=Hangul}/gu, 'ko'],
  [/\p{Script=Han}/gu, 'zh'],
  [/\p{Script=Thai}/gu, 'th'],
  [/\p{Script=Hebrew}/gu, 'he'],
  [/\p{Script=Greek}/gu, 'el'],
  [/\p{Script=Bengali}/gu, 'bn'],
  [/\p{Script=Tamil}/gu, 'ta'],
  [/\p{Script=Telugu}/gu, 'te'],
  [/\p{Script=Kannada}/gu, 'kn'],
  [/\p{Script=Malayalam}/gu, 'ml'],
  [/\p{Script=Gujarati}/gu, 'gu'],
  [/\p{Script=Gurmukhi}/gu, 'pa'],
  [/\p{Script=Sinhala}/gu, 'si'],
  [/\p{Script=Myanmar}/gu, 'my'],
  [/\p{Script=Khmer}/gu, 'km'],
  [/\p{Script=Lao}/gu, 'lo'],
  [/\p{Script=Georgian}/gu, 'ka'],
  [/\p{Script=Armenian}/gu, 'hy'],
  [/\p{Script=Ethiopic}/gu, 'am'],
  [/\p{Script=Oriya}/gu, 'or'],
  [/\p{Script=Thaana}/gu, 'dv'],
  [/\p{Script=Nko}/gu, 'nqo'],
  [/\p{Script=Tifinagh}/gu, 'zgh'],
  [/\p{Script=Tibetan}/gu, 'bo'],
];
/** ISO 639-3, as franc names languages → BCP 47, for the languages it can be trusted with. */
const FRANC: Readonly<Record<string, string>> = {
  eng: 'en',
  spa: 'es',
  fra: 'fr',
  deu: 'de',
  por: 'pt',
  ita: 'it',
  nld: 'nl',
  pol: 'pl',
  ces: 'cs',
  swe: 'sv',
  hun: 'hu',
  ron: 'ro',
  tur: 'tr',
  vie: 'vi',
  ind: 'id',
  swh: 'sw',
  tgl: 'tl',
  yor: 'yo',
  ibo: 'ig',
  hau: 'ha',
  som: 'so',
  uzn: 'uz',
  rus: 'ru',
  ukr: 'uk',
  bel: 'be',
  bul: 'bg',
  srp: 'sr',
  arb: 'ar',
  pes: 'fa',
  urd: 'ur',
  hin: 'hi',
  mar: 'mr',
  npi: 'ne',
};
const ENGLISH = /\b(?:the|and|of|to|is|are|this|that|you|with|for|your|in|it|be|on)\b/gi;

const SAMPLE = 6000;

/** The language of some prose, or undefined when that is not sure: first by its script, then by its letters' neighbourhoods. */
export async function guessLanguage(texts: Iterable<string>): Promise<string | undefined> {
  const sample = proseOf(texts);
  const letters = count(sample, /\p{L}/gu);
  if (letters < 20) return undefined;
  if (count(sample, SCRIPTS[0]?.[0] ?? /$^/) > letters / 10) return 'ja';
  for (const [script, language] of SCRIPTS) if (count(sample, script) > letters / 3) return language;
  if (count(sample, /\p{Script=Arabic}/gu) > letters / 3) return languageOfArabic(sample);
  // Plain English is by far the most frequent answer, and its small words are enough to be sure of it.
  const words = count(sample, /[\p{L}\p{M}]+/gu);
  if (words >= 20 && count(sample, ENGLISH) > words * 0.2) return 'en';
  if (count(sample, /\p{Script=Latin}/gu) > letters / 2) {
    const language = languageOfWords(sample);
    if (language !== undefined) return language;
  }
  return (await byLetters(sample, letters)) ?? byScript(sample, letters);
}

/** By how letters follow one another, where there is enough text for it. */
async function byLetters(sample: string, letters: number): Promise<string | undefined> {
  if (letters < 200) return undefined;
  const { francAll } = await import('franc-min');
  const [best, second] = francAll(sample, { minLength: 100 });
  const language = FRANC[best?.[0] ?? ''];
  // franc's scores are relative to the best: neighbours such as Spanish and Portuguese lie near one another.
  return language !== undefined && (second === undefined || second[1] < 0.97) ? language : undefined;
}

/** Scripts of several languages: a text too short to be sure of one is in that script all the same. */
function byScript(sample: string, letters: number): string | undefined {
  if (count(sample, /\p{Script=Cyrillic}/gu) > letters / 3) return languageOfCyrillic(sample);
  if (count(sample, /\p{Script=Devanagari}/gu) > letters / 3) return languageOfDevanagari(sample);
  return undefined;
}

/** Up to 6,000 characters of running text, without code, HTML, links, front matter. */
function proseOf(texts: Iterable<string>): string {
  let sample = '';
  for (const text of texts) {
    sample += `${text
      .slice(0, 20_000)
      .replace(/^---\r?\n[^]*?\n---\r?\n/, '')
      .replace(/^ {0,3}(```|~~~)[^]*?^ {0,3}\1/gm, ' ')
      .replace(/<!--[^]*?-->|<[^<>]{0,500}>|`[^`\n]*`|\]\([^()\n]*\)|https?:\S+/g, ' ')
      .slice(0, 3000)} `;
    if (sample.length > SAMPLE) break;
  }
  return sample.slice(0, SAMPLE);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
