// What is left of the bytes of a real curriculum's pictures, whether all of them are there, and how similar to their sources
// they are: by ffmpeg's filter `ssim`, against the floors of docs/presets.md.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { buildCorpus, corpus, digestOf, shownPictures } from '../build/pictures.mjs';
import { root } from '../build/peers.mjs';

const TARGETS = { low: 0.05, standard: 0.13 };
/** The least side that ffmpeg compares. */
const LEAST_SIDE = 8;

/** Prints two tables; nothing where the curriculum does not lie beside the checkout. */
export async function picturesBench(work) {
  if (!existsSync(corpus)) return;
  const { openBundle } = await import('../../dist/index.js');
  const sources = new Map(shownPictures().map((file) => [digestOf(file), file]));
  const size = [...sources.values()].reduce((sum, file) => sum + statSync(file).size, 0);
  const ratios = [];
  const kinds = [];
  for (const [profile, target] of Object.entries(TARGETS)) {
    const bundle = await openBundle(buildCorpus(work, profile));
    const entries = bundle.manifest.entries.filter(({ source }) => sources.has(source));
    const there = new Set(entries.map(({ source }) => source));
    const missing = [...sources].filter(([digest]) => !there.has(digest)).map(([, file]) => nameOf(file));
    const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
    const ratio = bytes / size;
    const met = ratio <= target && missing.length === 0;
    ratios.push(
      `| \`${profile}\` | ${mb(bytes)} | ${mb(size)} | ${ratio.toFixed(4)} | ≤ ${target} | ${verdict(met)} | ${there.size} of ${sources.size}${missing.map((name) => `; not: ${name}`).join('')} |`,
    );
    kinds.push(...(await similarities(work, bundle, entries, sources, profile)));
    await bundle.close();
  }
  console.log(
    `| pictures of iot, English | bytes | of the source | ratio | target | | there |\n|---|---|---|---|---|---|---|\n${ratios.join('\n')}\n`,
  );
  console.log(
    `| preset | pictures | exact | least SSIM | median | floor | | below |\n|---|---|---|---|---|---|---|---|\n${kinds.join('\n')}`,
  );
}

async function similarities(work, bundle, entries, sources, profile) {
  const floors = documentedFloors();
  const found = new Map();
  for (const entry of entries) {
    const id = entry.preset?.id;
    const floor = floors.get(id);
    if (floor === undefined) continue;
    const file = sources.get(entry.source);
    const value = await ssim(work, file, Buffer.from(await bundle.read(entry.path)));
    found.set(id, [...(found.get(id) ?? []), { value, name: nameOf(file) }]);
  }
  return [...found]
    .filter(([id]) => id.includes(`-${profile}`))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, all]) => {
      const floor = floors.get(id);
      const values = all.map(({ value }) => value).sort((a, b) => a - b);
      const below = all.filter(({ value }) => value < floor);
      const names = below.map(({ name, value }) => `${name} ${value.toFixed(4)}`).join(', ');
      const exact = values.filter((value) => value === 1).length;
      return `| \`${id}\` | ${all.length} | ${exact} | ${values[0].toFixed(4)} | ${values[values.length >> 1].toFixed(4)} | ${floor} | ${verdict(below.length === 0)} | ${names} |`;
    });
}

/** The columns `id` and `SSIM` of the rows in docs/presets.md. */
function documentedFloors() {
  const floors = new Map();
  let column = -1;
  for (const line of readFileSync(join(root, 'docs/presets.md'), 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    if (cells[1] === 'id') column = cells.findIndex((cell) => cell.startsWith('SSIM'));
    const id = /^`([\w-]+)`$/.exec(cells[1] ?? '')?.[1];
    if (id !== undefined && column > 0) floors.set(id, Number(cells[column]));
  }
  return floors;
}

/** Of the least similar frame. Frames that were the same may have become one: then the first and the last are compared. */
async function ssim(work, file, rendition) {
  const [before, after] = [await sharp(file).metadata(), await sharp(rendition).metadata()];
  const [pages, now] = [before.pages ?? 1, after.pages ?? 1];
  const pairs =
    pages === now ? Array.from({ length: now }, (_, n) => [n, n]) : [[0, 0], [pages - 1, now - 1]]; // prettier-ignore
  const { width, height } = (await sharp(rendition).autoOrient().raw().toBuffer({ resolveWithObject: true }))
    .info;
  if (Math.min(width, height) < LEAST_SIDE) return 1;
  let least = 1;
  for (const [page, of] of pairs) {
    writeFileSync(join(work, 'source.gray'), await luma(file, page, width, height));
    writeFileSync(join(work, 'rendition.gray'), await luma(rendition, of, width, height));
    least = Math.min(least, ffmpegSsim(work, width, height));
  }
  return least;
}

/** Luma (ITU-R BT.601) of the picture as sharp resizes it, what is transparent on middle grey. */
async function luma(input, page, width, height) {
  const { data, info } = await sharp(input, page > 0 ? { page } : {})
    .autoOrient()
    .resize({ width })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.height !== height) throw new Error(`${info.height} lines where ${height} are to be compared`);
  return Uint8Array.from({ length: width * height }, (_, n) => {
    const [red, green, blue, alpha] = data.subarray(n * 4, n * 4 + 4);
    const value = 0.299 * red + 0.587 * green + 0.114 * blue;
    return Math.round((value * alpha + 128 * (255 - alpha)) / 255);
  });
}

function ffmpegSsim(work, width, height) {
  const input = (name) => [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'gray',
    '-s',
    `${width}x${height}`,
    '-i',
    join(work, name),
  ];
  const args = ['-hide_banner', '-nostdin', ...input('source.gray'), ...input('rendition.gray')];
  const run = spawnSync('ffmpeg', [...args, '-lavfi', 'ssim', '-f', 'null', '-'], { encoding: 'utf8' });
  const value = / All:([\d.]+)/.exec(run.stderr ?? '')?.[1];
  if (value === undefined) throw new Error(`ffmpeg measured nothing: ${run.error ?? run.stderr}`);
  return Number(value);
}

function nameOf(file) {
  return relative(corpus, file).split('\\').join('/');
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

function verdict(met) {
  return met ? 'met' : '**missed**';
}
