import { TargetFile, type Metadata, type Targets } from '@tufjs/models';
import { SEMVER } from '../bundle/manifest-check.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDigest, type Digest } from '../digest.ts';
import { compareCodeUnits } from '../order.ts';
import { pathKey, pathProblem } from '../path.ts';
import { compareVersions } from '../semver.ts';

/** A file of a channel as its targets list it: `path` is its name there, `size` in bytes. */
interface Listed {
  readonly path: string;
  readonly size: number;
  readonly digest: Digest;
}

/** A bundle. Its manifest is what is trusted; size and digest are those of the ZIP file that was published. */
export interface ChannelBundle extends Listed {
  readonly kind: 'bundle';
  readonly id: string;
  readonly version: string;
  readonly language: string;
  readonly profile: string;
  readonly title: string;
  /** Digest of the manifest: the bundle's identity. */
  readonly manifest: Digest;
}

/** A delta between two bundles, or from nothing, by their identities. */
export interface ChannelDelta extends Listed {
  readonly kind: 'delta';
  readonly base?: Digest;
  readonly target: Digest;
}

/** What else is told of a bundle: `notes` is what changed since the version before, `provenance` what it was made from, `signature` is minisign's. */
export interface ChannelPaper extends Listed {
  readonly kind: 'notes' | 'provenance' | 'signature';
  readonly target: Digest;
}

export type ChannelFile = ChannelBundle | ChannelDelta | ChannelPaper;

/** Files that a channel lists at most. */
export const MAX_FILES = 20_000;
const MAX_SIZE = 2 ** 42;

/** The target of TUF that lists `file`: what it is stands in `custom.satchel` (schemas/channel-1.md §3). */
export function targetOf({ path, size, digest, ...satchel }: ChannelFile): TargetFile {
  const hashes = { sha256: digest.slice('sha256:'.length) };
  return new TargetFile({
    path,
    length: size,
    hashes,
    unrecognizedFields: { custom: { satchel: { ...satchel } } },
  });
}

/**
 * What the targets of a channel list, in the order of paths. Signed or not, each value is looked at: keys can be stolen. What is of a kind that this
 * Satchel does not know is passed over. Throws SatchelError `channel-file-odd`.
 */
export function contentsOf(targets: Metadata<Targets>, channel: string): ChannelFile[] {
  const odd = (path: string, problem: string): never => {
    throw new SatchelError('channel-file-odd', { channel, path, problem });
  };
  const listed = Object.values(targets.signed.targets);
  if (listed.length > MAX_FILES) odd(listed[MAX_FILES]?.path ?? '', `it lists more than ${MAX_FILES} files`);
  const seen = new Set<string>();
  return listed
    .sort((a, b) => compareCodeUnits(a.path, b.path))
    .flatMap((target) => {
      const { path, length, hashes } = target;
      const satchel = target.custom['satchel'];
      const digest = `sha256:${hashes['sha256'] ?? ''}`;
      // 64 digits and a dot come before the name.
      const problem = pathProblem(path, 110);
      if (problem !== undefined) odd(path, problem);
      if (!isDigest(digest)) return odd(path, 'it has no SHA-256');
      if (!Number.isSafeInteger(length) || length < 0 || length > MAX_SIZE)
        odd(path, 'its length makes no sense');
      const key = pathKey(path);
      if (seen.has(key)) odd(path, 'another file has the same name on some media');
      seen.add(key);
      if (!isKnown(satchel)) return [];
      // It gets this name in the folders of those who follow the channel.
      if (satchel['kind'] === 'bundle' && !/(?:^|\/)[A-Za-z0-9][^/]*\.zip$/.test(path))
        odd(path, 'that is no name for a bundle');
      const lacking = lackOf(satchel);
      if (lacking !== undefined) odd(path, `its “${lacking}” makes no sense`);
      return [{ ...(satchel as unknown as ChannelFile), path, size: length, digest }];
    });
}

const KINDS = ['bundle', 'delta', 'notes', 'provenance', 'signature'];

function isKnown(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && KINDS.includes((value as { kind?: string }).kind ?? '')
  );
}

/** The member that says nothing of use. */
function lackOf(value: Readonly<Record<string, unknown>>): string | undefined {
  if (value['kind'] !== 'bundle') {
    if (!isDigest(value['target'])) return 'target';
    return value['base'] === undefined || isDigest(value['base']) ? undefined : 'base';
  }
  if (!isDigest(value['manifest'])) return 'manifest';
  // They become parts of names.
  if (!SEMVER.test(String(value['version']))) return 'version';
  const segment = ['id', 'version', 'language', 'profile'].find(
    (name) =>
      !/^[A-Za-z0-9][A-Za-z0-9.+_-]{0,79}$/.test(String(value[name])) || typeof value[name] !== 'string',
  );
  return segment ?? (typeof value['title'] === 'string' ? undefined : 'title');
}

/** The slot that a bundle fills: somebody has one version of each. */
export function slotOfBundle({
  id,
  language,
  profile,
}: Pick<ChannelBundle, 'id' | 'language' | 'profile'>): string {
  return [id, language, profile].join('/');
}

/** The highest version of each slot, in the order of slots. */
export function newestOf(bundles: readonly ChannelBundle[]): Map<string, ChannelBundle> {
  const newest = new Map<string, ChannelBundle>();
  for (const bundle of bundles) {
    const slot = slotOfBundle(bundle);
    const known = newest.get(slot);
    if (!known || compareVersions(bundle.version, known.version) > 0) newest.set(slot, bundle);
  }
  return new Map([...newest].sort(([a], [b]) => compareCodeUnits(a, b)));
}

/** A pack in one language and profile, as messages name it. */
export function wordsOf({
  id,
  language,
  profile,
}: Pick<ChannelBundle, 'id' | 'language' | 'profile'>): string {
  return `${id} (${language}, ${profile})`;
}
