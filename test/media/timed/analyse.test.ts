import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSpeech, readAnalysis } from '../../../src/media/timed/analyse.ts';
import type { Probe } from '../../../src/media/timed/probe.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'satchel-analyse-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const film = {
  index: 0,
  codec: 'h264',
  width: 640,
  height: 360,
  framesPerSecond: 25,
  pixelFormat: 'yuv420p',
  bitrateKbps: 500,
  h264Profile: 'Main',
  interlaced: false,
};
const sound = { index: 1, codec: 'aac', channels: 1, sampleRateHz: 44_100, bitrateKbps: 96 };

/** Numbers that look random and are the same every time. */
function numbers(seed: number): () => number {
  let x = seed;
  return () => (x = (x * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Sound of `seconds` at 8 kHz, as loud at each second as `loudness` says. */
function tone(seconds: number, loudness: (at: number) => number): Int16Array {
  const random = numbers(7);
  const samples = new Int16Array(seconds * 8000);
  for (const n of samples.keys()) samples[n] = Math.round((random() - 0.5) * 20_000 * loudness(n / 8000));
  return samples;
}
const speaking = tone(20, (at) => (at % 0.5 < 0.3 && at % 3 < 2.4 ? 1 : 0.02));
const playing = tone(20, (at) => 0.8 + 0.2 * Math.sin(at * 6));

/** Thumbnails of 64 × 36 pixels: `pixel` says how bright each is. */
function thumbs(count: number, pixel: (n: number, x: number, y: number) => number): Buffer {
  const bytes = Buffer.alloc(count * 64 * 36);
  for (let n = 0; n < count; n++)
    for (let y = 0; y < 36; y++) for (let x = 0; x < 64; x++) bytes[(n * 36 + y) * 64 + x] = pixel(n, x, y);
  return bytes;
}
const texture = Array.from({ length: 64 * 36 }, numbers(3)).map((value) => Math.floor(value * 256));
const wall = (x: number, y: number): number => texture[y * 64 + x] ?? 0;

const kindOf = (found: Partial<Probe>, heard: Int16Array, seen: Buffer = Buffer.alloc(0)): string => {
  writeFileSync(join(dir, 'tone'), heard);
  writeFileSync(join(dir, 'thumbs'), seen);
  return readAnalysis({ durationSeconds: 20, ...found }, dir, '').kind;
};

test('sound with the pauses of people who speak is speech; what goes on is not, nor is silence', () => {
  expect(isSpeech(speaking)).toBe(true);
  expect(isSpeech(playing)).toBe(false);
  expect(isSpeech(new Int16Array(80_000))).toBe(false);
  expect(isSpeech(new Int16Array(3))).toBe(false);
  expect(kindOf({ sound }, speaking)).toBe('speech');
  expect(kindOf({ sound }, playing)).toBe('music');
});

test('a screen on which little happens is a screencast, one that moves an animation', () => {
  const screen = thumbs(20, (n, x, y) => (y < 4 ? 60 : n > 10 && x > 30 && y > 20 ? 200 : 250));
  expect(kindOf({ film, sound }, speaking, screen)).toBe('screencast');
  const moving = thumbs(20, (n, x) => (Math.abs(x - 3 * n) < 8 ? 10 : 250));
  expect(kindOf({ film }, new Int16Array(0), moving)).toBe('animation');
});

test('somebody who speaks before a wall is a talking head; what moves all over is a film', () => {
  const random = numbers(11);
  const speaker = thumbs(20, (_, x, y) =>
    x > 24 && x < 40 && y > 8 && y < 28 ? random() * 255 : wall(x, y),
  );
  expect(kindOf({ film, sound }, speaking, speaker)).toBe('talking-head');
  expect(kindOf({ film, sound }, playing, speaker)).toBe('film');
  const street = thumbs(20, (n, x, y) => wall((x + 7 * n) % 64, y));
  expect(kindOf({ film, sound }, speaking, street)).toBe('film');
});
