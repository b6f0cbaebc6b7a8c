import type { Entry, Manifest } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';

/** Writes a bundle of a page and of `bytes` as `media/film.mp4`. */
export async function writeFilmBundle(file: string, bytes: Buffer): Promise<Manifest> {
  const contents = new Map([
    ['index.html', Buffer.from('<!doctype html><title>Film</title>')],
    ['media/film.mp4', bytes],
  ]);
  const entries = [...contents].map(([path, content]): Entry => ({
    path,
    size: content.length,
    digest: digestOf(content),
    mediaType: path.endsWith('.mp4') ? 'video/mp4' : 'text/html',
  }));
  const manifest: Manifest = {
    formatVersion: 1,
    id: 'film',
    version: '1.0.0',
    variant: { language: 'en', profile: 'standard' },
    title: 'Film',
    language: 'en',
    generator: { name: 'satchel', version: '0.0.0' },
    units: [],
    entries,
  };
  await writeBundle({
    file,
    manifest,
    contents: (path) => ({ bytes: contents.get(path) ?? Buffer.alloc(0) }),
  });
  return manifest;
}
