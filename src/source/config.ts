import { existsSync, readFileSync } from 'node:fs';
import { basename, posix } from 'node:path';
import { beginningOf, diagnostic, SatchelError, type Diagnostic, type Place } from '../diagnostic.ts';
import { parseSize } from '../quantity.ts';
import { checkConfig } from './config-check.ts';
import type { Author } from './curriculum.ts';
import { languageTag } from './language-tag.ts';
import { decodeText } from '../text-encoding.ts';
import type { Listed } from './outline.ts';
import { titleText } from './title.ts';
import type { SourceTree } from './tree.ts';
import { isYamlList, isYamlMap, parseYaml, type YamlDocument, type YamlMap, type YamlValue } from './yaml.ts';

/** What bandwidth and screens bundles are made for. */
type Profile = 'low' | 'standard' | 'high';

/** What `satchel.yaml` says (schemas/satchel-1.schema.json): all of it optional, wrong values left out. */
export interface Config {
  readonly id?: string;
  readonly version?: string;
  readonly title?: string;
  readonly description?: string;
  /** BCP 47, canonical. */
  readonly language?: string;
  /** As written; see license.ts. */
  readonly license?: string;
  readonly authors: readonly Author[];
  readonly units?: readonly Listed[];
  readonly subjects: readonly string[];
  readonly levels: readonly string[];
  readonly alignments: readonly string[];
  /** Default: `['standard']`. */
  readonly profiles: readonly Profile[];
  readonly budget: Budget;
  readonly media: MediaWishes;
  /** The address of an LRS, to which results of learners are sent; without a slash at its end. */
  readonly lrs?: string;
  readonly theme?: {
    /** `#rrggbb` */
    readonly accent?: string;
    /** A picture, shown in the bar and on the start page. */
    readonly logo?: NamedFile;
    /** A folder with templates that stand for ours. */
    readonly templates?: NamedFile;
    /** A style sheet that comes after ours. */
    readonly style?: NamedFile;
    /** At least one. */
    readonly fonts?: readonly NamedFont[];
  };
}

/** A file that satchel.yaml names. */
export interface NamedFile {
  /** Path from the top of the source, with `/`. */
  readonly file: string;
  /** Where it is named. */
  readonly place: Place;
}

/** A font that bundles carry. */
export interface NamedFont extends NamedFile {
  /** BCP 47, canonical: of the text that is shown in it; empty where it is for any text that needs it. */
  readonly languages: readonly string[];
}

/** What a recording or picture shows or lets hear. */
type Kind =
  | 'speech'
  | 'music'
  | 'photo'
  | 'diagram'
  | 'screenshot'
  | 'animation'
  | 'talking-head'
  | 'screencast'
  | 'film';

/** A newer format in which media is carried too, for the devices that know it. */
type ExtraFormat = 'avif' | 'opus' | 'vp9' | 'av1';

/** What the author says about how media is encoded. */
export interface MediaWishes {
  /** What files are, by a pattern of their paths; the first that fits counts. */
  readonly kinds: readonly { readonly pattern: string; readonly kind: Kind; readonly place: Place }[];
  readonly formats: readonly ExtraFormat[];
}

/** How large bundles, and what each lesson brings into them, may be. */
export interface Budget {
  readonly bundle?: BudgetLimit;
  readonly lesson?: BudgetLimit;
}

export interface BudgetLimit {
  /** Bytes. */
  readonly limit: number;
  /** Where its author has set it. */
  readonly place: Place;
}

const KINDS: readonly string[] =
  'speech music photo diagram screenshot animation talking-head screencast film'.split(' ');
const FORMATS: readonly string[] = ['avif', 'opus', 'vp9', 'av1'];
const MAX_FILE = 1 << 22;
const FILES = ['satchel.yaml', 'satchel.yml'];

/**
 * Reads the satchel.yaml of a source, if there is one. Throws `config-unreadable`: without its id, version and licence another
 * pack would be built.
 */
export async function readConfig(tree: SourceTree, diagnostics: Diagnostic[]): Promise<Config> {
  for (const path of FILES) {
    const file = tree.files.get(path);
    if (!file) continue;
    const { size } = file;
    if (size > MAX_FILE) {
      diagnostics.push(diagnostic('yaml-too-large', { size, limit: MAX_FILE }, beginningOf(path)));
      break;
    }
    const { config, diagnostics: found } = await parseConfig(textIn(file.file, path), path);
    diagnostics.push(...found);
    return config;
  }
  return configOf({}, undefined);
}

/** Reads a satchel.yaml by itself, wherever it lies. Throws `source-missing` and `config-unreadable`. */
export async function readConfigFile(
  file: string,
): Promise<{ config: Config; diagnostics: readonly Diagnostic[] }> {
  if (!existsSync(file)) throw new SatchelError('source-missing', { source: file });
  return parseConfig(textIn(file, basename(file)), basename(file));
}

function textIn(file: string, path: string): string {
  try {
    return decodeText(readFileSync(file)).text;
  } catch (error) {
    throw new SatchelError('config-unreadable', { path }, beginningOf(path), { cause: error });
  }
}

/** Parses and checks the text of a satchel.yaml; `file` stands in the findings. */
export async function parseConfig(
  text: string,
  file: string,
): Promise<{ config: Config; diagnostics: readonly Diagnostic[] }> {
  const document = await parseYaml(text, file);
  const checked = await checkConfig(document);
  // What the parser made of a broken line is not worth a second finding.
  const broken = new Set(document.diagnostics.map(({ line }) => line));
  const findings = checked.diagnostics.filter(({ line }) => !broken.has(line));
  return { config: configOf(checked.value, document), diagnostics: [...document.diagnostics, ...findings] };
}

