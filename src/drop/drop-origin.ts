import { join } from 'node:path';
import { writeBundle } from '../bundle/write.ts';
import { folderOrigin } from '../channel/folder-origin.ts';
import { metadataPath, TIMESTAMP_PATH } from '../channel/layout.ts';
import type { LaidOut, Origin } from '../channel/origin.ts';
import { SatchelError } from '../diagnostic.ts';
import { isDigest, type Digest } from '../digest.ts';
import { placeOf } from './layout.ts';
import { agesOfNews, isCarried } from './planned-files.ts';
import type { Drop, SoundVersion } from './read-drop.ts';

/** A channel on a drop. */
export interface CarriedOrigin extends Origin {
  /** {@link newsFolder} */
  readonly folder: string;
}

/**
 * A drop as the channels whose news it carries, an origin for each; `name` is what people call it. Its bundles are what is laid out there for
 * learners; its other files those that it carries, found by their digests.
 */
export function dropOrigins(name: string, drop: Drop): CarriedOrigin[] {
  const carried = (digest: Digest): string | undefined =>
    drop.releases[0]?.files.find((file) => isCarried(file.path) && file.digest === digest)?.path;
  const top = folderOrigin(name, drop.root, true);
  // What a write that was cut off has left may be torn: the newest sound release says what counts.
  const timestamps = agesOfNews(drop.releases[0]?.files ?? []);
  return [...timestamps].map(([folder, newest]) => {
    const news = folderOrigin(name, join(drop.root, folder), true);
    return {
      folder,
      name,
      read: (path, limit) =>
        news.read(path === TIMESTAMP_PATH ? metadataPath('timestamp', newest) : path, limit),
      stream: (path, offset, size, signal) => {
        const digest = `sha256:${/([0-9a-f]{64})\.[^/]+$/.exec(path)?.[1] ?? ''}`;
        const place = isDigest(digest) ? carried(digest) : undefined;
        if (place === undefined) throw new SatchelError('channel-incomplete', { channel: name, file: path });
        return top.stream(place, offset, size, signal);
      },
      holds: (digest) => carried(digest) !== undefined,
      laidOut: laidOutOn(drop),
    };
  });
}

function laidOutOn(drop: Drop): LaidOut {
  const find = (manifest: Digest): SoundVersion | undefined =>
    drop.releases[0]?.versions.find(({ digest }) => digest === manifest);
  return {
    has: (manifest) => find(manifest) !== undefined,
    write: async (manifest, file, signal) => {
      const version = find(manifest);
      if (version === undefined) throw new TypeError(`no version ${manifest} is laid out`);
      await writeBundle({
        ...{ file, manifest: version.manifest, signal },
        contents: (path) => ({ file: join(drop.root, placeOf(version.folder, path)) }),
      });
    },
  };
}
