import { groupsOf, kindOf, type EntryKind } from '../bundle/inspect.ts';
import type { Entry, Manifest } from '../bundle/manifest.ts';
import { compareCodeUnits } from '../order.ts';
import type { ChangeClass } from './classes.ts';
import { compareManifests } from './compare.ts';

/** A path and its bytes. */
export interface SizedPath {
  readonly path: string;
  readonly size: number;
}

/**
 * What became of a picture, sound, film or download. `replaced` has its name and another content; `re-encoded` is another rendition
 * of the same asset; `renamed` is the same content under another path.
 */
export interface MediaChange {
  readonly change: 'added' | 'removed' | 'replaced' | 're-encoded' | 'renamed';
  readonly class: ChangeClass;
  readonly kind: Exclude<EntryKind, 'page' | 'shared'>;
  /** Absent where it was added. */
  readonly base?: SizedPath;
  /** Absent where it was removed. */
  readonly target?: SizedPath;
}

/** What became of the files that all pages share, such as styles: how many came, went, and have another content. */
export interface SharedChange {
  readonly class: ChangeClass;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** What became of all entries but pages: in the order of target's paths, what was removed last. */
export function mediaChanges(
  base: Manifest,
  target: Manifest,
): { media: MediaChange[]; shared: SharedChange } {
  const { matches, removed } = compareManifests(base, target);
  const gone = new Set(removed);
  // The first of a group is taken first, from its end.
  const backwards = [...removed].reverse();
  const sources = groupsOf(backwards, ({ source }) => source);
  const names = groupsOf(backwards, nameOf);
  const media: MediaChange[] = [];
  const shared = { added: 0, removed: 0, changed: 0 };
  const take = (entries: Entry[] = []): Entry | undefined => {
    for (let entry = entries.pop(); entry; entry = entries.pop()) if (gone.delete(entry)) return entry;
    return undefined;
  };
  const add = (change: MediaChange['change'], from: Entry | undefined, to: Entry | undefined): void => {
    const kind = kindOf(to ?? from ?? { path: '', size: 0, digest: 'sha256:', mediaType: '' });
    if (kind === 'page') return;
    if (kind === 'shared') shared[change === 'added' || change === 'removed' ? change : 'changed']++;
    else
      media.push({
        change,
        class: change === 're-encoded' || change === 'renamed' ? 'cosmetic' : 'content',
        kind,
        ...(from && { base: sized(from) }),
        ...(to && { target: sized(to) }),
      });
  };

  // What has its very name or source is found before what is only called alike.
  const open: Entry[] = [];
  for (const { kind, entry, from } of matches) {
    if (kind === 'same') continue;
    if (kind === 'changed') add('replaced', from, entry);
    else if (kind === 'copied' && gone.delete(from)) add('renamed', from, entry);
    else open.push(entry);
  }
  const still = open.filter((entry) => {
    const from = take(entry.source && sources.get(entry.source));
    if (from) add('re-encoded', from, entry);
    return !from;
  });
  for (const entry of still) {
    const from = take(names.get(nameOf(entry)));
    add(from ? 'replaced' : 'added', from, entry);
  }
  for (const entry of removed) if (gone.has(entry)) add('removed', entry, undefined);
  const touched = shared.added + shared.removed + shared.changed > 0;
  media.sort((a, b) => compareCodeUnits(placeOf(a), placeOf(b)));
  return { media, shared: { class: touched ? 'cosmetic' : 'none', ...shared } };
}

/** What people call it: a path without the part that names its content, and of media without the extension (`media/tree`). */
export function nameOf({ path }: Pick<Entry, 'path'>): string {
  const download = /^files\/[0-9a-f]{12}\/(.+)$/.exec(path);
  if (download) return `files/${download[1] ?? ''}`;
  return path.replace(/(?:-[0-9a-f]{12})?\.[^./]+$/, '');
}

/** What was removed stands behind everything: no path has such a character. */
function placeOf({ base, target }: MediaChange): string {
  return target?.path ?? `~${base?.path ?? ''}`;
}

function sized({ path, size }: Entry): SizedPath {
  return { path, size };
}
