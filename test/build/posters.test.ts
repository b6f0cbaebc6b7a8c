import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Entry } from '../../src/bundle/manifest.ts';
import { FILM, record } from '../media/timed/recordings.ts';
import { photo } from '../media/picture/pictures.ts';
import { articleOf, build, entriesOf, newPath, sourceOf, work } from './workbench.ts';

let film: Buffer;
let picture: Buffer;

beforeAll(async () => {
  mkdirSync(work, { recursive: true });
  await record(join(work, 'film.mp4'), 1, [FILM]);
  film = readFileSync(join(work, 'film.mp4'));
  picture = await photo(1400, 900).jpeg().toBuffer();
});

const PLAYER = '<video src="film.mp4" poster="still.jpg"></video>\n';

async function built(pages: Record<string, string | Buffer>, args: readonly string[] = []) {
  const out = newPath('out');
  await build(sourceOf({ 'film.mp4': film, 'still.jpg': picture, ...pages }), out, args);
  const entries = await entriesOf(join(out, args.includes('low') ? 'soil_1.0.0_low.zip' : 'soil_1.0.0.zip'));
  const manifest = JSON.parse(entries.get('manifest.json')?.toString() ?? '') as { entries: Entry[] };
  const media = manifest.entries.filter(({ path }) => path.startsWith('media/'));
  const presets = media.map(({ preset }) => preset?.id).sort();
  const stills = media.filter(({ mediaType }) => mediaType.startsWith('image/'));
  const widths = stills.map(async ({ path }) => (await sharp(entries.get(path)).metadata()).width);
  return { entries, presets, stills, widths: await Promise.all(widths) };
}

describe('a poster that the author has chosen', () => {
  test.for([
    ['standard', 640],
    ['low', 320],
  ] as const)('travels in the size of a still, and alone: %s', async ([profile, width]) => {
    const { entries, presets, stills, widths } = await built({ 'a.md': `# A\n\n${PLAYER}` }, [
      '--profile',
      profile,
    ]);
    expect(presets).toEqual([`film-${profile}`, `poster-picture-${profile}`]);
    expect(widths).toEqual([width]);
    expect(articleOf(entries, 'pages/a.html')).toContain(` poster="../${stills[0]?.path}"`);
  });

  test('is as large as other pictures where it is shown as one', async () => {
    const { presets } = await built({ 'a.md': `# A\n\n${PLAYER}\n![The film](still.jpg)\n` });
    expect(presets).toEqual(['film-standard', 'photo-standard']);
  });

  test('is small beside a picture of the same bytes', async () => {
    const pages = { 'a.md': `# A\n\n${PLAYER}\n![The film](twin.jpg)\n`, 'twin.jpg': picture };
    const { presets, widths } = await built(pages);
    expect(presets).toEqual(['film-standard', 'photo-standard', 'poster-picture-standard']);
    expect(widths.sort((a, b) => a - b)).toEqual([640, 960]);
  });

  test('leaves the still that was made of the film to the players without one', async () => {
    const { presets } = await built({ 'a.md': `# A\n\n${PLAYER}`, 'b.md': '# B\n\n![](film.mp4)\n' });
    expect(presets).toEqual(['film-standard', 'poster-picture-standard', 'poster-standard']);
  });
});
