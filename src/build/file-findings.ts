import { shows } from '../compile/needs.ts';
import type { ResolvedFragment } from '../compile/resolve.ts';
import type { Target } from '../compile/target.ts';
import type { Code, Diagnostic } from '../diagnostic.ts';
import { mediaCodes } from '../media/codes.ts';
import { compareCodeUnits } from '../order.ts';

/** Which references to a file a finding about it concerns: those that show it, those that hand it out, or all. */
type Concern = 'shown' | 'carried' | 'any';

/** One place at which a page shows a file or hands it out. */
export interface Reference {
  readonly concern: Exclude<Concern, 'any'>;
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
}

function concernOf(code: Code): Concern | undefined {
  // These stand where they can be mended: fonts are named by satchel.yaml, and captions have lines of their own.
  if (code.startsWith('font-') || code.startsWith('captions-')) return undefined;
  if (Object.hasOwn(mediaCodes, code)) return 'shown';
  if (code === 'download-active' || code === 'download-too-large') return 'carried';
  return code === 'name-not-portable' || code === 'file-unreadable' ? 'any' : undefined;
}

/**
 * Moves each finding about a file of the source (its parameter `path`) to where an author can act: the first place, in path
 * order, at which a page refers to that file, with the number of the `others`. What no page refers to keeps its own place;
 * so does a page. What several profiles found of one file is told once. `fragments` are all pages of the source, so that a
 * finding has one place whatever languages are built.
 */
export function placeFileFindings(
  findings: readonly Diagnostic[],
  fragments: ReadonlyMap<string, ResolvedFragment>,
): Diagnostic[] {
  const isMoved = ({ code, file }: Diagnostic): boolean =>
    concernOf(code) !== undefined && !fragments.has(file ?? '');
  const moved = new Map<string, Diagnostic>();
  for (const finding of findings)
    if (isMoved(finding)) moved.set(JSON.stringify([finding.code, finding.params]), finding);
  if (moved.size === 0) return [...findings];
  const paths = new Set([...moved.values()].map(({ params }) => String(params['path'])));
  const references = referencesTo(paths, fragments.values());
  return [
    ...findings.filter((finding) => !isMoved(finding)),
    ...[...moved.values()].map((finding) => placed(finding, references)),
  ];
}

function placed(finding: Diagnostic, references: ReadonlyMap<string, readonly Reference[]>): Diagnostic {
  const wanted = concernOf(finding.code);
  const [first, ...others] = (references.get(String(finding.params['path'])) ?? []).filter(
    ({ concern }) => wanted === 'any' || concern === wanted,
  );
  if (!first) return finding;
  const params = others.length === 0 ? finding.params : { ...finding.params, others: others.length };
  return { ...finding, params, ...first.place };
}

/** For each path, where pages refer to it, or to what lies below it: each place once, in path order. */
export function referencesTo(
  paths: ReadonlySet<string>,
  fragments: Iterable<ResolvedFragment>,
): Map<string, Reference[]> {
  const found = new Map<string, Map<string, Reference>>();
  for (const { file, fragment, targets } of fragments)
    fragment.slots.forEach((slot, n) => {
      if (!('line' in slot)) return;
      const place = { file, line: slot.line, column: slot.column };
      for (const target of targets[n] ?? []) {
        if (target.kind !== 'file') continue;
        // A picture that leads to itself, to be seen larger, is one place to its author: the picture's, the next slot.
        if (slot.kind === 'link' && slot.imageOnly && leadsTo(targets[n + 1], target.file)) continue;
        const concern = shows(slot, target.file) ? 'shown' : 'carried';
        for (const path of withFolders(target.file)) {
          if (!paths.has(path)) continue;
          const references = found.get(path) ?? new Map<string, Reference>();
          found.set(path, references.set(`${concern} ${JSON.stringify(place)}`, { concern, place }));
        }
      }
    });
  return new Map([...found].map(([path, references]) => [path, [...references.values()].sort(byPlace)]));
}

function leadsTo(targets: readonly Target[] | undefined, file: string): boolean {
  return targets?.some((target) => target.kind === 'file' && target.file === file) ?? false;
}

/** A file and the folders it lies in. */
function* withFolders(file: string): Generator<string> {
  for (let end = file.length; end > 0; end = file.lastIndexOf('/', end - 1)) yield file.slice(0, end);
}

export function byPlace({ place: a }: Reference, { place: b }: Reference): number {
  return compareCodeUnits(a.file, b.file) || a.line - b.line || a.column - b.column;
}
