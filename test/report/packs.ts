import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Entry, Manifest, ManifestUnit } from '../../src/bundle/manifest.ts';
import { writeBundle } from '../../src/bundle/write.ts';
import { digestOf } from '../../src/digest.ts';
import { sampleOf } from '../bundle/sample.ts';

export const work = mkdtempSync(join(tmpdir(), 'satchel-report-'));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

export interface Pack {
  readonly title?: string;
  readonly units: readonly ManifestUnit[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** What entries are beyond their bytes. */
  readonly more?: Readonly<Record<string, Partial<Entry>>>;
}

/** Bytes that neither shrink nor say anything. */
export function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7919 + (i >> 3) * 104729) % 251);
}

/** Writes a bundle of these files and gives its name. */
export async function pack(
  name: string,
  { title = 'Plants', units, files, more = {} }: Pack,
): Promise<string> {
  const { manifest, contents } = sampleOf(files);
  const whole: Manifest = {
    ...manifest,
    title,
    units,
    entries: manifest.entries.map((entry) => ({ ...entry, ...more[entry.path] })),
  };
  const file = join(work, `${name}.zip`);
  await writeBundle({ file, manifest: whole, contents });
  return file;
}

const film = digestOf(Buffer.from('film'));

/** Two units; a picture in two lessons; a film with its poster; a download; something that no lesson uses. */
export const garden: Pack = {
  units: [
    {
      id: 'start',
      title: 'Start',
      path: 'pages/start.html',
      lessons: [
        { id: 'roots', title: 'Roots', path: 'pages/start/roots.html' },
        {
          id: 'leaves',
          title: 'Leaves',
          path: 'pages/start/leaves.html',
          parts: [{ id: 'more', title: 'More', path: 'pages/start/more.html' }],
        },
      ],
    },
    {
      id: 'end',
      title: 'End',
      lessons: [{ id: 'fruit', title: 'ثمار', language: 'ar', path: 'pages/fruit.html' }],
    },
  ],
  files: {
    'index.html': '<a href="pages/index.html">',
    'pages/index.html': '<img src="../media/cover.webp">',
    'pages/style.css': 'p{}',
    'pages/start.html': '<h1>Start</h1>',
    'pages/start/roots.html': '<img alt="" src="../../media/root.webp"> <a href="../fruit.html">',
    'pages/start/leaves.html': `<video poster="../../media/film.webp"><source src='../../media/film.mp4?x#t=1'></video>`,
    'pages/start/more.html': '<a href=../../files/0123456789ab/seeds.csv>',
    'pages/fruit.html': '<img srcset="../media/fruit.webp 1x, ../media/root.webp 2x">',
    'media/root.webp': noise(3000),
    'media/fruit.webp': noise(2000),
    'media/cover.webp': noise(1000),
    'media/film.mp4': noise(9000),
    'media/film.webp': noise(500),
    'files/0123456789ab/seeds.csv': 'kind,days\n'.repeat(100),
  },
  more: {
    'media/film.mp4': {
      mediaType: 'video/mp4',
      source: film,
      sourceSize: 90_000,
      durationSeconds: 10,
      preset: { id: 'v', version: 1 },
    },
    'media/film.webp': { source: film, sourceSize: 90_000, preset: { id: 'poster', version: 1 } },
    'media/root.webp': {
      source: digestOf(Buffer.from('root')),
      sourceSize: 40_000,
      preset: { id: 'p', version: 1 },
    },
  },
};

/** A pack of many lessons in a few units, all with their own picture. */
export function large(lessons: number): Pack {
  const number = (n: number): string => String(n).padStart(4, '0');
  const all = Array.from({ length: lessons }, (_, n) => n);
  return {
    units: Array.from({ length: Math.ceil(lessons / 100) }, (_, unit) => ({
      id: `u${unit}`,
      title: `Unit ${unit}`,
      lessons: all
        .slice(unit * 100, unit * 100 + 100)
        .map((n) => ({ id: `l${n}`, title: `Lesson ${n}`, path: `pages/${number(n)}.html` })),
    })),
    files: Object.fromEntries<string | Uint8Array>(
      all.flatMap((n) => [
        [`pages/${number(n)}.html`, `<h1>${n}</h1><img src="../media/${number(n)}.webp">`],
        [`media/${number(n)}.webp`, noise(10 + n)],
      ]),
    ),
  };
}
