import { inspectBundle, type EntryKind } from '../bundle/inspect.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { Bundle } from '../bundle/open.ts';
import { startTurns } from '../bundle/turns.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import type { Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { worstClass, type ChangeClass } from './classes.ts';
import { startExcerpts } from './excerpt.ts';
import { factChanges, type FactChange } from './facts.ts';
import { pagesOf, pairPages, pairUnitPages, pairUnits, type Page } from './lessons.ts';
import { mediaChanges, type MediaChange, type SharedChange } from './media-changes.ts';
import { movesOf, unitChanges, type UnitChange } from './moves.ts';
import { comparePages, type ChangedPage } from './page-changes.ts';
import { findSuccessors, type Successor } from './successors.ts';
import { adviseVersion, type VersionAdvice } from './version-step.ts';

interface PageOnOneSide {
  readonly class: ChangeClass;
  readonly kind: Page['kind'];
  readonly id: string;
  readonly title: string;
  readonly path: string;
  /** Title of its unit. */
  readonly unit?: string;
}

export interface AddedPage extends PageOnOneSide {
  readonly change: 'added';
}

/** `into`: a page says that it was this one too. `successor`: without saying so, one that was added has much the same text. */
export interface RemovedPage extends PageOnOneSide {
  readonly change: 'removed';
  readonly into?: string;
  readonly successor?: Successor;
}

export type PageChange = AddedPage | RemovedPage | ChangedPage;

/** Files and bytes of one kind in either bundle. */
export interface KindChange {
  readonly kind: EntryKind;
  readonly base: { readonly entries: number; readonly size: number };
  readonly target: { readonly entries: number; readonly size: number };
}

export interface BundleFacts extends Pick<Manifest, 'id' | 'version' | 'variant' | 'title'> {
  readonly digest: Digest;
  /** Bytes of all entries, unpacked. */
  readonly size: number;
  /** Bytes of the ZIP file; absent for a folder. */
  readonly zipSize?: number;
}

/** What changed from one bundle of a pack to another, in the words of people. Plain data. */
export interface Changes {
  readonly base: BundleFacts;
  readonly target: BundleFacts;
  /** That of the change that weighs most. */
  readonly class: ChangeClass;
  readonly version: VersionAdvice;
  readonly facts: readonly FactChange[];
  readonly units: readonly UnitChange[];
  /** In target's reading order; those that are gone come last. */
  readonly pages: readonly PageChange[];
  /** Pages whose text and pictures are the same, and whose article is marked up in another way, or has another frame around it. */
  readonly restyled: { readonly class: ChangeClass; readonly markup: number; readonly frame: number };
  readonly media: readonly MediaChange[];
  readonly shared: SharedChange;
  /** What weighs most in target first. */
  readonly kinds: readonly KindChange[];
  /** Warnings: that the bundles are of two languages or profiles. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Tells what changed from `base` to `target`, two bundles of a pack. Only pages that differ are read. Throws SatchelError:
 * `diff-other-pack`, `bundle-entry-*` where a page is damaged.
 */
export async function describeChanges(
  base: Bundle,
  target: Bundle,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Changes> {
  const [before, now] = [base.manifest, target.manifest];
  if (before.id !== now.id) throw new SatchelError('diff-other-pack', { base: before.id, target: now.id });
  const pages = { base: pagesOf(before), target: pagesOf(now) };
  const paired = pairPages(pages.base, pages.target);
  const units = pairUnits(before.units, now.units, paired.pairs);
  const { pairs, added, removed } = pairUnitPages(paired, units, pages.target.keys());
  const moves = movesOf(pairs, [...pages.base.keys()], units);

  const turns = startTurns(signal);
  const edit = startExcerpts();
  const changed = new Map<string, ChangedPage>();
  const restyled = { markup: 0, frame: 0 };
  for (const pair of pairs) {
    const change = await comparePages({ base, target }, pair, moves.get(pair.target.id), edit);
    if (typeof change === 'string') restyled[change]++;
    else if (change) changed.set(pair.target.id, change);
    await turns(target.entries.get(pair.target.path)?.size ?? 0);
  }
  const lost = removed.flatMap(({ page, into }) => (page.kind === 'lesson' && !into ? [page] : []));
  const successors = await findSuccessors({ base, target }, lost, added, turns);
  const came = new Map(added.map((page) => [page.id, addedPage(page)]));
  const pageChanges: PageChange[] = [
    ...[...pages.target.keys()].flatMap((id) => changed.get(id) ?? came.get(id) ?? []),
    ...removed.map(({ page, into }) => removedPage(page, into, successors.get(page.id))),
  ];
  const facts = factChanges(before, now);
  const changedUnits = unitChanges(before.units, now.units, units);
  const { media, shared } = mediaChanges(before, now);
  const restyledClass: ChangeClass = restyled.markup + restyled.frame > 0 ? 'cosmetic' : 'none';
  const worst = worstClass(
    [...facts, ...changedUnits, ...pageChanges, ...media, shared, { class: restyledClass }].map(
      (change) => change.class,
    ),
  );
  return {
    base: factsOf(base),
    target: factsOf(target),
    class: worst,
    version: adviseVersion(before.version, now.version, worst),
    facts,
    units: changedUnits,
    pages: pageChanges,
    restyled: { class: restyledClass, ...restyled },
    media,
    shared,
    kinds: kindsOf(base, target),
    diagnostics: variantFindings(before, now),
  };
}

function sideOf({ kind, id, title, path, unitTitle }: Page): Omit<PageOnOneSide, 'class'> {
  return { kind, id, title, path, ...(unitTitle !== undefined && { unit: unitTitle }) };
}

function addedPage(page: Page): AddedPage {
  return { change: 'added', class: 'content', ...sideOf(page) };
}

/** Progress hangs on the ids of lessons; a unit's page is no lesson. */
function removedPage(page: Page, into: Page | undefined, successor: Successor | undefined): RemovedPage {
  const breaking = page.kind === 'lesson' && !into;
  return {
    ...{ change: 'removed', class: breaking ? 'progress-breaking' : 'content', ...sideOf(page) },
    ...(into && { into: into.id }),
    ...(successor && { successor }),
  };
}

function factsOf(bundle: Bundle): BundleFacts {
  const { id, version, variant, title } = bundle.manifest;
  return { id, version, variant, title, digest: bundle.manifestDigest, size: inspectBundle(bundle).size };
}

function kindsOf(base: Bundle, target: Bundle): KindChange[] {
  const none = { entries: 0, size: 0 };
  const kinds = new Map<EntryKind, KindChange>();
  for (const { kind, entries, size } of inspectBundle(base).kinds)
    kinds.set(kind, { kind, base: { entries, size }, target: none });
  for (const { kind, entries, size } of inspectBundle(target).kinds)
    kinds.set(kind, { kind, base: kinds.get(kind)?.base ?? none, target: { entries, size } });
  return [...kinds.values()].sort(
    (a, b) => b.target.size - a.target.size || compareCodeUnits(a.kind, b.kind),
  );
}

function variantFindings(base: Manifest, target: Manifest): Diagnostic[] {
  const of = ({ variant }: Manifest): string => `${variant.language}, profile ${variant.profile}`;
  if (of(base) === of(target)) return [];
  return [diagnostic('diff-other-variant', { base: of(base), target: of(target) })];
}
