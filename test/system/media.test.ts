import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openBundle } from '../../src/bundle/open.ts';
import { makeExecutable } from '../../src/media/timed/tools.ts';
import { satchel, work } from '../cli/satchel.ts';

// Speech as machines speak it in several languages, and two ffmpegs: Debian's, and the one that comes with npm.

const source = join(work, 'source');
const LANGUAGES = {
  en: 'Soil holds water and air. Plants need both of them.',
  sw: 'Udongo unashika maji na hewa. Mimea inahitaji vyote viwili.',
  hi: 'मिट्टी पानी और हवा को थामे रखती है। पौधों को दोनों चाहिए।',
};
const require = createRequire(import.meta.url);
const debian = { SATCHEL_FFMPEG: '/usr/bin/ffmpeg', SATCHEL_FFPROBE: '/usr/bin/ffprobe' };
const npm = {
  SATCHEL_FFMPEG: (require('@ffmpeg-installer/ffmpeg') as { path: string }).path,
  SATCHEL_FFPROBE: (require('@ffprobe-installer/ffprobe') as { path: string }).path,
};

beforeAll(() => {
  mkdirSync(source);
  Object.values(npm).forEach(makeExecutable);
  for (const [language, text] of Object.entries(LANGUAGES))
    execFileSync('espeak-ng', [
      '-v',
      language,
      '-w',
      join(source, `talk-${language}.wav`),
      `${text} `.repeat(4),
    ]);
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=320x240:r=10',
    '-t',
    '3',
    join(source, 'film.mp4'),
  ]);
  writeFileSync(
    join(source, 'satchel.yaml'),
    'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\n',
  );
  const talks = Object.keys(LANGUAGES).map((language) => `![Talk](talk-${language}.wav)`);
  writeFileSync(join(source, 'talk.md'), ['# Talk', ...talks, '![Film](film.mp4)', ''].join('\n\n'));
});

interface Built {
  readonly diagnostics: readonly { code: string; line: number }[];
  readonly bundles: readonly { file: string }[];
  readonly takenOver?: { renditions: number };
}

async function build(
  name: string,
  env: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Promise<Built> {
  const places = ['-o', join(work, name), '--cache', join(work, `${name}-cache`)];
  const { code, stdout } = await satchel(['build', source, ...places, '--format', 'json', ...more], { env });
  expect(code).toBe(0);
  return JSON.parse(stdout) as Built;
}

/** The media of a bundle: what it was made by, and its digest. */
async function mediaOf(file: string): Promise<[string, string][]> {
  const bundle = await openBundle(file);
  const found = bundle.manifest.entries.flatMap(({ path, preset, digest }): [string, string][] =>
    path.startsWith('media/') ? [[preset?.id ?? '', digest]] : [],
  );
  await bundle.close();
  return found.sort();
}

describe('speech', () => {
  test('is known for what it is in any language, and asked for captions', async () => {
    const { bundles, diagnostics } = await build('spoken', debian);
    const media = await mediaOf(bundles[0]?.file ?? '');
    expect(media.map(([preset]) => preset).filter((preset) => preset === 'speech-standard')).toHaveLength(3);
    expect(diagnostics.filter(({ code }) => code === 'captions-missing').map(({ line }) => line)).toEqual([
      3, 5, 7,
    ]);
  });
});

describe('a base', () => {
  test('keeps every byte of media, whatever ffmpeg another machine has, or none', async () => {
    const [first] = (await build('first', npm)).bundles;
    const published = first?.file ?? '';
    const media = await mediaOf(published);
    expect(await mediaOf((await build('other', debian)).bundles[0]?.file ?? '')).not.toEqual(media);
    for (const [name, env] of Object.entries({
      debian,
      none: { SATCHEL_FFMPEG: '/nonexistent', SATCHEL_FFPROBE: '/nonexistent' },
    })) {
      const { bundles, takenOver } = await build(name, env, ['--base', published]);
      expect(takenOver?.renditions).toBe(4);
      expect(readFileSync(bundles[0]?.file ?? '').equals(readFileSync(published)), name).toBe(true);
    }
  });
});
