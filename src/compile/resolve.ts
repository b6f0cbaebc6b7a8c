import { posix } from 'node:path';
import { beginningOf, diagnostic, type Code, type Diagnostic, type Params } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import { suggest } from '../suggest.ts';
import type { Fragment, Slot } from './fragment.ts';
import { withSidecars } from './sidecars.ts';
import { findTarget, type Manner, type Places, type Target } from './target.ts';
import { isUnplayable } from './url.ts';

/** A fragment whose references are known: `targets[n]` are those of its n-th slot, in the order of {@link urlsOf}. */
export interface ResolvedFragment {
  readonly file: string;
  readonly fragment: Fragment;
  readonly targets: readonly (readonly Target[])[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The references of a slot as the author wrote them. */
export function urlsOf(slot: Slot): readonly string[] {
  switch (slot.kind) {
    case 'link':
    case 'picture':
      return [slot.url];
    case 'player':
      return [
        ...slot.sources,
        ...slot.tracks.map((track) => track.url),
        ...(slot.poster === undefined ? [] : [slot.poster]),
      ];
    default:
      return [];
  }
}

// Nobody reads more of one page; a hostile one has thousands of links that lead nowhere.
const MAX_FINDINGS = 1000;

/**
 * Finds what every reference of a fragment leads to, and what is wrong with it. `anchorsOf` gives the ids that a link
 * can end at in a Markdown file. Depends on no language, profile or medium, so one answer serves every bundle.
 */
export function resolveFragment(
  file: string,
  compiled: Fragment,
  places: Places,
  anchorsOf: (file: string) => readonly string[] | undefined,
): ResolvedFragment {
  const diagnostics: Diagnostic[] = compiled.diagnostics.map((finding) => ({ ...finding, file }));
  if (isEmpty(compiled) && !FIRST_PAGE.test(file))
    diagnostics.push(diagnostic('page-empty', {}, beginningOf(file)));
  const fragment = compiled.slots.some(({ kind }) => kind === 'player')
    ? { ...compiled, slots: compiled.slots.map((slot) => completed(slot, file, places, diagnostics)) }
    : compiled;
  const targets = fragment.slots.map((slot) =>
    urlsOf(slot).map((url) => {
      const labelled =
        slot.kind === 'link' && slot.anywhere ? findLabel(url, file, places, anchorsOf) : undefined;
      const target = labelled ?? findTarget(url, file, places);
      const finding =
        diagnostics.length < MAX_FINDINGS ? check(slot, url, target, file, places, anchorsOf) : undefined;
      if (finding && 'line' in slot) {
        diagnostics.push(
          diagnostic(finding.code, finding.params, { file, line: slot.line, column: slot.column }),
        );
      }
      return target;
    }),
  );
  return { file, fragment, targets, diagnostics };
}

/** A player with what lies beside its recordings. */
function completed(slot: Slot, file: string, places: Places, diagnostics: Diagnostic[]): Slot {
  if (slot.kind !== 'player') return slot;
  const { slot: player, unknown } = withSidecars(slot, file, places);
  for (const params of unknown)
    if (diagnostics.length < MAX_FINDINGS)
      diagnostics.push(
        diagnostic('captions-language', { ...params }, { file, line: slot.line, column: slot.column }),
      );
  return player;
}

// A folder may need a first page for its title alone.
const FIRST_PAGE = /(?:^|\/)(?:readme|_?index)\.[a-z]+$/i;

function isEmpty({ html, title }: Fragment): boolean {
  return title === undefined && html.length < 100 && html.toString().trim() === '';
}

const labels = new WeakMap<Places, Map<string, string>>();

const TERM = 'term-';

/** The words that some page explains, as their anchors have them. */
function words(places: Places): string[] {
  const anchors = [...(labels.get(places)?.keys() ?? [])];
  return anchors.flatMap((anchor) => (anchor.startsWith(TERM) ? anchor.slice(TERM.length) : []));
}

/** The first page of the source, in path order, that has an anchor of that name, where the page itself has none. */
function findLabel(
  url: string,
  file: string,
  places: Places,
  anchorsOf: (file: string) => readonly string[] | undefined,
): Target | undefined {
  const anchor = url.replace(/^#/, '');
  if (findAnchor(anchor, anchorsOf(file) ?? []) !== undefined) return undefined;
  let known = labels.get(places);
  if (!known) {
    known = new Map();
    for (const page of [...places.pages.keys()].sort(compareCodeUnits))
      for (const name of anchorsOf(page) ?? []) if (!known.has(name)) known.set(name, page);
    labels.set(places, known);
  }
  const there = known.get(anchor);
  const id = there === undefined ? undefined : places.pages.get(there);
  return there === undefined || id === undefined
    ? undefined
    : { kind: 'page', file: there, id, anchor, found: 'exact' };
}

function check(
  slot: Slot,
  url: string,
  target: Target,
  from: string,
  places: Places,
  anchorsOf: (file: string) => readonly string[] | undefined,
): { code: Code; params: Params } | undefined {
  switch (target.kind) {
    case 'missing': {
      const code = slot.kind === 'link' ? 'link-missing' : 'asset-missing';
      return { code, params: { target: url, suggestion: nearestFile(url, target.wanted, from, places) } };
    }
    case 'outside':
      return { code: 'link-outside', params: { target: url } };
    case 'page': {
      const anchors = anchorsOf(target.file) ?? [];
      if (target.anchor !== '' && !isTop(target.anchor) && findAnchor(target.anchor, anchors) === undefined) {
        if (slot.kind === 'link' && slot.term !== undefined)
          return {
            code: 'term-unknown',
            params: { word: slot.term, suggestion: suggest(target.anchor.slice(TERM.length), words(places)) },
          };
        return {
          code: 'anchor-missing',
          params: { target: url, anchor: target.anchor, suggestion: suggest(target.anchor, anchors) },
        };
      }
      return strayed(url, target);
    }
    case 'file':
      if (slot.kind === 'player' && isUnplayable(target.file))
        return { code: 'asset-unplayable', params: { path: target.file } };
      return strayed(url, target);
    case 'external':
      return undefined;
  }
}

/** The top of a page has no id (HTML, “select the indicated part”). */
function isTop(anchor: string): boolean {
  return anchor.toLowerCase() === 'top';
}

const STRAYED = { case: 'link-case', elsewhere: 'link-elsewhere', original: 'picture-untranslated' } as const;

function strayed(
  url: string,
  { file, found }: { file: string; found: Manner },
): { code: Code; params: Params } | undefined {
  if (found === 'exact') return undefined;
  return { code: STRAYED[found], params: { target: url, actual: file } };
}

// Thousands of links may lead to a page of thousands of anchors.
const indexes = new WeakMap<readonly string[], ReadonlyMap<string, string>>();

/**
 * The id in `anchors` that `anchor` means: as written, or as GitHub, which does not look at case, would find it. Accents may be
 * typed in another normal form than the heading's.
 */
export function findAnchor(anchor: string, anchors: readonly string[]): string | undefined {
  let index = indexes.get(anchors);
  if (!index) {
    const folded = anchors.map((id): [string, string] => [`~${fold(id)}`, id]);
    index = new Map([...folded.reverse(), ...anchors.map((id): [string, string] => [id, id])]);
    indexes.set(anchors, index);
  }
  return index.get(anchor) ?? index.get(`~${fold(anchor)}`);
}

function fold(anchor: string): string {
  return anchor.normalize('NFC').toLowerCase();
}

/** What to write instead: a name in the same folder that is nearly the wanted one, and not that of the page itself. */
function nearestFile(url: string, wanted: string, from: string, places: Places): string {
  const folder = posix.dirname(wanted);
  const sibling = suggest(posix.basename(wanted), places.names.get(folder) ?? []);
  return sibling === '' || posix.join(folder, sibling) === from
    ? ''
    : url.replace(/[^/?#]*(?=$|[?#])/, sibling);
}
