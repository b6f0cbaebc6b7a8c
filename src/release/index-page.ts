import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import mustache from 'mustache';
import type { Digest } from '../digest.ts';
import { packageFile } from '../package.ts';
import { formatSize } from '../quantity.ts';
import type { ChannelIndex, IndexedPack, IndexedVersion } from './channel-index.ts';
import type { Notes } from './notes.ts';

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
    release: index.timestamp.version,
    timestamp: index.timestamp.digest,
    packs: index.packs.map((pack) => packView(pack, notes)),
    isEmpty: index.packs.length === 0,
  };
  return mustache.render(readFileSync(packageFile('templates/channel.mustache'), 'utf8'), view);
}

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
    size: formatSize(version.size),
    first: first && formatSize(first.size),
    updates: version.deltas.flatMap(({ baseVersion, size }) =>
      baseVersion === undefined ? [] : [{ from: baseVersion, size: formatSize(size) }],
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
    manifest: version.manifest,
  };
}
