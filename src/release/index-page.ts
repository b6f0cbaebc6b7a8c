import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import mustache from 'mustache';
import type { Digest } from '../digest.ts';
import { packageFile } from '../package.ts';
import { lines, secondsOn } from '../delivery.ts';
import { formatDuration, formatSize } from '../quantity.ts';
import type { ChannelIndex, IndexedPack, IndexedVersion } from './channel-index.ts';
import type { Notes } from './notes.ts';

/** Versions of a pack whose notes stand in the page: it is opened on slow lines. Those of earlier ones are a file away. */
const NOTED = 5;

/** The manifests of those versions whose notes the page shows. */
export function notedIn({ packs }: ChannelIndex): ReadonlySet<Digest> {
  return new Set(packs.flatMap(({ versions }) => versions.slice(0, NOTED).map(({ manifest }) => manifest)));
}

/**
 * The page that people see who open a channel: one file, without scripts, in which nothing that a pack says can become markup or turn
 * the text around it.
 */
export function renderIndex(index: ChannelIndex, notes: ReadonlyMap<Digest, Notes>): string {
  const style = readFileSync(packageFile('templates/channel.css'), 'utf8');
  const view = {
    style,
    styleHash: `sha256-${createHash('sha256').update(style).digest('base64')}`,
    fingerprint: index.fingerprint,
    published: index.published.slice(0, 10),
    expires: index.expires.slice(0, 10),
    line: `${lines[0].name} (${lines[0].kbitPerSecond} kbit/s)`,
    release: index.timestamp.version,
    timestamp: index.timestamp.digest,
    packs: index.packs.map((pack) => packView(pack, notes)),
    isEmpty: index.packs.length === 0,
  };
  return mustache.render(readFileSync(packageFile('templates/channel.mustache'), 'utf8'), view, { bar: BAR });
}

/** No `style` attribute: the page’s policy forbids those. */
const BAR =
  '<svg width="100%" height="12" aria-hidden="true"><rect width="{{width}}%" height="12" fill="currentColor"/></svg>';

function packView(
  { id, language, profile, versions }: IndexedPack,
  notes: ReadonlyMap<Digest, Notes>,
): object {
  const [newest] = versions;
  return {
    ...{ id, language, profile },
    title: newest?.title ?? id,
    versions: versions.map((version, i) => versionView(version, notes.get(version.manifest), i === 0)),
  };
}

function versionView(version: IndexedVersion, notes: Notes | undefined, isNewest: boolean): object {
  const first = version.deltas.find(({ base }) => base === undefined);
  return {
    version: version.version,
    isNewest,
    path: version.path,
    whole: barOf(version.size, version.size),
    first: first && barOf(first.size, version.size),
    updates: version.deltas.flatMap(({ baseVersion, size }) =>
      baseVersion === undefined ? [] : [{ from: baseVersion, ...barOf(size, version.size) }],
    ),
    notes: notes && {
      since: notes.since,
      isBreaking: notes.class === 'progress-breaking',
      sections: notes.sections.map(({ title, items }) => ({
        title,
        items: items.map(({ mark, head, class: weight }) => ({
          mark: { '+': 'New:', '-': 'Gone:' }[mark] ?? 'Changed:',
          head,
          isBreaking: weight === 'progress-breaking',
        })),
      })),
    },
    notesFile: notes ? undefined : version.notes?.path,
    manifest: version.manifest,
  };
}

/** A bar of the chart: what is downloaded, beside the whole bundle, and how long that takes on a slow line. */
function barOf(size: number, whole: number): object {
  return {
    size: formatSize(size),
    time: formatDuration(secondsOn(lines[0], size)),
    // What is there can be seen.
    width: Math.max(0.5, Math.min(100, (size / whole) * 100)).toFixed(1),
  };
}
