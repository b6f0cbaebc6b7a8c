import { expect, test } from 'vitest';
import { exactSize, formatCount, formatDuration, formatSize, parseSize } from '../src/quantity.ts';

test('sizes are read at a glance', () => {
  expect(
    [0, 999, 1000, 4_096_000, 99_949_999, 99_950_000, 999_949_999, 999_950_000, 2e13].map(formatSize),
  ).toEqual(['0 B', '999 B', '1.0 kB', '4.1 MB', '99.9 MB', '100 MB', '1000 MB', '1.0 GB', '20.0 TB']);
});

test('durations are read at a glance', () => {
  expect(
    [0.04, 9.94, 9.95, 59.4, 59.6, 185, 3599.6, 3661, 86_369, 86_370, 266_400].map(formatDuration),
  ).toEqual([
    '0.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '3 min 05 s',
    '1 h 00 min',
    '1 h 01 min',
    '23 h 59 min',
    '1 day 00 h',
    '3 days 02 h',
  ]);
});

test('counts agree with their words', () => {
  expect([
    formatCount(1, 'entry', 'entries'),
    formatCount(0, 'entry', 'entries'),
    formatCount(1234567, 'byte'),
  ]).toEqual(['1 entry', '0 entries', '1,234,567 bytes']);
});

test('sizes are understood as people write them', () => {
  const written = ['200MB', '1.5 GiB', '812', '812 B', '0.57 mb', '20 KiB', '3k', '0'];
  expect(written.map(parseSize)).toEqual([2e8, 1610612736, 812, 812, 570_000, 20_480, 3000, 0]);
  const wrong = ['', 'MB', '-1MB', '1,5 MB', '1e6', '5 iB', '5 TB', '5 M B', '9'.repeat(13)];
  expect(wrong.map(parseSize)).toEqual(wrong.map(() => undefined));
});

test('a size as it is typed means that size to the byte', () => {
  const sizes = [0, 1, 812, 3000, 2048, 2e8, 1610612736, 199_999_999, 2 ** 33];
  expect(sizes.map(exactSize)).toEqual([
    ...['0B', '1B', '812B', '3KB', '2KiB', '200MB', '1536MiB', '199999999B', '8GiB'],
  ]);
  expect(sizes.map((size) => parseSize(exactSize(size)))).toEqual(sizes);
});
