// How small the English bundle of a real curriculum is beside the pictures that its pages show, and whether all are in it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { inspect, node, root, satchel } from './peers.mjs';

export const corpus = join(root, '../shared/corpora/iot-beginners/2026-01');

/** The bundle's size, the pictures' size, and how many are missing; undefined where the curriculum does not lie beside the checkout. */
export async function pictureRatio(work) {
  if (!existsSync(corpus)) return undefined;
  const { manifest, size } = await inspect(buildCorpus(work, 'standard'));
  const shown = new Set(manifest.entries.map((entry) => entry.source));
  const pictures = shownPictures();
  const sourceSize = pictures.reduce((sum, file) => sum + statSync(file).size, 0);
  const missing = pictures.filter((file) => !shown.has(digestOf(file))).map((file) => relative(corpus, file));
  return { size, sourceSize, pictures: pictures.length, missing };
}

/** The curriculum's English bundle for a profile, with a cache of its own: its file. */
export function buildCorpus(work, profile) {
  const out = join(work, `iot-${profile}`);
  const args = [
    'build',
    corpus,
    '-o',
    out,
    '--cache',
    `${out}-cache`,
    '--language',
    'en',
    '--profile',
    profile,
  ];
  const run = spawnSync(node, [satchel, ...args], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return join(out, readdirSync(out)[0]);
}

/** Every picture in the source that an English page names and that is no empty file, read off the Markdown by other means than Satchel's. */
export function shownPictures() {
  const files = new Set();
  for (const page of readdirSync(corpus, { recursive: true })) {
    if (!page.endsWith('.md') || /(^|\/)(translations|node_modules|\.[^/]+)\//.test(page)) continue;
    const text = readFileSync(join(corpus, page), 'utf8');
    for (const [, markdown, html] of text.matchAll(
      /!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*?\ssrc=["']([^"']+)/g,
    )) {
      const target = decodeURIComponent((markdown ?? html).replace(/[?#].*/, ''));
      const file = resolve(dirname(join(corpus, page)), target);
      if (!/^[a-z]+:/i.test(target) && statSync(file, { throwIfNoEntry: false })?.size > 0) files.add(file);
    }
  }
  return [...files];
}

export function digestOf(file) {
  return `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
}