/** Types what was checked. Nothing is trusted here: a value of another type is simply not there. */
function configOf(map: YamlMap, document: YamlDocument | undefined): Config {
  const text = (key: string): string | undefined => textOf(map[key]);
  const language = languageTag(text('language') ?? '');
  const title = text('title');
  const units = isYamlList(map['units']) ? unitsOf(map['units'], document) : undefined;
  const { accent, fonts, ...files } = isYamlMap(map['theme']) ? map['theme'] : {};
  const theme = withoutUndefined({
    accent: textOf(accent),
    logo: fileOf(files['logo'], ['theme', 'logo'], document),
    templates: fileOf(files['templates'], ['theme', 'templates'], document),
    style: fileOf(files['style'], ['theme', 'style'], document),
    fonts: isYamlList(fonts) ? someOf(fonts.flatMap((font, i) => fontOf(font, i, document))) : undefined,
  });
  const optional = {
    id: text('id'),
    version: text('version'),
    title: title === undefined ? undefined : titleText(title),
    description: text('description'),
    language,
    license: text('license'),
    lrs: text('lrs')?.replace(/\/+$/, ''),
    units: units && someOf(units),
    theme: Object.keys(theme).length === 0 ? undefined : theme,
  };
  const profiles = textsOf(map['profiles']).filter((name): name is Profile =>
    ['low', 'standard', 'high'].includes(name),
  );
  return {
    ...withoutUndefined(optional),
    authors: isYamlList(map['authors']) ? map['authors'].flatMap(authorOf) : [],
    subjects: textsOf(map['subjects']),
    levels: textsOf(map['levels']),
    alignments: textsOf(map['alignments']),
    profiles: profiles.length > 0 ? profiles : ['standard'],
    budget: budgetOf(map['budget'], document),
    media: mediaOf(map['media'], document),
  };
}

/** A size alone is the bundle's. */
function budgetOf(value: YamlValue, document: YamlDocument | undefined): Budget {
  const limitOf = (size: YamlValue, ...path: string[]): BudgetLimit | undefined => {
    const limit = parseSize(textOf(size) ?? '');
    return limit === undefined ? undefined : { limit, place: document?.placeOf(['budget', ...path]) ?? {} };
  };
  if (!isYamlMap(value)) return withoutUndefined({ bundle: limitOf(value) });
  return withoutUndefined({
    bundle: limitOf(value['bundle'], 'bundle'),
    lesson: limitOf(value['lesson'], 'lesson'),
  });
}

function mediaOf(value: YamlValue, document: YamlDocument | undefined): MediaWishes {
  const { kinds, formats } = isYamlMap(value) ? value : {};
  const entries = isYamlMap(kinds) ? Object.entries(kinds) : [];
  return {
    kinds: entries.flatMap(([pattern, kind]) =>
      typeof kind === 'string' && KINDS.includes(kind)
        ? [{ pattern, kind: kind as Kind, place: document?.placeOf(['media', 'kinds', pattern]) ?? {} }]
        : [],
    ),
    formats: textsOf(formats).filter((name): name is ExtraFormat => FORMATS.includes(name)),
  };
}

function unitsOf(units: readonly YamlValue[], document: YamlDocument | undefined): Listed[] {
  return units.flatMap((unit, i): Listed[] => {
    const place = (...path: (string | number)[]) => document?.placeOf(['units', i, ...path]) ?? {};
    if (typeof unit === 'string') return [{ anything: unit, place: place(), children: [] }];
    if (!isYamlMap(unit)) return [];
    const { lessons } = unit;
    const listed = isYamlList(lessons)
      ? lessons.flatMap((lesson, j) =>
          typeof lesson === 'string' ? [{ anything: lesson, place: place('lessons', j), children: [] }] : [],
        )
      : [];
    return [
      {
        id: textOf(unit['id']),
        title: textOf(unit['title']),
        path: textOf(unit['page']),
        anything: textOf(lessons),
        place: place('lessons'),
        children: listed,
      },
    ];
  });
}

function fileOf(
  value: YamlValue,
  at: readonly (string | number)[],
  document: YamlDocument | undefined,
): NamedFile | undefined {
  const file = textOf(value);
  return file === undefined ? undefined : { file: pathOf(file), place: document?.placeOf(at) ?? {} };
}

/** As the tree of the source names it. */
function pathOf(file: string): string {
  return posix.normalize(file.replaceAll('\\', '/')).replace(/\/$/, '');
}

function fontOf(value: YamlValue, index: number, document: YamlDocument | undefined): NamedFont[] {
  const map = isYamlMap(value) ? value : { file: value };
  const file = textOf(map['file']);
  if (file === undefined) return [];
  const path = pathOf(file);
  const languages = textsOf(map['languages']).flatMap((tag) => languageTag(tag) ?? []);
  const at = isYamlMap(value) ? ['theme', 'fonts', index, 'file'] : ['theme', 'fonts', index];
  return [{ file: path, languages, place: document?.placeOf(at) ?? {} }];
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}

function authorOf(value: YamlValue): Author[] {
  if (typeof value === 'string') return [{ name: value }];
  if (!isYamlMap(value)) return [];
  const name = textOf(value['name']);
  if (name === undefined) return [];
  return [{ name, ...withoutUndefined({ email: textOf(value['email']), url: textOf(value['url']) }) }];
}

function textOf(value: YamlValue): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function textsOf(value: YamlValue): string[] {
  return isYamlList(value) ? value.flatMap((item) => textOf(item) ?? []) : [];
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Present<T>;
}
