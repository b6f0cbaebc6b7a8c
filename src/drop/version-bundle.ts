import type { Container } from '../bundle/container.ts';
import { openFolder } from '../bundle/folder-container.ts';
import { MANIFEST_PATH, type Manifest } from '../bundle/manifest.ts';
import { bundleOf, type Bundle } from '../bundle/open.ts';
import { placeOf } from './layout.ts';
import type { SoundVersion } from './read-drop.ts';

/** A version on the drop at `root` as the bundle that it was written from. */
export function openVersion(root: string, version: SoundVersion): Bundle {
  return bundleOf(
    versionContainer(root, version.folder, version.manifest),
    version.manifest,
    version.digest,
    `${root}/${version.folder}`,
  );
}

function versionContainer(root: string, folder: string, manifest: Manifest): Container {
  const inner = openFolder(root);
  const at = (path: string): string => placeOf(folder, path);
  return {
    kind: 'folder',
    names: () => [...manifest.entries.map(({ path }) => path), MANIFEST_PATH],
    sizeOf: (path) => inner.sizeOf(at(path)),
    packedSizeOf: () => undefined,
    read: (path, limit) => inner.read(at(path), limit),
    stream: (path, memory) => inner.stream(at(path), memory),
    slice: (path, start, end) => inner.slice(at(path), start, end),
    stored: (path) => inner.stored(at(path)),
    close: () => {
      inner.close();
    },
  };
}
