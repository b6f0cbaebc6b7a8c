import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderOrigin } from '../channel/folder-origin.ts';
import { metadataPath } from '../channel/layout.ts';
import type { Origin } from '../channel/origin.ts';
import { recall, refresh, type Channel } from '../channel/refresh.ts';
import { readState } from '../channel/state.ts';
import { SatchelError } from '../diagnostic.ts';
import { digestOf, type Digest } from '../digest.ts';
import { MAX_METADATA_SIZE } from '../trust/metadata.ts';
import { dropOrigins } from './drop-origin.ts';
import { newsFolder } from './layout.ts';
import { madeFile, type PlannedFile } from './planned-files.ts';
import type { Drop } from './read-drop.ts';

// What channels say travels with a drop, so that whoever gets it can prove where its packs come from, and take news home.

/** Whether a folder is a channel as publishers write it. */
export function isChannel(folder: string): boolean {
  return existsSync(join(folder, metadataPath('root', 1)));
}

/**
 * The channels whose news a drop carries. What is given proves itself from its first root on; whether that is to be trusted says its fingerprint. Throws
 * SatchelError (`trust-*`, `channel-*`) where something in it does not hold.
 */
export async function newsOfDrop(name: string, drop: Drop): Promise<Channel[]> {
  const found: Channel[] = [];
  for (const origin of dropOrigins(name, drop)) found.push(await believed(origin));
  return found;
}

/** What the channel says that lies in a folder. Throws as {@link newsOfDrop} does. */
export function newsOfChannel(name: string, folder: string): Promise<Channel> {
  return believed(folderOrigin(name, folder));
}

/** What a folder of packs that “satchel update” keeps knows of its channel, if that is whole. Throws as {@link newsOfDrop} does. */
export function newsOfPacks(name: string, folder: string): Channel[] {
  const state = readState(folder);
  const channel = state && recall(state.known, name);
  return channel && isWhole(channel) ? [channel] : [];
}

/** Whether what is known is of one moment: an update that broke off may have come to a timestamp, and not to what it leads to. On a stick nobody could go on from that. */
function isWhole({ set: { timestamp, snapshot, targets } }: Channel): boolean {
  return (
    snapshot?.signed.version === timestamp?.signed.snapshotMeta.version &&
    targets?.signed.version === snapshot?.signed.meta['targets.json']?.version
  );
}

async function believed(origin: Origin): Promise<Channel> {
  const first = await origin.read(metadataPath('root', 1), MAX_METADATA_SIZE.root);
  return refresh(origin, undefined, digestOf(first ?? ''));
}

/** What a channel says, under the names that it has on a drop: no file there is ever replaced. */
export function newsFiles({ known, set }: Channel): PlannedFile[] {
  const folder = newsFolder(known.fingerprint);
  const { timestamp, snapshot, targets } = set;
  const file = (role: keyof typeof MAX_METADATA_SIZE, version: number, bytes: Uint8Array): PlannedFile =>
    madeFile({ path: `${folder}/${metadataPath(role, version)}`, bytes });
  return [
    ...known.roots.map((bytes, n) => file('root', n + 1, bytes)),
    file('targets', targets?.signed.version ?? 0, known.targets),
    file('snapshot', snapshot?.signed.version ?? 0, known.snapshot),
    file('timestamp', timestamp?.signed.version ?? 0, known.timestamp),
  ];
}

/** Throws SatchelError `drop-source-unsigned` unless one of the channels with the fingerprints `trust` has signed for the bundle `manifest`. */
export function demandSigned(
  manifest: Digest,
  pack: string,
  channels: readonly Channel[],
  trust: readonly Digest[],
): void {
  const trusted = channels.filter(({ known }) => trust.includes(known.fingerprint));
  if (!trusted.some((channel) => signsFor(channel, manifest)))
    throw new SatchelError('drop-source-unsigned', { pack, trust: trust.join(', ') });
}

/** Whether a channel lists the bundle of that identity. */
export function signsFor({ files }: Channel, manifest: Digest): boolean {
  return files.some((file) => file.kind === 'bundle' && file.manifest === manifest);
}

/** What a channel says, and the source in which that was found. */
export interface News {
  readonly source: string;
  readonly channel: Channel;
}

/** What goes along with packs: of each channel what is newest, of those with the fingerprints `trust`, where any are named. */
export function newestNews(all: readonly News[], trust: readonly Digest[]): News[] {
  const newest = new Map<Digest, News>();
  for (const news of all) {
    const { fingerprint } = news.channel.known;
    if (trust.length > 0 && !trust.includes(fingerprint)) continue;
    if (timestampOf(news.channel) > timestampOf(newest.get(fingerprint)?.channel))
      newest.set(fingerprint, news);
  }
  return [...newest.values()];
}

function timestampOf(channel: Channel | undefined): number {
  return channel?.set.timestamp?.signed.version ?? -1;
}
