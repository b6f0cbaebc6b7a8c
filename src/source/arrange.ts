import type { Lesson, Unit } from './curriculum.ts';
import { folderOf, humanise, isFirstPage, nameOf } from './names.ts';
import type { OutlineNode, Page, Pages } from './outline.ts';
import { unitIdFromPath } from './ids.ts';
import { titleText } from './title.ts';

export interface Arrangement {
  /** Titles the unit that holds all lessons of a source without units. */
  readonly title: string;
  /** BCP 47: of what Satchel itself has to name. */
  readonly language: string;
  readonly pages: Pages;
  readonly ids: ReadonlyMap<string, string>;
  /** Titles that lists give; they count only in the language the list is written in. */
  readonly listTitles: boolean;
}

/** The unit of the pages that belong to no other. */
const MORE = { id: 'more' } as const;
/** What it is called in a curriculum's language. */
const MORE_TITLES: Readonly<Record<string, string>> = {
  ar: 'المزيد',
  de: 'Mehr',
  en: 'More',
  es: 'Más',
  fa: 'بیشتر',
  fr: 'Autres pages',
  hi: 'और',
  id: 'Lainnya',
  it: 'Altro',
  nl: 'Meer',
  pt: 'Mais',
  ru: 'Ещё',
  sw: 'Zaidi',
  tr: 'Diğer',
  uk: 'Ще',
  zh: '更多',
};

/** Pages that belong to the lesson they lie beside. */
const PART =
  /^(?:\d+[ ._-]*)?(?:assignments?|exercises?|homework|quiz(?:zes)?|pre-?quiz|post-?quiz|challenges?|solutions?|answers?|lab|project|worksheet|notes|slides|resources|references?|reading|summary|glossary|rubric|activity|practice)(?:$|[ ._-])/i;

/** Folds an outline of any depth into units, lessons and parts. */
export function foldOutline(
  nodes: readonly OutlineNode[],
  listed: boolean,
  arrangement: Arrangement,
): Unit[] {
  const { title } = arrangement;
  const roots = nodes.map(collapse);
  const whole = (): Unit[] => {
    const lessons = roots.map((node) => lessonOf(node, arrangement));
    return lessons.length === 0 ? [] : [{ id: 'lessons', title, lessons }];
  };
  if (roots.every((node) => isLesson(node, listed, arrangement))) return uniqueUnits(whole());
  if (listed && roots.every((node) => node.base !== undefined)) {
    const chapters = roots.filter((node) => node.children.length > 0).length;
    if (chapters * 2 < roots.length) return uniqueUnits(whole());
  }
  const units: Unit[] = [];
  const loose: Lesson[] = [];
  for (const node of roots) {
    if (node.children.length > 0) units.push(...unitsOf(node, '', arrangement));
    else if (node.base !== undefined && (listed || node.ordered)) units.push(pageUnit(node, arrangement));
    else if (node.base !== undefined) loose.push(lessonOf(node, arrangement));
  }
  if (loose.length > 0) units.push({ ...MORE, title: moreTitle(arrangement), lessons: loose });
  return uniqueUnits(units);
}

/** Adds pages that no place was found for, as the last unit. */
export function addMore(units: readonly Unit[], bases: readonly string[], arrangement: Arrangement): Unit[] {
  if (bases.length === 0) return [...units];
  const lessons = bases.map((base) =>
    lessonOf({ key: base, base, children: [], ordered: false }, arrangement),
  );
  const last = units.at(-1);
  if (last?.id === MORE.id)
    return [...units.slice(0, -1), { ...last, lessons: [...last.lessons, ...lessons] }];
  return uniqueUnits([...units, { ...MORE, title: moreTitle(arrangement), lessons }]);
}

function moreTitle({ language }: Arrangement): string {
  return MORE_TITLES[language] ?? MORE_TITLES[language.split('-')[0] ?? ''] ?? 'More';
}

/** A heading over one thing is that thing; the heading's name stays where the thing is several. */
function collapse(node: OutlineNode): OutlineNode {
  const children = node.children.map(collapse);
  const [only, ...others] = children;
  // A heading that begins with a folder's first page is headed by that page.
  if (node.base === undefined && only?.base !== undefined && others.length > 0)
    if (only.children.length === 0 && isFirstPage(only.base) && folderOf(only.base) !== '')
      return { ...node, base: only.base, children: others };
  if (node.base !== undefined || children.length !== 1 || only === undefined) return { ...node, children };
  // A heading that an author wrote over one chapter with sub-chapters is a unit with one lesson.
  if (node.title !== undefined && only.base !== undefined) return { ...node, children };
  return only.children.length === 0
    ? { ...node, children }
    : { ...only, key: node.key, title: node.title ?? only.title ?? humanise(nameOf(node.key)) };
}

