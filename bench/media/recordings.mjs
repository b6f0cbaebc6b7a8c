// Satchel on a film and on speech: CPU and bytes for each profile, beside one run of plain ffmpeg with the same options, three
// runs of it, and a second build.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { has, inspect, node, root, satchel } from '../build/peers.mjs';
import { compare, measure } from '../measure.mjs';

const PROFILES = ['low', 'standard', 'high'];
const FILM_SECONDS = 20;

export async function recordingsBench(work) {
  const source = join(work, 'source');
  mkdirSync(source, { recursive: true });
  const { encodingOptions, findTools, inputOptions, planOutput, probe, recordingPreset } =
    await encoder(work);
  const tools = await findTools();
  if ('code' in tools) throw new Error(`no ffmpeg: ${JSON.stringify(tools)}`);
  const ffmpeg = tools.ffmpeg.file;
  const film = join(source, 'film.mp4');
  const camera = join(source, 'camera.mp4');
  const speech = join(source, 'speech.wav');
  makeSpeech(ffmpeg, speech);
  makeFilm(ffmpeg, film, speech, '1280x720');
  makeFilm(ffmpeg, camera, speech, '1920x1080');
  const seconds = {
    film: FILM_SECONDS,
    camera: FILM_SECONDS,
    speech: (await probe(tools.ffprobe.file, speech, 'wav')).durationSeconds,
  };

  const files = {
    film: [film, 'mov', 'film'],
    camera: [camera, 'mov', 'film'],
    speech: [speech, 'wav', 'speech'],
  };
  console.log(`ffmpeg: ${tools.ffmpeg.version}\n`);
  console.log('| recording | profile | bytes | kbit/s |\n|---|---|---|---|');
  const rows = [];
  for (const [name, [file, demuxer, kind]] of Object.entries(files)) {
    const lesson = join(work, name, 'pack');
    mkdirSync(lesson, { recursive: true });
    writeFileSync(
      join(lesson, 'satchel.yaml'),
      `title: Pack\nlanguage: en\nlicense: CC0-1.0\nmedia: {kinds: {"*.*": ${kind}}}\n`,
    );
    writeFileSync(join(lesson, '1.md'), `# Lesson\n\n![A recording](${file.split('/').pop()})\n`);
    spawnSync('cp', [file, lesson]);
    const out = join(work, name, 'out');
    const found = await probe(tools.ffprobe.file, file, demuxer);
    const gains = { mono: 4, stereo: 4 };
    const targets = PROFILES.map((profile) => ({
      output: planOutput(found, recordingPreset(kind, profile), gains),
      file: join(work, `${name}-${profile}`),
    }));
    const plain = (some) => () => {
      const { filters, outputs } = encodingOptions(found, some, undefined, false);
      return measure([
        ffmpeg,
        '-v',
        'error',
        '-y',
        ...inputOptions(demuxer),
        '-i',
        file,
        '-filter_complex',
        filters.join(';'),
        ...outputs.flat(),
      ]);
    };
    const satchelBuild = (fresh) => () => {
      const cache = join(work, name, 'cache');
      return measure(
        [node, satchel, 'build', lesson, '-o', out, '--cache', cache, '--profile', PROFILES.join(',')],
        { prepare: () => fresh && spawnSync('rm', ['-rf', out, cache]) },
      );
    };
    const cost = await compare(
      {
        satchel: satchelBuild(true),
        again: satchelBuild(false),
        'one run': plain(targets),
        ...(name === 'speech' && { 'by hand': byHand(ffmpeg, file, plain(targets)) }),
        'three runs': async () => sum(targets.map((one) => plain([one])())),
      },
      3,
    );
    for (const bundle of readdirSync(out).sort()) {
      const { manifest } = await inspect(join(out, bundle));
      const main = manifest.entries.find(({ durationSeconds }) => durationSeconds !== undefined);
      const kbps = ((main.size * 8) / 1000 / main.durationSeconds).toFixed(0);
      console.log(
        `| ${name}, ${seconds[name].toFixed(0)} s | \`${manifest.variant.profile}\` | ${main.size.toLocaleString('en')} B | ${kbps} |`,
      );
    }
    rows.push([`${name}: all of it, CPU`, cost.satchel.cpu / cost['one run'].cpu, 'one run of ffmpeg', 1.05]);
    rows.push([`${name}: all of it, CPU`, cost.satchel.cpu / cost['three runs'].cpu, 'three runs', 0.75]);
    if (cost['by hand'])
      rows.push([
        `${name}: all of it, CPU`,
        cost.satchel.cpu / cost['by hand'].cpu,
        "one run after ffmpeg's own loudnorm has measured",
        undefined,
      ]);
    rows.push([`${name}: a second build, CPU`, cost.again.cpu / cost.satchel.cpu, 'the first', 0.02]);
    rows.push([
      `${name}: speed, all three profiles`,
      seconds[name] / cost.satchel.wall,
      'real time',
      undefined,
    ]);
  }
  console.log('\n| what | measured | target | |\n|---|---|---|---|');
  for (const [what, ratio, against, limit] of rows)
    console.log(
      `| ${what} | ${ratio.toFixed(3)} × ${against} | ${limit === undefined ? '' : `≤ ${limit}`} | ${limit === undefined ? '' : ratio <= limit ? 'met' : '**missed**'} |`,
    );
  console.log('');
}

/** Satchel's own options, so that plain ffmpeg is given the same. */
async function encoder(work) {
  const outfile = join(work, 'encoder.mjs');
  const timed = (name) => `export * from ${JSON.stringify(join(root, 'src/media/timed', `${name}.ts`))};`;
  await build({
    stdin: {
      contents: ['command', 'input', 'plan', 'presets', 'probe', 'tools'].map(timed).join('\n'),
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
  });
  return import(outfile);
}

function makeSpeech(ffmpeg, file) {
  const text = join(root, 'ARCHITECTURE.md');
  if (has('espeak-ng')) measure(['espeak-ng', '-f', text, '-w', file]);
  else
    measure([
      ffmpeg,
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      'anoisesrc=c=pink:a=0.3:r=22050,tremolo=f=3:d=0.95',
      '-t',
      '300',
      file,
    ]);
}

/** Something with texture that moves, and somebody who speaks. */
function makeFilm(ffmpeg, file, speech, size) {
  const picture = `mandelbrot=s=${size}:r=25:maxiter=300`;
  measure([
    ...[ffmpeg, '-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-i', speech, '-t', String(FILM_SECONDS)],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-crf',
      '20',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-b:a',
      '128k',
      file,
    ],
  ]);
}

/** What somebody types who wants the same: loudness measured by the filter that is made for it, then the one run. */
function byHand(ffmpeg, file, encode) {
  const measuring = ['-af', 'loudnorm=I=-16:TP=-1.5:print_format=json', '-f', 'null', '-'];
  return () => sum([measure([ffmpeg, '-v', 'error', '-nostdin', '-i', file, ...measuring]), encode()]);
}

function sum(costs) {
  return costs.reduce((all, one) => ({ cpu: all.cpu + one.cpu, wall: all.wall + one.wall }), {
    cpu: 0,
    wall: 0,
  });
}
