// Scripts and languages that are written from right to left (CLDR 47, characterOrder). A language in another script
// than its usual one says so in its tag: `ar-Latn`, `pa-Arab` (RFC 5646 §2.2.3).
const SCRIPTS = new Set(['adlm', 'arab', 'aran', 'hebr', 'mand', 'nkoo', 'rohg', 'samr', 'syrc', 'thaa']);
const LANGUAGES = new Set(
  (
    'ar arc ary arz aeb apc acm ajp azb bal bgn bqi ckb dv fa glk he iw ji khw ks lrc luz mzn nqo pnb prs ps sd ' +
    'sdh skr syr ug ur yi'
  ).split(' '),
);

/** The direction in which text in `language` (BCP 47) is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const [primary = '', ...subtags] = language.toLowerCase().split('-');
  const script = subtags.find((subtag) => /^[a-z]{4}$/.test(subtag));
  return (script === undefined ? LANGUAGES.has(primary) : SCRIPTS.has(script)) ? 'rtl' : 'ltr';
}

/**
 * HTML attributes for text in `language` within text in `around`. Labels in `pt` may stand unmarked in a page in `pt-BR`.
 */
export function languageAttributes(language: string, around: string): string {
  if (language === around || around.startsWith(`${language}-`)) return '';
  return /^[A-Za-z0-9-]+$/.test(language) ? ` lang="${language}" dir="${directionOf(language)}"` : '';
}
