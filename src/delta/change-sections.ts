import type { EntryKind } from '../bundle/inspect.ts';
import type { Changes, KindChange, PageChange } from './changes.ts';
import type { ChangeClass } from './classes.ts';
import type { Fact, FactChange } from './facts.ts';
import type { Piece } from './hunks.ts';
import type { MediaChange } from './media-changes.ts';
import type { UnitChange } from './moves.ts';
import type { ChangedPage } from './page-changes.ts';
import { formatCount, formatSize } from '../quantity.ts';

/** Words of ours, words of a pack (which may be anyone's, and must be escaped), or an excerpt of a text. */
export type Span =
  { readonly ours: string } | { readonly theirs: string } | { readonly pieces: readonly Piece[] };
export type Sentence = readonly Span[];

/** One change: what came (`+`), went (`-`) or is different (`~`). */
export interface Item {
  readonly mark: '+' | '-' | '~';
  readonly class: ChangeClass;
  readonly head: Sentence;
  readonly details: readonly Sentence[];
}

export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

/** A sentence of ours around words of a pack: what stands in `${}` is escaped by whoever prints it. */
export function say(ours: TemplateStringsArray, ...theirs: readonly string[]): Sentence {
  return ours.flatMap((text, i) => {
    const word = theirs[i];
    return [...(text === '' ? [] : [{ ours: text }]), ...(word === undefined ? [] : [{ theirs: word }])];
  });
}

/** All that is to be told of the changes, section by section; sections without an item are left out. */
export function sectionsOf(changes: Changes): Section[] {
  return [
    { title: 'Pack', items: changes.facts.map(factItem) },
    { title: 'Units', items: changes.units.map(unitItem) },
    { title: 'Lessons', items: [...changes.pages].map(pageItem) },
    { title: 'Media and downloads', items: changes.media.map(mediaItem) },
    { title: 'Everywhere', items: everywhere(changes) },
  ].filter(({ items }) => items.length > 0);
}

const FACTS: Readonly<Record<Fact, string>> = {
  title: 'title',
  description: 'description',
  license: 'licence',
  authors: 'authors',
  subjects: 'subjects',
  levels: 'levels',
  alignments: 'alignments',
  language: 'language',
  profile: 'profile',
  generator: 'made by',
};

function factItem({ fact, class: weight, base, target }: FactChange): Item {
  const name = { ours: `${FACTS[fact]}: ` };
  if (base === undefined)
    return { mark: '+', class: weight, head: [name, ...say`${target ?? ''}`], details: [] };
  if (target === undefined)
    return { mark: '-', class: weight, head: [name, ...say`${base}, and now none`], details: [] };
  return { mark: '~', class: weight, head: [name, ...say`${base} → ${target}`], details: [] };
}

const MARKS = { added: '+', removed: '-', changed: '~' } as const;

function unitItem(unit: UnitChange): Item {
  const { change, class: weight, title, id, was, retitled, moved } = unit;
  const details = [
    ...(retitled ? [say`was called ${retitled.base}`] : []),
    ...(moved ? [say`moved among the units`] : []),
    ...(was === undefined ? [] : [say`its id was ${was}, and is ${id}`]),
  ];
  return { mark: MARKS[change], class: weight, head: say`${title}`, details };
}

function pageItem(page: PageChange): Item {
  const { change, class: weight, kind, title } = page;
  const what = kind === 'unit-page' ? ' (page of the unit)' : kind === 'start-page' ? ' (start page)' : '';
  const head = [...say`${title}`, { ours: what }];
  const unit = change !== 'changed' && page.unit !== undefined ? say` in ${page.unit}` : [];
  const details = change === 'changed' ? changedDetails(page) : change === 'removed' ? lostDetails(page) : [];
  return { mark: MARKS[change], class: weight, head: [...head, ...unit], details };
}

function lostDetails(page: Extract<PageChange, { change: 'removed' }>): Sentence[] {
  const { class: weight, id, into, successor } = page;
  if (into !== undefined) return [say`is now part of the page ${into}, which says so`];
  if (weight !== 'progress-breaking') return [];
  const lost = say`no lesson has the id ${id} any more: what learners have done there is lost`;
  if (!successor) return [lost];
  const share = { ours: `, whose text is ${successor.percent} % the same: write “` };
  return [
    lost,
    [...say`it seems to be ${successor.id}`, share, ...say`was: ${id}” into that page's front matter`],
  ];
}

function changedDetails(page: ChangedPage): Sentence[] {
  const { id, was, retitled, moved, language, edited, references } = page;
  return [
    ...(was === undefined ? [] : [say`its id was ${was}, and is ${id}: progress goes with it`]),
    ...(retitled ? [say`was called ${retitled.base}`] : []),
    ...(moved ? [moveSentence(moved)] : []),
    ...(language ? [say`its text was in ${language.base}, and is in ${language.target}`] : []),
    ...(edited ? editSentences(edited) : []),
    ...referenceSentences('no longer has', references?.removed ?? []),
    ...referenceSentences('now has', references?.added ?? []),
    ...referenceSentences('has another version of', references?.replaced ?? []),
  ];
}

