import { groupsOf } from '../bundle/inspect.ts';
import type { Entry, Manifest } from '../bundle/manifest.ts';
import { isMedia, spentOn, type Kind } from './kinds.ts';
import type { Lesson } from './lessons.ts';

/** An entry, and the lesson that it is counted with. */
export interface Item {
  readonly entry: Entry;
  readonly kind: Kind;
  readonly size: number;
  /** Bytes of the source that are counted with it. */
  readonly sourceSize: number;
  lesson: Lesson | undefined;
  /** The last lesson that was seen to refer to it, and how many did. */
  seen: Lesson | undefined;
  lessons: number;
}

/** All entries by path, with their sizes in the ZIP file; no lesson has them yet. */
export function itemsOf({ entries }: Manifest, packed: ReadonlyMap<string, number>): Map<string, Item> {
  const counted = sourcesCounted(entries);
  return new Map(
    entries.map((entry) => {
      const kind = spentOn(entry);
      const size = packed.get(entry.path) ?? entry.size;
      const sourceSize = counted.get(entry) ?? (isMedia(kind) ? size : 0);
      return [entry.path, { entry, kind, size, sourceSize, lesson: undefined, seen: undefined, lessons: 0 }];
    }),
  );
}

/** Each source counts once, with the largest of its renditions: a film's poster is made from the film. */
function sourcesCounted(entries: readonly Entry[]): Map<Entry, number> {
  const counted = new Map<Entry, number>();
  for (const group of groupsOf(entries, ({ source, sourceSize }) =>
    sourceSize === undefined ? undefined : source,
  ).values()) {
    const [largest] = [...group].sort((a, b) => b.size - a.size);
    for (const entry of group) counted.set(entry, entry === largest ? (entry.sourceSize ?? 0) : 0);
  }
  return counted;
}
