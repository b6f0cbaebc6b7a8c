import type { Manifest, ManifestLesson, ManifestUnit } from '../bundle/manifest.ts';

/** A page of a bundle that people know by its title: a lesson or part of one, a unit's own page, or the text on the start page. */
export interface Page {
  readonly kind: 'lesson' | 'unit-page' | 'start-page';
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** BCP 47. */
  readonly language: string;
  /** Id of its unit; undefined for the start page. */
  readonly unit: string | undefined;
  readonly unitTitle: string | undefined;
  /** Id of the lesson that it is a part of. */
  readonly parent: string | undefined;
  /** Ids that it had in earlier versions. */
  readonly was: readonly string[];
}

const START_PATH = 'pages/index.html';

/** The pages of a bundle in reading order, by id. */
export function pagesOf({ units, entries, title, language }: Manifest): Map<string, Page> {
  const pages = new Map<string, Page>();
  const add = (page: Page): void => {
    if (!pages.has(page.id)) pages.set(page.id, page);
  };
  for (const unit of units) {
    const common = { unit: unit.id, unitTitle: unit.title };
    const { path, was = [] } = unit;
    const id = path === undefined ? undefined : /^pages\/(.+)\.html$/.exec(path)?.[1];
    if (path !== undefined && id !== undefined)
      add({ kind: 'unit-page', id, title: unit.title, path, language, ...common, parent: undefined, was });
    addLessons(unit.lessons, undefined);

    function addLessons(lessons: readonly ManifestLesson[], parent: string | undefined): void {
      for (const lesson of lessons) {
        add({ kind: 'lesson', language, was: [], ...ownMembers(lesson), ...common, parent });
        addLessons(lesson.parts ?? [], lesson.id);
      }
    }
  }
  const known = new Set([...pages.values()].map(({ path }) => path));
  if (!known.has(START_PATH) && entries.some(({ path }) => path === START_PATH))
    add({
      ...{ kind: 'start-page', id: 'index', title, path: START_PATH, language },
      ...{ unit: undefined, unitTitle: undefined, parent: undefined, was: [] },
    });
  return pages;
}

function ownMembers({
  id,
  title,
  path,
  language,
  was,
}: ManifestLesson): Pick<Page, 'id' | 'title' | 'path'> & Partial<Page> {
  return { id, title, path, ...(language !== undefined && { language }), ...(was && { was }) };
}

/** The same page in base and in target. `noted`: it has another id, and says which one it had. */
export interface PagePair {
  readonly base: Page;
  readonly target: Page;
  readonly noted: boolean;
}

export interface PagePairs {
  /** In target's reading order. */
  readonly pairs: readonly PagePair[];
  readonly added: readonly Page[];
  /** `into`: the page of target that says it was this one too. */
  readonly removed: readonly { readonly page: Page; readonly into: Page | undefined }[];
}

/** Finds the pages of base among those of target: by id, then by what target's pages say that they were. */
export function pairPages(base: ReadonlyMap<string, Page>, target: ReadonlyMap<string, Page>): PagePairs {
  const left = new Map([...base].filter(([id]) => !target.has(id)));
  const heirs = new Map<string, Page>();
  const pairs: PagePair[] = [];
  const added: Page[] = [];
  for (const page of target.values()) {
    const same = base.get(page.id);
    const earlier = same ?? page.was.map((id) => left.get(id)).find((one) => one !== undefined);
    for (const id of page.was) if (!heirs.has(id)) heirs.set(id, page);
    if (!earlier) added.push(page);
    else {
      pairs.push({ base: earlier, target: page, noted: !same });
      left.delete(earlier.id);
    }
  }
  const removed = [...left.values()].map((page) => ({ page, into: heirs.get(page.id) }));
  return { pairs, added, removed };
}

/** Pairs the own pages of units that are the same under another id: such a page's id is its unit's. */
export function pairUnitPages(
  { pairs, added, removed }: PagePairs,
  units: ReadonlyMap<string, string>,
  order: Iterable<string>,
): PagePairs {
  const left = new Map(
    removed.flatMap(({ page, into }) => (page.kind === 'unit-page' && !into ? [[page.unit, page]] : [])),
  );
  const found = added.flatMap((target): PagePair[] => {
    if (target.kind !== 'unit-page' || target.unit === undefined) return [];
    const unit = units.get(target.unit);
    const earlier = unit === undefined ? undefined : left.get(unit);
    return earlier ? [{ base: earlier, target, noted: false }] : [];
  });
  const [gone, come] = [new Set(found.map(({ base }) => base)), new Set(found.map(({ target }) => target))];
  const byId = new Map([...pairs, ...found].map((pair) => [pair.target.id, pair]));
  return {
    pairs: [...order].flatMap((id) => byId.get(id) ?? []),
    added: added.filter((page) => !come.has(page)),
    removed: removed.filter(({ page }) => !gone.has(page)),
  };
}

/** Units of target and the units of base that they are: by id, else by most of their pages. */
export function pairUnits(
  base: readonly ManifestUnit[],
  target: readonly ManifestUnit[],
  pairs: readonly PagePair[],
): Map<string, string> {
  const before = new Set(base.map(({ id }) => id));
  const now = new Set(target.map(({ id }) => id));
  const units = new Map([...now].filter((id) => before.has(id)).map((id) => [id, id]));
  const votes = new Map<string, Map<string, number>>();
  const sizes = new Map<string, number>();
  for (const { base: page, target: here } of pairs) {
    if (page.unit === undefined || here.unit === undefined || now.has(page.unit) || before.has(here.unit))
      continue;
    const of = votes.get(here.unit) ?? new Map<string, number>();
    votes.set(here.unit, of.set(page.unit, (of.get(page.unit) ?? 0) + 1));
    sizes.set(page.unit, (sizes.get(page.unit) ?? 0) + 1);
  }
  for (const [here, of] of votes)
    for (const [there, count] of of) if (count * 2 > (sizes.get(there) ?? 0)) units.set(here, there);
  return units;
}
