import type { ElementContent } from 'hast';
import { languageOf } from './hast.ts';
import { knownLanguage, loadGrammar, type Language } from './languages.ts';
import type { Lowlight } from './lowlight.ts';

/** Colours one block of code. */
export type Highlight = (value: string, language: string | undefined) => ElementContent[];

// Colours help in what a person reads; beyond this a listing is data, and grammars can be slow on it.
const MAX_LENGTH = 20_000;
const MAX_SLOW_LENGTH = 5_000;
const SLOW: ReadonlySet<string> = new Set(['arduino', 'c', 'cpp', 'markdown', 'scss']);
// Of all code of a page.
const MAX_PAGE_LENGTH = 100_000;
// Translations repeat their original's code: what was coloured lately is kept, as long as it is not much.
const KEPT_LENGTH = 1_000_000;

let lowlight: Lowlight | undefined;
let kept = new Map<string, ElementContent[]>();
let keptLength = 0;

const plain: Highlight = (value) => [{ type: 'text', value }];

/** Loads what the code of a page needs to be coloured; nothing where none of its languages is known. */
export async function loadHighlight(names: Iterable<string>): Promise<Highlight> {
  const wanted = [...names]
    .map((name) => knownLanguage(languageOf(name) ?? ''))
    .filter((name) => name !== undefined);
  if (wanted.length === 0) return plain;
  lowlight ??= (await import('./lowlight.ts')).emptyLowlight();
  for (const language of wanted) {
    if (!lowlight.registered(language)) lowlight.register(language, await loadGrammar(language));
  }
  let left = MAX_PAGE_LENGTH;
  return (value, name) => {
    left -= value.length;
    return left < 0 ? plain(value, name) : highlight(value, name);
  };
}

function highlight(value: string, name: string | undefined): ElementContent[] {
  const language = knownLanguage(name ?? '');
  const limit = SLOW.has(language ?? '') ? MAX_SLOW_LENGTH : MAX_LENGTH;
  if (language === undefined || !lowlight || value.length > limit) return plain(value, name);
  const key = `${language}\n${value}`;
  const known = kept.get(key);
  if (known) return known;
  const coloured = colour(value, language, lowlight);
  if (keptLength > KEPT_LENGTH) {
    kept = new Map();
    keptLength = 0;
  }
  kept.set(key, coloured);
  keptLength += key.length;
  return coloured;
}

function colour(value: string, language: Language, { highlight }: Lowlight): ElementContent[] {
  return highlight(language, value, { prefix: 'hljs-' }).children as ElementContent[];
}
