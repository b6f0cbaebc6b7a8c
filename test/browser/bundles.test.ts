import { join } from 'node:path';
import { beforeAll, expect } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { satchel, work } from '../cli/satchel.ts';
import { testBundles } from './whole-bundles.ts';

const starter = join(work, 'starter');

beforeAll(async () => {
  expect(await satchel(['init', starter])).toMatchObject({ code: 0 });
});

testBundles([
  {
    name: 'fixtures/demo',
    source: packageFile('fixtures/demo'),
    bundles: {
      'sky-above-our-school_1.0.0': 'en',
      'sky-above-our-school_1.0.0_ar': 'ar',
      'sky-above-our-school_1.0.0_es': 'es',
    },
    axePages: Infinity,
    exitCodes: [0],
  },
  {
    name: 'satchel init',
    source: starter,
    bundles: { 'starter_1.0.0': 'en', 'starter_1.0.0_es': 'es' },
    axePages: Infinity,
    exitCodes: [0],
  },
]);
