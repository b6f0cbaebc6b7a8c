// What is known of one unit's text for searching: `pages/search-<unit>.js`, made when building and read in the browser. What stands
// in it is in the order of the pages, and numbers are distances, so that a typo mended changes a few characters.

/** A page: its path below `pages/`, title, language where it is not the pack's, and the anchors and titles of its headings in turn. */
export type ShardPage = readonly [path: string, title: string, language: string, headings: readonly string[]];

/** Sections are numbered through the pages: the beginning of a page, then what stands below each of its headings. */
export interface Shard {
  readonly pages: readonly ShardPage[];
  /** How long each section is, a letter each: `a` has no words, and each letter after it twice as many. */
  readonly lengths: string;
  /** Terms in code-unit order, each as the number (base 36) of characters that it shares with the one before, and the rest. */
  readonly terms: string;
  /** For each term the sections that it stands in. */
  readonly places: string;
}

/** Where a term stands: eight times the section, and how much that says: 1 to 3 times in the text, 4 in the heading, 5 in the title of the page. */
export type Place = number;

const MAX_SHARED = 35;

/** Terms and their places (both in order) as they stand in a shard. */
export function encodeTerms(
  terms: Iterable<readonly [term: string, places: ArrayLike<Place>]>,
): Pick<Shard, 'terms' | 'places'> {
  let before = '';
  const front: string[] = [];
  const places: string[] = [];
  for (const [term, found] of terms) {
    const most = Math.min(MAX_SHARED, before.length);
    let shared = 0;
    while (shared < most && before.charCodeAt(shared) === term.charCodeAt(shared)) shared++;
    // A character of two code units is not cut.
    if (shared > 0 && (term.charCodeAt(shared - 1) & 0xfc00) === 0xd800) shared--;
    front.push(shared.toString(36) + term.slice(shared));
    places.push(encodePlaces(found));
    before = term;
  }
  return { terms: front.join(' '), places: places.join(' ') };
}

/** Each place: its weight unless that is 1, and the distance from the one before in digits of base 16, `A`–`P` where more follow, `a`–`p`. */
function encodePlaces(places: ArrayLike<Place>): string {
  let text = '';
  let last = -1;
  for (let n = 0; n < places.length; n++) {
    const place = places[n] as Place;
    const section = place >> 3;
    if ((place & 7) > 1) text += String(place & 7);
    let rest = section - last - 1;
    for (; rest > 15; rest >>= 4) text += String.fromCharCode(65 + (rest & 15));
    text += String.fromCharCode(97 + rest);
    last = section;
  }
  return text;
}

export function decodePlaces(text: string, found: (section: number, weight: number) => void): void {
  let section = -1;
  let weight = 1;
  let distance = 0;
  let shift = 0;
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if (code < 65) weight = code - 48;
    else if (code < 97) {
      distance += (code - 65) << shift;
      shift += 4;
    } else {
      section += 1 + distance + ((code - 97) << shift);
      found(section, weight);
      weight = 1;
      distance = shift = 0;
    }
  }
}

/** Each term of a shard with its places, still encoded: most are never asked for. */
export function eachTerm({ terms, places }: Shard, found: (term: string, places: string) => void): void {
  let before = '';
  const encoded = places.split(' ');
  terms.split(' ').forEach((front, n) => {
    if (front === '') return;
    before = before.slice(0, parseInt(front.charAt(0), 36)) + front.slice(1);
    found(before, encoded[n] || '');
  });
}
