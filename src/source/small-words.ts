// The most frequent words of languages in Latin letters: neighbours such as Spanish and Portuguese, which share most runs of
// letters, differ in them, and a sentence or two has enough. Languages that are not listed here are told by their letters.
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to is are this that you with for your in it be on we a can as will from not have what how if or',
  es: 'el la los las de del que y en un una es por con para se su al lo como más este esta son no o hay cada cuando sobre qué muy',
  pt: 'o a os as de do da dos das que e em um uma é por com para se no na ao não como mais este esta são ou sua seu você quando muito também à',
  fr: 'le la les de des du que et en un une est par avec pour se ce cette dans sur au aux ne pas plus qui vous nous il sont ou',
  de: 'der die das den dem des und in ein eine einen ist mit für auf zu von nicht sie wir ich es im am auch wie werden sind wird oder',
  it: 'il lo la gli le di del della che e in un una è per con si da non come più questo questa sono nel alla i dei delle',
  nl: 'de het een en van in is dat op te met voor niet zijn je wij we er aan om ook als bij naar wordt deze door kan of',
  ca: 'el la els les de del dels que i en un una és per amb als al com més aquest aquesta són no o cada quan sobre què molt',
  gl: 'o a os as do da dos das que e en un unha é por con para se no na ao non como máis moi este esta son ou súa cando',
  ro: 'și în de la cu pe un o este sunt că nu din pentru care se ce mai sau prin acest această al ale lui fi',
  pl: 'i w na z do się nie jest to że o jak po dla od za przez są oraz tym który która może co lub ten',
  cs: 'a v na se je to že s z do pro jako nebo ale jsou si o k tak který která by při po ve od',
  tr: 've bir bu için ile de da olarak olan daha çok gibi ne var her kadar sonra en değil veya ise mı mi',
  id: 'dan yang di untuk dengan ini itu dari pada adalah ke dalam tidak akan atau anda kita dapat juga oleh sebagai bisa ada',
  sw: 'na ya wa kwa ni katika la za cha kama hii hiyo hizi kuwa au yake wao sisi wewe lakini pia kila ili mmea wakati',
  sv: 'och att det i en på är som för med den av inte till ett om vi du har kan från eller så ska hur när',
  tl: 'ang ng sa mga na at ay ito para kung hindi mo ko si ni isang may nang o rin ka',
};

const SETS = Object.entries(WORDS).map(([language, words]) => [language, new Set(words.split(' '))] as const);

/** The language whose small words a text in Latin letters has most of; undefined when none stands out. */
export function languageOfWords(text: string): string | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{M}’']+/gu) ?? [];
  if (words.length < 8) return undefined;
  const counts = SETS.map(([language, set]) => ({
    language,
    set,
    found: words.filter((word) => set.has(word)),
  }));
  const [best, second] = counts.sort((a, b) => b.found.length - a.found.length);
  if (!best || !second || best.found.length < words.length * 0.2) return undefined;
  // What neighbours have in common decides nothing between them.
  const own = best.found.filter((word) => !second.set.has(word)).length;
  const others = second.found.filter((word) => !best.set.has(word)).length;
  return own >= 2 && own >= others * 3 ? best.language : undefined;
}
