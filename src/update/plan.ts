import {
  newestOf,
  slotOfBundle,
  wordsOf,
  type ChannelBundle,
  type ChannelDelta,
  type ChannelFile,
} from '../channel/contents.ts';
import type { Origin } from '../channel/origin.ts';
import { cheapestWay, type Step } from '../delta/chain.ts';
import { BASE_DIGITS } from '../delta/header.ts';
import { diagnostic, SatchelError, type Diagnostic } from '../diagnostic.ts';
import { shortDigest, type Digest } from '../digest.ts';
import { formatCount, formatSize } from '../quantity.ts';
import { compareVersions } from '../semver.ts';
import { suggest } from '../suggest.ts';
import type { Installed, Shelf } from './installed.ts';

/** Which packs of a channel are wanted; an absent list wants all. */
export interface Choice {
  readonly packs?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly profiles?: readonly string[] | undefined;
  /** Also what is not there yet, where no other choice is made. */
  readonly everything?: boolean | undefined;
}

/** One pack, language and profile that gets its newest version. */
export interface PlannedPack {
  readonly bundle: ChannelBundle;
  /** The name that it gets in the folder. */
  readonly name: string;
  /** What is there now. */
  readonly installed: Installed | undefined;
  /** What is downloaded, in the order in which it is applied: deltas, or the whole bundle alone. */
  readonly steps: readonly (ChannelBundle | ChannelDelta)[];
  /** Bytes that are still to be downloaded. */
  readonly size: number;
  /** It lies on a drop, laid out for learners, and is taken from there. */
  readonly isLaidOut: boolean;
}

/** What an update does, as plain data. */
export interface UpdatePlan {
  readonly packs: readonly PlannedPack[];
  /** Those that are as new as the channel has them. */
  readonly current: readonly Installed[];
  /** Files with earlier versions, removed once the one with the later version is whole. */
  readonly outdated: readonly { readonly name: string; readonly newer: string }[];
  readonly findings: readonly Diagnostic[];
}

export interface PlanInput {
  /** As people called them, for messages. */
  readonly channel: string;
  readonly folder: string;
  readonly files: readonly ChannelFile[];
  readonly shelf: Shelf;
  readonly choice: Choice;
  /** Bytes that have been downloaded already, by the digest of the whole file. */
  readonly partial: ReadonlyMap<Digest, number>;
  /** What of that is to be had, where it may not be all. */
  readonly origin?: Pick<Origin, 'holds' | 'laidOut'>;
}

/**
 * What is to be fetched so that the packs in a folder are as new as the channel has them, the cheapest way. Throws SatchelError: `update-version-differs`,
 * `update-nothing-chosen`, `update-name-taken`.
 */
export function planUpdate(input: PlanInput): UpdatePlan {
  const { channel, folder, files, shelf, choice } = input;
  const findings: Diagnostic[] = [...shelf.findings];
  const bundles = files.filter((file) => file.kind === 'bundle');
  // Two copies of one bundle may lie here; the channel must not have a third.
  seenVersions(seenVersions(new Map(), bundles), [...shelf.bundles.values()].flat());
  const newest = newestOf(bundles);
  const isAny = !choice.packs && !choice.languages && !choice.profiles;
  const chosen = [...newest.values()].filter((bundle) => isChosen(bundle, choice));
  if (chosen.length === 0 && !isAny) throw nothingChosen(channel, [...newest.values()], choice);
  const here = chosen.filter((bundle) => shelf.bundles.has(slotOfBundle(bundle)));
  const isNew = isAny && here.length === 0;
  const wanted = isAny && !isNew && !choice.everything ? here : chosen;

  const packs: PlannedPack[] = [];
  const current: Installed[] = [];
  const outdated: { name: string; newer: string }[] = [];
  for (const bundle of wanted) {
    const found = shelf.bundles.get(slotOfBundle(bundle)) ?? [];
    const [installed] = found;
    const order = installed === undefined ? 1 : compareVersions(bundle.version, installed.version);
    let newer: Installed | ChannelBundle;
    if (order <= 0 && installed) {
      const { name, version } = installed;
      if (order < 0)
        findings.push(diagnostic('update-later-here', { file: name, version, newest: bundle.version }));
      current.push(installed);
      newer = installed;
    } else {
      const pack = planNewest(bundle, installed, input);
      if (pack?.bundle !== bundle) {
        const { version } = bundle;
        findings.push(diagnostic('update-not-carried', { channel, pack: wordsOf(bundle), version }));
      }
      if (!pack) continue;
      packs.push(pack);
      newer = pack.bundle;
    }
    for (const old of found) {
      if (old.version === newer.version) continue;
      const name = 'name' in newer ? newer.name : nameOf(newer);
      if (bundles.some(({ manifest }) => manifest === old.manifest))
        outdated.push({ name: old.name, newer: name });
      else findings.push(diagnostic('update-old-kept', { file: old.name, newer: name }));
    }
  }
  findings.push(...namesInTheWay(packs, shelf));
  if (isNew && !choice.everything && packs.length > 0) {
    const sizes = packs.map(({ isLaidOut, bundle, size }) => (isLaidOut ? bundle.size : size));
    const size = formatSize(sizes.reduce((sum, one) => sum + one, 0));
    const count = formatCount(packs.length, 'bundle');
    findings.push(diagnostic('update-everything', { channel, folder, packs: count, size }));
  }
  return { packs, current, outdated, findings };
}

