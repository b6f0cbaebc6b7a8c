// What making and applying a delta costs: CPU beside zstd's, and memory, on a small pack, on much text and on much media.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeLessons } from '../lessons.mjs';
import { compare, measure } from '../measure.mjs';
import { has } from '../build/peers.mjs';
import { zstdApply } from './peers.mjs';
import { buildRelease } from './releases.mjs';

const satchel = [process.execPath, new URL('../../bin/satchel.js', import.meta.url).pathname];
const node = () => measure([process.execPath, '-e', '0']);
const GIB = 2 ** 30;

export async function costs(work, pairs) {
  const small = pairs.find(({ name }) => name.includes('template')) ?? pairs[0];
  await applyBeside(work, small, 5);
  memory(work, small);

  const lessons = makeLessons(join(work, 'text/primer'), 3000);
  const base = buildRelease(work, 'primer', lessons, 'base');
  const target = buildRelease(work, 'primer', lessons, 'template', true);
  const text = { name: '3,000 lessons, every page’s template', base, target };
  await applyBeside(work, text, 3);
  memory(work, text);

  memory(work, makeFilms(join(work, 'films')));
}

async function applyBeside(work, pair, runs) {
  const delta = join(work, 'costs.delta');
  const out = join(work, 'applied.zip');
  const prepare = () => rmSync(out, { force: true });
  rmSync(delta, { force: true });
  measure([...satchel, 'diff', pair.base.zip, pair.target.zip, '-o', delta]);
  const apply = () => measure([...satchel, 'apply', pair.base.zip, delta, '-o', out], { prepare });
  const { apply: zstd, hash } = has('zstd') ? zstdApply(work, pair) : {};
  const found = await compare({ node, apply, ...(zstd && { zstd, hash }) }, runs);
  if (!readFileSync(out).equals(readFileSync(pair.target.zip))) throw new Error('apply gave other bytes');
  const seconds = (name) => `${name} ${found[name].cpu.toFixed(2)} s`;
  if (!found.zstd) return console.log(`\n${pair.name}: ${['apply', 'node'].map(seconds).join(', ')} of CPU`);
  const yard = found.zstd.cpu * 1.5 + found.hash.cpu;
  console.log(
    `\n${pair.name}: apply ${(found.apply.cpu / yard).toFixed(1)} × (1.5 × zstd -d and hashing), without the start of Node ` +
      `${((found.apply.cpu - found.node.cpu) / yard).toFixed(1)} × (≤ 1: ${verdict(found.apply.cpu <= yard)}); ` +
      `${Object.keys(found).map(seconds).join(', ')} of CPU`,
  );
}

function memory(work, { name, base, target }) {
  const delta = join(work, 'costs.delta');
  const out = join(work, 'applied.zip');
  for (const file of [delta, out]) rmSync(file, { force: true });
  const diff = measure([...satchel, 'diff', base.zip, target.zip, '-o', delta], { peak: true }).peakMiB;
  const apply = measure([...satchel, 'apply', base.zip, delta, '-o', out], { peak: true }).peakMiB;
  console.log(
    `${name}, peak memory: apply ${apply.toFixed(0)} MiB (≤ 128: ${verdict(apply <= 128)}), diff ${diff.toFixed(0)} MiB (≤ 640: ${verdict(diff <= 640)})`,
  );
}

/** Two releases of two films of 1 GiB each, which have nothing in common. */
function makeFilms(dir) {
  const release = (name, seed) => {
    const source = join(dir, name, 'films');
    mkdirSync(source, { recursive: true });
    for (const n of [1, 2]) writeNoise(join(source, `film-${n}.mp4`), seed + n);
    writeFileSync(join(source, '1-films.md'), '# Films\n\n[One](film-1.mp4), [two](film-2.mp4)\n');
    const out = join(dir, name, 'out');
    measure([...satchel, 'build', source, '-o', out, '--cache', join(dir, name, 'cache')]);
    rmSync(source, { recursive: true });
    return { zip: join(out, readdirSync(out)[0]) };
  };
  return { name: '2 GiB of new media', base: release('base', 1), target: release('target', 7) };
}

function writeNoise(file, seed) {
  const block = new Uint32Array(2 ** 20);
  let x = seed * 88172645;
  for (let n = 0; n < block.length; n++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    block[n] = x;
  }
  const fd = openSync(file, 'w');
  for (let size = 0; size < GIB; size += block.byteLength) {
    block[0] = size ^ seed;
    writeSync(fd, block);
  }
  closeSync(fd);
}

function verdict(met) {
  return met ? 'met' : '**missed**';
}
