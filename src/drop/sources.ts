import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { encodeManifest, type Manifest } from '../bundle/manifest.ts';
import { isUnpacked, openBundle, type Bundle } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
import { compareCodeUnits } from '../order.ts';
import type { Digest } from '../digest.ts';
import { suggest } from '../suggest.ts';
import { compareVersions } from '../semver.ts';
import { newestOf } from '../channel/contents.ts';
import { targetPath } from '../channel/layout.ts';
import type { Channel } from '../channel/refresh.ts';
import { versionFolder } from './layout.ts';
import { demandSigned, isChannel, newsOfChannel, newsOfDrop, newsOfPacks, type News } from './news.ts';
import { partOf } from './part.ts';
import { isDrop, readDrop, type Drop } from './read-drop.ts';
import { slotOf, type DropVersion } from './release.ts';
import { openVersion } from './version-bundle.ts';

/** A pack version that can be put on a drop. */
export interface Offer {
  readonly version: DropVersion;
  readonly manifest: Manifest;
  /** Where its bytes come from. Its owner closes it. */
  readonly bundle: Bundle;
}

/** Which of what is offered is wanted; an absent list wants all. */
export interface Choice {
  readonly packs?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly profiles?: readonly string[] | undefined;
  /** Of packs that have any of them, these units alone. */
  readonly units?: readonly string[] | undefined;
}

/**
 * Opens bundles, folders of bundles, drops and channels: of each pack, language and profile the latest version, in the order in which they were named;
 * and reads what the channels say that they come from. Where any fingerprints are in `trust`, one of these must have signed for each. Throws
 * SatchelError (`bundle-*`, `drop-source-*`, `drop-nothing-chosen`, `trust-*`, `channel-*`). Close what it gives.
 */
export async function openOffers(
  sources: readonly string[],
  choice: Choice,
  trust: readonly Digest[] = [],
): Promise<{ offers: Offer[]; news: News[] }> {
  const opened: Offer[] = [];
  const allNews: News[] = [];
  try {
    for (const source of sources) {
      const { offers, news } = await offersIn(source, true);
      opened.push(...offers);
      const said = await news();
      allNews.push(...said.map((channel) => ({ source, channel })));
      for (const { version } of trust.length > 0 ? offers : [])
        demandSigned(version.digest, slotOf(version), said, trust);
    }
    const latest = latestOf(opened);
    const chosen = latest.filter(({ version }) => isChosen(version, choice));
    if (chosen.length === 0) throw nothingChosen(latest, choice);
    await closeOffers(opened.filter((offer) => !chosen.includes(offer)));
    const { units } = choice;
    return { news: allNews, offers: units === undefined ? chosen : await chooseUnits(chosen, units) };
  } catch (error) {
    await closeOffers(opened);
    throw error;
  }
}

/** Opens all that bundles, folders of bundles, drops and channels have, whatever version. Throws as {@link openOffers} does. */
export async function openEvery(sources: readonly string[]): Promise<Offer[]> {
  const opened: Offer[] = [];
  try {
    for (const source of sources) opened.push(...(await offersIn(source, false)).offers);
    return opened;
  } catch (error) {
    await closeOffers(opened);
    throw error;
  }
}

export async function closeOffers(offers: readonly Offer[]): Promise<void> {
  for (const { bundle } of offers) await bundle.close();
}

/** What one source has. */
interface Found {
  readonly offers: Offer[];
  /** What the channels say that these come from; read when it is asked for. */
  readonly news: () => Promise<Channel[]> | Channel[];
}

/** `newest`: a channel may have a thousand versions, of which each takes a file that is open. */
async function offersIn(source: string, newest: boolean): Promise<Found> {
  if (/^https?:/i.test(source)) throw new SatchelError('drop-source-address', { source });
  const file = resolve(source);
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder || isUnpacked(file)) return { offers: await offersOf([source]), news: () => [] };
  if (isDrop(file)) {
    const drop = readDrop(file);
    return { offers: offersOfDrop(source, drop), news: () => newsOfDrop(source, drop) };
  }
  if (isChannel(file)) {
    const channel = await newsOfChannel(source, file);
    return { offers: await offersOfChannel(source, file, channel, newest), news: () => [channel] };
  }
  const names = readdirSync(file).filter((name) => /\.zip$/i.test(name) && !name.startsWith('.'));
  if (names.length === 0) throw new SatchelError('drop-source-empty', { source });
  const files = names.sort(compareCodeUnits).map((name) => join(source, name));
  return { offers: await offersOf(files), news: () => newsOfPacks(source, file) };
}

