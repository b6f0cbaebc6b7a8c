/** ISO 639-1, and the three-letter codes of ISO 639 that translation projects use. A fixed list: the host's may differ. */
const LANGUAGES = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu ' +
    'arz ast bal bcl bho bik ceb ckb cmn crh csb dag fil fon fur fuv gsw guz haw hmn hsb ilo jbo kab kam kbp kea kik kmr lij lmo lua luo lus mai mni nds nqo nso pap pcm prs quy rup sah sat scn shn ssw syc szl taq tay tok tpi tum tzm umb vec war yue zgh'
  ).split(' '),
);

/** Codes of countries that people use for the language spoken there, where no language has that code. */
const COUNTRY_CODES: Readonly<Record<string, string>> = {
  cn: 'zh-CN',
  hk: 'zh-HK',
  jp: 'ja',
  kr: 'ko',
  cz: 'cs',
  dk: 'da',
  gr: 'el',
  ua: 'uk',
  vn: 'vi',
};
/** Codes of languages that translation projects use for a country's language; the text decides which is meant. */
const AMBIGUOUS: Readonly<Record<string, { readonly guess: string; readonly tag: string }>> = {
  br: { guess: 'pt', tag: 'pt-BR' },
  tw: { guess: 'zh', tag: 'zh-TW' },
  mo: { guess: 'zh', tag: 'zh-MO' },
  kr: { guess: 'ko', tag: 'ko' },
  se: { guess: 'sv', tag: 'sv' },
};

/** The canonical form of a BCP 47 tag (`PT_br` → `pt-BR`), or undefined when it is none or names no known language. */
export function languageTag(text: string): string | undefined {
  const tag = text.trim().replaceAll('_', '-');
  if (!/^[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})*$/.test(tag))
    return undefined;
  const [language = '', ...rest] = tag.split('-');
  if (!LANGUAGES.has(language.toLowerCase())) return undefined;
  const cased = rest.map((part) =>
    part.length === 4
      ? part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase()
      : part.length === 2
        ? part.toUpperCase()
        : part.toLowerCase(),
  );
  return [language.toLowerCase(), ...cased].join('-');
}

/** The language a folder or file name stands for; `guess` is what its text looks like, where that is known. */
export function languageOfName(name: string, guess?: string): string | undefined {
  const lower = name.toLowerCase();
  const ambiguous = AMBIGUOUS[lower];
  if (ambiguous && guess === ambiguous.guess) return ambiguous.tag;
  return languageTag(name) ?? (Object.hasOwn(COUNTRY_CODES, lower) ? COUNTRY_CODES[lower] : undefined);
}
