/** What languages are called by those who speak them (CLDR 47, begun with a capital). A fixed list: a browser's or host's may differ. */
const NAMES: ReadonlyMap<string, string> = new Map(
  `af Afrikaans, am አማርኛ, ar العربية, as অসমীয়া, ast Asturianu, az Azərbaycan, ba Башҡорт, be Беларуская, bg Български, bho भोजपुरी,
  bm Bamanakan, bn বাংলা, bo བོད་སྐད, br Brezhoneg, bs Bosanski, ca Català, ceb Cebuano, ckb کوردیی ناوەندی, cs Čeština,
  cy Cymraeg, da Dansk, de Deutsch, dz རྫོང་ཁ, ee Eʋegbe, el Ελληνικά, en English, eo Esperanto, es Español, et Eesti,
  eu Euskara, fa فارسی, ff Pulaar, fi Suomi, fil Filipino, fo Føroyskt, fr Français, ga Gaeilge, gd Gàidhlig, gl Galego,
  gu ગુજરાતી, ha Hausa, he עברית, hi हिन्दी, hr Hrvatski, hu Magyar, hy Հայերեն, id Bahasa Indonesia, ig Igbo, is Íslenska,
  it Italiano, ja 日本語, jv Basa Jawa, ka ქართული, kab Taqbaylit, kk Қазақ тілі, km ខ្មែរ, kn ಕನ್ನಡ, ko 한국어, ks کٲشُر,
  ku Kurdî, ky Кыргызча, lb Lëtzebuergesch, lg Luganda, ln Lingála, lo ລາວ, lt Lietuvių, luo Dholuo, lv Latviešu,
  mai मैथिली, mg Malagasy, mi Māori, mk Македонски, ml മലയാളം, mn Монгол, mr मराठी, ms Bahasa Melayu, mt Malti, my မြန်မာ,
  nb Norsk bokmål, ne नेपाली, nl Nederlands, nn Norsk nynorsk, no Norsk, nqo ߒߞߏ, nso Sesotho sa Leboa, oc Occitan,
  om Oromoo, or ଓଡ଼ିଆ, pa ਪੰਜਾਬੀ, pcm Naijíriá Píjin, pl Polski, ps پښتو, pt Português, qu Runasimi, rm Rumantsch,
  rn Ikirundi, ro Română, ru Русский, rw Ikinyarwanda, sd سنڌي, si සිංහල, sk Slovenčina, sl Slovenščina, sn chiShona,
  so Soomaali, sq Shqip, sr Српски, st Sesotho, su Basa Sunda, sv Svenska, sw Kiswahili, ta தமிழ், te తెలుగు, tg Тоҷикӣ,
  th ไทย, ti ትግርኛ, tk Türkmen dili, tn Setswana, tr Türkçe, tt Татар, ug ئۇيغۇرچە, uk Українська, ur اردو, uz O‘zbek,
  vi Tiếng Việt, wo Wolof, xh isiXhosa, yi ייִדיש, yo Èdè Yorùbá, yue 粵語, zgh ⵜⴰⵎⴰⵣⵉⵖⵜ, zh 中文, zu isiZulu`
    .split(',')
    .map((entry): [string, string] => {
      const [tag = '', ...name] = entry.trim().split(' ');
      return [tag, name.join(' ')];
    }),
);

/** The name of a language (BCP 47) in itself, with what its tag says beyond that: `Português (BR)`; its tag where no name is known. */
export function languageName(tag: string): string {
  const [language = '', ...rest] = tag.split('-');
  const name = NAMES.get(language.toLowerCase());
  if (name === undefined) return tag;
  return rest.length === 0 ? name : `${name} (${rest.join('-')})`;
}
