import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { profiles } from '../../../src/media/preset.ts';
import { recordingRole } from '../../../src/media/timed/medium.ts';
import { posterPreset, recordingKinds, recordingPreset } from '../../../src/media/timed/presets.ts';

const rows = recordingKinds.flatMap((kind) => profiles.map((profile) => recordingPreset(kind, profile)));

test('docs/presets.md has every row of recordings as it is', () => {
  const document = readFileSync(new URL('../../../docs/presets.md', import.meta.url), 'utf8');
  const section = document.split(/^## /m).find((part) => part.startsWith('Recordings')) ?? '';
  const table = section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
  const cell = (value: string | number | undefined, unit = ''): string =>
    value === undefined ? '–' : `${value}${unit}`;
  expect(table).toEqual(
    rows.map(({ id, version, film, sound }) => [
      `\`${id}\``,
      String(version),
      cell(film?.height),
      cell(film?.framesPerSecond),
      cell(film?.rateFactor),
      cell(film?.bitrateKbps, ' kbit/s'),
      film ? `${film.h264Profile}${film.tune ? `, ${film.tune}` : ''}` : '–',
      sound ? `${sound.codec.toUpperCase()}, ${sound.sampleRateHz / 1000} kHz` : '–',
      cell(sound?.channels),
      cell(sound?.bitrateKbps, ' kbit/s'),
      sound?.normalised ? 'made equal' : 'kept',
    ]),
  );
});

test('the role of a published recording follows from its preset', () => {
  for (const { id, version, profile } of rows)
    for (const other of profiles) {
      const here = other === profile;
      expect(recordingRole({ id, version }, other)).toBe(here ? 'main' : undefined);
      expect(recordingRole({ id: `${id}-vp9`, version }, other)).toBe(here ? 'extra' : undefined);
      expect(recordingRole({ id, version: version + 1 }, other)).toBeUndefined();
      expect(recordingRole(posterPreset(profile), other)).toBe(here ? 'poster' : undefined);
    }
});
