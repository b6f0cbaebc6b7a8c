import { expect, test } from 'vitest';
import { formatCount, formatDuration, formatSize } from '../src/quantity.ts';

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
