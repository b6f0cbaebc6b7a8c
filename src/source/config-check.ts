import { diagnostic, type Diagnostic } from '../diagnostic.ts';
import { checkSchema, type SchemaError } from '../schema.ts';
import { suggest } from '../suggest.ts';
import { languageTag } from './language-tag.ts';
import { isYamlList, isYamlMap, type YamlDocument, type YamlMap, type YamlValue } from './yaml.ts';

/** Keys by the map they may stand in (`*` is any index), for suggestions; schemas/satchel-1.schema.json has the rules. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': 'id version title description language license authors units subjects levels alignments profiles media budget lrs theme'.split(
    ' ',
  ),
  'authors/*': ['name', 'email', 'url'],
  'units/*': ['id', 'title', 'page', 'lessons'],
  media: ['kinds', 'formats'],
  budget: ['bundle', 'lesson'],
  theme: ['accent', 'logo', 'style', 'templates', 'fonts'],
  'theme/fonts/*': ['file', 'languages'],
};
/** What a value must be, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  '': 'a list of keys and values',
  id: 'an id of at most 60 lower-case letters, digits, “-”, “_” and “.”',
  version: 'a version of three numbers, such as “1.2.0” (in quotation marks if it has only one dot)',
  language: 'the tag of a language, such as en, sw or pt-BR',
  license: 'the name of a licence, such as CC-BY-4.0',
  authors: 'a list of names',
  'authors/*': 'a name, or name, email and url',
  'authors/*/email': 'an e-mail address',
  'authors/*/url': 'an address that begins with https://',
  units: 'a list of units',
  'units/*': 'a folder, a file, or a title with lessons',
  'units/*/id': 'an id of lower-case letters, digits, “-”, “_”, “.” and “/”',
  'units/*/lessons': 'a folder, or a list of files and folders',
  'units/*/lessons/*': 'a file, a folder or a pattern such as lessons/*.md',
  subjects: 'a list of texts',
  levels: 'a list of texts',
  alignments: 'a list of texts',
  profiles: 'a list of low, standard or high, each at most once',
  'profiles/*': 'low, standard or high',
  media: 'keys and values',
  'media/kinds': 'file names or patterns, and for each what the files are',
  'media/kinds/*': 'speech, music, photo, diagram, screenshot, animation, talking-head, screencast or film',
  'media/formats': 'a list of avif, opus, vp9 or av1, each at most once',
  'media/formats/*': 'avif, opus, vp9 or av1',
  budget: 'a size with its unit, such as 25 MB, or bundle and lesson with a size each',
  'budget/bundle': 'a size with its unit, such as 200 MB',
  'budget/lesson': 'a size with its unit, such as 20 MB',
  lrs: 'the address of an LRS that begins with https:// or http://, without name, password, “?” and “#”',
  theme: 'keys and values',
  'theme/accent': 'a colour such as #0a7d5a',
  'theme/logo': 'a picture, such as pictures/logo.svg',
  'theme/style': 'a style sheet, such as theme/own.css',
  'theme/templates': 'a folder, such as theme/templates',
  'theme/fonts': 'a list of font files, such as [fonts/khmer.ttf]',
  'theme/fonts/*': 'a font file, or file and languages',
  'theme/fonts/*/languages': 'a list of tags of languages, such as [km]',
  'theme/fonts/*/languages/*': 'the tag of a language, such as en, sw or pt-BR',
};

/** Nobody reads more of one file. */
const MAX_FINDINGS = 100;

/** Checks a satchel.yaml against its schema; `value` is what is left of it without unknown keys and wrong values. */
export async function checkConfig(
  document: YamlDocument,
): Promise<{ value: YamlMap; diagnostics: readonly Diagnostic[] }> {
  if (document.value === undefined || document.value === null) return { value: {}, diagnostics: [] };
  const asText: Diagnostic[] = [];
  const value = withTexts(document.value, [], (path, text) => {
    if (asText.length < MAX_FINDINGS)
      asText.push(diagnostic('yaml-not-text', { key: nameOf(path), text }, document.placeOf(path)));
  });
  const errors = [
    ...(await checkSchema('satchel-1', value)),
    ...languageErrors(value),
    ...addressErrors(value),
  ];
  const diagnostics = new Map<string, Diagnostic>();
  for (const error of errors) {
    if (diagnostics.size === MAX_FINDINGS) break;
    const finding = findingOf(error, value, document);
    // Of several rules that one value breaks, the first says enough.
    if (finding) {
      const key = `${finding.code} ${error.path.join('/')} ${String(finding.params['key'])}`;
      const at = finding.code === 'config-unknown-key' ? key : error.path.join('/');
      if (!diagnostics.has(at)) diagnostics.set(at, finding);
    }
  }
  const wrong = new Set(
    errors
      .filter(({ keyword }) => keyword !== 'if' && keyword !== 'additionalProperties')
      .map(({ path }) => path.join('/')),
  );
  const kept = without(value, '', wrong);
  const map = isYamlMap(kept) ? kept : {};
  return { value: map, diagnostics: [...diagnostics.values(), ...duplicateIds(map, document), ...asText] };
}