function moveSentence({ base, target }: NonNullable<ChangedPage['moved']>): Sentence {
  if (base.unit !== target.unit)
    return say`moved from ${base.unit ?? 'no unit'} to ${target.unit ?? 'no unit'}`;
  if (base.partOf !== target.partOf) {
    if (target.partOf === undefined) return say`is no part of ${base.partOf ?? ''} any more`;
    return say`is a part of ${target.partOf} now`;
  }
  return base.path === target.path
    ? say`moved within its unit`
    : say`moved from ${base.path} to ${target.path}`;
}

function editSentences(edit: NonNullable<ChangedPage['edited']>): Sentence[] {
  const { hunks, more, words, muchChanged } = edit;
  if (muchChanged) {
    const size = words
      ? ` (${formatCount(words.base, 'word')} before, ${formatCount(words.target, 'word')} now)`
      : '';
    return [[{ ours: `its text is much changed${size}` }]];
  }
  if (hunks.length === 0) return [[{ ours: 'only white space of its text differs' }]];
  const rest = more === 0 ? [] : [[{ ours: `and in ${formatCount(more, 'other place')}` }]];
  return [...hunks.map((pieces) => [{ pieces }]), ...rest];
}

const MAX_REFERENCES = 5;

function referenceSentences(verb: string, references: readonly string[]): Sentence[] {
  const sentences = references
    .slice(0, MAX_REFERENCES)
    .map((name): Sentence => [{ ours: `${verb}: ` }, { theirs: name }]);
  const more = references.length - sentences.length;
  return more > 0 ? [...sentences, [{ ours: `${verb} ${formatCount(more, 'other')}` }]] : sentences;
}

function mediaItem({ change, class: weight, kind, base, target }: MediaChange): Item {
  const name = target?.path ?? base?.path ?? '';
  const sizes = [base, target].flatMap((one) => (one ? [formatSize(one.size)] : [])).join(' → ');
  const mark = change === 'added' ? '+' : change === 'removed' ? '-' : '~';
  const how = change === 'added' || change === 'removed' ? '' : `, ${change}`;
  const head = [{ ours: `${kind} ` }, { theirs: name }, { ours: ` (${sizes}${how})` }];
  return { mark, class: weight, head, details: change === 'renamed' ? [say`was ${base?.path ?? ''}`] : [] };
}

function everywhere({ restyled, shared }: Changes): Item[] {
  const item = (count: number, ours: string): Item[] =>
    count === 0 ? [] : [{ mark: '~', class: 'cosmetic', head: [{ ours }], details: [] }];
  const files = shared.added + shared.removed + shared.changed;
  return [
    ...item(
      restyled.frame,
      `${formatCount(restyled.frame, 'page')} with the same text in another frame (navigation, footer)`,
    ),
    ...item(
      restyled.markup,
      `${formatCount(restyled.markup, 'page')} with the same text marked up in another way`,
    ),
    ...item(files, `${formatCount(files, 'shared file')} (styles, scripts, lists of pages)`),
  ];
}

const KINDS: Readonly<Record<EntryKind, string>> = {
  page: 'pages',
  picture: 'pictures',
  audio: 'sounds',
  video: 'films',
  download: 'downloads',
  shared: 'shared files',
};

/** A table of sizes: what, how many and bytes before, how many and bytes now, and the difference. */
export function sizeRows({
  base,
  target,
  kinds,
}: Changes): (readonly [what: string, base: string, target: string, more: string])[] {
  const row = (what: string, from: number, to: number): readonly [string, string, string, string] => [
    what,
    formatSize(from),
    formatSize(to),
    to === from ? '' : `${to > from ? '+' : '−'}${formatSize(Math.abs(to - from))}`,
  ];
  const kindRow = ({ kind, base: from, target: to }: KindChange): ReturnType<typeof row> => {
    const counts = from.entries === to.entries ? String(to.entries) : `${from.entries} → ${to.entries}`;
    return row(`${KINDS[kind]} (${counts})`, from.size, to.size);
  };
  return [
    ...kinds.map(kindRow),
    row('all, unpacked', base.size, target.size),
    ...(base.zipSize === undefined || target.zipSize === undefined
      ? []
      : [row('ZIP file', base.zipSize, target.zipSize)]),
  ];
}

/** What the worst change means. */
export const CLASS_WORDS: Readonly<Record<ChangeClass, string>> = {
  none: 'nothing that learners see',
  cosmetic: 'form alone: nothing that learners have to learn anew',
  content: 'content: other things to learn; progress is kept',
  'progress-breaking': 'learners lose progress: lessons have lost the ids that it hangs on',
};

/** Which version the changes ask for, and whether target has it. */
export function versionSentence({ version: { base, target, step, proposed, honoured } }: Changes): Sentence {
  if (step === 'none')
    return honoured ? say`${target} holds the same as ${base}` : say`${target} is older than ${base}`;
  const asks = [{ ours: `a ${step} step: ` }, ...say`${proposed} or higher`];
  if (honoured) return [...asks, ...say`; ${target} is`];
  return [...asks, ...say`; ${target} is not`];
}
