import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reckonGain } from '../../../src/media/timed/limiting.ts';
import { loudnessIn, measuring } from '../../../src/media/timed/loudness.ts';
import { tools } from './recordings.ts';

let dir = '';
let ffmpeg = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-limiting-'));
  ffmpeg = (await tools()).ffmpeg.file;
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const RATE = 22_050;
const SECONDS = 30;

/** A voice that is `quiet` now and `loud` then, with peaks: words of damped vowels, and pauses. */
function voice(quiet: number, loud: number): Int16Array {
  return Int16Array.from({ length: RATE * SECONDS }, (_, n) => {
    const at = n / RATE;
    if (at % 2.7 > 2.1 || at % 0.45 > 0.3) return 0;
    const beat = at % 0.008;
    const loudness = at % 9 < 5 ? quiet : loud;
    return Math.round(
      32_767 * loudness * Math.exp(-beat * 400) * Math.sin(2 * Math.PI * (500 + 40 * Math.sin(at)) * beat),
    );
  });
}

function loudness(file: string, gain: number): ReturnType<typeof loudnessIn>[number] | undefined {
  const { filters, outputs } = measuring('[0:a]', 1, { mono: gain, stereo: gain });
  const run = ['-nostdin', '-i', file, '-filter_complex', filters.join(';'), ...outputs.flat()];
  return loudnessIn(spawnSync(ffmpeg, run, { encoding: 'utf8' }).stderr)[0];
}

test.each([
  ['calm', 0.9, 0.9],
  ['uneven', 0.3, 0.8],
  ['quiet', 0.1, 0.15],
  ['loud for a moment', 0.12, 0.95],
])('the gain of a voice that is %s is known without listening to what comes out', (name, quiet, loud) => {
  const [raw, file] = [join(dir, `${name}.raw`), join(dir, `${name}.wav`)];
  writeFileSync(raw, voice(quiet, loud));
  const input = ['-v', 'error', '-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', raw];
  execFileSync(ffmpeg, [...input, file]);
  const bytes = execFileSync(ffmpeg, ['-v', 'error', '-i', file, '-ar', '8000', '-f', 's16le', '-']);
  const tone = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

  const { gain, sure } = reckonGain(tone, 8000, loudness(file, 0));
  const reached = loudness(file, gain)?.integrated;
  expect(sure).toBe(true);
  expect(Math.abs((reached ?? 0) + 16), `${gain} dB: ${reached}`).toBeLessThanOrEqual(0.5);
});

test('silence and what needs no limiter are made no louder than they should be', () => {
  expect(reckonGain(new Int16Array(8000), 8000, { integrated: undefined, peak: -120 })).toEqual({
    gain: 0,
    sure: true,
  });
  expect(reckonGain(new Int16Array(8000), 8000, { integrated: -23, peak: -20 })).toEqual({
    gain: 7,
    sure: true,
  });
});