/** Two units of one id: what is said of one would hold for both. */
function duplicateIds({ units }: YamlMap, document: YamlDocument): Diagnostic[] {
  const known = new Set<string>();
  const found: Diagnostic[] = [];
  for (const [i, unit] of (isYamlList(units) ? units : []).entries()) {
    const id = isYamlMap(unit) ? unit['id'] : undefined;
    const place = document.placeOf(['units', i, 'id']);
    if (typeof id === 'string' && known.has(id) && found.length < MAX_FINDINGS)
      found.push(diagnostic('id-duplicate', { id, other: place.file ?? '' }, place));
    if (typeof id === 'string') known.add(id);
  }
  return found;
}

/** What may be any text: a number there (“title: 1984”, “levels: [7]”) is taken for one. */
const TEXTS =
  /^(?:title|description|subjects\/\*|levels\/\*|authors\/\*|authors\/\*\/name|units\/\*\/title)$/;

function withTexts(
  value: YamlValue,
  path: readonly string[],
  tell: (path: readonly string[], text: string) => void,
): YamlValue {
  if (isYamlList(value)) return value.map((item, i) => withTexts(item, [...path, String(i)], tell));
  if (isYamlMap(value)) {
    const map = Object.create(null) as Record<string, YamlValue>;
    for (const [key, item] of Object.entries(value)) map[key] = withTexts(item, [...path, key], tell);
    return map;
  }
  if (typeof value !== 'number' && typeof value !== 'boolean') return value;
  if (!TEXTS.test(patternOf(path))) return value;
  tell(path, String(value));
  return String(value);
}

function patternOf(path: readonly string[]): string {
  if (path.length === 3 && path[0] === 'media' && path[1] === 'kinds') return 'media/kinds/*';
  return path.map((step) => (/^\d+$/.test(step) ? '*' : step)).join('/');
}

function findingOf(error: SchemaError, value: YamlValue, document: YamlDocument): Diagnostic | undefined {
  const { path, keyword, params } = error;
  const pattern = patternOf(path);
  const key = nameOf(path);
  const expected = EXPECTED[pattern] ?? 'text';
  if (keyword === 'if') return undefined;
  if (keyword === 'additionalProperties') {
    const unknown = String(params['additionalProperty']);
    const suggestion = suggest(unknown, KEYS[pattern] ?? []);
    return diagnostic(
      'config-unknown-key',
      { key: unknown, suggestion },
      document.placeOf([...path, unknown], 'key'),
    );
  }
  if (keyword === 'required') {
    const missing = String(params['missingProperty']);
    return diagnostic('config-missing-key', { key: missing }, document.placeOf(path));
  }
  if (keyword === 'type') return diagnostic('config-type', { key, expected }, document.placeOf(path));
  const shown = valueAt(value, path);
  const text = typeof shown === 'string' || typeof shown === 'number' ? String(shown).slice(0, 80) : '…';
  const must = keyword === 'maxLength' && EXPECTED[pattern] === undefined ? 'a shorter text' : expected;
  return diagnostic(
    'config-value',
    { key, value: text, expected: `it must be ${must}` },
    document.placeOf(path),
  );
}

/** `authors/0/name` → `authors[0].name`; the whole file has no key. */
function nameOf(path: readonly string[]): string {
  return (
    path.reduce(
      (name, step) => (/^\d+$/.test(step) ? `${name}[${step}]` : name === '' ? step : `${name}.${step}`),
      '',
    ) || 'satchel.yaml'
  );
}

/** The shape of a tag is the schema's; whether there is such a language is not. */
function languageErrors(value: YamlValue): SchemaError[] {
  return languagesIn(value).flatMap(({ path, tag }) =>
    typeof tag !== 'string' || languageTag(tag) !== undefined
      ? []
      : [{ path, keyword: 'pattern', params: {}, message: 'names no language' }],
  );
}

/** A pattern cannot tell a port that there is from one that there is not. */
function addressErrors(value: YamlValue): SchemaError[] {
  const lrs = isYamlMap(value) ? value['lrs'] : undefined;
  return typeof lrs !== 'string' || URL.canParse(lrs)
    ? []
    : [{ path: ['lrs'], keyword: 'pattern', params: {}, message: 'is no address' }];
}

function languagesIn(value: YamlValue): { path: readonly string[]; tag: YamlValue }[] {
  if (!isYamlMap(value)) return [];
  const { theme } = value;
  const fonts = isYamlMap(theme) && isYamlList(theme['fonts']) ? theme['fonts'] : [];
  return [
    { path: ['language'], tag: value['language'] },
    ...fonts.flatMap((font, i) => {
      const languages = isYamlMap(font) && isYamlList(font['languages']) ? font['languages'] : [];
      const path = ['theme', 'fonts', String(i), 'languages'];
      return languages.map((tag, j) => ({ path: [...path, String(j)], tag }));
    }),
  ];
}

function valueAt(value: YamlValue, path: readonly string[]): YamlValue {
  return path.reduce<YamlValue>(
    (at, step) => (isYamlMap(at) ? at[step] : isYamlList(at) ? at[Number(step)] : undefined),
    value,
  );
}

function without(value: YamlValue, path: string, wrong: ReadonlySet<string>): YamlValue {
  if (wrong.has(path)) return undefined;
  const below = (step: string | number): string => (path === '' ? String(step) : `${path}/${step}`);
  // Lists keep their length, so that an index still says where an item stands in the file.
  if (isYamlList(value)) return value.map((item, i) => without(item, below(i), wrong));
  if (!isYamlMap(value)) return value;
  const map = Object.create(null) as Record<string, YamlValue>;
  for (const [key, item] of Object.entries(value)) map[key] = without(item, below(key), wrong);
  return map;
}
