import { join } from 'node:path';
import type { Entry, Manifest } from '../../src/bundle/manifest.ts';
import { openBundle } from '../../src/bundle/open.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';
import { entriesOf, newPath } from './workbench.ts';

export async function manifestOf(bundle: string): Promise<Manifest> {
  const opened = await openBundle(bundle);
  await opened.close();
  return opened.manifest;
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
