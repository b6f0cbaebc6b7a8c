import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/digest.ts';
import { openMedia } from '../../../src/media/media.ts';
import { profiles, type Kind, type Profile } from '../../../src/media/preset.ts';
import { recordingPreset } from '../../../src/media/timed/presets.ts';
import type { Rendition } from '../../../src/media/rendition.ts';
import { openRenditionQueue, type Renditions } from '../../../src/media/renditions.ts';
import { temporaryName } from '../../../src/temporary.ts';
import { makeRenditions } from '../make.ts';
import { gif } from '../picture/pictures.ts';
import {
  FILM,
  MUSIC,
  SPEECH,
  assetAt,
  inspected,
  keyframes,
  loudnessOf,
  record,
  tools,
} from './recordings.ts';

const dir = mkdtempSync(join(tmpdir(), 'satchel-recordings-'));
const cache = { dir: join(dir, 'cache') };

beforeAll(async () => {
  await record(
    join(dir, 'film.mp4'),
    5,
    [FILM, SPEECH],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv444p'],
  );
  await record(join(dir, 'talk.wav'), 12, [SPEECH]);
  await record(join(dir, 'song.mp3'), 8, [MUSIC], ['-b:a', '192k']);
  await record(
    join(dir, 'small.mp4'),
    3,
    ['testsrc=s=160x120:r=10'],
    ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-crf', '40'],
  );
  await record(join(dir, 'moving.gif'), 4, ['testsrc2=s=400x300:r=10']);
}, 120_000);

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

async function encoded(
  path: string,
  options: { kind?: Kind; formats?: ('opus' | 'vp9' | 'av1')[] } = {},
): Promise<Renditions> {
  const queue = openRenditionQueue({ profiles, media: openMedia(options.formats ?? []), cache, jobs: 1 });
  const { kind } = options;
  return queue.finish([{ ...assetAt(dir, path), ...(kind && { kind }) }]);
}

function only(made: Renditions, profile: Profile): readonly Rendition[] {
  const [renditions = []] = made.renditions.get(profile)?.values() ?? [];
  return renditions;
}

