import { diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import type { FrontMatter } from './front-matter.ts';
import { languageTag } from './language-tag.ts';
import { minutesIn } from './minutes.ts';
import { isYamlList, type YamlMap, type YamlValue } from './yaml.ts';

const ORDER_KEYS = ['order', 'weight', 'nav_order', 'sidebar_position'] as const;

export interface TypedFrontMatter {
  readonly frontMatter: FrontMatter;
  readonly wrong: readonly { readonly key: string; readonly expected: string }[];
  /** Numbers and truth values that stand for texts (“title: 1984”). */
  readonly asText: readonly { readonly key: string; readonly text: string }[];
}

/** What is to be said about typed front matter, each where `placeOf` finds its key's value. */
export function typeFindings(
  { wrong, asText }: TypedFrontMatter,
  placeOf: (key: string) => Place | undefined,
): Diagnostic[] {
  return [
    ...wrong.map(({ key, expected }) => diagnostic('front-matter-type', { key, expected }, placeOf(key))),
    ...asText.map(({ key, text }) => diagnostic('yaml-not-text', { key, text }, placeOf(key))),
  ];
}

/** Picks the known keys out of a map; a value of the wrong type is named in `wrong` and left out. */
export function typeFrontMatter(map: YamlMap): TypedFrontMatter {
  const frontMatter: { -readonly [K in keyof FrontMatter]: FrontMatter[K] } = {};
  const wrong: { key: string; expected: string }[] = [];
  const asText: { key: string; text: string }[] = [];
  const text = (key: 'title' | 'id' | 'description' | 'language' | 'lang'): string | undefined => {
    const value = map[key];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
    if (typeof value === 'object') wrong.push({ key, expected: 'text' });
    else asText.push({ key, text: String(value) });
    return typeof value === 'object' ? undefined : String(value);
  };
  const title = text('title');
  const id = text('id');
  const description = text('description');
  const languageKey = map['language'] === undefined || map['language'] === null ? 'lang' : 'language';
  const language = text(languageKey);
  if (title !== undefined) frontMatter.title = title.replace(/\s+/g, ' ');
  if (id !== undefined) frontMatter.id = id;
  if (description !== undefined) frontMatter.description = description;
  if (language !== undefined && languageTag(language) !== undefined) frontMatter.language = language;
  else if (language !== undefined) wrong.push({ key: languageKey, expected: LANGUAGE });
  for (const key of ORDER_KEYS) {
    const value = map[key];
    const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    if (number === undefined || number === null) continue;
    if (typeof number === 'number' && Number.isFinite(number)) frontMatter.order ??= number;
    else wrong.push({ key, expected: 'a number' });
  }
  const minutes = minutesFor(map);
  if (minutes !== undefined) frontMatter.minutes = minutes;
  else if (map['time'] !== undefined && map['time'] !== null) wrong.push({ key: 'time', expected: TIME });
  // A page whose author may not want it published is not published.
  for (const [key, ofDrafts] of [
    ['draft', true],
    ['published', false],
  ] as const) {
    const value = map[key];
    if (value === undefined || value === null) continue;
    const truth = truthOf(value);
    if (truth === undefined) wrong.push({ key, expected: 'true or false' });
    if (truth === undefined || truth === ofDrafts) frontMatter.draft = true;
    else if (key === 'draft') frontMatter.draft = false;
  }
  const was = earlierIds(map['was']);
  if (was === undefined) wrong.push({ key: 'was', expected: 'an id or a list of ids' });
  else if (was.length > 0) frontMatter.was = was;
  return { frontMatter, wrong, asText };
}

/** Other tools have keys of these names too: only `time` must be one. */
function minutesFor(map: YamlMap): number | undefined {
  const [teaching, exercises] = [minutesIn(map['teaching']), minutesIn(map['exercises'])];
  const both = teaching ?? exercises;
  return (
    minutesIn(map['time']) ??
    minutesIn(map['duration']) ??
    (both === undefined ? undefined : (teaching ?? 0) + (exercises ?? 0))
  );
}

const TIME = 'a time such as 20 min or 1 h 30 min';
const LANGUAGE = 'the tag of a language, such as en, sw or pt-BR';

/** YAML 1.1, which most tools read, has more words for true and false than 1.2. */
function truthOf(value: YamlValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return /^(?:true|yes|y|on|1)$/i.test(word)
    ? true
    : /^(?:false|no|n|off|0)$/i.test(word)
      ? false
      : undefined;
}

function earlierIds(value: YamlValue): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  const list = isYamlList(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : undefined;
}
