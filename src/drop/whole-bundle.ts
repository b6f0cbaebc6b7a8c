import type { Container } from '../bundle/container.ts';
import { openFolder } from '../bundle/folder-container.ts';
import type { Entry, Manifest } from '../bundle/manifest.ts';
import { bundleOf, type Bundle } from '../bundle/open.ts';
import { SatchelError } from '../diagnostic.ts';
import { packageVersion } from '../package.ts';
import { placeOf } from './layout.ts';
import { readDrop, type SoundVersion } from './read-drop.ts';
import { releaseDigest } from './release.ts';

/**
 * The newest sound release of the drop at `root` as if it were one bundle, whose entries are the files as they lie there: each is
 * proven when it is read. Throws SatchelError (`drop-source-damaged`) where there is none.
 */
export function openWholeDrop(root: string): { bundle: Bundle; versions: readonly SoundVersion[] } {
  const [newest] = readDrop(root).releases;
  if (!newest) throw new SatchelError('drop-source-damaged', { source: root });
  const { release, versions, files } = newest;
  const types = new Map(
    versions.flatMap(({ folder, manifest }) =>
      manifest.entries.map(({ path, mediaType }) => [placeOf(folder, path), mediaType] as const),
    ),
  );
  const manifest: Manifest = {
    formatVersion: 1,
    id: 'drop',
    version: `${release.release}.0.0`,
    variant: { language: 'und', profile: 'standard' },
    title: 'Satchel',
    language: 'und',
    generator: { name: 'satchel', version: packageVersion() },
    units: [],
    entries: files.map((file): Entry => ({ ...file, mediaType: types.get(file.path) ?? ownType(file.path) })),
  };
  const inner = openFolder(root);
  const container: Container = { ...inner, names: () => files.map(({ path }) => path) };
  return { bundle: bundleOf(container, manifest, releaseDigest(release), root), versions };
}

/** Of what Satchel writes besides bundles. */
function ownType(path: string): string {
  const [, extension = ''] = /\.([a-z]+)$/.exec(path) ?? [];
  const types: Readonly<Record<string, string>> = {
    html: 'text/html',
    css: 'text/css',
    js: 'text/javascript',
    json: 'application/json',
  };
  return types[extension] ?? 'application/octet-stream';
}
