/** Letters that only some languages of a script have: enough where a text is too short for statistics. */
type Marks = readonly (readonly [RegExp, string])[];

const ARABIC: Marks = [
  [/[ټډړږښڼ]/u, 'ps'],
  [/[ٹڈڑںے]/u, 'ur'],
  [/[ۇۈۋ]/u, 'ug'],
  [/[ڕڵێۆە]/u, 'ckb'],
];
const CYRILLIC: Marks = [
  [/[әұ]|ғ.*қ|қ.*ғ/isu, 'kk'],
  [/[ҷҳӣӯ]/iu, 'tg'],
  [/[ѓќѕ]/iu, 'mk'],
  [/[ђћљњџ]/iu, 'sr'],
  [/ў/iu, 'be'],
  [/[їєґ]/iu, 'uk'],
  [/ң/iu, 'ky'],
  [/[өү]/iu, 'mn'],
  [/і/iu, 'uk'],
];
const DEVANAGARI: Marks = [
  [/(?<!\p{L})(?:आहे|आणि|आहेत|नाही|या|ते)(?![\p{L}\p{M}])/u, 'mr'],
  [/(?<!\p{L})(?:छ|छन्|हो|हुन्छ|गर्न|र|भने)(?![\p{L}\p{M}])/u, 'ne'],
];

/** The language of a text in Arabic letters. */
export function languageOfArabic(text: string): string {
  const marked = marks(text, ARABIC);
  if (marked !== undefined) return marked;
  return count(text, /[پچژگکی]/gu) > count(text, /[ةيكىأإ]/gu) ? 'fa' : 'ar';
}

/** The language of a text in Cyrillic letters. */
export function languageOfCyrillic(text: string): string {
  const marked = marks(text, CYRILLIC);
  if (marked !== undefined) return marked;
  return /ъ/iu.test(text) && !/[ыэё]/iu.test(text) ? 'bg' : 'ru';
}

/** The language of a text in Devanagari. */
export function languageOfDevanagari(text: string): string {
  const hindi = count(text, /(?<!\p{L})(?:है|हैं|में|के|की|का|और|को|से|यह)(?![\p{L}\p{M}])/gu);
  const marked = marks(text, DEVANAGARI);
  return marked !== undefined && hindi < 2 ? marked : 'hi';
}

function marks(text: string, table: Marks): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