describe('a film', () => {
  test('becomes H.264 and AAC in MP4 for every profile, no larger than its preset, with a still picture', async () => {
    const made = await encoded('film.mp4', { kind: 'film' });
    expect(made.diagnostics).toEqual([]);
    const sizes = [];
    for (const profile of profiles) {
      const [main, poster, ...others] = only(made, profile);
      expect(others).toEqual([]);
      const preset = recordingPreset('film', profile);
      expect(main).toMatchObject({
        role: 'main',
        mediaType: 'video/mp4',
        preset: { id: preset.id, version: preset.version },
      });
      expect(poster).toMatchObject({
        role: 'poster',
        mediaType: 'image/webp',
        preset: { id: `poster-${profile}`, version: 1 },
      });
      const { streams, durationSeconds, kbps } = await inspected(main?.file ?? '');
      const [video, audio] = streams;
      const height = Math.min(360, preset.film?.height ?? 0);
      expect(video).toMatchObject({
        codec_name: 'h264',
        pix_fmt: 'yuv420p',
        height,
        width: 2 * Math.round((height * 16) / 18),
      });
      expect(main).toMatchObject({ width: video?.width, height });
      expect(audio).toMatchObject({ codec_name: 'aac' });
      expect(audio?.channels).toBeLessThanOrEqual(2);
      // The frame rate is constant, and whole frames are left out of it.
      expect(video?.r_frame_rate).toBe(video?.avg_frame_rate);
      expect(30 % Number(video?.r_frame_rate.split('/')[0])).toBe(0);
      expect(Math.abs(durationSeconds - 5)).toBeLessThan(0.1);
      expect(main?.durationSeconds).toBeCloseTo(durationSeconds, 1);
      expect(kbps).toBeLessThan((preset.film?.bitrateKbps ?? 0) * 1.1 + (preset.sound?.bitrateKbps ?? 0));
      sizes.push(main?.size);
    }
    expect(sizes).toEqual(sizes.toSorted((a = 0, b = 0) => a - b));
  });

  test('begins with its index, says nothing of its making, and can be entered every few seconds', async () => {
    const [main] = only(await encoded('film.mp4', { kind: 'film' }), 'low');
    const bytes = readFileSync(main?.file ?? '');
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(bytes.indexOf('moov')).toBeGreaterThan(0);
    expect(bytes.includes('Lavf5') || bytes.includes('Lavf6')).toBe(false);
    const at = await keyframes(main?.file ?? '');
    for (const [n, second] of at.entries())
      if (n > 0) expect(second - (at[n - 1] ?? 0)).toBeLessThanOrEqual(4.1);
    expect(at.length).toBeGreaterThan(1);
  });

  test('is as loud as all others', async () => {
    const made = await encoded('film.mp4', { kind: 'film' });
    for (const profile of profiles) {
      const loudness = await loudnessOf(only(made, profile)[0]?.file ?? '');
      expect(Math.abs(loudness + 16), `${profile}: ${loudness}`).toBeLessThan(1);
    }
  });

  test('is never made larger, and keeps its own streams where these are smaller', async () => {
    const made = await encoded('small.mp4');
    const source = assetAt(dir, 'small.mp4');
    for (const profile of profiles) {
      const [main] = only(made, profile);
      expect(main).toMatchObject({ width: 160, height: 120 });
      expect(main?.size).toBeLessThanOrEqual(source.size + 200);
    }
  });

  test('that is taller than a WebP can be has a still picture all the same', async () => {
    await record(join(dir, 'tall.mkv'), 1, ['testsrc2=s=64x16384:r=2'], ['-c:v', 'ffv1']);
    const { all } = await makeRenditions([assetAt(dir, 'tall.mkv')], { cache, profile: 'low' });
    expect(all.get('tall.mkv')?.map(({ role, height }) => [role, height])).toEqual([
      ['main', 16384],
      ['poster', 16383],
    ]);
  });

  test('that was held upright keeps its lines across', async () => {
    const lying = join(dir, 'lying.mp4');
    await record(lying, 2, ['testsrc2=s=640x360:r=15'], ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
    const turned = ['-c', 'copy', '-metadata:s:v:0', 'rotate=90', join(dir, 'phone.mp4')];
    execFileSync((await tools()).ffmpeg.file, ['-v', 'error', '-y', '-i', lying, ...turned]);
    const [main] = only(await encoded('phone.mp4'), 'low');
    expect(main).toMatchObject({ width: 240, height: 426 });
  });

  test('comes in newer formats too where they are wished for and save something', async () => {
    await record(join(dir, 'newer.mp4'), 2, [FILM, MUSIC], ['-c:v', 'libx264', '-pix_fmt', 'yuv420p']);
    const [main, extra] = only(await encoded('newer.mp4', { formats: ['vp9'] }), 'standard');
    expect(main?.mediaType).toBe('video/mp4');
    expect(extra).toMatchObject({ role: 'extra', mediaType: 'video/webm; codecs="vp9, opus"' });
    expect(extra?.size).toBeLessThan(0.9 * (main?.size ?? 0));
    expect((await inspected(extra?.file ?? '')).streams.map(({ codec_name }) => codec_name)).toEqual([
      'vp9',
      'opus',
    ]);
  });
});

describe('sound', () => {
  test('that is speech becomes MP3 of one channel, near 24 kbit/s for slow lines, and loud', async () => {
    const made = await encoded('talk.wav');
    for (const profile of profiles) {
      const [main, ...others] = only(made, profile);
      expect(others).toEqual([]);
      expect(main).toMatchObject({ mediaType: 'audio/mpeg', preset: { id: `speech-${profile}` } });
      const { streams, durationSeconds, kbps } = await inspected(main?.file ?? '');
      expect(streams).toMatchObject([{ codec_name: 'mp3' }]);
      expect(Math.abs(durationSeconds - 12)).toBeLessThan(0.1);
      expect(kbps).toBeLessThan((recordingPreset('speech', profile).sound?.bitrateKbps ?? 0) + 1);
      const loudness = await loudnessOf(main?.file ?? '');
      expect(Math.abs(loudness + 16), `${profile}: ${loudness}`).toBeLessThan(1);
    }
    expect((await inspected(only(made, 'low')[0]?.file ?? '')).streams[0]?.channels).toBe(1);
  });

  test('that is music keeps its loudness and its channels', async () => {
    const made = await encoded('song.mp3');
    const before = await loudnessOf(join(dir, 'song.mp3'));
    for (const profile of profiles) {
      const [main] = only(made, profile);
      expect(main).toMatchObject({ mediaType: 'audio/mp4', preset: { id: `music-${profile}` } });
      const { streams, kbps } = await inspected(main?.file ?? '');
      expect(streams).toMatchObject([{ codec_name: 'aac', channels: 2 }]);
      expect(kbps).toBeLessThan((recordingPreset('music', profile).sound?.bitrateKbps ?? 0) * 1.05);
      expect(Math.abs((await loudnessOf(main?.file ?? '')) - before)).toBeLessThan(1);
    }
  });

  test('is what its author says it is', async () => {
    const [main] = only(await encoded('talk.wav', { kind: 'music' }), 'low');
    expect(main?.preset).toEqual({ id: 'music-low', version: 1 });
  });
});

describe('a moving GIF', () => {
  test('above 300 KB becomes a silent film with a still picture', async () => {
    const [main, poster] = only(await encoded('moving.gif'), 'standard');
    expect(main).toMatchObject({ mediaType: 'video/mp4', width: 400, height: 300 });
    expect(poster?.mediaType).toBe('image/webp');
    const { streams, durationSeconds } = await inspected(main?.file ?? '');
    expect(streams.map(({ codec_type }) => codec_type)).toEqual(['video']);
    expect(Math.abs(durationSeconds - 4)).toBeLessThan(0.11);
    expect(main?.size).toBeLessThan(assetAt(dir, 'moving.gif').size);
  });

  test('that is transparent is laid on white', async () => {
    const graph = 'testsrc2=s=400x300:r=10,format=rgba,pad=480:300:80:0:color=black@0,split[a][b]';
    const palette = '[a]palettegen=stats_mode=single[p];[b][p]paletteuse=new=1';
    await record(join(dir, 'clear.gif'), 4, [`${graph};${palette}`]);
    const [main, poster] = only(await encoded('clear.gif'), 'standard');
    expect(main).toMatchObject({ mediaType: 'video/mp4', width: 480, height: 300, durationSeconds: 4 });
    const frame = join(dir, 'clear.png');
    const { ffmpeg } = await tools();
    execFileSync(ffmpeg.file, ['-v', 'error', '-i', main?.file ?? '', '-frames:v', '1', frame]);
    for (const picture of [frame, poster?.file]) {
      const left = { left: 10, top: 10, width: 50, height: 280 };
      const { channels } = await sharp(await sharp(picture).extract(left).png().toBuffer()).stats();
      expect(channels.map(({ min }) => min > 245)).toEqual(channels.map(() => true));
    }
  });

  test('below that stays a picture', async () => {
    writeFileSync(join(dir, 'little.gif'), gif(20, 10, 3));
    const { renditions } = await makeRenditions([assetAt(dir, 'little.gif')], { cache });
    expect(renditions.get('little.gif')?.mediaType).toMatch(/^image\//);
  });
});

test('the same recording gives the same bytes whatever was made before and beside it', async () => {
  await record(join(dir, 'short.mp4'), 2, [FILM, SPEECH], ['-c:v', 'libx264', '-preset', 'ultrafast']);
  const made = [];
  for (const [n, jobs] of [1, 3].entries()) {
    const fresh = { dir: join(dir, `fresh-${n}`) };
    mkdirSync(fresh.dir);
    const assets = ['short.mp4', 'talk.wav', 'song.mp3', 'moving.gif'].map((path) => assetAt(dir, path));
    const { all } = await makeRenditions(n === 0 ? assets : assets.toReversed(), {
      cache: fresh,
      jobs,
      profile: 'low',
    });
    made.push(
      [...all]
        .flatMap(([path, some]) => some.map(({ file, role }) => [path, role, digestOf(readFileSync(file))]))
        .sort(),
    );
  }
  expect(made[1]).toEqual(made[0]);
});

test('a film that would take more than it may gives the same bytes every time', async () => {
  await record(
    join(dir, 'busy.mp4'),
    3,
    ['testsrc2=s=640x480:r=25'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
  );
  const made = new Set<string | undefined>();
  for (let n = 0; n < 2; n++) {
    const fresh = { dir: join(dir, `busy-${n}`) };
    const { renditions } = await makeRenditions([assetAt(dir, 'busy.mp4')], { cache: fresh });
    made.add(renditions.get('busy.mp4')?.digest);
  }
  expect(made.size).toBe(1);
}, 60_000);

test('what was encoded once is not encoded again, for one profile or all', async () => {
  await encoded('song.mp3');
  expect((await encoded('song.mp3')).encoded).toBe(0);
  expect((await makeRenditions([assetAt(dir, 'song.mp3')], { cache, profile: 'high' })).encoded).toBe(0);
});

test('what a killed run left in the cache goes with the next recording, and that of others stays', async () => {
  const fresh = { dir: join(dir, 'killed') };
  const folders = join(fresh.dir, 'scratch');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const own = basename(temporaryName(join(folders, 'run')));
  const left = own.replace(`-${process.pid}-`, `-${gone}-`);
  for (const name of [own, left]) mkdirSync(join(folders, name, '1'), { recursive: true });
  await makeRenditions([assetAt(dir, 'talk.wav')], { cache: fresh, profile: 'low' });
  expect(readdirSync(folders)).toEqual([own]);
});
