import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// What needs more than npm can bring: Debian packages, terminals, browsers, servers, and real curricula, where they lie beside the checkout.
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts', 'test/drop/power/*.test.ts'],
    exclude: existsSync(join(import.meta.dirname, '../shared/corpora'))
      ? []
      : ['test/system/curricula.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    maxConcurrency: 2,
  },
});
