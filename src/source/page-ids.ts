import { beginningOf, diagnostic, type Diagnostic, type Place } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import { idsFromPaths, portableId } from './ids.ts';
import type { LessonText } from './lesson-text.ts';
import { folderOf, isFirstPage } from './names.ts';

/**
 * The ids of all pages by their bases, shared by all languages: the author's own where there is one, else made from the
 * path. An id that two authors' pages claim goes to neither, and both are told.
 */
export function idsOfPages(
  texts: ReadonlyMap<string, LessonText>,
  withinFolder: boolean,
  diagnostics: Diagnostic[],
): Map<string, string> {
  const claims = new Map<string, string[]>();
  const changed = new Map<string, string>();
  for (const [base, text] of [...texts].sort(([a], [b]) => compareCodeUnits(a, b))) {
    const given = text.frontMatter.id;
    if (given === undefined) continue;
    const whole =
      withinFolder && folderOf(base) !== '' ? `${folderOf(base).replace(/^docs\/?/, '')}/${given}` : given;
    const id = portableId(whole);
    if (id !== whole && !withinFolder) changed.set(base, given);
    // The start page alone has the id “index”.
    if (id === 'index' && !isFirstPage(base)) changed.set(base, given);
    if (id === undefined || id === 'index') continue;
    const claim = claims.get(id);
    if (claim) claim.push(base);
    else claims.set(id, [base]);
  }
  const ids = new Map<string, string>();
  for (const [id, [base, ...others]] of claims) {
    if (base === undefined) continue;
    if (others.length === 0) ids.set(base, id);
    for (const one of others.length === 0 ? [] : [base, ...others]) {
      const other = one === base ? others[0] : base;
      const text = texts.get(one);
      const otherFile = texts.get(other ?? '')?.file ?? '';
      if (text)
        diagnostics.push(diagnostic('id-duplicate', { id, other: otherFile }, frontMatterPlace(text, 'id')));
    }
  }
  const rest = [...texts.keys()].filter((base) => !ids.has(base));
  for (const [base, id] of idsFromPaths(rest, new Set([...ids.values(), ...claims.keys()])))
    ids.set(base, id);
  for (const [base, id] of changed) {
    const text = texts.get(base);
    const portable = ids.get(base) ?? '';
    if (text) diagnostics.push(diagnostic('id-not-portable', { id, portable }, frontMatterPlace(text, 'id')));
  }
  return ids;
}

/** Where the value of a key stands in a page's front matter, or the page's beginning. */
export function frontMatterPlace(text: LessonText, key: 'id' | 'was'): Place {
  const lines = text.text.slice(0, text.bodyOffset).split('\n');
  const pattern = new RegExp(`^\\s*${key}\\s*[:=]\\s*`);
  // What is indented most often belongs to another key.
  const own = lines.findIndex((candidate) => candidate.startsWith(key) && pattern.test(candidate));
  const line = own >= 0 ? own : lines.findIndex((candidate) => pattern.test(candidate));
  if (line < 0) return beginningOf(text.file);
  const value = pattern.exec(lines[line] ?? '')?.[0].length ?? 0;
  return { file: text.file, line: line + 1, column: value + 1 };
}