/** True for a page alone, a folder of one page, and a page with nothing but parts (an assignment, a quiz). */
function isLesson(node: OutlineNode, listed: boolean, arrangement: Arrangement): boolean {
  if (node.children.length === 0) return node.base !== undefined;
  if (listed) return false;
  if (node.base === undefined) return node.children.length === 1 && node.children[0]?.children.length === 0;
  return node.children.every(
    (child) =>
      child.children.length === 0 &&
      child.base !== undefined &&
      PART.test(nameOf(child.base)) &&
      arrangement.pages.has(child.base),
  );
}

/** A unit, and one more for each heading in it that no page stands for: “Git: Branches”. */
function unitsOf(node: OutlineNode, prefix: string, arrangement: Arrangement): Unit[] {
  const title = prefix + nodeTitle(node, arrangement);
  const lessons: Lesson[] = [];
  const sections: Unit[] = [];
  // Beside sections, a folder of one page is a section too: as a lesson it would stand before all of them.
  const least = node.children.some((child) => child.base === undefined && child.children.length > 1) ? 1 : 2;
  for (const child of node.children) {
    if (child.base === undefined && child.children.length >= least)
      sections.push(...unitsOf(child, `${title}: `, arrangement));
    else lessons.push(lessonOf(child, arrangement));
  }
  const page = node.base === undefined ? undefined : lessonOf({ ...node, children: [] }, arrangement);
  const unit: Unit = { id: unitId(node, arrangement), title, ...(page ? { page } : {}), lessons };
  return page || lessons.length > 0 ? [unit, ...sections] : sections;
}

/** A page that stands beside units with lessons: a unit of its own page. */
function pageUnit(node: OutlineNode, arrangement: Arrangement): Unit {
  const page = lessonOf(node, arrangement);
  return { id: page.id, title: page.title, page, lessons: [] };
}

/** A lesson with everything below it as its parts. A heading without a page is its first page's lesson. */
function lessonOf(node: OutlineNode, arrangement: Arrangement): Lesson {
  const flat = flatten(node);
  const [first, ...rest] = flat;
  if (first === undefined) throw new Error(`nothing lies under ${node.key}`);
  return { ...lesson(first, arrangement), parts: rest.map((part) => lesson(part, arrangement)) };
}

function flatten(node: OutlineNode): (OutlineNode & { base: string })[] {
  const { base } = node;
  return [...(base === undefined ? [] : [{ ...node, base }]), ...node.children.flatMap(flatten)];
}

function lesson(node: OutlineNode & { base: string }, arrangement: Arrangement): Lesson {
  const page = arrangement.pages.get(node.base);
  const id = arrangement.ids.get(node.base);
  if (!page || id === undefined) throw new Error(`${node.base} is no page`);
  return {
    id,
    title: nodeTitle(node, arrangement),
    file: page.text.file,
    language: page.language,
    frontMatter: page.text.frontMatter,
    parts: [],
  };
}

function nodeTitle(node: OutlineNode, arrangement: Arrangement): string {
  const page = node.base === undefined ? undefined : arrangement.pages.get(node.base);
  const listTitle = arrangement.listTitles || page === undefined ? titleText(node.title ?? '') : '';
  // A list may give a page an empty name.
  if (listTitle !== '') return listTitle;
  return page ? pageTitle(page) : humanise(nameOf(node.key));
}

/** What a page is called: by itself, else by its file name, or its folder's when it is a first page. */
export function pageTitle(page: Page): string {
  const { base, text, original } = page;
  return (
    text.title ??
    original.title ??
    humanise(isFirstPage(base) && folderOf(base) !== '' ? nameOf(folderOf(base)) : nameOf(base))
  );
}

function unitId(node: OutlineNode, arrangement: Arrangement): string {
  const ofPage = node.base === undefined ? undefined : arrangement.ids.get(node.base);
  return node.id ?? ofPage ?? unitIdFromPath(node.key);
}

/** Unit ids are made from names, and two units may have one name. */
export function uniqueUnits(units: readonly Unit[]): Unit[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return units.map((unit) => {
    let { id } = unit;
    let count = counts.get(unit.id) ?? 1;
    while (used.has(id)) id = `${unit.id}-${++count}`;
    counts.set(unit.id, count);
    used.add(id);
    return id === unit.id ? unit : { ...unit, id };
  });
}
