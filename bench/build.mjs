// Satchel against site generators on the same lessons: text only, every feature of Satchel on (verified bundle included).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eleventyBuild,
  has,
  hugoBuild,
  node,
  pandocBuild,
  satchel,
  satchelBuild,
  zimBuild,
} from './build/peers.mjs';
import { pictureRatio } from './build/pictures.mjs';
import { makeLessons } from './lessons.mjs';
import { compare, measure } from './measure.mjs';

export async function bench() {
  const work = mkdtempSync(join(tmpdir(), 'satchel-bench-'));
  const rows = [];
  const row = (what, value, limit, against, detail, whole = true) =>
    rows.push({ what, value, limit, against, detail, whole });
  try {
    const small = await smallRows(join(work, '300'), row);
    await largeRows(join(work, '3000'), row);

    const start = await compare({ node: empty, satchel: () => measure([node, satchel, '--help']) }, 11);
    row('`satchel --help`, CPU', start.satchel.cpu / start.node.cpu, 1.5, '`node -e 0`', costs(start));
    await otherRows(join(work, '300'), small, row);

    say('pictures');
    const ratio = await pictureRatio(work);
    if (ratio) {
      const { size, sourceSize, pictures, missing } = ratio;
      const there = `${pictures - missing.length} of ${pictures} pictures there${missing.map((path) => `; not: ${path}`).join('')}`;
      row(
        'iot, English, `standard`, bytes',
        size / sourceSize,
        0.2,
        'its pictures',
        `${mb(size)} of ${mb(sourceSize)}, ${there}`,
        missing.length === 0,
      );
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  print(rows);
}

const empty = () => measure([node, '-e', '0']);

async function smallRows(dir, row) {
  const count = 300;
  const source = makeLessons(join(dir, 'source'), count);
  const edited = makeLessons(join(dir, 'edited'), count);
  const lesson = join(edited, 'unit-03/lesson-07.md');
  await satchelBuild(edited, join(dir, 'one'), { count });
  let edits = 0;
  const edit = () => writeFileSync(lesson, `${readFileSync(lesson, 'utf8')}\nMended ${++edits}.\n`);
  const found = await compare(
    {
      satchel: () => satchelBuild(source, join(dir, 'satchel'), { fresh: true, count }),
      eleventy: () => eleventyBuild(dir, source, count, { features: true }),
      'eleventy, plain': () => eleventyBuild(dir, source, count, { features: false }),
      ...(has('hugo') && { hugo: () => hugoBuild(dir, source, count) }),
      'one changed': () => satchelBuild(edited, join(dir, 'one'), { count, prepare: edit }),
    },
    5,
  );
  const { 'one changed': one, ...cold } = found;
  row('cold, 300 lessons, CPU', found.satchel.cpu / found.eleventy.cpu, 1, 'Eleventy', costs(cold));
  const plain = found['eleventy, plain'].cpu;
  row('cold, 300 lessons, CPU', found.satchel.cpu / plain, undefined, 'Eleventy without the features', '');
  if (found.hugo) row('cold, 300 lessons, CPU', found.satchel.cpu / found.hugo.cpu, undefined, 'Hugo', '');
  row(
    'one of 300 lessons changed, CPU',
    one.cpu / found.eleventy.cpu,
    0.5,
    'cold Eleventy',
    costs({ satchel: one }),
  );
  return found;
}

async function largeRows(dir, row) {
  const count = 3000;
  const source = makeLessons(join(dir, 'source'), count);
  const found = await compare(
    {
      satchel: () => satchelBuild(source, join(dir, 'satchel'), { fresh: true, peak: true, count }),
      eleventy: () => eleventyBuild(dir, source, count, { features: true }),
      'eleventy, plain': () => eleventyBuild(dir, source, count, { features: false }),
      ...(has('hugo') && { hugo: () => hugoBuild(dir, source, count) }),
    },
    3,
  );
  row('cold, 3,000 lessons, CPU', found.satchel.cpu / found.eleventy.cpu, 0.8, 'Eleventy', costs(found));
  const plain = found['eleventy, plain'].cpu;
  row('cold, 3,000 lessons, CPU', found.satchel.cpu / plain, undefined, 'Eleventy without the features', '');
  if (found.hugo) row('cold, 3,000 lessons, CPU', found.satchel.cpu / found.hugo.cpu, 2, 'Hugo', '');
  row('cold, 3,000 lessons, peak memory', found.satchel.peakMiB, 350, 'MiB', '');

  // The last cold build of `found` is what nothing has changed since.
  const same = await compare(
    { node: empty, satchel: () => satchelBuild(source, join(dir, 'satchel'), { count }) },
    7,
  );
  row('nothing changed, 3,000 lessons, CPU', same.satchel.cpu / same.node.cpu, 3, '`node -e 0`', costs(same));
}

async function otherRows(dir, small, row) {
  const cold = small.satchel.cpu;
  if (has('zimwriterfs')) {
    const zim = await zimBuild(dir);
    const both = small['eleventy, plain'].cpu + zim.cpu;
    row(
      'cold, 300 lessons, CPU',
      cold / both,
      undefined,
      'Eleventy, then zimwriterfs',
      costs({ zimwriterfs: zim }),
    );
  }
  if (has('pandoc')) {
    const pandoc = pandocBuild(dir, join(dir, 'source'));
    row('cold, 300 lessons, CPU', cold / pandoc.cpu, undefined, 'pandoc, a run a page', costs({ pandoc }));
  }
}

function costs(named) {
  return Object.entries(named)
    .map(([name, { cpu }]) => `${name} ${cpu.toFixed(2)} s`)
    .join(', ');
}

function mb(size) {
  return `${(size / 1e6).toFixed(1)} MB`;
}

function say(what) {
  console.error(`bench: ${what}`);
}

function print(rows) {
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}; medians of commands run in turn.\n`,
  );
  console.log('| what | measured | target | | |\n|---|---|---|---|---|');
  for (const { what, value, limit, against, detail, whole } of rows) {
    const unit = against === 'MiB' ? ' MiB' : ` × ${against}`;
    const digits = against === 'MiB' ? 0 : 2;
    const target = limit === undefined ? '' : `≤ ${limit}`;
    const verdict = limit === undefined ? '' : value <= limit && whole ? 'met' : '**missed**';
    console.log(`| ${what} | ${value.toFixed(digits)}${unit} | ${target} | ${verdict} | ${detail} |`);
  }
}