/**
 * One version of a slot has one manifest for ever: `seen` with what `bundles` lists besides. Throws SatchelError `update-version-differs` where
 * a manifest is another one.
 */
export function seenVersions(
  seen: ReadonlyMap<string, Digest>,
  bundles: readonly Pick<ChannelBundle, 'id' | 'language' | 'profile' | 'version' | 'manifest'>[],
): Map<string, Digest> {
  const all = new Map(seen);
  for (const one of bundles) {
    const key = `${slotOfBundle(one)}/${one.version}`;
    const known = all.get(key) ?? one.manifest;
    all.set(key, known);
    if (known !== one.manifest)
      throw new SatchelError('update-version-differs', {
        ...{ pack: wordsOf(one), version: one.version, digest: one.manifest, known },
      });
  }
  return all;
}

/** The newest version that is to be had: a stick may know of a later one than it carries, and what it carries be later than what is here. */
function planNewest(
  newest: ChannelBundle,
  installed: Installed | undefined,
  input: PlanInput,
): PlannedPack | undefined {
  const pack = planPack(newest, installed, input);
  if (pack) return pack;
  const slot = slotOfBundle(newest);
  const earlier = input.files
    .filter((file) => file.kind === 'bundle')
    .filter((one) => slotOfBundle(one) === slot && one !== newest)
    .filter((one) => !installed || compareVersions(one.version, installed.version) > 0)
    .sort((a, b) => compareVersions(b.version, a.version));
  for (const one of earlier) {
    const other = planPack(one, installed, input);
    if (other) return other;
  }
  return undefined;
}

/** Undefined where the origin lacks it. */
function planPack(
  bundle: ChannelBundle,
  installed: Installed | undefined,
  { files, partial, origin = {} }: PlanInput,
): PlannedPack | undefined {
  const planned = { bundle, name: nameOf(bundle), installed };
  if (origin.laidOut?.has(bundle.manifest)) return { ...planned, steps: [], size: 0, isLaidOut: true };
  const slot = slotOfBundle(bundle);
  const ours = new Map(
    files
      .filter((file) => file.kind === 'bundle')
      .filter((one) => slotOfBundle(one) === slot)
      .map((one) => [one.manifest, one]),
  );
  const ways = files.filter((file) => file.kind === 'delta' && ours.has(file.target)) as ChannelDelta[];
  const offered = [...ways, ...ours.values()].filter(({ digest }) => origin.holds?.(digest) ?? true);
  const steps = offered.map((file, i): Step => ({
    file: String(i),
    size: restOf(file, partial),
    base: file.kind === 'delta' && file.base !== undefined ? shortDigest(file.base, BASE_DIGITS) : undefined,
    target: file.kind === 'delta' ? file.target : file.manifest,
  }));
  const way = cheapestWay(steps, installed?.manifest, bundle.manifest);
  if (!way) return undefined;
  const chosen = way.steps.flatMap(({ file }) => offered[Number(file)] ?? []);
  return { ...planned, steps: chosen, size: way.size, isLaidOut: false };
}

/** Bytes of a file that are still to come; what has come whole is read again all the same. */
function restOf({ digest, size }: ChannelFile, partial: ReadonlyMap<Digest, number>): number {
  return Math.max(0, size - (partial.get(digest) ?? 0));
}

/** The file name of a bundle, as it was published. */
function nameOf({ path }: ChannelBundle): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What has the name that a bundle is to get. Throws SatchelError `update-name-taken`. */
function namesInTheWay(packs: readonly PlannedPack[], shelf: Shelf): Diagnostic[] {
  const taken = new Map<string, string>();
  for (const bundle of [...shelf.bundles.values()].flat())
    taken.set(bundle.name.toLowerCase(), wordsOf(bundle));
  for (const name of shelf.names) {
    if (taken.has(name.toLowerCase()) || shelf.damaged.has(name)) continue;
    taken.set(name.toLowerCase(), 'no bundle');
  }
  const findings: Diagnostic[] = [];
  for (const { name, bundle } of packs) {
    const what = taken.get(name.toLowerCase());
    if (what !== undefined) throw new SatchelError('update-name-taken', { file: name, what });
    if (shelf.damaged.has(name)) findings.push(diagnostic('update-replaced-damaged', { file: name }));
    taken.set(name.toLowerCase(), `that of ${wordsOf(bundle)}`);
  }
  return findings;
}

function isChosen(bundle: ChannelBundle, { packs, languages, profiles }: Choice): boolean {
  const isIn = (list: readonly string[] | undefined, value: string): boolean =>
    list === undefined || list.some((one) => one.toLowerCase() === value.toLowerCase());
  return isIn(packs, bundle.id) && isIn(languages, bundle.language) && isIn(profiles, bundle.profile);
}

function nothingChosen(channel: string, all: readonly ChannelBundle[], choice: Choice): SatchelError {
  const { packs, languages, profiles } = choice;
  const ids = [...new Set(all.map(({ id }) => id))];
  return new SatchelError('update-nothing-chosen', {
    channel,
    choice: [...(packs ?? []), ...(languages ?? []), ...(profiles ?? [])].join(', '),
    known: all.slice(0, 20).map(wordsOf).join(', ') || 'nothing',
    suggestion: packs?.[0] === undefined || ids.includes(packs[0]) ? '' : suggest(packs[0], ids),
  });
}
