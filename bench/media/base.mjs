// What another machine publishes after a typo: with a cold cache and another ffmpeg, from a base and without one.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { corpus } from '../build/pictures.mjs';
import { inspect, node, satchel } from '../build/peers.mjs';
import { measure } from '../measure.mjs';

/** Prints a table; nothing where the curriculum does not lie beside the checkout, or where there is only one ffmpeg. */
export async function baseBench(work) {
  const other = '/usr/bin/ffmpeg';
  if (!existsSync(corpus) || !existsSync(other)) return;
  mkdirSync(work, { recursive: true });
  const source = join(work, 'iot');
  cpSync(corpus, source, { recursive: true });
  // ffmpeg of npm, which is another one than the system's.
  const require = createRequire(import.meta.url);
  const npm = {
    SATCHEL_FFMPEG: require('@ffmpeg-installer/ffmpeg').path,
    SATCHEL_FFPROBE: require('@ffprobe-installer/ffprobe').path,
  };
  const first = build(source, join(work, 'first'), { env: npm });
  const lesson = join(source, '2-farm/lessons/1-predict-plant-growth/README.md');
  writeFileSync(lesson, readFileSync(lesson, 'utf8').replace('the', 'teh'));
  const env = { SATCHEL_FFMPEG: other, SATCHEL_FFPROBE: '/usr/bin/ffprobe' };
  console.log(
    '\n| a typo, built on another machine | media with other bytes | of | delta | CPU |\n|---|---|---|---|---|',
  );
  for (const [name, more] of [
    ['from nothing', []],
    ['`--base`', ['--base', first.zip]],
  ]) {
    const second = build(source, join(work, name.replaceAll('`', '')), { env, more });
    const delta = join(work, 'delta');
    measure([node, satchel, 'diff', first.zip, second.zip, '-o', delta], { prepare: () => {} });
    const [before, after] = [await mediaOf(first.zip), await mediaOf(second.zip)];
    const changed = [...after].filter((path) => !before.has(path)).length;
    console.log(
      `| ${name} | ${changed} | ${after.size} | ${statSync(delta).size.toLocaleString('en')} B | ${second.cpu.toFixed(1)} s |`,
    );
    measure(['rm', delta]);
  }
}

function build(source, out, { env, more = [] }) {
  const { cpu } = measure(
    [node, satchel, 'build', source, '-o', out, '--cache', `${out}-cache`, '--language', 'en', ...more],
    { env },
  );
  return {
    zip: join(
      out,
      readdirSync(out).find((name) => name.endsWith('.zip')),
    ),
    cpu,
  };
}

async function mediaOf(zip) {
  const { manifest } = await inspect(zip);
  return new Set(manifest.entries.filter(({ path }) => path.startsWith('media/')).map(({ path }) => path));
}