/** The bundles that a channel lists, each of which must be the one that is signed for. */
async function offersOfChannel(
  source: string,
  folder: string,
  channel: Channel,
  newest: boolean,
): Promise<Offer[]> {
  const listed = channel.files.filter((file) => file.kind === 'bundle');
  const bundles = newest ? [...newestOf(listed).values()] : listed;
  if (bundles.length === 0) throw new SatchelError('drop-source-empty', { source });
  const offers = await offersOf(bundles.map(({ path, digest }) => join(folder, targetPath(path, digest))));
  try {
    for (const { version } of offers)
      demandSigned(version.digest, slotOf(version), [channel], [channel.known.fingerprint]);
    return offers;
  } catch (error) {
    await closeOffers(offers);
    throw error;
  }
}

/** Opens bundles; where one cannot be opened, none is left open. */
async function offersOf(files: readonly string[]): Promise<Offer[]> {
  const offers: Offer[] = [];
  try {
    for (const file of files) offers.push(await offerOf(file));
    return offers;
  } catch (error) {
    await closeOffers(offers);
    throw error;
  }
}

async function offerOf(file: string): Promise<Offer> {
  const bundle = await openBundle(file);
  const { manifest, manifestDigest: digest } = bundle;
  const { id, version, title, variant } = manifest;
  return {
    bundle,
    manifest,
    version: {
      ...{ id, version, language: variant.language, profile: variant.profile, title, digest },
      manifestSize: encodeManifest(manifest).length,
      folder: versionFolder(manifest, digest),
    },
  };
}

function offersOfDrop(source: string, { root, releases, unsound: [unsound] }: Drop): Offer[] {
  const [newest] = releases;
  // What a newer Satchel has put there is not passed over for what it has replaced.
  if (unsound?.finding.code === 'drop-version')
    throw new SatchelError('drop-version', unsound.finding.params);
  // Nor is what is damaged passed over for something older.
  if (!newest || (unsound && unsound.number > newest.release.release))
    throw new SatchelError('drop-source-damaged', { source });
  return newest.versions.map((sound) => {
    const { manifest, ...version } = sound;
    return { version, manifest, bundle: openVersion(root, sound) };
  });
}

function latestOf(offers: readonly Offer[]): Offer[] {
  const latest = new Map<string, Offer>();
  for (const offer of offers) {
    const slot = slotOf(offer.version);
    const other = latest.get(slot);
    if (!other) {
      latest.set(slot, offer);
      continue;
    }
    const order = compareVersions(offer.version.version, other.version.version);
    if (order === 0 && offer.version.digest !== other.version.digest)
      throw new SatchelError('drop-source-twice', { pack: slot, version: offer.version.version });
    if (order > 0) latest.set(slot, offer);
  }
  return [...latest.values()];
}

/** Throws SatchelError (`drop-unit-unknown`) for a unit that no pack has. */
async function chooseUnits(offers: readonly Offer[], units: readonly string[]): Promise<Offer[]> {
  const known = new Set(offers.flatMap(({ manifest }) => manifest.units.map(({ id }) => id)));
  const unknown = units.find((unit) => !known.has(unit));
  if (unknown !== undefined)
    throw new SatchelError('drop-unit-unknown', {
      unit: unknown,
      suggestion: suggest(unknown, [...known]),
      there: [...known].slice(0, 30).join(', '),
    });
  const ids = new Set(units);
  const chosen: Offer[] = [];
  for (const offer of offers) {
    const { units: there } = offer.manifest;
    const isPart = there.some(({ id }) => ids.has(id)) && there.some(({ id }) => !ids.has(id));
    chosen.push(isPart ? await partOf(offer, ids) : offer);
  }
  return chosen;
}

function isChosen({ id, language, profile }: DropVersion, { packs, languages, profiles }: Choice): boolean {
  return (
    (packs?.includes(id) ?? true) &&
    (languages?.includes(language) ?? true) &&
    (profiles?.includes(profile) ?? true)
  );
}

function nothingChosen(offers: readonly Offer[], { packs, languages, profiles }: Choice): SatchelError {
  const there = offers.map(({ version }) => slotOf(version)).join(', ');
  const wanted = [packs, languages, profiles].map((list) => list?.join(',') ?? '*').join('/');
  return new SatchelError('drop-nothing-chosen', { wanted, there });
}
