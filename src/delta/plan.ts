import type { Entry, Manifest } from '../bundle/manifest.ts';
import { isDeflated } from '../bundle/content.ts';
import { compareManifests } from './compare.ts';
import type { Origin } from './skeleton.ts';
import { textMax } from './text-codec.ts';

/** What a delta of two bundles is to hold. */
export interface Plan {
  /** One for each entry of target. */
  readonly origins: readonly Origin[];
  /** Entries by what becomes of them: kept, copied from another path, changed, added, and gone from base. */
  readonly counts: {
    readonly same: number;
    readonly copied: number;
    readonly changed: number;
    readonly added: number;
    readonly removed: number;
  };
}

const TEXT =
  /^(?:text\/|application\/(?:(?:x-)?(?:javascript|ecmascript|json|yaml|toml|sh|sql|tex|python)|xml)$)|\+(?:json|xml|yaml)$/;

/** Whether an entry is coded as text; larger texts travel as media do. */
export function isText({ mediaType, size }: Entry): boolean {
  return size <= textMax && TEXT.test((mediaType.split(';', 1)[0] ?? '').trim().toLowerCase());
}

/** Texts of target that base does not have under their paths: an older form of them may lie under another one. */
export function newTexts(base: Manifest, target: Manifest): Entry[] {
  return compareManifests(base, target).matches.flatMap(({ kind, entry }) =>
    kind === 'new' && isText(entry) ? entry : [],
  );
}

/**
 * Plans a delta. `olds`: for new texts by their paths, the place of the entry of base that is most like them. Beyond
 * `maxText` bytes texts travel as media do.
 */
export function planDelta(
  base: Manifest | undefined,
  target: Manifest,
  olds: ReadonlyMap<string, number>,
  maxText = Infinity,
): Plan {
  const { matches, removed } = compareManifests(base, target);
  const before = base?.entries ?? [];
  const places = new Map(before.map(({ path }, i) => [path, i]));
  const firsts = new Map<string, number>();
  let text = 0;
  const origins = matches.map(({ kind, entry, from }, i): Origin => {
    if (kind === 'same') return { kind };
    if (kind === 'copied') return { kind: 'copy', of: places.get(from.path) ?? 0 };
    // The same content in another form (deflated or not) would have to be made anew.
    const content = `${entry.digest} ${String(isDeflated(entry))}`;
    const first = firsts.get(content);
    if (first !== undefined) return { kind: 'copy', of: before.length + first };
    firsts.set(content, i);
    if (!isText(entry) || text + entry.size > maxText) return { kind: 'media' };
    text += entry.size;
    return { kind: 'text', old: places.get(entry.path) ?? olds.get(entry.path) };
  });
  const count = (kind: (typeof matches)[number]['kind']): number =>
    matches.filter((match) => match.kind === kind).length;
  return {
    origins,
    counts: {
      same: count('same'),
      copied: count('copied'),
      changed: count('changed'),
      added: count('new'),
      removed: removed.length,
    },
  };
}
