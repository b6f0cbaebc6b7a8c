import type { Content } from '../../src/bundle/content.ts';
import type { Entry, Manifest } from '../../src/bundle/manifest.ts';
import { digestOf } from '../../src/digest.ts';
import { compareCodeUnits } from '../../src/order.ts';

/** A small bundle in memory: its manifest and the content of every entry. */
export interface Sample {
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly contents: (path: string) => Content | undefined;
}

export const samplePages: Readonly<Record<string, string>> = {
  'index.html': '<!doctype html><title>Plants</title><a href="pages/index.html">Start</a>\n',
  'pages/index.html': '<!doctype html><title>Plants</title><h1>Plants</h1>\n',
  'pages/roots.html': `<!doctype html><title>Roots</title>${'<p>Roots drink water.</p>\n'.repeat(40)}`,
  'pages/empty.css': '',
  'media/leaf-0123456789ab.webp': 'RIFF\u0000\u0001\u0002WEBP not a real picture, but stored like one',
  'files/0123456789ab/seeds.csv': 'kind,days\nbean,7\npea,9\n',
};

/** A bundle of the given files, whose first page is its only lesson. */
export function sampleOf(files: Readonly<Record<string, string | Uint8Array>> = samplePages): Sample {
  const bytes = new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
  const entries = [...bytes]
    .map(([path, content]): Entry => {
      return { path, size: content.length, digest: digestOf(content), mediaType: mediaTypeOf(path) };
    })
    .sort((a, b) => compareCodeUnits(a.path, b.path));
  const page = entries.find(({ path }) => path.startsWith('pages/') && path.endsWith('.html'));
  return {
    manifest: {
      formatVersion: 1,
      id: 'plants',
      version: '1.0.0',
      variant: { language: 'en', profile: 'standard' },
      title: 'Plants',
      language: 'en',
      license: 'CC-BY-4.0',
      authors: [{ name: 'Ada Example' }],
      generator: { name: 'satchel', version: '0.0.0' },
      units: [
        {
          id: 'start',
          title: 'Start',
          lessons: page ? [{ id: 'first', title: 'First', path: page.path }] : [],
        },
      ],
      entries,
    },
    files: bytes,
    contents: (path) => {
      const content = bytes.get(path);
      return content && { bytes: content };
    },
  };
}

function mediaTypeOf(path: string): string {
  if (path.endsWith('.html')) return 'text/html';
  if (path.endsWith('.css')) return 'text/css';
  if (path.endsWith('.csv')) return 'text/csv';
  return path.endsWith('.webp') ? 'image/webp' : 'application/octet-stream';
}

/** Another bundle of the same pack: what replaces {@link sampleOf}'s. */
export function largerSample(): Sample {
  const pages = Array.from(
    { length: 30 },
    (_, i) => [`pages/p${i}.html`, `<h1>Page ${i}</h1>`.repeat(500)] as const,
  );
  return sampleOf({ ...samplePages, ...Object.fromEntries<string>(pages) });
}
