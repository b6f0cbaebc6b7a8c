import { posix } from 'node:path';
import { diagnostic, type Code, type Diagnostic, type Params } from '../diagnostic.ts';
import { suggest } from '../suggest.ts';
import type { Fragment, Slot } from './fragment.ts';
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

/**
 * Finds what every reference of a fragment leads to, and what is wrong with it. `anchorsOf` gives the ids that a link
 * can end at in a Markdown file. Depends on no language, profile or medium, so one answer serves every bundle.
 */
export function resolveFragment(
  file: string,
  fragment: Fragment,
  places: Places,
  anchorsOf: (file: string) => readonly string[] | undefined,
): ResolvedFragment {
  const diagnostics: Diagnostic[] = fragment.diagnostics.map((finding) => ({ ...finding, file }));
  const targets = fragment.slots.map((slot) =>
    urlsOf(slot).map((url) => {
      const target = findTarget(url, file, places);
      const finding = check(slot, url, target, places, anchorsOf);
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

function check(
  slot: Slot,
  url: string,
  target: Target,
  places: Places,
  anchorsOf: (file: string) => readonly string[] | undefined,
): { code: Code; params: Params } | undefined {
  switch (target.kind) {
    case 'missing': {
      const code = slot.kind === 'link' ? 'link-missing' : 'asset-missing';
      return { code, params: { target: url, suggestion: nearestFile(url, target.wanted, places) } };
    }
    case 'outside':
      return { code: 'link-outside', params: { target: url } };
    case 'page': {
      const anchors = anchorsOf(target.file) ?? [];
      if (target.anchor !== '' && findAnchor(target.anchor, anchors) === undefined) {
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

function strayed(
  url: string,
  { file, found }: { file: string; found: Manner },
): { code: Code; params: Params } | undefined {
  if (found === 'exact') return undefined;
  return { code: found === 'case' ? 'link-case' : 'link-elsewhere', params: { target: url, actual: file } };
}

/** The id in `anchors` that `anchor` means: as written, or as GitHub, which does not look at case, would find it. */
export function findAnchor(anchor: string, anchors: readonly string[]): string | undefined {
  if (anchors.includes(anchor)) return anchor;
  const folded = anchor.toLowerCase();
  return anchors.find((candidate) => candidate.toLowerCase() === folded);
}

/** What to write instead: a name in the same folder that is nearly the wanted one. */
function nearestFile(url: string, wanted: string, places: Places): string {
  const sibling = suggest(posix.basename(wanted), places.names.get(posix.dirname(wanted)) ?? []);
  return sibling === '' ? '' : url.replace(/[^/?#]*(?=$|[?#])/, sibling);
}
