import { shortDigest, digestOf } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { portableSegment } from '../path.ts';
import { isFirstPage, folderOf, nameOf, withoutExtension, withoutNumber } from './names.ts';

/** `pages/` and `.html` stand around an id in a bundle, and a path has at most 180 characters. */
const MAX_ID_LENGTH = 160;
/** Folders that say nothing about what is in them: ids do without, as long as that is clear. */
const WRAPPER = /^(?:lessons?|episodes?|chapters?|pages|content|docs?|src|book)$/i;
const RESERVED = new Set(['index']);

/** An id as it may stand in a path, from any text: lower case, portable, not too long; undefined where nothing is left. */
export function portableId(text: string): string | undefined {
  const segments = text
    .split('/')
    .map((segment) => segment.trim())
    .filter((segment) => segment !== '' && segment !== '.' && segment !== '..')
    .map((segment) => portableSegment(segment.toLowerCase()).toLowerCase());
  return segments.length === 0 ? undefined : bounded(segments.join('/'));
}

/**
 * Ids for paths of pages: without order numbers, first pages named by their folder, wrapper folders left out. Only those
 * that would have the same id keep more of their path, so that renumbering and new neighbours change none.
 * `taken` are ids in use already. The result does not depend on the order of `bases`.
 */
export function idsFromPaths(bases: readonly string[], taken: ReadonlySet<string>): Map<string, string> {
  const used = new Set([...taken, ...RESERVED]);
  const ids = new Map<string, string>();
  let open = [...bases].sort(compareCodeUnits);
  for (const form of [shortForm, longForm, numberedForm, fullForm]) {
    const wanted = groupBy(open, form);
    const left: string[] = [];
    for (const [id, group] of wanted) {
      const [base] = group;
      if (group.length === 1 && base !== undefined && !used.has(id)) ids.set(base, id);
      else left.push(...group);
    }
    for (const id of ids.values()) used.add(id);
    open = left.sort(compareCodeUnits);
  }
  for (const base of open) {
    const id = bounded(fullForm(base), base);
    ids.set(base, id);
    used.add(id);
  }
  return ids;
}

/** The id of a unit without a page, from its folder or title. */
export function unitIdFromPath(path: string): string {
  const segments = path.split('/').map((segment) => segment.replace(/^_+(?=.)/, ''));
  const telling = segments.filter((segment, i) => i === segments.length - 1 || !WRAPPER.test(segment));
  return portableId(telling.map(withoutNumber).join('/')) ?? 'unit';
}

function groupBy(bases: readonly string[], form: (base: string) => string): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const base of bases) {
    const id = form(base);
    const group = groups.get(id);
    if (group) group.push(base);
    else groups.set(id, [base]);
  }
  return groups;
}

function shortForm(base: string): string {
  const segments = segmentsOf(base);
  const last = segments.length - 1;
  return idOf(segments.filter((segment, i) => i === last || !WRAPPER.test(segment)).map(withoutNumber), base);
}

function longForm(base: string): string {
  return idOf(segmentsOf(base).map(withoutNumber), base);
}

function numberedForm(base: string): string {
  return idOf(segmentsOf(base), base);
}

function fullForm(base: string): string {
  return idOf(base.replace(/\.([^./]+)$/, '-$1').split('/'), base);
}

function segmentsOf(base: string): string[] {
  const path = isFirstPage(base) && folderOf(base) !== '' ? folderOf(base) : withoutExtension(base);
  // Jekyll's collections are folders such as `_episodes`.
  return path.split('/').map((segment) => segment.replace(/^_+(?=.)/, ''));
}

function idOf(segments: readonly string[], base: string): string {
  return portableId(segments.join('/')) ?? portableSegment(nameOf(base).toLowerCase());
}

/** Cuts a long id and tells it from others by a digest of the whole; with `base`, does so in any case. */
function bounded(id: string, base?: string): string {
  if (id.length <= MAX_ID_LENGTH && base === undefined) return id;
  const digest = shortDigest(digestOf(base ?? id), 8);
  const short = id.slice(0, MAX_ID_LENGTH - 9).replace(/[-./]+$/, '');
  return `${short}-${digest}`;
}
