import { join } from 'node:path';
import { MANIFEST_PATH, parseManifest, type Entry, type Manifest } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { entriesOf, newPath } from './workbench.ts';

/** The manifest of a whole bundle. */
export async function manifestOf(bundle: string): Promise<Manifest> {
  return parseManifest((await entriesOf(bundle)).get(MANIFEST_PATH) ?? Buffer.alloc(0));
}

/** Another bundle out of one: with other entries and another manifest, as whole as any. */
export async function forge(
  bundle: string,
  change: (entries: Map<string, Entry & { bytes: Buffer }>, manifest: Manifest) => Partial<Manifest>,
): Promise<string> {
  const contents = await entriesOf(bundle);
  const manifest = await manifestOf(bundle);
  const entries = new Map(
    manifest.entries.map((entry) => [
      entry.path,
      { ...entry, bytes: contents.get(entry.path) ?? Buffer.alloc(0) },
    ]),
  );
  const changed = change(entries, manifest);
  const all = [...entries.values()].sort((a, b) => compareCodeUnits(a.path, b.path));
  const file = join(newPath('forged'), 'forged.zip');
  await writeBundle({
    file,
    manifest: {
      ...manifest,
      ...changed,
      entries: all.map(({ bytes, ...entry }) => ({
        ...entry,
        size: bytes.length,
        digest: digestOf(bytes),
      })),
    },
    contents: (path) => entries.get(path),
  });
  return file;
}
