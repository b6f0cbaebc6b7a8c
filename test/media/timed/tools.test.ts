import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findTools, makeExecutable } from '../../../src/media/timed/tools.ts';

const work = mkdtempSync(join(tmpdir(), 'satchel-tools-'));
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** A program of a shell's lines. */
function program(path: string, lines: string, mode = 0o755): string {
  const file = join(work, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, mode);
  return file;
}

const answers = (name: string): string =>
  `case "$*" in *-version*) echo '${name} version 7.1-made Copyright';; *) cat <<'END'
Encoders:
 V..... = Video
 ------
 V....D libx264              libx264 H.264 / AVC (codec h264)
 A....D aac                  AAC (Advanced Audio Coding)
END
esac`;

const ffmpeg = program('good/ffmpeg', answers('ffmpeg'));
const ffprobe = program('good/ffprobe', answers('ffprobe'));
const good = { SATCHEL_FFMPEG: ffmpeg, SATCHEL_FFPROBE: ffprobe };

describe('the programs come', () => {
  test('from the npm packages where nothing else is there, with the encoders that every device plays', async () => {
    const tools = await findTools({});
    expect(tools).toMatchObject({ ffmpeg: { from: 'npm' }, ffprobe: { from: 'npm' } });
    expect('encoders' in tools && [...tools.encoders]).toEqual(
      expect.arrayContaining(['libx264', 'aac', 'libmp3lame', 'libvpx-vp9', 'libopus']),
    );
  });

  test('from PATH before npm, and never from a relative folder in it or from what is no program', async () => {
    program('file/ffmpeg', 'exit 1', 0o644);
    mkdirSync(join(work, 'folder', 'ffmpeg'), { recursive: true });
    const PATH = ['.', '', 'bin', join(work, 'file'), join(work, 'folder'), join(work, 'good')].join(
      delimiter,
    );
    expect(await findTools({ PATH })).toEqual({
      ffmpeg: { file: ffmpeg, from: 'path', version: 'ffmpeg version 7.1-made Copyright' },
      ffprobe: { file: ffprobe, from: 'path', version: 'ffprobe version 7.1-made Copyright' },
      encoders: new Set(['libx264', 'aac']),
    });
  });

  test('from the settings before PATH, also through a link with a space in its name', async () => {
    const link = join(work, 'my ffmpeg; $(x)');
    symlinkSync(ffmpeg, link);
    const PATH = join(work, 'file');
    expect(await findTools({ ...good, SATCHEL_FFMPEG: link, PATH })).toMatchObject({
      ffmpeg: { file: link, from: 'setting' },
      ffprobe: { file: ffprobe, from: 'setting' },
    });
  });

  test('once a process: asking again runs nothing', async () => {
    expect(findTools({ ...good })).toBe(findTools({ ...good }));
    await findTools(good);
  });
});

describe('a program that is no use is a finding that says why', () => {
  test.each([
    ['exit 3', 'it ended with exit code 3'],
    ['kill -SEGV $$', 'it was ended by SIGSEGV'],
    ["head -c 300 /dev/urandom; echo 'ffmpeg version'", 'it does not say that it is ffmpeg'],
    ['while :; do echo ffmpeg version; done', 'it prints without end'],
    [`case "$*" in *-version*) echo 'ffmpeg version 7.1';; *) exit 9;; esac`, 'it ended with exit code 9'],
    ['exec sleep 60', 'it did not answer within 10 seconds'],
  ])('%s', async (lines, reason) => {
    const file = program(`bad/ffmpeg-${reason.length}-${lines.length}`, lines);
    expect(await findTools({ ...good, SATCHEL_FFMPEG: file })).toEqual({
      code: 'env-ffmpeg-broken',
      params: { tool: 'ffmpeg', file, reason, setting: 'SATCHEL_FFMPEG' },
    });
  });

  test('a setting that names nothing is no reason to take another', async () => {
    const named = async (file: string): Promise<unknown> => findTools({ ...good, SATCHEL_FFPROBE: file });
    for (const [file, what] of [
      [join(work, 'none'), 'and there is no such file'],
      [work, 'which is no file'],
    ] as const)
      expect(await named(file)).toEqual({
        code: 'env-ffmpeg-setting',
        params: {
          tool: 'ffprobe',
          setting: 'SATCHEL_FFPROBE',
          reason: `the setting SATCHEL_FFPROBE names “${file}”, ${what}`,
        },
      });
  });

  test('what a setting names and may not be run is left as it is', async () => {
    const file = program('mine/ffmpeg', answers('ffmpeg'), 0o644);
    expect(await findTools({ ...good, SATCHEL_FFMPEG: file })).toMatchObject({
      code: 'env-ffmpeg-broken',
      params: { reason: 'it may not be run as a program' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o644);
  });
});

test('a package’s program that npm left without its executable bit gets it', () => {
  const file = program('npm/ffmpeg', 'exit', 0o640);
  expect(makeExecutable(file)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o750);
  expect(makeExecutable(join(work, 'none'))).toBe(false);
});
