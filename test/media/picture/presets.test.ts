import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pictureRole } from '../../../src/media/picture/medium.ts';
import { pictureKinds, picturePreset } from '../../../src/media/picture/presets.ts';
import { profiles } from '../../../src/media/preset.ts';
import { recordingRole } from '../../../src/media/timed/medium.ts';

const all = pictureKinds.flatMap((kind) => profiles.map((profile) => picturePreset(kind, profile)));

it('docs/presets.md has every row of pictures as it is', () => {
  const document = readFileSync(new URL('../../../docs/presets.md', import.meta.url), 'utf8');
  const table = document
    .split(/^## /m)
    .find((section) => section.startsWith('Pictures'))
    ?.split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(table?.[0]).toEqual([
    'id',
    'version',
    'width at most',
    'quality from',
    'SSIM at least',
    'without loss up to',
    'second width',
    'AVIF quality',
  ]);
  expect(table?.slice(2)).toEqual(
    all.map((row) => [
      `\`${row.id}\``,
      String(row.version),
      String(row.maxWidth),
      String(row.quality),
      String(row.floor),
      row.losslessBits === undefined ? '–' : `${row.losslessBits} bits a pixel`,
      String(row.narrowWidth ?? '–'),
      String(row.avifQuality ?? '–'),
    ]),
  );
});

it('the role of a published picture follows from its preset, and no recording has the same', () => {
  for (const { id, version, profile, kind } of all) {
    const said = kind === 'poster-picture' ? 'poster' : undefined;
    expect(pictureRole({ id, version }, profile, said)).toBe('main');
    expect(pictureRole({ id, version }, profile, said ? undefined : 'poster')).toBeUndefined();
    expect(pictureRole({ id: `${id}-narrow`, version }, profile, said)).toBe('narrow');
    expect(pictureRole({ id: `${id}-avif`, version }, profile, said)).toBe('extra');
    expect(pictureRole({ id, version: version + 1 }, profile, said)).toBeUndefined();
    for (const other of profiles) {
      if (other !== profile) expect(pictureRole({ id, version }, other)).toBeUndefined();
      expect(recordingRole({ id, version }, other)).toBeUndefined();
    }
  }
});
