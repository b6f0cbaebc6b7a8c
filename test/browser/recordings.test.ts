import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { satchel, work } from '../cli/satchel.ts';
import { FILM, MUSIC, record, SPEECH } from '../media/timed/recordings.ts';
import { launchBrowser } from './browser.ts';
import { visit } from './visit.ts';

// Every rendition of every profile is played by a real browser, from a folder, as learners do.

const profiles = ['low', 'standard', 'high'];
const source = join(work, 'source');
const folderOf = (profile: string): string => join(work, `unpacked-${profile}`);
let browser: Browser;

beforeAll(async () => {
  mkdirSync(source);
  await record(
    join(source, 'film.mp4'),
    4,
    [FILM, MUSIC],
    ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast'],
  );
  await record(join(source, 'talk.wav'), 6, [SPEECH]);
  await record(join(source, 'song.mp3'), 4, [MUSIC], ['-b:a', '192k']);
  await record(join(source, 'moving.gif'), 6, ['testsrc2=s=400x300:r=10']);
  writeFileSync(join(source, 'talk.srt'), '1\n00:00:00,500 --> 00:00:05,000\nSand and clay\n');
  writeFileSync(
    join(source, 'satchel.yaml'),
    'id: soil\nversion: 1.0.0\ntitle: Soil\nlanguage: en\nlicense: MIT\nmedia: {formats: [vp9, opus]}\n',
  );
  writeFileSync(
    join(source, 'talk.md'),
    '# Talk\n\n![Film](film.mp4)\n\n![Talk](talk.wav)\n\n![Song](song.mp3)\n\n![Moving](moving.gif)\n',
  );
  expect(
    await satchel(['build', source, '-o', join(work, 'out'), '--profile', profiles.join(',')]),
  ).toMatchObject({ code: 0 });
  for (const profile of profiles) {
    const variant = profile === 'standard' ? '' : `_${profile}`;
    const bundle = join(work, 'out', `soil_1.0.0${variant}.zip`);
    expect(await satchel(['unpack', bundle, folderOf(profile)])).toMatchObject({ code: 0 });
  }
  browser = await launchBrowser();
}, 300_000);

afterAll(async () => {
  await browser.close();
});

describe.each(profiles)('in profile %s', (profile) => {
  it('every form of every recording plays: its time advances, its picture has the size that the page keeps for it', async () => {
    const visited = await visit(browser, folderOf(profile), 'pages/talk.html');
    const played = await visited.page.evaluate(async () => {
      const results: { label: string; type: string; time: number; size: string; kept: string }[] = [];
      for (const player of document.querySelectorAll<HTMLMediaElement>('video, audio'))
        for (const { src, type } of player.querySelectorAll('source')) {
          player.pause();
          player.src = src;
          player.muted = true;
          await player.play();
          await new Promise<void>((resolve, reject) => {
            player.onerror = () => {
              reject(new Error(`${src} failed: ${player.error?.message ?? ''}`));
            };
            player.ontimeupdate = () => {
              if (player.currentTime > 0.2) resolve();
            };
          });
          const film = player instanceof HTMLVideoElement ? player : undefined;
          results.push({
            label: player.getAttribute('aria-label') ?? '',
            type: type.replace(/;.*/, ''),
            time: player.currentTime,
            size: film && film.videoWidth > 0 ? `${film.videoWidth} ${film.videoHeight}` : '',
            kept: film
              ? `${film.getAttribute('width') ?? ''} ${film.getAttribute('height') ?? ''}`.trim()
              : '',
          });
          player.pause();
        }
      return results;
    });
    const { errors, foreignRequests } = visited;
    await visited.close();
    expect({ errors, foreignRequests }).toEqual({ errors: [], foreignRequests: [] });
    const typesOf = (label: string): string[] =>
      played.filter((one) => one.label === label).map(({ type }) => type);
    expect(typesOf('Film').at(-1)).toBe('video/mp4');
    expect(typesOf('Talk').at(-1)).toBe('audio/mpeg');
    expect(typesOf('Song').at(-1)).toBe('audio/mp4');
    expect(typesOf('Moving').at(-1)).toBe('video/mp4');
    expect(played.some(({ type }) => type === 'video/webm' || type === 'audio/ogg')).toBe(true);
    for (const one of played) {
      expect(one.time, one.label).toBeGreaterThan(0.2);
      if (one.type.startsWith('video/')) expect(one.size, one.label).toBe(one.kept);
    }
  });

  it('captions appear while it plays', async () => {
    const visited = await visit(browser, folderOf(profile), 'pages/talk.html');
    const shown = await visited.page.evaluate(async () => {
      const player = document.querySelector<HTMLMediaElement>('[aria-label="Talk"]');
      const track = player?.textTracks[0];
      if (!player || !track) return '';
      track.mode = 'showing';
      player.muted = true;
      const appeared = new Promise<string>((resolve) => {
        track.oncuechange = () => {
          const cue = track.activeCues?.[0] as VTTCue | undefined;
          if (cue) resolve(cue.text);
        };
      });
      await player.play();
      return appeared;
    });
    await visited.close();
    expect(shown).toBe('Sand and clay');
  });
});
