import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cheapestWay, findWay, type Step } from '../../src/delta/chain.ts';
import { writeDelta } from '../../src/delta/write-delta.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { digestOf, shortDigest, type Digest } from '../../src/digest.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { prose, release } from './releases.ts';

const dir = tempDir();
const at = (version: string): Digest => digestOf(version);
const step = (base: string | undefined, target: string, size: number): Step => ({
  file: `${base ?? 'nothing'}-${target}.delta`,
  size,
  base: base && shortDigest(at(base), 16),
  target: at(target),
});
const filesOf = (steps: readonly Step[], base: string | undefined, target: string): string[] | undefined =>
  cheapestWay(steps, base === undefined ? undefined : at(base), at(target))?.steps.map(({ file }) => file);

describe('the cheapest way', () => {
  const steps = [step('1', '2', 10), step('2', '3', 10), step('1', '3', 25), step(undefined, '3', 90)];
  test.each<[string, readonly Step[], string | undefined, string, string[] | undefined]>([
    ['is two small steps rather than one large', steps, '1', '3', ['1-2.delta', '2-3.delta']],
    ['is one step where two are no smaller', [...steps, step('1', '3', 20)], '1', '3', ['1-3.delta']],
    ['is the whole where no delta fits', steps, '0', '3', ['nothing-3.delta']],
    [
      'is the whole where that is smaller',
      [...steps, step(undefined, '3', 5)],
      '1',
      '3',
      ['nothing-3.delta'],
    ],
    [
      'goes by a whole that is not the last',
      [...steps, step(undefined, '2', 7)],
      '0',
      '3',
      ['nothing-2.delta', '2-3.delta'],
    ],
    ['is no step where nothing is to be done', steps, '3', '3', []],
    ['begins at nothing for who has nothing', steps, undefined, '3', ['nothing-3.delta']],
    ['does not go round in circles', [step('1', '2', 0), step('2', '1', 0)], '1', '3', undefined],
  ])('%s', (_, among, base, target, way) => {
    expect(filesOf(among, base, target)).toEqual(way);
  });
});

test('it is found among the deltas of a folder and target itself', async () => {
  const releases = await Promise.all(
    [1, 2, 3].map((n) =>
      release(dir, { 'index.html': `${prose(9, 400)}\n${prose(n, 5)}`, [`pages/${n}.html`]: prose(n, 50) }),
    ),
  );
  const [first = '', second = '', third = ''] = releases;
  const deltas = join(dir, 'deltas');
  mkdirSync(deltas);
  const made = async (base: string, target: string, name: string): Promise<string> => {
    const file = join(deltas, name);
    await writeDelta({ base, target, file });
    return file;
  };
  const one = await made(first, second, 'a.delta');
  const two = await made(second, third, 'b.delta');
  expect((await findWay(first, third, [deltas]))?.steps.map(({ file }) => file)).toEqual([one, two]);
  expect((await findWay(second, third, [deltas]))?.steps.map(({ file }) => file)).toEqual([two]);
  expect((await findWay(third, first, [deltas]))?.steps.map(({ file }) => file)).toEqual([first]);
  const broken = join(deltas, 'c.delta');
  writeFileSync(broken, readFileSync(one).subarray(0, 50));
  const page = join(deltas, 'd.DELTA');
  writeFileSync(page, '<!doctype html><title>Not found</title>');
  const skipped: Diagnostic[] = [];
  const way = await findWay(first, third, [deltas], (finding) => skipped.push(finding));
  expect(way?.steps.map(({ file }) => file)).toEqual([one, two]);
  expect(skipped).toMatchObject([
    { code: 'delta-skipped', severity: 'warning', params: { file: broken } },
    { code: 'delta-skipped', params: { file: page, reason: 'it is not a delta' } },
  ]);
  await expect(findWay(first, third, [broken])).rejects.toMatchObject({
    code: 'delta-damaged',
    params: { file: broken },
  });
  await expect(findWay(first, third, [first])).rejects.toMatchObject({ code: 'delta-not-delta' });
});
