import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBundle, type Bundle } from '../../../src/bundle/open.ts';
import { satchel } from '../../cli/satchel.ts';
import { photo } from '../picture/pictures.ts';
import { inspected, record } from './recordings.ts';
import { writeHostile, type HostileFile } from './hostile.ts';

// One source that holds everything that can go wrong beside a good film and a good picture, built by the real program.

const dir = mkdtempSync(join(tmpdir(), 'satchel-hostile-'));
const source = join(dir, 'source');
const out = join(dir, 'out');
let files: readonly HostileFile[] = [];
let findings: readonly { code: string; message: string; file?: string; line?: number }[] = [];
let bundle: Bundle;
let exitCode: number | null = null;

beforeAll(async () => {
  mkdirSync(source);
  files = await writeHostile(source);
  await record(
    join(source, 'good.mp4'),
    2,
    ['testsrc=s=320x240:r=10', 'sine'],
    ['-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
  );
  writeFileSync(join(source, 'good.png'), await photo(200, 100).png().toBuffer());
  const shown = ['good.mp4', 'good.png', ...files.map(({ name }) => name)];
  writeFileSync(
    join(source, '1-lesson.md'),
    `# Lesson\n\n${shown.map((name) => `![About ${name}](${name})`).join('\n\n')}\n`,
  );
  const run = await satchel([
    'build',
    source,
    '-o',
    out,
    '--cache',
    join(dir, 'cache'),
    '--profile',
    'low',
    '--format',
    'json',
  ]);
  exitCode = run.code;
  const result = JSON.parse(run.stdout) as { diagnostics: typeof findings; bundles: { file: string }[] };
  findings = result.diagnostics;
  bundle = await openBundle(result.bundles[0]?.file ?? '');
}, 600_000);

afterAll(async () => {
  await bundle.close();
  rmSync(dir, { recursive: true, force: true });
});

const findingsOf = (name: string): typeof findings =>
  findings.filter(({ message }) => message.includes(`“${name}”`));

describe('a source full of hostile media', () => {
  test('is built, and has sixty of them', () => {
    expect(exitCode).toBe(0);
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  test('names each that cannot be shown, where the page shows it', () => {
    for (const { name } of files.filter(({ refused }) => refused)) {
      const [finding] = findingsOf(name);
      expect(finding, name).toMatchObject({
        file: '1-lesson.md',
        code: expect.stringMatching(/^recording-|^asset-/) as string,
      });
      expect(finding?.line, name).toBeGreaterThan(2);
    }
  });

  test('loses nothing else, and what it shows of them is a rendition that plays', async () => {
    const page = Buffer.from(await bundle.read(bundle.manifest.units[0]?.lessons[0]?.path ?? '')).toString();
    expect(page).toMatch(/<video [^>]*aria-label="About good\.mp4"/);
    expect(page).toMatch(/<img src="[^"]+" alt="About good\.png"/);
    for (const { name, refused } of files)
      expect(page.includes(`aria-label="About ${name}"`) && refused, name).toBe(false);
    let played = 0;
    for (const { path, mediaType, preset } of bundle.manifest.entries) {
      if (!/^(?:audio|video)\//.test(mediaType)) continue;
      expect(preset, path).toBeDefined();
      const copy = join(dir, 'copy');
      writeFileSync(copy, await bundle.read(path));
      const { streams, durationSeconds } = await inspected(copy);
      expect(
        streams.every(({ codec_name }) => ['h264', 'aac', 'mp3'].includes(codec_name)),
        path,
      ).toBe(true);
      expect(durationSeconds, path).toBeLessThan(3600);
      played++;
    }
    expect(played).toBeGreaterThan(5);
  });

  test('tells what is too large by what it says of itself', () => {
    expect(findingsOf('long.mp4')).toMatchObject([{ code: 'recording-too-large' }]);
  });

  test('opens no other file', async () => {
    const secret = readFileSync('/etc/passwd', 'utf8').slice(0, 20);
    for (const { path } of bundle.manifest.entries)
      expect(Buffer.from(await bundle.read(path)).includes(secret), path).toBe(false);
  });
});
