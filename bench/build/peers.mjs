// What each peer needs to build the same lessons: a plain layout, its own defaults otherwise. Every run must leave a page
// for each lesson, else it is no measurement.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { measure } from '../measure.mjs';

export const root = new URL('../..', import.meta.url).pathname;
export const node = process.execPath;
export const satchel = join(root, 'bin/satchel.js');

const HEAD =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/style.css">';

export function has(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

/** One run of `satchel build`; `fresh` takes away what earlier runs left, the cache too. */
export async function satchelBuild(source, out, { fresh = false, peak = false, count, prepare = () => {} }) {
  const cost = measure([node, satchel, 'build', source, '-o', out, '--cache', `${out}-cache`], {
    peak,
    prepare: () => {
      if (fresh) remove(out, `${out}-cache`);
      prepare();
    },
  });
  const { lessons } = await inspect(
    join(
      out,
      readdirSync(out).find((name) => name.endsWith('.zip')),
    ),
  );
  expectPages('satchel', lessons, count);
  return cost;
}

/** The manifest of a bundle, its size, and the number of lessons that have a page in it. */
export async function inspect(file) {
  const { openBundle } = await import('../../dist/index.js');
  const bundle = await openBundle(file);
  const { manifest } = bundle;
  await bundle.close();
  const pages = new Set(manifest.entries.map(({ path }) => path));
  const shown = manifest.units.flatMap((unit) => unit.lessons).filter((lesson) => pages.has(lesson.path));
  return { manifest, size: statSync(file).size, lessons: shown.length };
}

/**
 * Eleventy with its defaults, or with `features`: what Satchel does to a page too, with the plugins that its users take for it
 * (coloured code, formulas, anchors, footnotes, boxes).
 */
export function eleventyBuild(dir, source, count, { features }) {
  const project = join(dir, features ? 'eleventy-features' : 'eleventy');
  const site = join(project, '_site');
  if (!existsSync(project)) {
    mkdirSync(join(project, '_includes'), { recursive: true });
    cpSync(source, join(project, 'lessons'), { recursive: true });
    writeFileSync(join(project, 'lessons/lessons.json'), '{"layout":"page.njk"}');
    writeFileSync(
      join(project, '_includes/page.njk'),
      `${HEAD}<title>{{ title }}</title></head><body><main><h1>{{ title }}</h1>{{ content | safe }}</main></body></html>`,
    );
    if (features) {
      const plugins = pathToFileURL(join(root, 'bench/build/eleventy-features.mjs')).href;
      writeFileSync(
        join(project, 'eleventy.config.mjs'),
        `export { default } from ${JSON.stringify(plugins)};`,
      );
    }
  }
  const eleventy = join(root, 'node_modules/@11ty/eleventy/cmd.cjs');
  const cost = measure([node, eleventy, '--quiet'], { cwd: project, prepare: () => remove(site) });
  expectPages('eleventy', lessonPages(site), count);
  return cost;
}

export function hugoBuild(dir, source, count) {
  const project = join(dir, 'hugo');
  const site = join(project, 'public');
  if (!existsSync(project)) {
    mkdirSync(join(project, 'layouts/_default'), { recursive: true });
    cpSync(source, join(project, 'content'), { recursive: true });
    writeFileSync(
      join(project, 'config.toml'),
      'baseURL = "/"\ntitle = "Lessons"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap", "404"]\n[markup.goldmark.renderer]\nunsafe = true\n',
    );
    for (const kind of ['single', 'list']) {
      writeFileSync(
        join(project, `layouts/_default/${kind}.html`),
        `${HEAD}<title>{{ .Title }}</title></head><body><main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>`,
      );
    }
  }
  const cost = measure(['hugo', '--quiet'], {
    cwd: project,
    prepare: () => remove(site, join(project, 'resources')),
  });
  expectPages('hugo', lessonPages(site), count);
  return cost;
}

/** pandoc makes one page a run: every tenth lesson is one of its, and its cost is given for all. */
export function pandocBuild(dir, source) {
  const out = join(dir, 'pandoc');
  mkdirSync(out);
  const files = readdirSync(source, { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .sort()
    .filter((_, n) => n % 10 === 0)
    .map((name) => join(source, name));
  const script = 'n=0; for f in "$@"; do n=$((n+1)); pandoc -s --mathml "$f" -o "$OUT/$n.html" || exit; done';
  const cost = measure(['bash', '-c', script, 'bash', ...files], { env: { OUT: out } });
  expectPages('pandoc', readdirSync(out).length, files.length);
  return { ...cost, cpu: cost.cpu * 10, wall: cost.wall * 10 };
}

/** Packs the site that Eleventy built into one file, as a bundle is one file. */
export async function zimBuild(dir) {
  const { default: sharp } = await import('sharp');
  const site = join(dir, 'eleventy/_site');
  const zim = join(dir, 'lessons.zim');
  const plain = { create: { width: 48, height: 48, channels: 3, background: '#336699' } };
  await sharp(plain).png().toFile(join(site, 'illustration.png'));
  // zimwriterfs refuses links to pages that are not there.
  writeFileSync(join(site, 'style.css'), '');
  const words = {
    language: 'eng',
    name: 'bench',
    title: 'Lessons',
    description: 'Lessons',
    creator: 'bench',
    publisher: 'bench',
  };
  const options = Object.entries({
    welcome: 'lessons/unit-01/lesson-01/index.html',
    illustration: 'illustration.png',
    ...words,
  });
  const cost = measure([
    'zimwriterfs',
    ...options.flatMap(([name, value]) => [`--${name}`, value]),
    site,
    zim,
  ]);
  if (!(statSync(zim, { throwIfNoEntry: false })?.size > 100_000))
    throw new Error('zimwriterfs wrote no archive');
  return cost;
}

function lessonPages(site) {
  return readdirSync(site, { recursive: true }).filter((name) => {
    return /(^|\/)lesson-\d+\/index\.html$/.test(name) && statSync(join(site, name)).size > 300;
  }).length;
}

function expectPages(peer, found, count) {
  if (found !== count) throw new Error(`${peer} left ${found} lessons of ${count}`);
}

function remove(...paths) {
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}
