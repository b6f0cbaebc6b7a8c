import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Check } from '../../src/doctor/check.ts';
import { satchel, work, type Outcome } from './satchel.ts';

mkdirSync(join(work, 'empty'));
/** Nothing but the npm packages is there to be found. */
const bare = { PATH: join(work, 'empty') };

/** A program of a shell's lines, in a folder of its own. */
function program(folder: string, name: string, lines: string): string {
  const file = join(work, folder, name);
  mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
  return file;
}

async function doctor(
  env: Readonly<Record<string, string>>,
): Promise<Outcome & { check: (of: string) => Check | undefined }> {
  const outcome = await satchel(['doctor', '--format', 'json'], { env });
  const { checks } = JSON.parse(outcome.stdout) as { checks: Check[] };
  return { ...outcome, check: (of) => checks.find(({ subject }) => subject === of) };
}

test('a machine with no more than npm gives has all that is needed', async () => {
  const { code, stdout, stderr } = await satchel(['doctor'], { env: bare });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ok +Node\.js /m);
  expect(stdout).toMatch(/^ok +ffmpeg .*, from its npm package: /m);
  for (const subject of [
    'ffprobe',
    'libx264',
    'aac',
    'libmp3lame',
    'sharp',
    'WebP',
    'AVIF',
    'SVG',
    'subset-font',
  ])
    expect(stdout).toMatch(new RegExp(`^ok +${subject} `, 'm'));
  expect(stdout).toContain('This machine can do all that Satchel does.');
  expect(stdout).not.toContain('\u001b');
});

test('colours come where they are asked for', async () => {
  const { stdout } = await satchel(['doctor'], { env: { ...bare, FORCE_COLOR: '1' } });
  expect(stdout).toContain('\u001b[32mok');
});

test('what nobody may look at in the cache is no reason to fail', async () => {
  const cache = join(work, 'looping');
  mkdirSync(join(cache, 'satchel'), { recursive: true });
  symlinkSync('self', join(cache, 'satchel', 'self'));
  const { code, check } = await doctor({ ...bare, XDG_CACHE_HOME: cache });
  expect(code).toBe(0);
  expect(check('cache')).toMatchObject({ found: expect.stringContaining('1 file') as string });
});

test('a setting that names nothing is missing, with what to do, and nothing else is taken instead', async () => {
  const { code, check } = await doctor({ ...bare, SATCHEL_FFMPEG: join(work, 'none') });
  expect(code).toBe(4);
  expect(check('ffmpeg')).toMatchObject({
    state: 'missing',
    next: expect.stringContaining('SATCHEL_FFMPEG') as string,
  });
  expect(check('ffmpeg')?.found).toContain('there is no such file');
  expect(check('ffprobe')).toMatchObject({ state: 'ok' });
  expect(check('libx264')).toBeUndefined();
});

test.each([
  ['hangs', 'exec sleep 60', 'it did not answer within 10 seconds'],
  ['prints garbage', 'head -c 4000 /dev/urandom', 'it does not say that it is ffmpeg'],
  ['fails', 'exit 1', 'it ended with exit code 1'],
])('an ffmpeg in PATH that %s is missing, and says why', async (name, lines, reason) => {
  const file = program(name, 'ffmpeg', lines);
  const { code, check } = await doctor({ PATH: `${join(work, name)}:/usr/bin:/bin` });
  expect(code).toBe(4);
  expect(check('ffmpeg')).toMatchObject({ state: 'missing', found: `“${file}” does not work: ${reason}` });
  expect(check('ffmpeg')?.next).toContain('SATCHEL_FFMPEG');
});

test('an ffmpeg without the encoders that every device needs is not enough; those of new devices are a note', async () => {
  const file = program(
    'poor',
    'ffmpeg',
    `case "$*" in *-version*) echo 'ffmpeg version 4.4-poor';; *) printf ' ------\\n V..... libx264 H.264\\n A..... aac AAC\\n';; esac`,
  );
  const { code, check } = await doctor({ ...bare, SATCHEL_FFMPEG: file });
  expect(code).toBe(4);
  expect(check('ffmpeg')).toMatchObject({ state: 'ok', found: `4.4-poor, named by a setting: ${file}` });
  expect(
    ['libx264', 'aac', 'libmp3lame', 'libvpx-vp9', 'libsvtav1'].map((name) => check(name)?.state),
  ).toEqual(['ok', 'ok', 'missing', 'note', 'note']);
});

test('where optional packages were left out and PATH has none, it says how to get ffmpeg', async () => {
  const file = join(work, 'without-optional.mjs');
  writeFileSync(
    file,
    `import Module from 'node:module';
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, ...rest) => {
  if (/-installer\\//.test(name)) throw Object.assign(new Error(name), { code: 'MODULE_NOT_FOUND' });
  return resolve(name, ...rest);
};
`,
  );
  const { code, check } = await doctor({ ...bare, NODE_OPTIONS: `--import ${JSON.stringify(file)}` });
  expect(code).toBe(4);
  for (const name of ['ffmpeg', 'ffprobe']) {
    expect(check(name)).toMatchObject({ state: 'missing' });
    expect(check(name)?.next).toContain('npm install');
  }
});

test('a cache that cannot be written is a note, no temporary folder is missing', async () => {
  writeFileSync(join(work, 'file'), '');
  const { code, check } = await doctor({
    ...bare,
    XDG_CACHE_HOME: join(work, 'file'),
    TMPDIR: join(work, 'none'),
  });
  expect(code).toBe(4);
  expect(check('cache')).toMatchObject({ state: 'note' });
  expect(check('temporary')).toMatchObject({ state: 'missing' });
});
