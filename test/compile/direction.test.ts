import { expect, it } from 'vitest';
import { directionOf } from '../../src/compile/direction.ts';

it.each([
  'ar',
  'ar-EG',
  'AR',
  'he',
  'iw',
  'fa',
  'ur',
  'ps',
  'sd',
  'dv',
  'yi',
  'ug',
  'ckb',
  'pa-Arab',
  'az-Arab-IR',
  'ff-Adlm',
  'ks',
])('reads %s from right to left', (language) => {
  expect(directionOf(language)).toBe('rtl');
});

it.each(['en', 'hi', 'zh-Hant', 'ar-Latn', 'ku', 'pa', 'ms', 'arn', 'ha', '', 'x'])(
  'reads “%s” from left to right',
  (language) => {
    expect(directionOf(language)).toBe('ltr');
  },
);

it('a script in the tag outweighs the language', () => {
  expect(['ar', 'he-IL', 'pa-Arab', 'ku-Latn', 'sw'].map(directionOf)).toEqual([
    'rtl',
    'rtl',
    'rtl',
    'ltr',
    'ltr',
  ]);
});
