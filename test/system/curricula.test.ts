import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFile } from '../../src/package.ts';
import { testBundles } from '../browser/whole-bundles.ts';
import { testParsers } from '../compile/both-parsers.ts';

// Real curricula, which may lie beside the checkout: without them this file is not run (vitest.system.config.ts).

const curricula = packageFile('../shared/corpora');
const bundles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'python-novice/2025-05': { 'python-novice_0.0.0': 'en' },
  'python-novice/2026-06': { 'python-novice_0.0.0': 'en' },
  'iot-beginners/2026-01': {
    'iot-beginners_0.0.0': 'en',
    'iot-beginners_0.0.0_ar': 'ar',
    'iot-beginners_0.0.0_es': 'es',
  },
};

// Not everybody has all of them.
const there = Object.entries(bundles).filter(([name]) => existsSync(join(curricula, name)));

test('one at least is there', () => {
  expect(there).not.toEqual([]);
});

testParsers(curricula);

testBundles(
  there.map(([name, bundles]) => ({
    name,
    source: join(curricula, name),
    bundles,
    axePages: 6,
    exitCodes: [0, 1],
  })),
);
