import { expect, test } from 'vitest';
import { digestOf } from '../../src/digest.ts';
import { agesOfNews } from '../../src/drop/planned-files.ts';

test('of several timestamps of a channel the highest counts, whatever order names have', () => {
  const named = (path: string): { path: string; size: number; digest: `sha256:${string}` } => ({
    ...{ path, size: 1, digest: digestOf(path) },
  });
  const folder = 'channel/0123456789abcdef';
  const names = ['10.timestamp.json', '9.timestamp.json', '011.timestamp.json', '1.root.json'];
  const ages = agesOfNews(names.map((name) => named(`${folder}/metadata/${name}`)));
  expect([...ages]).toEqual([[folder, 10]]);
});
