import { posix } from 'node:path';
import type { Bundle } from '../bundle/open.ts';
import { classOfEdit, worstClass, type ChangeClass } from './classes.ts';
import type { Edit } from './excerpt.ts';
import type { Page, PagePair } from './lessons.ts';
import { nameOf } from './media-changes.ts';
import type { PageMove } from './moves.ts';
import { readPageText, type PageText } from './page-text.ts';

/** A page that is in both bundles, and what is different about it: at least one thing. */
export interface ChangedPage {
  readonly change: 'changed';
  readonly class: ChangeClass;
  readonly kind: Page['kind'];
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** Its id in base, where it had another: it says so itself. */
  readonly was?: string;
  readonly retitled?: { readonly base: string; readonly target: string };
  readonly moved?: PageMove;
  /** The language of its text: a translation came or went. */
  readonly language?: { readonly base: string; readonly target: string };
  /** Absent where the text is the same, and where its language is another. */
  readonly edited?: Edit;
  /** Pictures, downloads and addresses on the web that it has no more, new ones, and those with a name that it had and another content. */
  readonly references?: Readonly<Record<'removed' | 'added' | 'replaced', readonly string[]>>;
}

/** What is left to say of a pair of pages with the same text: that the article around it differs, or the frame around that alone. */
export type Remainder = 'markup' | 'frame';

/** Bytes of a page that is read; a larger one is told to be much changed. */
const MAX_PAGE_SIZE = 4 * 1024 * 1024;

/** The text of a page; undefined where it is too large or none. Throws SatchelError where it is damaged. */
export async function textOf(bundle: Bundle, path: string): Promise<PageText | undefined> {
  const entry = bundle.entries.get(path);
  if (!entry?.mediaType.startsWith('text/html') || entry.size > MAX_PAGE_SIZE) return undefined;
  return readPageText(Buffer.from(await bundle.read(path, MAX_PAGE_SIZE)).toString('utf8'));
}

/** Compares a page with what it was. Pages with the same bytes are not read. */
export async function comparePages(
  bundles: { readonly base: Bundle; readonly target: Bundle },
  { base, target, noted }: PagePair,
  moved: PageMove | undefined,
  edit: (base: PageText, target: PageText) => Edit,
): Promise<ChangedPage | Remainder | undefined> {
  const { kind, id, title, path } = target;
  const text = await compareTexts(bundles, base, target, edit);
  // What a unit or a pack is called is told of the unit or pack.
  const renamed = kind === 'lesson' && base.kind === 'lesson' && base.title !== title;
  const told = {
    ...(noted && { was: base.id }),
    ...(renamed && { retitled: { base: base.title, target: title } }),
    ...(moved && { moved }),
    ...(base.language !== target.language && { language: { base: base.language, target: target.language } }),
    ...(typeof text === 'object' && text),
  };
  if (Object.keys(told).length === 0) return typeof text === 'object' ? undefined : text;
  const classes: ChangeClass[] = [
    noted || moved || told.language || touchesMedia(told.references) ? 'content' : 'cosmetic',
    renamed ? classOfEdit(base.title, title) : 'none',
    told.edited?.class ?? 'none',
  ];
  return { change: 'changed', class: worstClass(classes), kind, id, title, path, ...told };
}

type TextChange = Pick<ChangedPage, 'edited' | 'references'>;

async function compareTexts(
  bundles: { readonly base: Bundle; readonly target: Bundle },
  base: Page,
  target: Page,
  edit: (base: PageText, target: PageText) => Edit,
): Promise<TextChange | Remainder | undefined> {
  const sameBytes =
    bundles.base.entries.get(base.path)?.digest === bundles.target.entries.get(target.path)?.digest;
  if (sameBytes && base.path === target.path) return undefined;
  const before = await textOf(bundles.base, base.path);
  const now = await textOf(bundles.target, target.path);
  if (!before || !now) return sameBytes ? undefined : { edited: UNREAD };
  // The list of units on a start page is no text of its own.
  if (target.kind === 'start-page' && !(hasArticle(before) && hasArticle(now)))
    return hasArticle(before) || hasArticle(now) ? { edited: UNREAD } : 'frame';
  if (before.html === now.html) return 'frame';
  if (base.language !== target.language) return {};
  const same = before.exact === now.exact && before.lines.join('\n') === now.lines.join('\n');
  const references = compareReferences(
    referencesOf(before, base, bundles.base),
    referencesOf(now, target, bundles.target),
  );
  if (same && !references) return 'markup';
  return { ...(!same && { edited: edit(before, now) }), ...(references && { references }) };
}

const UNREAD: Edit = { class: 'content', hunks: [], more: 0, muchChanged: true };

function hasArticle({ html }: PageText): boolean {
  return html.startsWith('<article');
}

const WEB = /^(?:https?|mailto|tel):/i;

/** What a page refers to outside of the text of the pack: by what it is, which a new rendition does not change, and what it is called. */
function referencesOf({ references }: PageText, { path }: Page, bundle: Bundle): Map<string, string> {
  const found = new Map<string, string>();
  for (const reference of references) {
    if (WEB.test(reference)) found.set(reference, reference);
    const there = posix.join(posix.dirname(path), reference.replace(/[?#].*$/s, ''));
    const entry = bundle.entries.get(there);
    if (entry && !entry.mediaType.startsWith('text/html')) found.set(entry.source ?? entry.digest, there);
  }
  return found;
}

function compareReferences(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ChangedPage['references'] {
  const gone = [...before].flatMap(([key, path]) => (now.has(key) ? [] : [path]));
  const came = [...now].flatMap(([key, path]) => (before.has(key) ? [] : [path]));
  if (gone.length + came.length === 0) return undefined;
  const [was, is] = [namesOf(gone), namesOf(came)];
  return {
    removed: gone.filter((path) => !is.has(calledAs(path))),
    added: came.filter((path) => !was.has(calledAs(path))),
    replaced: came.filter((path) => was.has(calledAs(path))),
  };
}

function namesOf(paths: readonly string[]): Set<string> {
  return new Set(paths.map(calledAs));
}

function calledAs(reference: string): string {
  return WEB.test(reference) ? reference : nameOf({ path: reference });
}

/** Links on the web go stale and are put right: that is no other content. */
function touchesMedia(references: ChangedPage['references']): boolean {
  return Object.values(references ?? {})
    .flat()
    .some((reference) => !WEB.test(reference));
}
