import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyDelta } from '../../src/delta/apply.ts';
import { inspectDelta } from '../../src/delta/inspect-delta.ts';
import { tempDir } from '../bundle/temp-dir.ts';
import { newName } from './releases.ts';

// fixtures/artifacts holds deltas as they were written when the format was new (make-artifact.ts tells how). They never
// change: what is published in format 1 must apply for ever.

const dir = tempDir();
const artifact = (name: string): string => join(import.meta.dirname, '../../fixtures/artifacts', name);
const base = artifact('bundle-1.zip');
const target = readFileSync(artifact('delta-1-target.zip'));

describe('the kept deltas of format 1 give the kept target byte for byte', () => {
  test.each([
    ['on top of the kept bundle', base, 'delta-1.delta'],
    ['from nothing', undefined, 'delta-1-nothing.delta'],
  ])('%s', async (_, on, name) => {
    const out = newName(dir, 'zip');
    const applied = await applyDelta({ base: on, delta: artifact(name), file: out });
    expect(applied).toMatchObject({ id: 'plants', version: '1.3.0', identical: true, diagnostics: [] });
    expect(readFileSync(out).equals(target)).toBe(true);
  });
});

test('the kept delta is read as what it is', () => {
  expect(inspectDelta(artifact('delta-1.delta'))).toMatchObject({
    formatVersion: 1,
    base: 'b767e8d9ceecc417',
    target: 'sha256:94043484f4591eabd5fd131ed498fe20116286542c421b0e20c6338a9291740d',
    media: 2,
  });
});

test.each([
  ['with a flipped bit', 'delta-1-flipped.delta'],
  ['with its end cut off', 'delta-1-truncated.delta'],
])('the kept delta %s is refused', async (_, name) => {
  const delta = artifact(name);
  const refusal = { code: 'delta-damaged', exit: 3 };
  await expect(applyDelta({ base, delta, file: newName(dir, 'zip') })).rejects.toMatchObject(refusal);
});
