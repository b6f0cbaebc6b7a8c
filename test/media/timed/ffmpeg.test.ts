import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeRecording } from '../../../src/media/timed/encode.ts';
import { runFfmpeg, type FfmpegRun } from '../../../src/media/timed/ffmpeg.ts';
import { record, tools } from './recordings.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-ffmpeg-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A program in ffmpeg's place, which has what ffmpeg has when it is asked, and then runs `script`. */
async function stub(name: string, script: string): Promise<string> {
  const file = join(dir, name);
  const { ffmpeg } = await tools();
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$*" in *-formats*|*-encoders*) exec '${ffmpeg.file}' "$@";; esac\n${script}\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

const run = (ffmpeg: string, more: Partial<FfmpegRun> = {}): FfmpegRun => ({
  ffmpeg,
  file: join(dir, 'in.wav'),
  inputOptions: [],
  filters: [],
  outputs: [['-f', 'null', '-']],
  durationSeconds: 1,
  limitSeconds: 60,
  ...more,
});

describe('a run of ffmpeg', () => {
  test('that hangs is killed when its time is up', async () => {
    const end = await runFfmpeg(run(await stub('hangs', 'while :; do :; done'), { limitSeconds: 0.5 }));
    expect(end).toMatchObject({ failed: 'stopped', reason: expect.stringContaining('seconds') as string });
  });

  test('that fails gives ffmpeg’s own reason, without addresses and paths of the machine', async () => {
    const said = `[mov @ 0x55d4c0] moov atom not found\n${join(dir, 'in.wav')}: Invalid data found`;
    const end = await runFfmpeg(run(await stub('fails', `cat >&2 <<'END'\n${said}\nEND\nexit 1`)));
    expect(end).toEqual({ failed: 'refused', reason: 'the file: Invalid data found' });
  });

  test('that may take longer than a timer can last is not killed at once', async () => {
    await record(join(dir, 'in.wav'), 1, ['sine']);
    const { ffmpeg } = await tools();
    expect(await runFfmpeg(run(ffmpeg.file, { limitSeconds: 2 ** 22 }))).toHaveProperty('said');
  });

  test.each([
    ['killed', 'kill -9 $$'],
    ['asked to stop', "echo 'Exiting normally, received signal 15.' >&2; exit 255"],
  ])('that is %s says nothing about the file', async (name, script) => {
    const end = await runFfmpeg(run(await stub(name.replaceAll(' ', '-'), script)));
    expect(end).toMatchObject({ failed: 'stopped' });
  });

  test('that has no room ends the build, since what it would give is not what the file gives', async () => {
    const full = await stub(
      'full',
      "echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1",
    );
    await expect(runFfmpeg(run(full))).rejects.toMatchObject({ code: 'ENOSPC' });
  });

  test('that crashes is the file’s doing', async () => {
    expect(await runFfmpeg(run(await stub('crashes', 'kill -SEGV $$')))).toMatchObject({ failed: 'refused' });
  });

  test('is stopped when the build is', async () => {
    const stop = new AbortController();
    const running = runFfmpeg(run(await stub('waits', 'while :; do :; done'), { signal: stop.signal }));
    setImmediate(() => {
      stop.abort();
    });
    await expect(running).rejects.toThrow(/abort/i);
  });
});

test('a recording that cannot be encoded in time fails alone, and is tried again the next time', async () => {
  const file = join(dir, 'in.wav');
  await record(file, 1, ['sine']);
  const real = await tools();
  const slow = { ...real, ffmpeg: { ...real.ffmpeg, file: await stub('slow', 'while :; do :; done') } };
  const source = {
    file,
    size: 1,
    format: { kind: 'audio', mediaType: 'audio/wav', extension: 'wav' } as const,
    kind: undefined,
    bytes: () => Buffer.alloc(0),
  };
  const outcomes = await encodeRecording(slow, source, ['low'], [], { scratch: dir, limitSeconds: 0.5 });
  expect(outcomes.get('low')).toMatchObject({
    forms: [],
    findings: [{ code: 'recording-too-slow' }],
    fleeting: true,
  });
});

test('a newer format that this ffmpeg cannot write is told, and the rest is there', async () => {
  const file = join(dir, 'heard.wav');
  await record(file, 1, ['sine']);
  const real = await tools();
  const encoders = new Set([...real.encoders].filter((name) => name !== 'libopus'));
  const source = {
    file,
    size: 100_000,
    format: { kind: 'audio', mediaType: 'audio/wav', extension: 'wav' } as const,
    kind: 'music' as const,
    bytes: () => Buffer.alloc(0),
  };
  const outcomes = await encodeRecording({ ...real, encoders }, source, ['low'], ['opus', 'av1'], {
    scratch: dir,
  });
  expect(outcomes.get('low')).toMatchObject({
    forms: [{ role: 'main', mediaType: 'audio/mp4' }],
    findings: [{ code: 'recording-format-missing', params: { format: 'opus', encoder: 'libopus' } }],
  });
});
