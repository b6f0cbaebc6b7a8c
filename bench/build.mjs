// Satchel against site generators on the same lessons: text only, every feature of Satchel on (verified bundle included).
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLessons } from './lessons.mjs';
import { compare, measure } from './measure.mjs';

const root = new URL('..', import.meta.url).pathname;
const node = process.execPath;
const satchel = join(root, 'bin/satchel.js');
const eleventy = join(root, 'node_modules/@11ty/eleventy/cmd.cjs');

export async function bench() {
  const work = mkdtempSync(join(tmpdir(), 'satchel-bench-build-'));
  const rows = [];
  const row = (what, target, value, detail) => rows.push({ what, target, value, detail });
  try {
    const small = peers(work, 300, 5);
    const large = peers(work, 3000, 3);
    row('cold, 300 lessons, CPU', '≤ 1.00 × Eleventy', small.satchel.cpu / small.eleventy.cpu, costs(small));
    row('cold, 3,000 lessons, CPU', '≤ 0.80 × Eleventy', large.satchel.cpu / large.eleventy.cpu, costs(large));
    if (large.hugo) row('cold, 3,000 lessons, CPU', '≤ 2.00 × Hugo', large.satchel.cpu / large.hugo.cpu, '');
    row('peak memory, 3,000 lessons', '≤ 350 MiB', large.satchel.peakMiB, 'MiB');

    const empty = compare({ node: () => measure([node, '-e', '0']), help: () => measure([node, satchel, '--help']) }, 11);
    row('satchel --help, CPU', '≤ 1.50 × node -e 0', empty.help.cpu / empty.node.cpu, costs(empty));

    const source = join(work, '3000/source');
    const args = [node, satchel, 'build', source, '-o', join(work, 'noop'), '--cache', join(work, 'noop-cache')];
    measure(args);
    const noop = compare({ node: () => measure([node, '-e', '0']), satchel: () => measure(args) }, 11);
    row('nothing changed, 3,000 lessons, CPU', '≤ 3.00 × node -e 0', noop.satchel.cpu / noop.node.cpu, costs(noop));

    const one = oneChanged(work, small);
    row('one lesson changed, 300 lessons, CPU', '≤ 0.50 × cold Eleventy', one.cpu / small.eleventy.cpu, costs({ satchel: one }));
    others(work, small, row);
    pictures(work, row);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  print(rows);
}

function peers(work, count, runs) {
  const dir = join(work, String(count));
  const source = makeLessons(join(dir, 'source'), count);
  const commands = {
    satchel: () =>
      measure([node, satchel, 'build', source, '-o', join(dir, 'satchel'), '--cache', join(dir, 'cache')], {
        prepare: () => clean(join(dir, 'satchel'), join(dir, 'cache')),
      }),
    eleventy: () => measure([node, eleventy, '--quiet'], { cwd: eleventyProject(dir, source), prepare: () => clean(join(dir, 'eleventy/_site')) }),
  };
  if (has('hugo')) {
    const project = hugoProject(dir, source);
    commands.hugo = () => measure(['hugo', '--quiet'], { cwd: project, prepare: () => clean(join(project, 'public'), join(project, 'resources')) });
  }
  return compare(commands, runs);
}

const LAYOUT_HEAD = '<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="stylesheet" href="/style.css">';

function eleventyProject(dir, source) {
  const project = join(dir, 'eleventy');
  mkdirSync(join(project, '_includes'), { recursive: true });
  cpSync(source, join(project, 'lessons'), { recursive: true });
  writeFileSync(join(project, 'lessons/lessons.json'), '{"layout":"page.njk"}');
  writeFileSync(join(project, '_includes/page.njk'), `${LAYOUT_HEAD}<title>{{ title }}</title></head><body><main><h1>{{ title }}</h1>{{ content | safe }}</main></body></html>`);
  writeFileSync(join(project, 'eleventy.config.cjs'), 'module.exports = () => ({ markdownTemplateEngine: false });');
  return project;
}

function hugoProject(dir, source) {
  const project = join(dir, 'hugo');
  mkdirSync(join(project, 'layouts/_default'), { recursive: true });
  cpSync(source, join(project, 'content'), { recursive: true });
  writeFileSync(join(project, 'config.toml'), 'baseURL = "/"\ntitle = "Lessons"\n[markup.goldmark.renderer]\nunsafe = true\n');
  for (const kind of ['single', 'list']) {
    writeFileSync(join(project, `layouts/_default/${kind}.html`), `${LAYOUT_HEAD}<title>{{ .Title }}</title></head><body><main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>`);
  }
  return project;
}

function oneChanged(work) {
  const dir = join(work, '300');
  const source = join(dir, 'source');
  const args = [node, satchel, 'build', source, '-o', join(dir, 'one'), '--cache', join(dir, 'one-cache')];
  measure(args);
  const lesson = join(source, 'unit-03/lesson-07.md');
  let n = 0;
  return compare(
    { one: () => measure(args, { prepare: () => writeFileSync(lesson, `${readFileSync(lesson, 'utf8')}\nMended ${++n}.\n`) }) },
    5,
  ).one;
}

function others(work, small, row) {
  const dir = join(work, '300');
  if (has('pandoc')) {
    const files = readdirSync(join(dir, 'source'), { recursive: true }).filter((name) => name.endsWith('.md')).map((name) => join(dir, 'source', name));
    mkdirSync(join(dir, 'pandoc'));
    const script = 'n=0; for f in "$@"; do n=$((n+1)); pandoc -s --mathml "$f" -o "$OUT/$n.html" || exit; done';
    const pandoc = measure(['bash', '-c', script, 'bash', ...files], { env: { OUT: join(dir, 'pandoc') } });
    row('cold, 300 lessons, CPU', 'pandoc, a page each', small.satchel.cpu / pandoc.cpu, costs({ pandoc }));
  }
  if (has('zimwriterfs')) {
    const site = join(dir, 'eleventy/_site');
    cpSync(join(root, 'bench/illustration.png'), join(site, 'illustration.png'));
    const first = readdirSync(site, { recursive: true }).find((name) => name.endsWith('index.html'));
    const words = ['Lessons', 'bench'].flatMap((text, n) => [n ? '--description' : '--title', text]);
    const zim = measure(['zimwriterfs', '--welcome', first, '--illustration', 'illustration.png', '--language', 'eng', '--name', 'bench', ...words, '--creator', 'bench', '--publisher', 'bench', site, join(dir, 'lessons.zim')]);
    row('cold, 300 lessons, CPU', 'Eleventy + zimwriterfs', small.satchel.cpu / (small.eleventy.cpu + zim.cpu), costs({ zimwriterfs: zim }));
  }
}

function pictures(work, row) {
  const corpus = join(root, '../shared/corpora/iot-beginners/2026-01');
  const run = spawnSync(node, [satchel, 'build', corpus, '-o', join(work, 'iot'), '--language', 'en', '--format', 'json'], { encoding: 'utf8' });
  if (run.status !== 0) return;
  const [bundle] = JSON.parse(run.stdout).bundles;
  const manifest = JSON.parse(execFileSync(node, [satchel, 'inspect', bundle.file, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 28 }));
  const shown = manifest.renditions?.length ?? bundle.pictures;
  const sources = ['images', 'sketchnotes'].flatMap((folder) => readdirSync(join(corpus, folder)).map((name) => join(corpus, folder, name)));
  const sourceSize = sources.reduce((sum, file) => sum + statSync(file).size, 0);
  row('iot, English, standard: bundle', '≤ 0.20 × its pictures', bundle.size / sourceSize, `${bundle.size} B of ${sourceSize} B, ${shown} pictures`);
}

function has(tool) {
  return spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0;
}

function clean(...dirs) {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
}

function costs(named) {
  return Object.entries(named).map(([name, { cpu }]) => `${name} ${cpu.toFixed(2)} s`).join(', ');
}

function print(rows) {
  console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; medians, commands in turn\n`);
  console.log('| what | target | measured | |\n|---|---|---|---|');
  for (const { what, target, value, detail } of rows) console.log(`| ${what} | ${target} | ${value.toFixed(2)} | ${detail} |`);
}
