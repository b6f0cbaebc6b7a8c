import { expect, it } from 'vitest';
import { appFiles } from '../../src/build/app-files.ts';

type Curriculum = Parameters<typeof appFiles>[0];
type Entries = Parameters<typeof appFiles>[3];

it('a browser keeps what every page needs, and no more until it is opened', () => {
  const paths = [
    ...['activities.json', 'index.html', 'manifest.webmanifest', 'progress.html', 'progress.js'],
    ...['pages/dark.css', 'pages/icon.svg', 'pages/index.html', 'pages/reader.js', 'pages/search-sea.js'],
    ...['pages/search.js', 'pages/sea.html', 'pages/sea/salt.html', 'media/a-0123456789ab.webp'],
  ];
  const entries = new Map(paths.map((path) => [path, { path, digest: `sha256:${path}` }]));
  const pack = { id: 'water', version: '1.0.0', title: 'Water', language: 'en' } as unknown as Curriculum;
  const files = [...appFiles(pack, 'standard', undefined, entries as unknown as Entries)];
  const worker = files.find(({ path }) => path === 'service-worker.js');
  const [start = ''] = String(worker?.pieces[0]).split(';\n');
  const { always } = JSON.parse(start.replace('self.satchelWorker = ', '')) as { always: string[] };
  expect(always).toEqual([
    ...['index.html', 'manifest.webmanifest', 'pages/dark.css', 'pages/icon.svg', 'pages/index.html'],
    ...['pages/reader.js', 'pages/search.js', 'progress.html', 'progress.js'],
  ]);
});
