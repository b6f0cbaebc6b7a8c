import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { digestOf, digestOfFile, type Digest } from '../digest.ts';
import type { Asset } from './asset.ts';
import type { Medium, SourceFile } from './medium.ts';
import type { Encoded, Finding, Outcome, Role } from './outcome.ts';
import type { Profile } from './preset.ts';
import type { Earlier, Published } from './published.ts';
import type { Scratch } from './scratch.ts';
import type { Format } from './sniff.ts';
import { keep, recall, type Kept, type Store, type StoreKey } from './store.ts';

/** What assets of one build are encoded with. */
export interface EncodeRun {
  readonly store: Store;
  readonly scratch: Scratch;
  readonly profiles: readonly Profile[];
  readonly published: Published | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onShare: (asset: Asset, share: number) => void;
  /** What is being encoded, by source digest and medium, so that assets of the same bytes are encoded once. */
  readonly underway: Map<string, Promise<ReadonlyMap<Profile, Kept>>>;
  /** What this machine lacks for some of them. */
  readonly lacking: Map<string, Finding>;
  /** How many files were encoded now. */
  encoded: number;
  /** The main renditions that were taken over from published bundles. */
  readonly takenOver: Set<Digest>;
}

/** An asset's renditions by profile, and the digest of its bytes; none for profiles for which this machine can make none. */
export interface EncodedAsset {
  readonly source: Digest;
  readonly kept: ReadonlyMap<Profile, Kept>;
}

/** Renditions of an asset for some profiles: what the cache has, else published ones, else by encoding. */
export async function encodeAsset(
  run: EncodeRun,
  asset: Asset,
  format: Format | undefined,
  medium: Medium,
  profiles: readonly Profile[],
): Promise<EncodedAsset> {
  let whole: Buffer | undefined;
  const bytes = (): Buffer => (whole ??= readFileSync(asset.file));
  const { file, size, kind } = asset;
  const source = medium.streamed ? await digestOfFile(file) : digestOf(bytes());
  const job = `${medium.name} ${kind ?? ''} ${source}`;
  const kept =
    run.underway.get(job) ??
    keepAll(run, asset, { file, size, format, kind, bytes }, source, medium, profiles);
  run.underway.set(job, kept);
  return { source, kept: await kept };
}

/** A published rendition that may serve. */
type Offered = Earlier & { readonly role: Role };

/** What is still to be made, and the published renditions that may serve. */
interface Wanted {
  readonly profile: Profile;
  readonly key: StoreKey;
  readonly earlier: readonly Offered[];
  /** The presets of newer formats that are to be made beside these. */
  readonly added: readonly string[];
}

async function keepAll(
  run: EncodeRun,
  asset: Asset,
  source: SourceFile,
  digest: Digest,
  medium: Medium,
  profiles: readonly Profile[],
): Promise<ReadonlyMap<Profile, Kept>> {
  const all = new Map<Profile, Kept>();
  const wanted: Wanted[] = [];
  for (const profile of profiles) {
    const earlier = publishedFor(run.published, digest, medium, profile, source);
    const added = addedTo(earlier, medium);
    const key = {
      medium: medium.name,
      inputs: await medium.inputs(profile),
      source: digest,
      kind: source.kind,
      taken: earlier.map((one) => one.digest),
      ...(added.length > 0 && { added }),
    };
    const known = await recall(run.store, key);
    if (known) all.set(profile, known);
    else wanted.push({ profile, key, earlier, added });
    if (known) noteTaken(run, known.forms, earlier);
  }
  for (const { profile, kept } of await make(run, asset, source, medium, wanted)) all.set(profile, kept);
  return all;
}

async function make(
  run: EncodeRun,
  asset: Asset,
  source: SourceFile,
  medium: Medium,
  wanted: readonly Wanted[],
): Promise<{ profile: Profile; kept: Kept }[]> {
  if (wanted.length === 0) return [];
  const taken = new Map<Profile, readonly Encoded[]>();
  for (const { profile, earlier } of wanted) taken.set(profile, await takeOver(run, earlier, medium));
  const missing = wanted
    .filter(({ profile, added }) => !medium.lacking && (taken.get(profile)?.length === 0 || added.length > 0))
    .map(({ profile }) => profile);
  const scratch = run.scratch.folder();
  const onShare = (share: number): void => {
    run.onShare(asset, share);
  };
  const encoded =
    missing.length === 0
      ? new Map<Profile, Outcome>()
      : await medium.encode(source, missing, { scratch, signal: run.signal, onShare });
  if (missing.length > 0) run.encoded++;
  const results = [];
  for (const { profile, key, earlier, added } of wanted) {
    const forms = taken.get(profile) ?? [];
    if (medium.lacking && forms.length === 0) continue;
    const outcome = encoded.get(profile) ?? { forms: [], findings: (await medium.examine?.(source)) ?? [] };
    const kept = await keep(run.store, key, joined(forms, outcome, added));
    noteTaken(run, kept.forms, earlier);
    results.push({ profile, kept });
  }
  return results;
}

/** Encoded renditions, or published ones with those of the encoded that are `added` to them. */
function joined(
  taken: readonly Encoded[],
  { forms, ...outcome }: Outcome,
  added: readonly string[],
): Outcome {
  if (taken.length === 0) return { ...outcome, forms };
  return { ...outcome, forms: [...taken, ...forms.filter(({ preset }) => added.includes(preset.id))] };
}

/** What published renditions lack: newer formats that are wished for now, and were not when they were made. */
function addedTo(earlier: readonly Offered[], medium: Medium): string[] {
  const main = earlier.find(({ role }) => role === 'main');
  if (!main) return [];
  return medium
    .extrasOf(main.preset)
    .filter((format) => !main.formats.has(format))
    .map((format) => `${main.preset.id}-${format}`)
    .filter((id) => earlier.every(({ preset }) => preset.id !== id));
}

function publishedFor(
  published: Published | undefined,
  source: Digest,
  medium: Medium,
  profile: Profile,
  said: Pick<SourceFile, 'kind' | 'format'>,
): readonly Offered[] {
  const found = (published?.find(source) ?? []).flatMap((one): Offered[] => {
    const role = medium.roleOf(one.preset, profile, said);
    return role ? [{ ...one, role }] : [];
  });
  return found.some(({ role }) => role === 'main') ? found : [];
}

/**
 * Published renditions, byte for byte: another build of an encoder would give other bytes, and everyone would have to fetch
 * them again. None where one of them cannot have come out of encoding.
 */
async function takeOver(
  { scratch }: EncodeRun,
  earlier: readonly Offered[],
  medium: Medium,
): Promise<readonly Encoded[]> {
  const forms: Encoded[] = [];
  for (const [n, one] of earlier.entries()) {
    const file = join(scratch.folder(), String(n));
    await pipeline(one.stream(), createWriteStream(file));
    const form = await medium.recognise(one, file);
    if (!form) return [];
    forms.push({ role: one.role, preset: one.preset, ...form, content: { file } });
  }
  return forms.sort((a, b) => Number(b.role === 'main') - Number(a.role === 'main'));
}

function noteTaken(run: EncodeRun, forms: Kept['forms'], earlier: readonly Earlier[]): void {
  for (const { role, digest } of forms)
    if (role === 'main' && earlier.some((one) => one.digest === digest)) run.takenOver.add(digest);
}
