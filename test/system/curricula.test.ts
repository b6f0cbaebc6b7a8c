import { join } from 'node:path';
import { packageFile } from '../../src/package.ts';
import { testBundles } from '../browser/whole-bundles.ts';

// Real curricula, which may lie beside the checkout: without them this file is not run (vitest.system.config.ts).

const curricula: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'python-novice/2025-05': { 'python-novice_0.0.0': 'en' },
  'python-novice/2026-06': { 'python-novice_0.0.0': 'en' },
  'iot-beginners/2026-01': {
    'iot-beginners_0.0.0': 'en',
    'iot-beginners_0.0.0_ar': 'ar',
    'iot-beginners_0.0.0_es': 'es',
  },
};

testBundles(
  Object.entries(curricula).map(([name, bundles]) => ({
    name,
    source: packageFile(join('../shared/corpora', name)),
    bundles,
    axePages: 6,
    exitCodes: [0, 1],
  })),
);
